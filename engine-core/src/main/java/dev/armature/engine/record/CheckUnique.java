package dev.armature.engine.record;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Refuses values that other records have in unique fields, naming all of a record's at once. The
 * primary key of record_unique is what holds against writers at the same moment; this step is for
 * the clear answer.
 */
final class CheckUnique implements WriteStep {

    /** A unique value that a draft takes. */
    record Taken(int objectId, int fieldId, String key) {}

    private record Wish(Draft draft, FieldModel field) {
        boolean wasSoughtInVain() {
            return draft.isSoughtBy(field);
        }
    }

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        Map<Taken, List<Wish>> wishes = new LinkedHashMap<>();
        Set<UUID> leaving = new HashSet<>();
        for (Draft draft : drafts) {
            if (draft.operation() == Draft.Operation.DELETE) {
                leaving.add(draft.id());
                continue;
            }
            for (FieldModel field : draft.object().fields()) {
                Taken taken = taken(draft, field);
                if (taken != null) {
                    wishes.computeIfAbsent(taken, t -> new ArrayList<>())
                            .add(new Wish(draft, field));
                }
            }
        }
        if (wishes.isEmpty()) {
            return;
        }
        Map<Taken, UUID> holders = holders(session, List.copyOf(wishes.keySet()));
        Map<Draft, List<Problem>> conflicts = new LinkedHashMap<>();
        wishes.forEach((taken, wishers) -> {
            UUID holder = holders.get(taken);
            boolean free = holder == null || leaving.contains(holder);
            // Within one write the first to wish for a value gets it.
            int served = free || wishers.getFirst().draft().id().equals(holder) ? 1 : 0;
            if (holder != null && wishers.stream().anyMatch(Wish::wasSoughtInVain)) {
                // It came to be after an upsert had looked for it; the next attempt will change it.
                throw new Statements.LostRaceException();
            }
            wishers.stream()
                    .skip(served)
                    .forEach(wish ->
                            conflicts
                                    .computeIfAbsent(wish.draft(), d -> new ArrayList<>())
                                    .add(problem(wish)));
        });
        conflicts.forEach((draft, problems) ->
                draft.refuse(
                        new EngineException(
                                ErrorCode.NOT_UNIQUE, problems.getFirst().message(), problems)));
    }

    private static Problem problem(Wish wish) {
        return new Problem(
                Pointers.at("", wish.field().name()),
                "not_unique",
                "Another "
                        + wish.draft().object().definition().header().label()
                        + " has this "
                        + wish.field().definition().label());
    }

    /** The unique value that a draft newly takes with a field, or null. */
    static @Nullable Taken taken(Draft draft, FieldModel field) {
        if (!field.definition().unique()) {
            return null;
        }
        Object value = draft.value(field);
        boolean takes = draft.operation() == Draft.Operation.RESTORE || draft.isChanged(field);
        return value == null || !takes
                ? null
                : new Taken(draft.object().id(), field.id(), UniqueKeys.key(field, value));
    }

    private static Map<Taken, UUID> holders(WriteSession session, List<Taken> taken) {
        Sql sql =
                Sql.of(
                        "select u.object_id, u.field_id, u.key, u.record_id from record_unique u join unnest(",
                        Sql.array(taken.stream().map(Taken::objectId).toList(), "int"),
                        ", ",
                        Sql.array(taken.stream().map(Taken::fieldId).toList(), "int"),
                        ", ",
                        Sql.array(taken.stream().map(Taken::key).toList(), ColumnType.TEXT),
                        ") as t(object_id, field_id, key) on (u.object_id, u.field_id, u.key) = (t.object_id, t.field_id, t.key)",
                        " where u.tenant_id = ",
                        Sql.number(session.caller().tenantId().value()));
        Map<Taken, UUID> holders = new HashMap<>();
        try (PreparedStatement statement = session.connection().prepareStatement(sql.text())) {
            sql.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    holders.put(
                            new Taken(row.getInt(1), row.getInt(2), row.getString(3)),
                            row.getObject(4, UUID.class));
                }
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        return holders;
    }
}
