package dev.armature.engine.check;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.Figures;
import dev.armature.engine.record.RollupFiller;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Rollup;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/** Figures over the records that reference one, which are stored with it. */
record RollupFigures() implements Derived {

    @Override
    public void find(Connection connection, ObjectModel object, Findings findings) {
        List<Rollup> rollups =
                object.rollups().stream()
                        .filter(rollup -> !object.isFilling(rollup.field()))
                        .toList();
        if (rollups.isEmpty()) {
            return;
        }
        List<Sql> figures = Figures.columns(object, rollups);
        List<Sql> differences = new ArrayList<>();
        for (int i = 0; i < figures.size(); i++) {
            FieldModel field = rollups.get(i).field();
            differences.add(
                    Derived.when(
                            field,
                            Sql.of(
                                    "(",
                                    figures.get(i),
                                    ") is distinct from ",
                                    Derived.fromJson(object, field))));
        }
        findings.addAll(
                connection,
                Finding.What.ROLLUP,
                Derived.where(object, RecordPlace.of(object).isLive("r"), differences));
    }

    @Override
    public void repair(Connection connection, ObjectModel object) {
        RollupFiller.fill(connection, object);
    }
}
