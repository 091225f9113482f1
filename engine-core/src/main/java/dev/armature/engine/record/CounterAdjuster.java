package dev.armature.engine.record;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.model.CompiledCounter;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import org.jspecify.annotations.Nullable;

/** Keeps numbers from being given twice when metadata says that they are counted otherwise. */
final class CounterAdjuster {

    private CounterAdjuster() {}

    static void adjust(Connection connection, @Nullable ObjectModel before, ObjectModel after) {
        if (before == null) {
            return;
        }
        for (CompiledCounter counter : after.counters()) {
            boolean other =
                    before.counters().stream()
                            .anyMatch(old ->
                                    old.field().id() == counter.field().id()
                                            && !old.countsLike(counter));
            if (other) {
                raise(connection, after, counter);
            }
        }
    }

    /** Lets every count go on after the highest number that any of them has given. */
    private static void raise(Connection connection, ObjectModel object, CompiledCounter counter) {
        Sql own =
                Sql.of(
                        " from record_counter where tenant_id = ",
                        Sql.number(object.tenant().tenant().value()),
                        " and object_id = ",
                        Sql.number(object.id()),
                        " and field_id = ",
                        Sql.number(counter.field().id()));
        Sql sql =
                Sql.of(
                        "insert into record_counter (tenant_id, object_id, field_id, scope, value)",
                        " select distinct c.tenant_id, c.object_id, c.field_id, s.scope, m.value",
                        " from (select *",
                        own,
                        ") c, lateral (values (c.scope), ('')) s(scope), (select max(value) as value",
                        own,
                        ") m on conflict (tenant_id, object_id, field_id, scope) do update set value = excluded.value");
        sql.execute(connection);
    }
}
