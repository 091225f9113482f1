package dev.armature.engine.query;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The records that a filter picks, for changes in quantity: all of them as a query, and which of
 * some still match once nobody else can change them.
 */
public final class MatchingRecords {

    private final ObjectModel object;
    private final Expression filter;
    private final Environment environment;

    private MatchingRecords(ObjectModel object, Expression filter, Environment environment) {
        this.object = object;
        this.filter = filter;
        this.environment = environment;
    }

    /**
     * The records that match a filter.
     *
     * @param environment with the moment that the filter speaks of
     * @throws EngineException when the filter does not fit the object
     */
    public static MatchingRecords of(
            AccessPolicy access,
            Caller caller,
            ObjectModel object,
            String filter,
            Environment environment) {
        access.requireSeen(caller, object);
        try {
            Expression root =
                    Expressions.check(filter, object.scope(false), ValueType.Scalar.BOOLEAN).root();
            return new MatchingRecords(object, root, environment);
        } catch (ExpressionException e) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED, e.problem().under("/filter"));
        }
    }

    /** The next of all that match, in the order of their ids. */
    public List<UUID> next(Connection connection, @Nullable UUID after, int atMost) {
        Joins joins = Joins.seen(object, environment, filter);
        Sql where = where(joins);
        Sql sql =
                Sql.of(
                        "select r.id ",
                        joins.from(),
                        " where ",
                        where,
                        after == null
                                ? Sql.EMPTY
                                : Sql.of(" and r.id > ", Sql.value(after, ColumnType.UUID)),
                        " order by r.id limit ",
                        Sql.number(atMost));
        List<UUID> ids = new ArrayList<>();
        query(
                connection,
                sql,
                row -> {
                    while (row.next()) {
                        ids.add(row.getObject(1, UUID.class));
                    }
                });
        return ids;
    }

    /** How many match. */
    public long count(Connection connection) {
        Joins joins = Joins.seen(object, environment, filter);
        Sql where = where(joins);
        long[] count = new long[1];
        query(
                connection,
                Sql.of("select count(*) ", joins.from(), " where ", where),
                row -> {
                    row.next();
                    count[0] = row.getLong(1);
                });
        return count[0];
    }

    /** How long they stay as they are: until the transaction ends. */
    public enum Hold {
        TO_CHANGE("for no key update of r"),
        TO_DELETE("for update of r");

        private final String sql;

        Hold(String sql) {
            this.sql = sql;
        }
    }

    /** Which of some records match by now, held against others, with their versions. */
    public Map<UUID, Integer> hold(Connection connection, Collection<UUID> ids, Hold hold) {
        Joins joins = Joins.seen(object, environment, filter);
        Sql where = where(joins);
        Sql sql =
                Sql.of(
                        "select r.id, r.version ",
                        joins.from(),
                        " where ",
                        where,
                        " and r.id = any(",
                        Sql.array(ids, ColumnType.UUID),
                        ") order by r.id ",
                        hold.sql);
        Map<UUID, Integer> versions = new LinkedHashMap<>();
        query(
                connection,
                sql,
                row -> {
                    while (row.next()) {
                        versions.put(row.getObject(1, UUID.class), row.getInt(2));
                    }
                });
        return versions;
    }

    private void query(Connection connection, Sql sql, Queries.Rows rows) {
        try {
            sql.query(connection, rows);
        } catch (DatabaseException e) {
            throw QueryFailures.told(e, object, List.of(filter));
        }
    }

    private Sql where(Joins joins) {
        return joins.where(filter, joins.translator(environment));
    }
}
