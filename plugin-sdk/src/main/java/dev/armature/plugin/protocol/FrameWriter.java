package dev.armature.plugin.protocol;

import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.LogLine;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.Usage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Writes messages. Thread-safe; each message is one write. */
public final class FrameWriter {

    private final OutputStream out;
    private final ReentrantLock lock = new ReentrantLock();

    public FrameWriter(OutputStream out) {
        this.out = out;
    }

    public void write(ToWorker message) throws IOException {
        send(frame(message));
    }

    public void write(FromWorker message) throws IOException {
        send(frame(message));
    }

    private void send(byte[] frame) throws IOException {
        lock.lock();
        try {
            out.write(frame);
            out.flush();
        } finally {
            lock.unlock();
        }
    }

    /** A message as it is written. */
    public static byte[] frame(ToWorker message) {
        Body body = new Body();
        switch (message) {
            case ToWorker.KeepModule keep ->
                    body.type(FrameType.KEEP_MODULE)
                            .number(keep.module())
                            .text(keep.name())
                            .text(keep.source());
            case ToWorker.ForgetModule forget ->
                    body.type(FrameType.FORGET_MODULE).number(forget.module());
            case ToWorker.Invoke invoke ->
                    body.type(FrameType.INVOKE)
                            .number(invoke.call())
                            .number(invoke.module())
                            .text(invoke.handler())
                            .text(invoke.contextJson())
                            .limits(invoke.limits());
            case ToWorker.Check check -> {
                body.type(FrameType.CHECK)
                        .number(check.call())
                        .number(check.module())
                        .limits(check.limits())
                        .number(check.handlers().size());
                check.handlers().forEach(body::text);
            }
            case ToWorker.HostAnswer answer ->
                    body.type(FrameType.HOST_ANSWER).number(answer.call()).text(answer.json());
            case ToWorker.HostRefusal refusal ->
                    body.type(FrameType.HOST_REFUSAL)
                            .number(refusal.call())
                            .text(refusal.code())
                            .text(refusal.message())
                            .optionalText(refusal.field());
            case ToWorker.Cancel cancel -> body.type(FrameType.CANCEL).number(cancel.call());
        }
        return body.frame();
    }

    /** A message as it is written. */
    public static byte[] frame(FromWorker message) {
        Body body = new Body();
        switch (message) {
            case FromWorker.Ready ready -> body.type(FrameType.READY);
            case FromWorker.Beat beat -> body.type(FrameType.BEAT);
            case FromWorker.Unsound unsound -> body.type(FrameType.UNSOUND);
            case FromWorker.HostRequest request ->
                    body.type(FrameType.HOST_REQUEST)
                            .number(request.call())
                            .text(request.function())
                            .text(request.argumentsJson());
            case FromWorker.Ended ended ->
                    body.type(FrameType.ENDED)
                            .number(ended.call())
                            .flag(ended.running())
                            .usage(ended.usage())
                            .outcome(ended.outcome());
            case FromWorker.Faulted faulted ->
                    body.type(FrameType.FAULTED)
                            .number(faulted.call())
                            .usage(faulted.usage())
                            .text(faulted.reason());
            case FromWorker.Gone gone -> body.type(FrameType.GONE).number(gone.call());
        }
        return body.frame();
    }

    private static final class Body {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        private final DataOutputStream data = new DataOutputStream(bytes);

        Body() {
            // The place of the length, which is known at the end.
            number4(0);
        }

        Body type(FrameType type) {
            bytes.write(type.number());
            return this;
        }

        Body flag(boolean value) {
            bytes.write(value ? 1 : 0);
            return this;
        }

        Body number(long value) {
            try {
                data.writeLong(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        private void number4(int value) {
            try {
                data.writeInt(value);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Body text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            number4(utf8.length);
            bytes.write(utf8, 0, utf8.length);
            return this;
        }

        Body optionalText(@Nullable String text) {
            flag(text != null);
            return text == null ? this : text(text);
        }

        Body duration(Duration duration) {
            return number(duration.toNanos());
        }

        Body limits(Limits limits) {
            return duration(limits.cpu())
                    .number(limits.allocatedBytes())
                    .number(limits.statements())
                    .number(limits.depth())
                    .duration(limits.wall())
                    .number(limits.hostCalls())
                    .number(limits.bytesIn())
                    .number(limits.bytesOut())
                    .number(limits.logLines());
        }

        Body usage(Usage usage) {
            return duration(usage.cpu()).number(usage.allocatedBytes()).number(usage.hostCalls());
        }

        Body outcome(PluginOutcome outcome) {
            switch (outcome) {
                case PluginOutcome.Returned returned ->
                        type(FrameType.RETURNED)
                                .text(returned.resultJson())
                                .optionalText(returned.recordJson());
                case PluginOutcome.Refused refused ->
                        type(FrameType.REFUSED)
                                .text(refused.code())
                                .text(refused.message())
                                .optionalText(refused.field());
                case PluginOutcome.Threw threw ->
                        type(FrameType.THREW)
                                .text(threw.message())
                                .text(threw.stack())
                                .optionalText(threw.code())
                                .optionalText(threw.field());
                case PluginOutcome.LimitExceeded exceeded ->
                        type(FrameType.LIMIT_EXCEEDED)
                                .text(exceeded.limit())
                                .text(exceeded.value());
                case PluginOutcome.Busy busy ->
                        throw new IllegalArgumentException("not a worker's");
                case PluginOutcome.WorkerLost lost ->
                        throw new IllegalArgumentException("not a worker's");
            }
            return log(outcome.log());
        }

        private Body log(List<LogLine> lines) {
            number(lines.size());
            lines.forEach(line -> text(line.level().name()).text(line.message()));
            return this;
        }

        byte[] frame() {
            byte[] frame = bytes.toByteArray();
            ByteBuffer.wrap(frame).putInt(0, frame.length - Integer.BYTES);
            return frame;
        }
    }
}
