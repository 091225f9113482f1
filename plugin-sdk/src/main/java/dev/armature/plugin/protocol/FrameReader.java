package dev.armature.plugin.protocol;

import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.LogLine;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.Usage;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads messages. For one thread. */
public final class FrameReader {

    /** The longest frame: a module, or a context, of the largest size in its longest encoding. */
    public static final int MAX_FRAME = 16 << 20;

    private static final int MAX_LIST = 10_000;

    private final DataInputStream in;

    public FrameReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /** The next message to a worker; null at the end of the stream. */
    public @Nullable ToWorker readToWorker() throws IOException {
        Body body = next();
        if (body == null) {
            return null;
        }
        FrameType type = body.type();
        ToWorker message =
                switch (type) {
                    case KEEP_MODULE ->
                            new ToWorker.KeepModule(body.count(), body.text(), body.text());
                    case FORGET_MODULE -> new ToWorker.ForgetModule(body.count());
                    case INVOKE ->
                            new ToWorker.Invoke(
                                    body.number(),
                                    body.count(),
                                    body.text(),
                                    body.text(),
                                    body.limits());
                    case CHECK -> body.check();
                    case HOST_ANSWER -> new ToWorker.HostAnswer(body.number(), body.text());
                    case HOST_REFUSAL ->
                            new ToWorker.HostRefusal(
                                    body.number(), body.text(), body.text(), body.optionalText());
                    case CANCEL -> new ToWorker.Cancel(body.number());
                    default -> throw new ProtocolException(type + " is no message to a worker");
                };
        body.finish();
        return message;
    }

    /** The next message from a worker; null at the end of the stream. */
    public @Nullable FromWorker readFromWorker() throws IOException {
        Body body = next();
        if (body == null) {
            return null;
        }
        FrameType type = body.type();
        FromWorker message =
                switch (type) {
                    case READY -> new FromWorker.Ready();
                    case BEAT -> new FromWorker.Beat();
                    case UNSOUND -> new FromWorker.Unsound();
                    case HOST_REQUEST ->
                            new FromWorker.HostRequest(body.number(), body.text(), body.text());
                    case ENDED -> body.ended();
                    case FAULTED ->
                            new FromWorker.Faulted(body.number(), body.usage(), body.text());
                    case GONE -> new FromWorker.Gone(body.number());
                    default -> throw new ProtocolException(type + " is no message from a worker");
                };
        body.finish();
        return message;
    }

    private @Nullable Body next() throws IOException {
        int length;
        try {
            length = in.readInt();
        } catch (EOFException e) {
            return null;
        }
        if (length < 1 || length > MAX_FRAME) {
            throw new ProtocolException("a frame of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new Body(ByteBuffer.wrap(bytes));
    }

    private record Body(ByteBuffer bytes) {

        FrameType type() throws ProtocolException {
            return FrameType.of(octet());
        }

        int octet() throws ProtocolException {
            need(1);
            return bytes.get();
        }

        boolean flag() throws ProtocolException {
            return octet() != 0;
        }

        long number() throws ProtocolException {
            need(Long.BYTES);
            return bytes.getLong();
        }

        int count() throws ProtocolException {
            long number = number();
            if (number < 0 || number > Integer.MAX_VALUE) {
                throw new ProtocolException("a count of " + number);
            }
            return (int) number;
        }

        String text() throws ProtocolException {
            need(Integer.BYTES);
            int length = bytes.getInt();
            if (length < 0) {
                throw new ProtocolException("a text of " + length + " bytes");
            }
            need(length);
            byte[] utf8 = new byte[length];
            bytes.get(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }

        @Nullable String optionalText() throws ProtocolException {
            return flag() ? text() : null;
        }

        Duration duration() throws ProtocolException {
            return Duration.ofNanos(number());
        }

        Limits limits() throws ProtocolException {
            return new Limits(
                    duration(),
                    number(),
                    number(),
                    count(),
                    duration(),
                    count(),
                    count(),
                    count(),
                    count());
        }

        Usage usage() throws ProtocolException {
            return new Usage(duration(), number(), count());
        }

        ToWorker.Check check() throws ProtocolException {
            long call = number();
            int module = count();
            Limits limits = limits();
            List<String> handlers = new ArrayList<>();
            for (int left = listSize(); left > 0; left--) {
                handlers.add(text());
            }
            return new ToWorker.Check(call, module, handlers, limits);
        }

        FromWorker.Ended ended() throws ProtocolException {
            long call = number();
            boolean running = flag();
            Usage usage = usage();
            return new FromWorker.Ended(call, outcome(), usage, running);
        }

        private PluginOutcome outcome() throws ProtocolException {
            FrameType type = type();
            return switch (type) {
                case RETURNED -> new PluginOutcome.Returned(text(), optionalText(), log());
                case REFUSED -> new PluginOutcome.Refused(text(), text(), optionalText(), log());
                case THREW ->
                        new PluginOutcome.Threw(
                                text(), text(), optionalText(), optionalText(), log());
                case LIMIT_EXCEEDED -> new PluginOutcome.LimitExceeded(text(), text(), log());
                default -> throw new ProtocolException(type + " is no outcome");
            };
        }

        private List<LogLine> log() throws ProtocolException {
            List<LogLine> lines = new ArrayList<>();
            for (int left = listSize(); left > 0; left--) {
                lines.add(new LogLine(level(), text()));
            }
            return lines;
        }

        private LogLine.Level level() throws ProtocolException {
            String name = text();
            for (LogLine.Level level : LogLine.Level.values()) {
                if (level.name().equals(name)) {
                    return level;
                }
            }
            throw new ProtocolException("there is no such log level");
        }

        private int listSize() throws ProtocolException {
            int size = count();
            if (size > MAX_LIST) {
                throw new ProtocolException("a list of " + size);
            }
            return size;
        }

        void finish() throws ProtocolException {
            if (bytes.hasRemaining()) {
                throw new ProtocolException(bytes.remaining() + " bytes too many");
            }
        }

        private void need(int length) throws ProtocolException {
            if (bytes.remaining() < length) {
                throw new ProtocolException("a frame ends too soon");
            }
        }
    }
}
