package dev.armature.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.record.Command;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.json.Json;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A filter on a record that is referenced goes through the records of the object once, whatever
 * statistics of the shared store make of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReferencePlanTest {

    private static final int DEALS = 2_000;

    private final EngineFixture engine = new EngineFixture();
    private final List<Sql> asked = new ArrayList<>();
    private final Queries queries =
            (tenant, statements, handlers) -> {
                asked.addAll(statements);
                engine.database.query(tenant, statements, handlers);
            };

    @BeforeAll
    void deals() {
        engine.object(
                engine.ann, "{'name': 'account', 'fields': [{'name': 'name', 'type': 'text'}]}");
        engine.object(
                engine.ann,
                "{'name': 'deal', 'fields': [{'name': 'amount', 'type': 'integer'}, {'name': 'account', 'type': 'reference', 'target': 'account'}]}");
        List<UUID> accounts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            accounts.add(engine.createId(engine.ann, "account", "{'name': 'Account " + i + "'}"));
        }
        List<Command> deals = new ArrayList<>();
        for (int i = 0; i < DEALS; i++) {
            deals.add(
                    new Command.Create(
                            "deal",
                            Json.object()
                                    .put("amount", i)
                                    .put("account", accounts.get(i % 20).toString())));
        }
        engine.writer.writeAll(engine.ann, deals, EngineFixture.CAUSE);
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @Test
    void aListIsFilteredByAReferencedRecordInOnePass() {
        RecordQuery query =
                engine.query(engine.ann, "deal")
                        .withFilter("account.name.startsWith(\"Account 1\") && amount >= 0")
                        .withSort("-account.name");

        JsonNode page = Json.parse(engine.reader.within(queries).list(engine.ann, query));

        assertThat(page.get("data")).hasSize(RecordQuery.DEFAULT_LIMIT);
        assertThat(timesThatDealsAreRead()).isEqualTo(1);

        page =
                Json.parse(
                        engine.reader
                                .within(queries)
                                .list(
                                        engine.ann,
                                        query.withCursor(page.at("/page/next").textValue())));

        assertThat(page.get("data")).hasSize(RecordQuery.DEFAULT_LIMIT);
        assertThat(timesThatDealsAreRead()).isEqualTo(1);
    }

    @Test
    void figuresAreTakenInOnePassToo() {
        Aggregator aggregator =
                new Aggregator(queries, new AccessPolicy(), QueryWatch.NONE, Clock.systemUTC());

        byte[] figures =
                aggregator.aggregate(
                        engine.ann,
                        AggregateQuery.parse(
                                engine.model(engine.ann, "deal"),
                                EngineFixture.json(
                                        "{'filter': 'account.name >= \"Account 1\"', 'measures': {'n': 'count()'}}"
                                                .replace("\"", "\\\""))));

        assertThat(Json.parse(figures).at("/data/0/n").intValue()).isEqualTo(DEALS / 20 * 19);
        assertThat(timesThatDealsAreRead()).isEqualTo(1);
    }

    @Test
    void noDealIsComparedWithRecordsThatItDoesNotReference() {
        RecordQuery query = engine.query(engine.ann, "deal").withSort("-account.name");

        engine.reader.within(queries).list(engine.ann, query);

        // What the planner might choose when it takes the objects for smaller than they are.
        assertThat(
                        plan(
                                "set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_memoize = off"))
                .noneMatch(node -> node.path("Rows Removed by Join Filter").intValue() > 0);
    }

    /** How often the last statement goes through the deals. */
    private int timesThatDealsAreRead() {
        return plan("").stream()
                .filter(node -> node.path("Alias").asText().equals(Joins.ROOT))
                .mapToInt(node -> node.get("Actual Loops").intValue())
                .max()
                .orElse(0);
    }

    /** The steps of the last statement as they were taken. */
    private List<JsonNode> plan(String settings) {
        List<JsonNode> steps = new ArrayList<>();
        engine.database.transaction(
                engine.ann.tenantId(),
                connection -> {
                    if (!settings.isEmpty()) {
                        connection.createStatement().execute(settings);
                    }
                    Sql.of("explain (analyze, format json) ", asked.getLast())
                            .query(
                                    connection,
                                    row -> {
                                        row.next();
                                        collect(
                                                Json.read(row.getString(1)).get(0).get("Plan"),
                                                steps);
                                    });
                    return true;
                });
        return steps;
    }

    private static void collect(JsonNode step, List<JsonNode> steps) {
        steps.add(step);
        step.path("Plans").forEach(child -> collect(child, steps));
    }
}
