package dev.armature.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpParameters;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads bodies, parameters and conditions of requests, and writes JSON answers. */
final class Bodies {

    private static final Pattern ETAG = Pattern.compile("\"(\\d{1,9})\"");

    private Bodies() {}

    static ObjectNode object(byte[] body) {
        return Json.parseObject(body);
    }

    static ArrayNode array(byte[] body) {
        if (Json.parse(body) instanceof ArrayNode array) {
            return array;
        }
        throw new EngineException(ErrorCode.MALFORMED_JSON, "A JSON array is expected");
    }

    static MutableHttpResponse<byte[]> ok(JsonNode body) {
        return json(HttpResponse.ok(), Json.bytes(body));
    }

    static MutableHttpResponse<byte[]> ok(byte[] json) {
        return json(HttpResponse.ok(), json);
    }

    static MutableHttpResponse<byte[]> created(byte[] json) {
        return json(HttpResponse.created(new byte[0]), json);
    }

    private static MutableHttpResponse<byte[]> json(MutableHttpResponse<?> response, byte[] json) {
        return response.body(json).contentType(MediaType.APPLICATION_JSON_TYPE);
    }

    /** A list as {@code {"data": […]}}. */
    static MutableHttpResponse<byte[]> list(List<? extends JsonNode> elements) {
        ObjectNode body = Json.object();
        body.putArray("data").addAll(elements);
        return ok(body);
    }

    /** Refuses parameters that are not known, and known ones that come twice. */
    static void onlyParameters(HttpRequest<?> request, Set<String> known) {
        HttpParameters parameters = request.getParameters();
        if (parameters.values().isEmpty()) {
            return;
        }
        for (String parameter : parameters.names()) {
            if (!known.contains(parameter)) {
                throw new EngineException(
                        ErrorCode.INVALID_QUERY,
                        "The parameter \"" + shorten(parameter) + "\" is not known here");
            }
            if (parameters.getAll(parameter).size() > 1) {
                throw new EngineException(
                        ErrorCode.INVALID_QUERY,
                        "The parameter \"" + parameter + "\" is given twice");
            }
        }
    }

    private static String shorten(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    static @Nullable String parameter(HttpRequest<?> request, String name) {
        return request.getParameters().get(name);
    }

    static boolean flag(HttpRequest<?> request, String name) {
        String value = parameter(request, name);
        if (value == null || value.equals("false")) {
            return false;
        }
        if (value.equals("true")) {
            return true;
        }
        throw new EngineException(
                ErrorCode.INVALID_QUERY, "The parameter \"" + name + "\" is true or false");
    }

    /** How many elements of a list are asked for. */
    static int limit(HttpRequest<?> request, int absent, int most) {
        String written = parameter(request, "limit");
        try {
            int limit = written == null ? absent : Integer.parseInt(written);
            if (limit >= 1 && limit <= most) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new EngineException(
                ErrorCode.INVALID_QUERY, "The parameter \"limit\" is a number from 1 to " + most);
    }

    /** The version of an If-Match header; null when there is none, or it is {@code *}. */
    static @Nullable Integer ifMatch(HttpRequest<?> request) {
        String header = request.getHeaders().get("If-Match");
        if (header == null || header.strip().equals("*")) {
            return null;
        }
        Matcher matcher = ETAG.matcher(header.strip());
        if (!matcher.matches()) {
            throw new EngineException(
                    ErrorCode.MALFORMED_REQUEST,
                    "If-Match takes one ETag as it was given, such as \"3\"");
        }
        return Integer.valueOf(matcher.group(1));
    }

    static String etag(long version) {
        return "\"" + version + "\"";
    }
}
