package dev.armature.engine.record;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.Figures;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.change.EditContext;
import dev.armature.metadata.definition.Invariant;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.CompiledInvariant;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.sql.Connection;
import java.util.List;

/** Refuses to demand what does not hold of the records that are there. */
final class InvariantAdjuster {

    private InvariantAdjuster() {}

    static void adjust(
            Connection connection, TenantModel before, TenantModel after, Problems problems) {
        for (ObjectModel object : after.objects()) {
            ObjectModel old = before.object(object.id());
            List<Sql> known =
                    old == null || RollupFiller.hasNew(before, object)
                            ? List.of()
                            : Figures.meanings(old);
            List<CompiledInvariant> invariants = object.invariants();
            List<Sql> meanings = Figures.meanings(object);
            List<Sql> conditions = Figures.conditions(object, invariants);
            for (int i = 0; i < invariants.size(); i++) {
                if (!known.contains(meanings.get(i))) {
                    String list =
                            EditContext.place(object.definition()) + "/" + Invariant.ATTRIBUTE;
                    check(connection, object, conditions.get(i), Pointers.at(list, i), problems);
                }
            }
        }
    }

    private static void check(
            Connection connection,
            ObjectModel object,
            Sql condition,
            String place,
            Problems problems) {
        RecordPlace records = RecordPlace.of(object);
        Sql sql =
                Sql.of(
                        "select count(*), min(r.id::text) from ",
                        records.name(),
                        " r where ",
                        records.isLive("r"),
                        " and not ",
                        condition);
        Queries.within(connection)
                .query(
                        object.tenant().tenant(),
                        sql,
                        rows -> {
                            rows.next();
                            if (rows.getLong(1) > 0) {
                                problems.add(
                                        place + "/expression",
                                        ErrorCode.INVARIANT_BROKEN.code(),
                                        "It does not hold of %d records, among them %s"
                                                .formatted(rows.getLong(1), rows.getString(2)));
                            }
                        });
    }
}
