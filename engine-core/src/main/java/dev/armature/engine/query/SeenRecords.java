package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which of some records somebody sees. Stateless. */
public final class SeenRecords {

    private SeenRecords() {}

    /**
     * The live records among some that are seen.
     *
     * @param seen the object as those see it who ask
     */
    public static Set<UUID> among(
            Connection connection,
            ObjectModel seen,
            Environment environment,
            Collection<UUID> ids) {
        Joins joins = Joins.seen(seen, environment);
        Sql live = joins.live();
        return new HashSet<>(
                Sql.of(
                                "select r.id ",
                                joins.from(),
                                " where ",
                                live,
                                " and r.id = any(",
                                Sql.array(ids, ColumnType.UUID),
                                ")")
                        .all(connection, row -> row.getObject(1, UUID.class)));
    }

    /**
     * A query that has a row if a record is seen, be it live or deleted.
     *
     * @param seen the object as those see it who ask
     */
    public static Sql everOne(ObjectModel seen, Environment environment, UUID id) {
        Joins joins = Joins.seen(seen, environment);
        Sql own = joins.own();
        return Sql.of(
                "select 1 ",
                joins.from(),
                " where ",
                own,
                " and r.id = ",
                Sql.value(id, ColumnType.UUID));
    }

    /**
     * A query that has the row of a record, be it live or deleted: a number, and whether each of
     * some conditions holds for it; one that is null does.
     */
    public static Sql results(
            ObjectModel object,
            Environment environment,
            UUID id,
            List<@Nullable CheckedExpression> conditions) {
        Joins joins = new Joins(object);
        SqlTranslator translator = new SqlTranslator(joins, environment);
        List<Sql> columns = new ArrayList<>(List.of(Sql.raw("1")));
        for (CheckedExpression condition : conditions) {
            columns.add(
                    condition == null
                            ? Sql.raw("true")
                            : Sql.of(
                                    "coalesce(",
                                    translator.whenTrue(condition.root()),
                                    ", false)"));
        }
        return Sql.of(
                "select ",
                Sql.join(", ", columns),
                " ",
                joins.from(),
                " where ",
                joins.own(),
                " and r.id = ",
                Sql.value(id, ColumnType.UUID));
    }

    /**
     * A query that has a row if a live record is seen.
     *
     * @param seen the object as those see it who ask
     * @param id the record's id, as the statement around it has it
     */
    public static Sql one(ObjectModel seen, Environment environment, Sql id) {
        Joins joins = Joins.seen(seen, environment);
        Sql live = joins.live();
        return Sql.of("select 1 ", joins.from(), " where ", live, " and r.id = ", id);
    }
}
