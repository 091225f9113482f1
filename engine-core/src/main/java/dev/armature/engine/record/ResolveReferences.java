package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.UnresolvedReference;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records that references name by a unique field, {@code {"code": "A-1"}}: one query a
 * field, for all drafts.
 */
final class ResolveReferences implements WriteStep {

    private record Open(Draft draft, FieldModel reference, String key) {}

    private record Lookup(ObjectModel target, FieldModel field) {}

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        Map<Lookup, List<Open>> lookups = new LinkedHashMap<>();
        for (Draft draft : drafts) {
            for (FieldModel field : draft.object().fields()) {
                if (draft.value(field) instanceof UnresolvedReference unresolved) {
                    draft.set(field, null);
                    open(session, draft, field, unresolved, lookups);
                }
            }
        }
        lookups.forEach((lookup, open) -> resolve(session, lookup, open));
    }

    private static void open(
            WriteSession session,
            Draft draft,
            FieldModel reference,
            UnresolvedReference unresolved,
            Map<Lookup, List<Open>> lookups) {
        ObjectModel target =
                session.model()
                        .required(((ValueType.Reference) reference.property().type()).objectId());
        FieldModel field = target.field(unresolved.field());
        if (field == null || !field.definition().unique()) {
            draft.problem(
                    reference,
                    "unknown_field",
                    "\"" + target.name() + "\" has no unique field \"" + unresolved.field() + "\"");
            return;
        }
        Object value = read(draft, reference, field, unresolved.value());
        if (value != null && !(value instanceof UnresolvedReference)) {
            lookups.computeIfAbsent(new Lookup(target, field), l -> new ArrayList<>())
                    .add(new Open(draft, reference, UniqueKeys.key(field, value)));
        }
    }

    private static @Nullable Object read(
            Draft draft, FieldModel reference, FieldModel field, JsonNode json) {
        return field.type()
                .read(
                        json,
                        (code, message) ->
                                draft.problem(reference, code, field.name() + ": " + message));
    }

    private static void resolve(WriteSession session, Lookup lookup, List<Open> open) {
        Map<String, UUID> found =
                find(session, lookup, open.stream().map(Open::key).distinct().toList());
        for (Open one : open) {
            UUID id = found.get(one.key());
            if (id == null) {
                one.draft()
                        .problem(
                                one.reference(),
                                "reference_not_found",
                                "There is no "
                                        + lookup.target().name()
                                        + " whose "
                                        + lookup.field().name()
                                        + " is \""
                                        + one.key()
                                        + "\"");
            } else {
                one.draft().set(one.reference(), id);
            }
        }
    }

    private static Map<String, UUID> find(WriteSession session, Lookup lookup, List<String> keys) {
        Sql sql =
                Sql.of(
                        "select key, record_id from record_unique where tenant_id = ",
                        Sql.number(session.caller().tenantId().value()),
                        " and object_id = ",
                        Sql.number(lookup.target().id()),
                        " and field_id = ",
                        Sql.number(lookup.field().id()),
                        " and key = any(",
                        Sql.array(keys, ColumnType.TEXT),
                        ")");
        Map<String, UUID> found = new HashMap<>();
        try (PreparedStatement statement = session.connection().prepareStatement(sql.text())) {
            sql.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.put(row.getString(1), row.getObject(2, UUID.class));
                }
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        return found;
    }
}
