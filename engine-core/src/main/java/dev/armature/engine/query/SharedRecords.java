package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Which records are shared with somebody, themselves or by a group of theirs. Stateless. */
public final class SharedRecords {

    /** How many shares of an object are few. */
    static final int FEW = 100;

    private SharedRecords() {}

    /** Whether any record of an object is, as far as it was known when they came in. */
    public static boolean with(Environment environment, ObjectModel object) {
        return environment.standing().shared().containsKey(object.id());
    }

    /**
     * What is true of the rows that are shared with them at the moment. Few are put into a list,
     * which an index of the object's table is asked for beside what else is looked for; in a long
     * list each row would be looked for from its beginning, so many are hashed.
     *
     * @param alias that of the object's table
     */
    static Sql hold(Environment environment, ObjectModel object, String alias) {
        Sql ids =
                Sql.of("select s.record_id from record_share s where ", hold(environment, object));
        boolean few = environment.standing().shared().getOrDefault(object.id(), 0) <= FEW;
        return few
                ? Sql.of("(", alias, ".id = any(array(", ids, ")))")
                : Sql.of("(", alias, ".id in (", ids, "))");
    }

    private static Sql hold(Environment environment, ObjectModel object) {
        List<UUID> grantees = new ArrayList<>(environment.standing().groupIds());
        grantees.add(environment.userId());
        return Sql.of(
                "s.tenant_id = ",
                Sql.number(object.tenant().tenant().value()),
                " and s.object_id = ",
                Sql.number(object.id()),
                " and s.grantee_id = any(",
                Sql.array(grantees, ColumnType.UUID),
                ") and (s.expires_at is null or s.expires_at > ",
                Sql.value(environment.now(), ColumnType.TIMESTAMPTZ),
                ")");
    }

    /** Which of some records are shared with them, and whether to be changed too. */
    public static Map<UUID, Boolean> among(
            Connection connection,
            Environment environment,
            ObjectModel object,
            Collection<UUID> ids) {
        Map<UUID, Boolean> writes = new HashMap<>();
        Sql.of(
                        "select s.record_id, bool_or(s.writes) from record_share s where ",
                        hold(environment, object),
                        " and s.record_id = any(",
                        Sql.array(ids, ColumnType.UUID),
                        ") group by 1")
                .query(
                        connection,
                        row -> {
                            while (row.next()) {
                                writes.put(row.getObject(1, UUID.class), row.getBoolean(2));
                            }
                        });
        return writes;
    }
}
