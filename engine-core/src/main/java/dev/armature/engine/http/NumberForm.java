package dev.armature.engine.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Whether numbers are answered as JSON numbers, or as strings for clients whose numbers are binary
 * floats.
 */
enum NumberForm {
    AS_NUMBERS {
        @Override
        byte[] apply(byte[] json) {
            return json;
        }
    },
    AS_STRINGS {
        @Override
        byte[] apply(byte[] json) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length + json.length / 8);
            try (JsonParser in = Json.MAPPER.createParser(json);
                    JsonGenerator out = Json.MAPPER.createGenerator(bytes)) {
                for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
                    if (token.isNumeric()) {
                        out.writeString(in.getText());
                    } else {
                        out.copyCurrentEvent(in);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return bytes.toByteArray();
        }
    };

    abstract byte[] apply(byte[] json);

    static NumberForm of(HttpRequest<?> request) {
        String form = Bodies.parameter(request, "numbers");
        if (form == null) {
            return AS_NUMBERS;
        }
        if (form.equals("string")) {
            return AS_STRINGS;
        }
        throw new EngineException(
                ErrorCode.INVALID_QUERY, "The parameter \"numbers\" is string, or left out");
    }
}
