package dev.armature.plugin.pool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * From places in a built module to places in the sources it was built from. Comes with the module
 * and so from a stranger: a map that makes no sense leads to no place, never to an exception.
 */
final class SourceMap {

    private static final String COMMENT = "//# sourceMappingURL=";
    private static final String DATA = "data:application/json;base64,";
    private static final String DIGITS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int MAX_SEGMENTS = 1_000_000;

    /** A place in a source; both numbers count from 1. */
    record Place(String source, int line, int column) {}

    private record Segment(int column, int source, int line, int sourceColumn) {}

    private final List<String> sources;
    private final List<List<Segment>> lines;

    private SourceMap(List<String> sources, List<List<Segment>> lines) {
        this.sources = sources;
        this.lines = lines;
    }

    /** A module without its source map, which is of no use to a worker. */
    static String removedFrom(String module) {
        int comment = module.lastIndexOf(COMMENT);
        return comment < 0 ? module : module.substring(0, comment);
    }

    /** The map that a module carries in its last comment; null when there is none to be read. */
    static @Nullable SourceMap of(String module) {
        int comment = module.lastIndexOf(COMMENT);
        if (comment < 0 || !module.startsWith(DATA, comment + COMMENT.length())) {
            return null;
        }
        String encoded = module.substring(comment + COMMENT.length() + DATA.length()).strip();
        try {
            JsonNode map = Json.parse(Base64.getDecoder().decode(encoded));
            List<String> sources = new ArrayList<>();
            map.path("sources").forEach(source -> sources.add(source.asText()));
            return new SourceMap(sources, decode(map.path("mappings").asText()));
        } catch (IllegalArgumentException | EngineException e) {
            return null;
        }
    }

    /** Where a place of the module comes from; null when that is not known. */
    @Nullable Place original(int line, int column) {
        if (line < 1 || line > lines.size()) {
            return null;
        }
        Segment found = null;
        for (Segment segment : lines.get(line - 1)) {
            if (segment.column() <= column - 1) {
                found = segment;
            }
        }
        if (found == null || found.source() < 0 || found.source() >= sources.size()) {
            return null;
        }
        return new Place(sources.get(found.source()), found.line() + 1, found.sourceColumn() + 1);
    }

    private static List<List<Segment>> decode(String mappings) {
        List<List<Segment>> lines = new ArrayList<>();
        int[] state = new int[4];
        int segments = 0;
        for (String line : mappings.split(";", -1)) {
            List<Segment> decoded = new ArrayList<>();
            state[0] = 0;
            for (String text : line.split(",", -1)) {
                if (advance(state, text) && segments++ < MAX_SEGMENTS) {
                    decoded.add(new Segment(state[0], state[1], state[2], state[3]));
                }
            }
            lines.add(decoded);
        }
        return lines;
    }

    /** Adds a segment's numbers, written in base 64 VLQ, to the state; false without a source. */
    private static boolean advance(int[] state, String segment) {
        int field = 0;
        int shift = 0;
        int value = 0;
        for (int i = 0; i < segment.length() && field < state.length; i++) {
            int digit = DIGITS.indexOf(segment.charAt(i));
            if (digit < 0 || shift > 30) {
                throw new IllegalArgumentException("not a source map");
            }
            value += (digit & 31) << shift;
            shift += 5;
            if ((digit & 32) == 0) {
                state[field++] += (value & 1) == 1 ? -(value >>> 1) : value >>> 1;
                shift = 0;
                value = 0;
            }
        }
        return field == state.length;
    }
}
