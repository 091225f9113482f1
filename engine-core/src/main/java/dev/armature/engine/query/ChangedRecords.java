package dev.armature.engine.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.BoundRows;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may be told of records that have changed: those that they see now, and whether they
 * saw what they do not see any more. Thread-safe.
 */
public final class ChangedRecords {

    private final Queries queries;
    private final AccessPolicy access;
    private final Clock clock;

    public ChangedRecords(Queries queries, AccessPolicy access, Clock clock) {
        this.queries = queries;
        this.access = access;
        this.clock = clock;
    }

    /**
     * A record that is seen.
     *
     * @param json as the query shows it; null for one that is deleted, which is seen as it was
     */
    public record Seen(byte @Nullable [] json) {}

    /** A change that was made: what came before it can be told by what it replaced. */
    public record Change(UUID record, int version) {}

    /** Those of some records that a caller sees and that meet the query's filter. */
    public Map<UUID, Seen> now(Caller caller, RecordQuery query, Collection<UUID> ids) {
        ObjectModel object = query.object();
        access.requireSeen(caller, object);
        Environment environment = caller.environment(clock.instant());
        Joins joins = Joins.seen(object, environment, query.filter());
        SqlTranslator translator = joins.translator(environment);
        List<Sql> columns = new ArrayList<>();
        columns.add(Sql.raw("r.id"));
        columns.add(Sql.raw("r.deleted_at"));
        RowColumns row = RowColumns.add(query.selection(), joins, environment, columns);
        Sql where = joins.where(joins.own(), query.filter(), translator);
        Map<UUID, Seen> seen = new HashMap<>();
        query(
                caller,
                query,
                statement(columns, joins, where, ids),
                rows -> {
                    while (rows.next()) {
                        seen.put(rows.getObject(1, UUID.class), seen(rows, row));
                    }
                });
        return seen;
    }

    private static Sql statement(List<Sql> columns, Joins joins, Sql where, Collection<UUID> ids) {
        return Sql.of(
                "select ",
                Sql.join(", ", columns),
                "\n",
                joins.from(),
                "\nwhere ",
                where,
                " and r.id = any(",
                Sql.array(ids, ColumnType.UUID),
                ")");
    }

    private static Seen seen(ResultSet row, RowColumns columns) throws SQLException {
        boolean deleted = row.getObject(2) != null;
        return new Seen(deleted ? null : RecordReader.json(out -> columns.write(row, out)));
    }

    /**
     * Of several queries of a caller that differ in their filters alone, which are {@link
     * #isSimple}: those of some records that each shows.
     *
     * @return one map for each query
     */
    public List<Map<UUID, Seen>> now(
            Caller caller, List<RecordQuery> queries, Collection<UUID> ids) {
        RecordQuery first = queries.getFirst();
        ObjectModel object = first.object();
        access.requireSeen(caller, object);
        Environment environment = caller.environment(clock.instant());
        Joins joins = Joins.seen(object, environment);
        SqlTranslator translator = joins.translator(environment);
        List<Sql> columns = new ArrayList<>();
        columns.add(Sql.raw("r.id"));
        columns.add(Sql.raw("r.deleted_at"));
        for (RecordQuery query : queries) {
            columns.add(
                    Sql.of(
                            "coalesce(",
                            translator.whenTrue(Objects.requireNonNull(query.filter())),
                            ", false)"));
        }
        RowColumns row = RowColumns.add(first.selection(), joins, environment, columns);
        Sql statement = statement(columns, joins, joins.own(), ids);
        List<Map<UUID, Seen>> seen = new ArrayList<>();
        queries.forEach(query -> seen.add(new HashMap<>()));
        query(
                caller,
                first,
                statement,
                rows -> {
                    while (rows.next()) {
                        tell(rows, row, seen);
                    }
                });
        return seen;
    }

    // A record is written once, for all who see it.
    private static void tell(ResultSet row, RowColumns columns, List<Map<UUID, Seen>> queries)
            throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        Seen told = null;
        for (int i = 0; i < queries.size(); i++) {
            if (row.getBoolean(i + 3)) {
                told = told == null ? seen(row, columns) : told;
                queries.get(i).put(id, told);
            }
        }
    }

    /** Whether a query's filter ends no statement, and reads the record alone. */
    public static boolean isSimple(RecordQuery query) {
        Expression filter = query.filter();
        if (filter == null || !Harmless.is(filter, query.object().whole().tenant())) {
            return false;
        }
        boolean[] alone = {true};
        filter.visit(node ->
                alone[0] &=
                        !(node instanceof Expression.Exists)
                                && (!(node instanceof Expression.Path path)
                                        || path.path().size() == 1));
        return alone[0];
    }

    /**
     * Whether some records of an object may be kept from a caller, by a condition or the filter.
     */
    public static boolean isNarrow(RecordQuery query) {
        return query.filter() != null || !Sight.isOfAll(query.object());
    }

    /**
     * Whether a change of some fields can be one of what a caller sees, or of what meets the
     * query's filter. What is computed or far may always be.
     *
     * @param fields the numbers of fields, as history names them
     */
    public static boolean mayMove(RecordQuery query, Set<String> fields) {
        boolean[] moves = {false};
        CheckedExpression condition =
                query.object().tenant().grants().condition(query.object(), Right.READ);
        for (Expression part :
                new Expression[] {condition == null ? null : condition.root(), query.filter()}) {
            if (part != null) {
                part.visit(node -> moves[0] |= moves(query.object().whole(), node, fields));
            }
        }
        return moves[0];
    }

    private static boolean moves(ObjectModel object, Expression node, Set<String> fields) {
        if (!(node instanceof Expression.Read read)) {
            return node instanceof Expression.Exists || node instanceof Expression.Aggregate;
        }
        int number = read.path().getFirst().fieldId();
        if (number < 0) {
            return SystemField.numbered(number) != SystemField.OWNER
                    || fields.contains(SystemField.OWNER_KEY);
        }
        FieldModel field = object.field(number);
        return read.path().size() > 1
                || field == null
                || !field.type().stored()
                || field.rollup() != null
                || fields.contains(field.key());
    }

    /** Records as they were, of any whom it is not yet known who saw them. */
    public static final class Before {
        private final Map<Change, Row> rows;

        private Before(Map<Change, Row> rows) {
            this.rows = rows;
        }
    }

    private record Row(
            UUID id,
            int version,
            @Nullable Instant createdAt,
            @Nullable UUID createdBy,
            @Nullable Instant updatedAt,
            @Nullable UUID updatedBy,
            @Nullable UUID owner,
            ObjectNode data) {

        Row as(int before, @Nullable UUID otherOwner, ObjectNode otherData) {
            return new Row(
                    id, before, createdAt, createdBy, updatedAt, updatedBy, otherOwner, otherData);
        }
    }

    /**
     * Records as they were before some changes, made of what they are and of what each version
     * since then replaced. The platform's own knowledge, of which {@link #sawBefore} tells.
     *
     * @param replaced what each version replaced, newest version first, by record
     */
    public Before before(
            ObjectModel object,
            Collection<Change> changes,
            Map<UUID, ? extends Map<Integer, ObjectNode>> replaced) {
        Map<UUID, Row> current = current(object.whole(), changes);
        Map<Change, Row> rows = new HashMap<>();
        for (Change change : changes) {
            Row row = current.get(change.record);
            Map<Integer, ObjectNode> versions = replaced.get(change.record);
            if (row != null && versions != null) {
                rows.put(change, rewound(row, change, versions));
            }
        }
        return new Before(rows);
    }

    private static Row rewound(Row row, Change change, Map<Integer, ObjectNode> versions) {
        ObjectNode data = row.data.deepCopy();
        UUID owner = row.owner;
        for (Map.Entry<Integer, ObjectNode> version : versions.entrySet()) {
            if (version.getKey() < change.version) {
                continue;
            }
            for (Map.Entry<String, JsonNode> value : version.getValue().properties()) {
                JsonNode old = value.getValue();
                if (value.getKey().equals(SystemField.OWNER_KEY)) {
                    owner = old.isNull() ? null : UUID.fromString(old.textValue());
                } else if (old.isNull()) {
                    data.remove(value.getKey());
                } else {
                    data.set(value.getKey(), old);
                }
            }
        }
        return row.as(change.version - 1, owner, data);
    }

    private Map<UUID, Row> current(ObjectModel object, Collection<Change> changes) {
        RecordPlace place = RecordPlace.of(object);
        Sql statement =
                Sql.of(
                        "select r.id, r.version, r.created_at, r.created_by, r.updated_at, r.updated_by, r.owner_id, r.data from ",
                        place.name(),
                        " r where ",
                        place.isOwn("r"),
                        " and r.id = any(",
                        Sql.array(
                                changes.stream().map(Change::record).distinct().toList(),
                                ColumnType.UUID),
                        ")");
        Map<UUID, Row> current = new HashMap<>();
        queries.query(
                object.tenant().tenant(),
                statement,
                rows -> {
                    while (rows.next()) {
                        Row row = row(rows);
                        current.put(row.id, row);
                    }
                });
        return current;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getObject(1, UUID.class),
                row.getInt(2),
                moment(row, 3),
                row.getObject(4, UUID.class),
                moment(row, 5),
                row.getObject(6, UUID.class),
                row.getObject(7, UUID.class),
                Json.readObject(row.getString(8)));
    }

    private static @Nullable Instant moment(ResultSet row, int column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /**
     * The changes among some before which the caller saw the record, and it met the query's filter.
     * What it leads to is taken as it is now.
     */
    public Set<Change> sawBefore(
            Caller caller, RecordQuery query, Before before, Collection<Change> asked) {
        access.requireSeen(caller, query.object());
        List<Change> changes = asked.stream().filter(before.rows::containsKey).toList();
        if (changes.isEmpty()) {
            return Set.of();
        }
        Environment environment = caller.environment(clock.instant());
        Joins joins = Joins.seenRows(query.object(), environment);
        Sql where =
                joins.where(
                        Sql.of(joins.seenOf(), "true"),
                        query.filter(),
                        joins.translator(environment));
        Sql statement =
                Sql.of(
                        "select r.n from ",
                        table(changes, before),
                        "\n",
                        Sql.join("\n", joins.clauses()),
                        "\nwhere ",
                        where);
        Set<Change> saw = new HashSet<>();
        query(
                caller,
                query,
                statement,
                rows -> {
                    while (rows.next()) {
                        saw.add(changes.get(rows.getInt(1)));
                    }
                });
        return saw;
    }

    private static Sql table(List<Change> changes, Before before) {
        List<Row> rows = changes.stream().map(before.rows::get).toList();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            numbers.add(i);
        }
        return Sql.of(
                "(select b.n, b.id, b.version, b.created_at, b.created_by, b.updated_at, b.updated_by, b.owner_id, b.data::jsonb as data from ",
                new BoundRows()
                        .with("n", "int", numbers)
                        .with("id", ColumnType.UUID, each(rows, Row::id))
                        .with("version", "int", each(rows, Row::version))
                        .with("created_at", ColumnType.TIMESTAMPTZ, each(rows, Row::createdAt))
                        .with("created_by", ColumnType.UUID, each(rows, Row::createdBy))
                        .with("updated_at", ColumnType.TIMESTAMPTZ, each(rows, Row::updatedAt))
                        .with("updated_by", ColumnType.UUID, each(rows, Row::updatedBy))
                        .with("owner_id", ColumnType.UUID, each(rows, Row::owner))
                        .with("data", ColumnType.TEXT, each(rows, row -> Json.write(row.data)))
                        .as("b"),
                " offset 0) ",
                Joins.ROOT);
    }

    private static List<@Nullable Object> each(
            List<Row> rows, java.util.function.Function<Row, @Nullable Object> part) {
        List<@Nullable Object> values = new ArrayList<>();
        rows.forEach(row -> values.add(part.apply(row)));
        return values;
    }

    private void query(Caller caller, RecordQuery query, Sql statement, Queries.Rows rows) {
        try {
            queries.query(caller.tenantId(), List.of(statement), List.of(rows));
        } catch (DatabaseException e) {
            throw QueryFailures.told(e, query.object(), RecordStream.lookedAt(query));
        }
    }
}
