package dev.armature.plugin.script;

import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.LogLine;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginOutcome.LimitExceeded;
import dev.armature.plugin.sandbox.PluginOutcome.Refused;
import dev.armature.plugin.sandbox.PluginOutcome.Returned;
import dev.armature.plugin.sandbox.PluginOutcome.Threw;
import dev.armature.plugin.sandbox.Utf8;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SourceSection;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/** Outcomes from what a script left behind. All texts are bounded, for they are the script's. */
final class Outcomes {

    private static final int MAX_MESSAGE = 2_000;
    private static final int MAX_STACK = 8_000;
    private static final int MAX_CODE = 100;

    private Outcomes() {}

    /** Reads the list of texts that the prelude made. */
    static PluginOutcome read(Value texts, String module, Limits limits, List<LogLine> log) {
        if (texts.isNull()) {
            return threw("The handler returned a promise that nothing settles", log);
        }
        String first = required(texts, 1);
        return switch (required(texts, 0)) {
            case "returned" -> returned(first, text(texts, 2), limits, log);
            case "refused" ->
                    new Refused(
                            cut(required(texts, 2), MAX_CODE),
                            cut(first, MAX_MESSAGE),
                            cutOrNull(text(texts, 3), MAX_CODE),
                            log);
            default ->
                    new Threw(
                            cut(first, MAX_MESSAGE),
                            stack(required(texts, 2), module),
                            cutOrNull(text(texts, 3), MAX_CODE),
                            cutOrNull(text(texts, 4), MAX_CODE),
                            log);
        };
    }

    private static PluginOutcome returned(
            String result, @Nullable String record, Limits limits, List<LogLine> log) {
        long bytes = Utf8.length(result) + (record == null ? 0 : Utf8.length(record));
        return bytes > limits.bytesOut()
                ? new LimitExceeded("output", Utf8.inWords(limits.bytesOut()), log)
                : new Returned(result, record, log);
    }

    /** What an exception that no script caught amounts to. */
    static PluginOutcome of(PolyglotException e, String module, Limits limits, List<LogLine> log)
            throws ScriptFault {
        if (e.isInternalError()
                || e.isHostException()
                || e.isCancelled() && !e.isResourceExhausted()) {
            throw new ScriptFault(e);
        }
        if (e.isResourceExhausted()) {
            return new LimitExceeded("memory", Utf8.inWords(limits.allocatedBytes()), log);
        }
        return new Threw(
                cut(String.valueOf(e.getMessage()), MAX_MESSAGE),
                e.isSyntaxError() ? place(e.getSourceLocation()) : frames(e, module),
                null,
                null,
                log);
    }

    static Threw threw(String message, List<LogLine> log) {
        return new Threw(cut(message, MAX_MESSAGE), "", null, null, log);
    }

    private static String place(@Nullable SourceSection at) {
        return at == null || !at.isAvailable()
                ? ""
                : "at "
                        + at.getSource().getName()
                        + ":"
                        + at.getStartLine()
                        + ":"
                        + at.getStartColumn();
    }

    private static String frames(PolyglotException e, String module) {
        String text =
                StreamSupport.stream(e.getPolyglotStackTrace().spliterator(), false)
                        .filter(PolyglotException.StackFrame::isGuestFrame)
                        .filter(frame -> frame.getSourceLocation() != null)
                        .map(frame -> {
                            SourceSection at = frame.getSourceLocation();
                            return "at %s (%s:%d:%d)"
                                    .formatted(
                                            frame.getRootName(),
                                            at.getSource().getName(),
                                            at.getStartLine(),
                                            at.getStartColumn());
                        })
                        .collect(Collectors.joining("\n"));
        return stack(text, module);
    }

    /** The lines of a stack trace that are about the module. */
    private static String stack(String text, String module) {
        return cut(text, MAX_STACK)
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("at ") && line.contains(module + ":"))
                .collect(Collectors.joining("\n"));
    }

    private static String required(Value texts, int index) {
        String text = text(texts, index);
        if (text == null) {
            throw new IllegalStateException("the prelude left out a text");
        }
        return text;
    }

    private static @Nullable String text(Value texts, int index) {
        Value text = texts.getArrayElement(index);
        return text.isString() ? text.asString() : null;
    }

    private static @Nullable String cutOrNull(@Nullable String text, int length) {
        return text == null ? null : cut(text, length);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }
}
