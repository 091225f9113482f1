package dev.armature.plugin.script;

import dev.armature.plugin.sandbox.LogLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The bounded log of one call. Thread-safe: the watchdog reads it while the script may write. */
final class ScriptLog {

    private static final int MAX_BYTES = 2_048;

    private final int maxLines;
    private final List<LogLine> lines = new ArrayList<>();

    ScriptLog(int maxLines) {
        this.maxLines = maxLines;
    }

    synchronized void write(LogLine.Level level, String message) {
        if (lines.size() < maxLines) {
            lines.add(new LogLine(level, cut(message)));
        } else if (lines.size() == maxLines) {
            lines.add(new LogLine(LogLine.Level.WARN, "Further lines were dropped"));
        }
    }

    synchronized List<LogLine> lines() {
        return List.copyOf(lines);
    }

    private static String cut(String message) {
        // One character has at least one byte, so what is cut off here is not missed below.
        String bounded = message.length() > MAX_BYTES ? message.substring(0, MAX_BYTES) : message;
        byte[] bytes = bounded.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_BYTES) {
            return bounded;
        }
        int end = MAX_BYTES;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }
}
