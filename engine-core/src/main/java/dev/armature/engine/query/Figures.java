package dev.armature.engine.query;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.model.CompiledInvariant;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Rollup;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/** Figures over the records that reference others, as SQL. Stateless. */
public final class Figures {

    // Such expressions rest on records' own values: nobody asks, at no time.
    static final Environment NOBODY =
            new Environment(
                    new UUID(0, 0), "", "", List.of(), "", "", ZoneOffset.UTC, Instant.EPOCH);

    private Figures() {}

    /**
     * What rollups are to be stored as, each a column of a query that has their parents as {@code
     * r}.
     */
    public static List<Sql> columns(ObjectModel parent, List<Rollup> rollups) {
        Joins stored = Joins.stored(parent, RecordPlace::of);
        return columns(rollups, new SqlTranslator(stored, NOBODY));
    }

    /** What rollups are at the moment, also where those that they rest on are being filled. */
    public static List<Sql> current(ObjectModel parent, List<Rollup> rollups) {
        return columns(rollups, new SqlTranslator(new Joins(parent), NOBODY));
    }

    /** What a rollup means, wherever the records are: the same as long as its figures are. */
    public static Sql meaning(Rollup rollup) {
        Joins shared = Joins.stored(rollup.parent(), object -> RecordPlace.at(object, null));
        return columns(List.of(rollup), new SqlTranslator(shared, NOBODY)).getFirst();
    }

    private static List<Sql> columns(List<Rollup> rollups, SqlTranslator translator) {
        return rollups.stream().map(rollup -> translator.value(rollup.aggregate())).toList();
    }

    /** Whether invariants hold, each a column of a query that has the records as {@code r}. */
    public static List<Sql> conditions(ObjectModel object, List<CompiledInvariant> invariants) {
        return conditions(invariants, new SqlTranslator(new Joins(object), NOBODY));
    }

    /** What invariants mean, wherever the records are. */
    public static List<Sql> meanings(ObjectModel object) {
        Joins shared = Joins.stored(object, other -> RecordPlace.at(other, null));
        return conditions(object.invariants(), new SqlTranslator(shared, NOBODY));
    }

    private static List<Sql> conditions(
            List<CompiledInvariant> invariants, SqlTranslator translator) {
        return invariants.stream()
                .map(invariant -> translator.whenTrue(invariant.condition().root()))
                .map(holds -> Sql.of("coalesce(", holds, ", false)"))
                .toList();
    }
}
