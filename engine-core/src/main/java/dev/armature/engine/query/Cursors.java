package dev.armature.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.digest.HmacSha256;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Cursors: where a page ended, signed together with the tenant and the query, so that a cursor of
 * another query or a tampered one is refused. Thread-safe.
 */
public final class Cursors {

    private static final int SIGNATURE_BYTES = 16;

    /** Has the key; each signature is made by a copy, which spares making one anew. */
    private final Mac keyed;

    /**
     * @param secret at least 32 bytes, the same on every node
     */
    public Cursors(byte[] secret) {
        keyed = HmacSha256.keyed(secret);
    }

    /** The last record of a page: its sort values and its id. */
    record Position(List<@Nullable Object> values, UUID id) {}

    String write(RecordQuery query, Position position) {
        ObjectNode json = Json.object();
        ArrayNode values = json.putArray("v");
        position.values.forEach(value -> values.add(Values.toJson(value)));
        json.put("i", position.id.toString());
        byte[] body = Json.bytes(json);
        byte[] signed = Arrays.copyOf(body, body.length + SIGNATURE_BYTES);
        System.arraycopy(signature(query, body), 0, signed, body.length, SIGNATURE_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
    }

    Position read(RecordQuery query, String cursor) {
        byte[] signed = decode(cursor);
        if (signed.length <= SIGNATURE_BYTES) {
            throw refused();
        }
        byte[] body = Arrays.copyOf(signed, signed.length - SIGNATURE_BYTES);
        byte[] signature = Arrays.copyOfRange(signed, body.length, signed.length);
        if (!MessageDigest.isEqual(signature, signature(query, body))) {
            throw refused();
        }
        JsonNode json = Json.read(new String(body, StandardCharsets.UTF_8));
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < query.sort().size(); i++) {
            values.add(Values.fromJson(json.get("v").get(i), query.sort().get(i).field().type()));
        }
        return new Position(values, UUID.fromString(json.get("i").textValue()));
    }

    private static byte[] decode(String cursor) {
        try {
            return Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw refused();
        }
    }

    private byte[] signature(RecordQuery query, byte[] body) {
        try {
            Mac mac = (Mac) keyed.clone();
            mac.update(
                    (query.object().tenant().tenant() + "/" + query.object().id())
                            .getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            mac.update(query.filterText().getBytes(StandardCharsets.UTF_8));
            if (query.search() != null) {
                mac.update((byte) 3);
                mac.update(query.search().text().getBytes(StandardCharsets.UTF_8));
            }
            if (query.asOf() != null) {
                mac.update((byte) 4);
                mac.update(query.asOf().toString().getBytes(StandardCharsets.UTF_8));
            }
            if (query.object().tenant().present() != null) {
                mac.update((byte) 5);
            }
            for (SortKey sort : query.sort()) {
                mac.update((byte) (sort.descending() ? 2 : 1));
                sort.field()
                        .visit(part -> mac.update(named(part).getBytes(StandardCharsets.UTF_8)));
            }
            mac.update((byte) 0);
            return Arrays.copyOf(mac.doFinal(body), SIGNATURE_BYTES);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String named(Expression field) {
        return switch (field) {
            case Expression.Read read ->
                    read.path().stream()
                            .map(property -> property.objectId() + "." + property.fieldId() + ";")
                            .collect(Collectors.joining());
            case Expression.Part part -> part.member().name() + ";";
            default -> throw new IllegalArgumentException("a list is sorted by fields");
        };
    }

    private static EngineException refused() {
        return new EngineException(
                ErrorCode.INVALID_CURSOR,
                "The cursor is not one of this query; begin again without it");
    }
}
