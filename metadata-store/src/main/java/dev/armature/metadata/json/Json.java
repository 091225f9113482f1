package dev.armature.metadata.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes JSON with exact decimals (never a double), refusing duplicate keys, deep nesting
 * and endless numbers. Thread-safe.
 */
public final class Json {

    /** How deep an input may nest. */
    public static final int MAX_DEPTH = 64;

    /** How many characters one number may have. */
    public static final int MAX_NUMBER_LENGTH = 1_000;

    private static final int INITIAL_LENGTH = 256;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNumberLength(MAX_NUMBER_LENGTH)
                                    .maxStringLength(16 * 1024 * 1024)
                                    .build())
                    // The usual pool keeps buffers by thread; requests run on threads of their own.
                    .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                    .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .build();

    /** For trees and records alike. */
    public static final JsonMapper MAPPER =
            JsonMapper.builder(FACTORY)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    // Where the tree is built anyway: the parser would keep all names once more.
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Reads one document that came from outside. */
    public static JsonNode parse(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node == null || node.isMissingNode()) {
                throw new EngineException(
                        ErrorCode.MALFORMED_JSON, "The body is empty; JSON is expected");
            }
            return node;
        } catch (StreamConstraintsException e) {
            throw new EngineException(
                    ErrorCode.MALFORMED_JSON,
                    place(e) + ": a limit is passed: " + e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            boolean twice = e.getOriginalMessage().startsWith("Duplicate field");
            throw new EngineException(
                    ErrorCode.MALFORMED_JSON,
                    place(e) + (twice ? ": the name is there twice" : " is not JSON"));
        } catch (IOException e) {
            throw new EngineException(
                    ErrorCode.MALFORMED_JSON, "The body cannot be read as UTF-8 JSON");
        }
    }

    /** Reads one document that came from outside and must be an object. */
    public static ObjectNode parseObject(byte[] body) {
        if (parse(body) instanceof ObjectNode object) {
            return object;
        }
        throw new EngineException(ErrorCode.MALFORMED_JSON, "A JSON object is expected");
    }

    /** Reads text that the platform wrote itself. */
    public static JsonNode read(String own) {
        try {
            return MAPPER.readTree(own);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ObjectNode readObject(String own) {
        return (ObjectNode) read(own);
    }

    public static String write(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a document piece by piece. */
    @FunctionalInterface
    public interface Body {
        void write(JsonGenerator out) throws IOException;
    }

    /** The text of a document that is written piece by piece, without a tree. */
    public static String written(Body body) {
        StringWriter text = new StringWriter(INITIAL_LENGTH);
        try (JsonGenerator out = MAPPER.createGenerator(text)) {
            body.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    public static byte[] bytes(JsonNode node) {
        return write(node).getBytes(StandardCharsets.UTF_8);
    }

    /** Writes maps, lists and values as they are. */
    public static byte[] bytesOf(@Nullable Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String place(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "The body" : "Line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
