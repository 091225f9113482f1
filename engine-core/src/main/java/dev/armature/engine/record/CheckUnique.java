package dev.armature.engine.record;

import dev.armature.engine.sql.BoundRows;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Uniqueness;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses values that other records have where they must be unique, naming all of a record's at
 * once. The primary key of record_unique is what holds against writers at the same moment; this
 * step is for the clear answer.
 */
final class CheckUnique implements WriteStep {

    /** A unique value of a record. */
    record Taken(int objectId, int number, String key) {}

    /** What a draft newly takes, or gives up. */
    private record Move(Draft draft, Uniqueness uniqueness, Taken value) {
        boolean wasSoughtInVain() {
            FieldModel first = uniqueness.fields().getFirst();
            return draft.isSoughtBy(first) && uniqueness.number() == first.id();
        }
    }

    /** What drafts take and give up, of those that are still alive. */
    private record Moves(List<Move> takes, Map<Taken, Draft> releases) {}

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        // For one record alone it costs less to begin again than to look each time.
        if (session.isHopeful() && drafts.size() == 1) {
            return;
        }
        Moves moves = moves(drafts);
        if (moves.takes().isEmpty()) {
            return;
        }
        Map<Taken, UUID> holders =
                holders(session, moves.takes().stream().map(Move::value).distinct().toList());
        // What a refused draft would have given up is not free after all.
        while (refuse(session, conflicts(moves, holders))) {
            drafts.forEach(Draft::refuseLeader);
            moves = moves(drafts.stream().filter(Draft::isAlive).toList());
        }
    }

    private static Moves moves(List<Draft> drafts) {
        Moves moves = new Moves(new ArrayList<>(), new HashMap<>());
        for (Draft draft : drafts) {
            for (Uniqueness uniqueness : draft.object().uniquenesses()) {
                Taken before = value(draft, uniqueness, UniqueKeys.before(draft, uniqueness));
                Taken after = value(draft, uniqueness, UniqueKeys.after(draft, uniqueness));
                if (before != null && !before.equals(after)) {
                    moves.releases().put(before, draft);
                }
                if (after != null && !after.equals(before)) {
                    moves.takes().add(new Move(draft, uniqueness, after));
                }
            }
        }
        return moves;
    }

    private static @Nullable Taken value(Draft draft, Uniqueness uniqueness, @Nullable String key) {
        return key == null ? null : new Taken(draft.object().id(), uniqueness.number(), key);
    }

    private static Map<Draft, List<Move>> conflicts(Moves moves, Map<Taken, UUID> holders) {
        Map<Taken, Draft> served = new HashMap<>();
        Map<Draft, List<Move>> conflicts = new LinkedHashMap<>();
        for (Move move : moves.takes()) {
            boolean free =
                    !holders.containsKey(move.value())
                            || moves.releases().containsKey(move.value());
            if (!free && move.wasSoughtInVain()) {
                // It came to be after an upsert had looked for it; the next attempt will change it.
                throw new Statements.LostRaceException();
            }
            // Within one write the first to wish for a value gets it.
            if (!free || served.putIfAbsent(move.value(), move.draft()) != null) {
                conflicts.computeIfAbsent(move.draft(), d -> new ArrayList<>()).add(move);
            }
        }
        return conflicts;
    }

    private static boolean refuse(WriteSession session, Map<Draft, List<Move>> conflicts) {
        conflicts.forEach((draft, moves) -> {
            List<Problem> problems = moves.stream().map(move -> problem(session, move)).toList();
            draft.refuse(
                    new EngineException(
                            ErrorCode.NOT_UNIQUE,
                            moves.getFirst().uniqueness().code(),
                            problems.getFirst().message(),
                            problems));
        });
        return !conflicts.isEmpty();
    }

    /** Of a combination that has a hidden field no more is told than that it is taken. */
    private static Problem problem(WriteSession session, Move move) {
        ObjectModel object = move.draft().object();
        Problem whole = problem(object, move.uniqueness());
        return move.uniqueness().fields().stream().allMatch(f -> session.isSeen(object, f))
                ? whole
                : new Problem(
                        "",
                        whole.code(),
                        "Another "
                                + object.definition().header().label()
                                + " has values in common with it that are unique");
    }

    static Problem problem(ObjectModel object, Uniqueness uniqueness) {
        String labels =
                uniqueness.fields().stream()
                        .map(field -> field.definition().label())
                        .collect(Collectors.joining(", "));
        String code = uniqueness.code();
        return new Problem(
                Pointers.at("", uniqueness.fields().getFirst().name()),
                code == null ? "not_unique" : code,
                "Another " + object.definition().header().label() + " has this " + labels);
    }

    private static Map<Taken, UUID> holders(WriteSession session, List<Taken> taken) {
        Sql sql =
                Sql.of(
                        "select u.object_id, u.field_id, u.key, u.record_id from record_unique u join ",
                        new BoundRows()
                                .with(
                                        "object_id",
                                        "int",
                                        taken.stream().map(Taken::objectId).toList())
                                .with("field_id", "int", taken.stream().map(Taken::number).toList())
                                .with(
                                        "key",
                                        ColumnType.TEXT,
                                        taken.stream().map(Taken::key).toList())
                                .as("t"),
                        " on (u.object_id, u.field_id, u.key) = (t.object_id, t.field_id, t.key)",
                        " where u.tenant_id = ",
                        Sql.number(session.caller().tenantId().value()));
        Map<Taken, UUID> holders = new HashMap<>();
        sql.query(
                session.connection(),
                row -> {
                    while (row.next()) {
                        holders.put(
                                new Taken(row.getInt(1), row.getInt(2), row.getString(3)),
                                row.getObject(4, UUID.class));
                    }
                });
        return holders;
    }
}
