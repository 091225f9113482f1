package dev.armature.engine.share;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * That anybody sees some fields of a record who has a link.
 *
 * @param object the number of the record's object
 * @param password the hash of what has to be known beside the link, or null
 * @param opened how often it was opened
 */
record PublicLink(
        UUID id,
        int object,
        UUID record,
        List<Integer> fields,
        Instant expiresAt,
        @Nullable String password,
        UUID createdBy,
        Instant createdAt,
        @Nullable Instant lastOpenedAt,
        long opened) {

    static final String COLUMNS =
            "l.id, l.object_id, l.record_id, l.fields, l.expires_at, l.password_hash, l.created_by, l.created_at, l.last_opened_at, l.opened";

    static PublicLink read(ResultSet row) throws SQLException {
        OffsetDateTime last = row.getObject("last_opened_at", OffsetDateTime.class);
        return new PublicLink(
                row.getObject("id", UUID.class),
                row.getInt("object_id"),
                row.getObject("record_id", UUID.class),
                Stream.of((Integer[]) row.getArray("fields").getArray()).toList(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getString("password_hash"),
                row.getObject("created_by", UUID.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                last == null ? null : last.toInstant(),
                row.getLong("opened"));
    }

    /** What it shows of a record to who sees the object so. */
    List<FieldModel> shown(ObjectModel seen) {
        return fields.stream()
                .map(seen::field)
                .filter(Objects::nonNull)
                .filter(NewLink::canBeShown)
                .toList();
    }

    /** As those read it who may share the record. */
    ObjectNode toJson(ObjectModel seen) {
        ObjectNode json = Json.object().put("id", id.toString());
        ArrayNode names = json.putArray("fields");
        shown(seen).forEach(field -> names.add(field.name()));
        return json.put("expiresAt", expiresAt.toString())
                .put("password", password != null)
                .put("createdBy", createdBy.toString())
                .put("createdAt", createdAt.toString())
                .put("lastOpenedAt", lastOpenedAt == null ? null : lastOpenedAt.toString())
                .put("opened", opened);
    }
}
