package dev.armature.engine.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes JSON as YAML that every reader of YAML takes for the same, whichever version of YAML it
 * reads: a text that could be anything else is quoted, as JSON quotes it. The same JSON is the same
 * YAML, byte by byte.
 */
final class YamlWriter {

    /** Texts that are plain everywhere, if they are none of the words below. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_.$-]*( [A-Za-z0-9_.$()-]+)*");

    /** What some version of YAML takes for something else than a text. */
    private static final Set<String> WORDS =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf");

    private static final int LAST_ASCII = 0x7e;
    private static final int FIRST_LATIN = 0xa0;

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    static byte[] write(JsonNode json) {
        YamlWriter writer = new YamlWriter();
        writer.node(json, 0);
        return writer.out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The whole of a document, or what stands below a key or a dash. */
    private void node(JsonNode json, int depth) {
        if (json.isContainerNode() && !json.isEmpty()) {
            if (json.isObject()) {
                members(json, depth);
            } else {
                elements(json, depth);
            }
        } else {
            scalar(json);
        }
    }

    private void members(JsonNode object, int depth) {
        boolean first = true;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            // The first one of a list's element stands behind its dash.
            if (!first || (!out.isEmpty() && out.charAt(out.length() - 1) == '\n')) {
                indent(depth);
            }
            first = false;
            text(member.getKey());
            out.append(':');
            below(member.getValue(), depth + 1);
        }
    }

    private void below(JsonNode value, int depth) {
        if (value.isContainerNode() && !value.isEmpty()) {
            out.append('\n');
        } else {
            out.append(' ');
        }
        node(value, depth);
    }

    private void elements(JsonNode array, int depth) {
        for (JsonNode element : array) {
            indent(depth);
            out.append('-');
            if (element.isArray() && !element.isEmpty()) {
                out.append('\n');
            } else {
                out.append(' ');
            }
            node(element, depth + 1);
        }
    }

    private void scalar(JsonNode value) {
        if (value.isTextual()) {
            text(value.textValue());
        } else {
            out.append(Json.write(value));
        }
        out.append('\n');
    }

    private void text(String text) {
        boolean plain =
                PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
        if (plain) {
            out.append(text);
        } else {
            quoted(Json.write(Json.MAPPER.getNodeFactory().textNode(text)));
        }
    }

    /** YAML knows JSON's escapes; some characters that JSON lets stand it does not. */
    private void quoted(String json) {
        json.chars()
                .forEach(c -> {
                    boolean stands =
                            c <= LAST_ASCII
                                    || (c >= FIRST_LATIN
                                            && c != '\u2028'
                                            && c != '\u2029'
                                            && c != '\ufeff'
                                            && c < '\ufffe');
                    if (stands) {
                        out.append((char) c);
                    } else {
                        out.append("\\u%04x".formatted(c));
                    }
                });
    }

    private void indent(int depth) {
        out.append("  ".repeat(depth));
    }
}
