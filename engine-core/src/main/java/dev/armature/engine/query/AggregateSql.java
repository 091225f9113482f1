package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * The SQL of an aggregate request. The groups' values and the measures are columns {@code c0},
 * {@code c1} and so on.
 */
final class AggregateSql {

    private final AggregateQuery query;
    private final Environment environment;

    AggregateSql(AggregateQuery query, Environment environment) {
        this.query = query;
        this.environment = environment;
    }

    /** One row for each group. */
    Sql groups() {
        Joins joins = Joins.seen(query.object(), environment, query.filter());
        SqlTranslator translator = joins.translator(environment);
        List<Sql> columns = groupings(translator);
        for (Measure measure : query.measures()) {
            columns.add(named(measure.sql(translator), columns.size()));
        }
        Sql grouped = Sql.of(select(columns, joins, translator), groupBy());
        return Sql.of(
                "select * from (",
                grouped,
                ") g",
                having(),
                orderBy(),
                "\nlimit ",
                Sql.number(query.limit()));
    }

    /** The values of a pivot, one more than there may be if there are that many. */
    Sql pivotValues(Grouping pivot) {
        Joins joins = Joins.seen(query.object(), environment, query.filter());
        SqlTranslator translator = joins.translator(environment);
        Sql values =
                select(
                        List.of(Sql.of("distinct ", pivot.sql(translator, environment), " as p")),
                        joins,
                        translator);
        return Sql.of(
                "select p from (",
                values,
                ") v order by ",
                ordered("p", pivot.type()),
                " nulls last limit ",
                Sql.number(AggregateQuery.MAX_PIVOT_VALUES + 1));
    }

    /**
     * The groups in their order, and for each a row of its totals, with {@code total} 1, followed
     * by one for each value {@code p} of the pivot. Having, sort and limit look at the totals.
     */
    Sql pivoted(Grouping pivot) {
        Joins joins = Joins.seen(query.object(), environment, query.filter());
        SqlTranslator translator = joins.translator(environment);
        List<Sql> read = groupings(translator);
        read.add(Sql.of(pivot.sql(translator, environment), " as p"));
        for (int i = 0; i < query.measures().size(); i++) {
            Expression argument = query.measures().get(i).argument();
            if (argument != null) {
                read.add(Sql.of(translator.value(argument), " as a", Integer.toString(i)));
            }
        }
        Sql cells =
                Sql.of(
                        "select ",
                        String.join(", ", cellColumns()),
                        " from (",
                        select(read, joins, translator),
                        ") r group by grouping sets ((",
                        String.join(", ", with(groupNames(), "p")),
                        "), (",
                        String.join(", ", groupNames()),
                        "))");
        return Sql.of(
                "with cell as (",
                cells,
                "), ranked as (select n, row_number() over (",
                orderBy(),
                ") as rank from cell g",
                having(),
                query.having() == null ? " where total = 1" : " and total = 1",
                " order by rank limit ",
                Sql.number(query.limit()),
                ") select cell.* from ranked join cell using (n) order by rank, total desc");
    }

    private List<String> cellColumns() {
        List<String> columns = new ArrayList<>(groupNames());
        for (int i = 0; i < query.measures().size(); i++) {
            columns.add(
                    query.measures().get(i).of(Sql.raw("a" + i)).text()
                            + " as c"
                            + (query.groupings().size() + i));
        }
        columns.add("p");
        columns.add("grouping(p) as total");
        String by = groupNames().isEmpty() ? "" : "order by " + String.join(", ", groupNames());
        columns.add("dense_rank() over (" + by + ") as n");
        return columns;
    }

    private static List<String> with(List<String> names, String further) {
        List<String> all = new ArrayList<>(names);
        all.add(further);
        return all;
    }

    private List<String> groupNames() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < query.groupings().size(); i++) {
            names.add("c" + i);
        }
        return names;
    }

    private List<Sql> groupings(SqlTranslator translator) {
        List<Sql> columns = new ArrayList<>();
        for (Grouping grouping : query.groupings()) {
            columns.add(named(grouping.sql(translator, environment), columns.size()));
        }
        return columns;
    }

    private static Sql named(Sql column, int index) {
        return Sql.of(column, " as c", Integer.toString(index));
    }

    /** The records that the request is about. The columns are made before, so joins are known. */
    private Sql select(List<Sql> columns, Joins joins, SqlTranslator translator) {
        Sql where = joins.where(query.filter(), translator);
        return Sql.of("select ", Sql.join(", ", columns), "\n", joins.from(), "\nwhere ", where);
    }

    private String groupBy() {
        List<String> numbers = new ArrayList<>();
        for (int i = 1; i <= query.groupings().size(); i++) {
            numbers.add(Integer.toString(i));
        }
        return numbers.isEmpty() ? "" : "\ngroup by " + String.join(", ", numbers);
    }

    private Sql having() {
        Expression having = query.having();
        if (having == null) {
            return Sql.EMPTY;
        }
        SqlTranslator.Columns columns =
                (path, ignored) -> Sql.raw("g.c" + path.getLast().fieldId());
        return Sql.of("\nwhere ", new SqlTranslator(columns, environment).whenTrue(having));
    }

    /** By what was asked for, then by the groups' values, so that the order is always the same. */
    private String orderBy() {
        List<String> orders = new ArrayList<>();
        for (AggregateQuery.Order order : query.sort()) {
            orders.add(
                    column(order.column())
                            + (order.descending() ? " desc nulls first" : " asc nulls last"));
        }
        for (int i = 0; i < query.groupings().size(); i++) {
            orders.add(column(i) + " asc nulls last");
        }
        return orders.isEmpty() ? "" : "\norder by " + String.join(", ", orders);
    }

    private String column(int index) {
        return ordered("g.c" + index, query.type(index));
    }

    private static String ordered(String column, ValueType type) {
        return type == ValueType.Scalar.TEXT ? column + " collate \"C\"" : column;
    }
}
