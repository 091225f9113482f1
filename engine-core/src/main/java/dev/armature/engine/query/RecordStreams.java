package dev.armature.engine.query;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.model.Grants;
import dev.armature.metadata.model.ObjectModel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens lists whole, for those who may take records out. Thread-safe. */
public final class RecordStreams {

    private static final int FETCHED = 500;

    private final TenantDatabase database;
    private final AccessPolicy access;
    private final Clock clock;

    public RecordStreams(TenantDatabase database, AccessPolicy access, Clock clock) {
        this.database = database;
        this.access = access;
        this.clock = clock;
    }

    /**
     * Opens all pages of a list at once, as the records are now. Its limit, cursor and count mean
     * nothing here.
     */
    public RecordStream open(Caller caller, RecordQuery query) {
        access.requireSeen(caller, query.object());
        access.require(caller, query.object(), Right.EXPORT);
        Environment environment = caller.environment(clock.instant());
        ObjectModel object = query.object();
        Joins joins = Joins.of(query, environment);
        Environment moment = query.moment(environment);
        SqlTranslator translator = joins.translator(moment);
        Keyset keyset = new Keyset(query, translator);
        List<Sql> selected = new ArrayList<>();
        RowColumns columns = RowColumns.add(query.selection(), joins, moment, selected);
        Sql where = query.narrow(joins.where(query.filter(), translator));
        Expression taken = taken(object);
        Sql condition =
                taken == null
                        ? where
                        : Sql.of(
                                where,
                                "\n    and ",
                                query.asOf() == null
                                        ? new SqlTranslator(joins, environment).filter(taken)
                                        : joins.meetsNow(taken, environment));
        Sql order = keyset.orderBy();
        Sql statement =
                Sql.of(
                        "select ",
                        Sql.join(", ", selected),
                        "\n",
                        joins.from(),
                        "\nwhere ",
                        condition,
                        "\n",
                        order);
        try {
            return new RecordStream(
                    database.open(caller.tenantId(), statement, FETCHED), columns, query);
        } catch (DatabaseException e) {
            throw QueryFailures.told(e, object, RecordStream.lookedAt(query));
        }
    }

    /** What a record meets that may be taken out, where that is less than what is read. */
    private static @Nullable Expression taken(ObjectModel object) {
        Grants grants = object.tenant().grants();
        CheckedExpression taken = grants.condition(object, Right.EXPORT);
        CheckedExpression read = grants.condition(object, Right.READ);
        return taken == null || (read != null && read.text().equals(taken.text()))
                ? null
                : taken.root();
    }
}
