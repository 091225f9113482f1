package dev.armature.engine.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * Reads YAML that says what JSON can say, as a stranger's. Nothing is made from it but JSON: tags,
 * anchors and aliases are refused, and so are keys that are there twice. What is not quoted is a
 * number, true, false or null where it is written as JSON writes it, and a text else: neither
 * {@code no} nor {@code 1_000} nor a date turns into something that was not meant.
 */
final class YamlReader {

    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][-+]?\\d+)?");

    private final Iterator<Event> events;

    private YamlReader(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(PackageArchive.MAX_BYTES);
        events = new Yaml(options).parse(new StringReader(yaml)).iterator();
    }

    /**
     * The one document.
     *
     * @throws EngineException {@code malformed_yaml} with the place
     */
    static JsonNode read(byte[] yaml) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(yaml)).toString();
            return new YamlReader(text).document();
        } catch (CharacterCodingException e) {
            throw refused(null, "The document cannot be read as UTF-8");
        } catch (MarkedYAMLException e) {
            throw refused(e.getProblemMark(), "this is not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw refused(null, "The document is not YAML, or has characters that YAML forbids");
        }
    }

    private JsonNode document() {
        next();
        if (!next().is(Event.ID.DocumentStart)) {
            throw refused(null, "The document is empty; YAML is expected");
        }
        JsonNode read = node(next(), 1);
        next();
        Event after = next();
        if (!after.is(Event.ID.StreamEnd)) {
            throw refused(after.getStartMark(), "one document is expected, and there are more");
        }
        return read;
    }

    private Event next() {
        return events.next();
    }

    private JsonNode node(Event event, int depth) {
        if (depth > Json.MAX_DEPTH) {
            throw refused(event.getStartMark(), "it nests deeper than " + Json.MAX_DEPTH);
        }
        requirePlain(event);
        return switch (event) {
            case ScalarEvent scalar -> scalar.isPlain() ? plain(scalar) : text(scalar);
            case MappingStartEvent _ -> mapping(depth);
            case CollectionStartEvent _ -> sequence(depth);
            default -> throw refused(event.getStartMark(), "a value is expected");
        };
    }

    /** Tags make things, and aliases make much of little. */
    private static void requirePlain(Event event) {
        if (event.is(Event.ID.Alias)
                || (event instanceof NodeEvent node && node.getAnchor() != null)) {
            throw refused(event.getStartMark(), "anchors and aliases are not taken; write it out");
        }
        if (tag(event) != null) {
            throw refused(event.getStartMark(), "tags are not taken; leave it out");
        }
    }

    private static @Nullable String tag(Event event) {
        return switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case CollectionStartEvent collection -> collection.getTag();
            default -> null;
        };
    }

    private ObjectNode mapping(int depth) {
        ObjectNode read = Json.object();
        for (Event key = next(); !key.is(Event.ID.MappingEnd); key = next()) {
            requirePlain(key);
            if (!(key instanceof ScalarEvent name)) {
                throw refused(key.getStartMark(), "a key is a text");
            }
            if (read.has(name.getValue())) {
                throw refused(key.getStartMark(), "\"" + name.getValue() + "\" is there twice");
            }
            read.set(name.getValue(), node(next(), depth + 1));
        }
        return read;
    }

    private ArrayNode sequence(int depth) {
        ArrayNode read = Json.MAPPER.createArrayNode();
        for (Event element = next(); !element.is(Event.ID.SequenceEnd); element = next()) {
            read.add(node(element, depth + 1));
        }
        return read;
    }

    private static JsonNode text(ScalarEvent scalar) {
        return TextNode.valueOf(scalar.getValue());
    }

    private static JsonNode plain(ScalarEvent scalar) {
        String text = scalar.getValue();
        return switch (text) {
            case "", "null", "~" -> NullNode.getInstance();
            case "true" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> NUMBER.matcher(text).matches() ? number(scalar) : text(scalar);
        };
    }

    private static JsonNode number(ScalarEvent scalar) {
        if (scalar.getValue().length() > Json.MAX_NUMBER_LENGTH) {
            throw refused(
                    scalar.getStartMark(),
                    "a number has at most " + Json.MAX_NUMBER_LENGTH + " characters");
        }
        return Json.read(scalar.getValue());
    }

    private static EngineException refused(@Nullable Mark at, String why) {
        return new EngineException(
                ErrorCode.MALFORMED_YAML,
                at == null
                        ? why
                        : "Line %d, column %d: %s"
                                .formatted(at.getLine() + 1, at.getColumn() + 1, why));
    }
}
