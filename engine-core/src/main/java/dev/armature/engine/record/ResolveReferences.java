package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.query.SeenRecords;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.ReferencesType;
import dev.armature.metadata.field.UnresolvedReference;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
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

    /** A field's value in the making: what it names, with places that are looked up yet. */
    private record Pending(Draft draft, FieldModel reference, boolean isList, Object[] named) {

        static Pending of(Draft draft, FieldModel reference, Object value) {
            return value instanceof List<?> list
                    ? new Pending(draft, reference, true, list.toArray())
                    : new Pending(draft, reference, false, new Object[] {value});
        }

        void problem(String code, String message) {
            draft.problem(reference, code, message);
        }

        void finish() {
            if (draft.hasProblem(reference)) {
                return;
            }
            List<Object> records = List.of(named);
            if (!isList) {
                draft.set(reference, records.getFirst());
            } else if (ReferencesType.isWithoutDoubles(records, this::problem)) {
                draft.set(reference, records);
            }
        }
    }

    private record Open(Pending pending, int index, String key) {}

    private record Lookup(ObjectModel target, FieldModel field) {}

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        Map<Lookup, List<Open>> lookups = new LinkedHashMap<>();
        List<Pending> all = new ArrayList<>();
        for (Draft draft : drafts) {
            for (FieldModel field : draft.object().fields()) {
                Object value = draft.value(field);
                if (value != null && isOpen(value)) {
                    draft.set(field, null);
                    Pending pending = Pending.of(draft, field, value);
                    all.add(pending);
                    for (int i = 0; i < pending.named.length; i++) {
                        open(session, pending, i, lookups);
                    }
                }
            }
        }
        lookups.forEach((lookup, open) -> resolve(session, lookup, open));
        all.forEach(Pending::finish);
    }

    private static boolean isOpen(Object value) {
        return value instanceof UnresolvedReference
                || (value instanceof List<?> list
                        && list.stream().anyMatch(UnresolvedReference.class::isInstance));
    }

    private static void open(
            WriteSession session, Pending pending, int index, Map<Lookup, List<Open>> lookups) {
        ValueType.Reference type = pending.reference.property().type().link();
        if (type == null || !(pending.named[index] instanceof UnresolvedReference unresolved)) {
            return;
        }
        ObjectModel target = session.model().required(type.objectId());
        FieldModel field = key(session, target, unresolved.field());
        if (field == null) {
            pending.problem(
                    "unknown_field",
                    "\"" + target.name() + "\" has no unique field \"" + unresolved.field() + "\"");
            return;
        }
        Object value = read(pending, field, unresolved.value());
        if (value != null && !(value instanceof UnresolvedReference)) {
            lookups.computeIfAbsent(new Lookup(target, field), l -> new ArrayList<>())
                    .add(new Open(pending, index, UniqueKeys.key(field, value)));
        }
    }

    private static @Nullable FieldModel key(WriteSession session, ObjectModel target, String name) {
        ObjectModel seen = session.grants().model().object(target.id());
        FieldModel field = seen == null ? null : seen.field(name);
        return seen == null || field == null || !seen.isKey(field) ? null : field;
    }

    private static @Nullable Object read(Pending pending, FieldModel field, JsonNode json) {
        return field.read(
                json, (code, message) -> pending.problem(code, field.name() + ": " + message));
    }

    private static void resolve(WriteSession session, Lookup lookup, List<Open> open) {
        Map<String, UUID> found =
                find(session, lookup, open.stream().map(Open::key).distinct().toList());
        for (Open one : open) {
            UUID id = found.get(one.key());
            if (id == null) {
                one.pending.problem(
                        "reference_not_found",
                        "There is no "
                                + lookup.target().name()
                                + " whose "
                                + lookup.field().name()
                                + " is "
                                + (lookup.field().definition().isSensitive()
                                        ? "this"
                                        : "\"" + one.key() + "\""));
            } else {
                one.pending.named[one.index] = id;
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
        sql.query(
                session.connection(),
                row -> {
                    while (row.next()) {
                        found.put(row.getString(1), row.getObject(2, UUID.class));
                    }
                });
        if (!found.isEmpty() && session.grants().condition(lookup.target(), Right.READ) != null) {
            found.values()
                    .retainAll(
                            SeenRecords.among(
                                    session.connection(),
                                    session.seen(lookup.target()),
                                    session.environment(),
                                    List.copyOf(found.values())));
        }
        return found;
    }
}
