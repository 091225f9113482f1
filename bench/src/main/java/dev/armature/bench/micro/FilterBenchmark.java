package dev.armature.bench.micro;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.query.Cursors;
import dev.armature.engine.query.QueryWatch;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.ObjectModel;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A filter of five clauses from its text to SQL, without a database. */
@State(Scope.Benchmark)
public class FilterBenchmark {

    private static final String FILTER =
            "stage == \"won\" && amount > 1000 && (probability >= 50 || account.name.startsWith(\"Acme\")) && closeDate < today()";

    private static final ResultSet NO_ROWS =
            (ResultSet)
                    Proxy.newProxyInstance(
                            FilterBenchmark.class.getClassLoader(),
                            new Class<?>[] {ResultSet.class},
                            (proxy, method, arguments) -> false);

    private final ObjectModel deal = Models.deal(0);
    private final Caller caller = Models.caller();
    private Sql last = Sql.EMPTY;
    private final RecordReader reader =
            new RecordReader(
                    statements(),
                    new AccessPolicy(),
                    new Cursors(new byte[32]),
                    QueryWatch.NONE,
                    Clock.systemUTC());

    // Takes the statement where it would go to the database.
    private Queries statements() {
        return (tenant, queries, handlers) -> {
            last = queries.getFirst();
            for (Queries.Rows handler : handlers) {
                try {
                    handler.read(NO_ROWS);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
    }

    /** Parses and checks the filter. */
    @Benchmark
    public CheckedExpression check() {
        return Expressions.check(FILTER, deal.scope(false), ValueType.Scalar.BOOLEAN);
    }

    /** Parses, checks and translates the filter and writes the whole statement of a sorted page. */
    @Benchmark
    public Sql statement() {
        reader.list(caller, RecordQuery.of(deal).withFilter(FILTER).withSort("-amount"));
        return last;
    }
}
