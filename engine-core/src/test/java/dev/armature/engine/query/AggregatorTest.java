package dev.armature.engine.query;

import static dev.armature.engine.testing.EngineFixture.json;
import static dev.armature.engine.testing.EngineFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Figures over groups, exact to the last digit and of one tenant alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AggregatorTest {

    private EngineFixture engine;
    private Aggregator aggregator;

    @BeforeAll
    void orders() {
        engine = new EngineFixture();
        aggregator = new Aggregator(engine.database, new AccessPolicy(), Clock.systemUTC());
        for (Caller caller : List.of(engine.ann, engine.bob)) {
            engine.object(
                    caller,
                    "{'name': 'customer', 'fields': [{'name': 'country', 'type': 'text'}]}");
            engine.object(
                    caller,
                    """
                    {'name': 'sale', 'fields': [{'name': 'customer', 'type': 'reference', 'target': 'customer'},
                      {'name': 'price', 'type': 'decimal'}, {'name': 'quantity', 'type': 'integer'},
                      {'name': 'day', 'type': 'date'}, {'name': 'at', 'type': 'dateTime'}]}
                    """);
        }
        UUID german = engine.createId(engine.ann, "customer", "{'country': 'Germany'}");
        UUID french = engine.createId(engine.ann, "customer", "{'country': 'France'}");
        sale(
                "{'customer': '%s', 'price': 0.1, 'quantity': 3, 'day': '2026-01-31', 'at': '2026-01-31T21:30:00Z'}"
                        .formatted(german));
        sale(
                "{'customer': '%s', 'price': 0.2, 'quantity': 1, 'day': '2026-02-01', 'at': '2026-01-31T20:30:00Z'}"
                        .formatted(german));
        sale(
                "{'customer': '%s', 'price': 10, 'quantity': 2, 'day': '2026-05-17'}"
                        .formatted(french));
        sale("{'price': 7}");
        engine.create(engine.bob, "sale", "{'price': 1000}");
    }

    private void sale(String json) {
        engine.create(engine.ann, "sale", json);
    }

    @AfterAll
    void close() {
        engine.close();
    }

    private String aggregate(String body) {
        AggregateQuery query = AggregateQuery.parse(engine.model(engine.ann, "sale"), json(body));
        return new String(aggregator.aggregate(engine.ann, query), StandardCharsets.UTF_8)
                .replace('"', '\'');
    }

    @Test
    void sumsAreExactByWhateverTheReferencedRecordSays() {
        assertThat(
                        aggregate(
                                "{'groupBy': ['customer.country'], 'measures': {'net': 'sum(price * quantity)', 'n': 'count()', 'q': 'count(quantity)'}}"))
                .isEqualTo(
                        "{'data':[{'customer.country':'France','net':20,'n':1,'q':1},{'customer.country':'Germany','net':0.5,'n':2,'q':2},"
                                + "{'customer.country':null,'net':null,'n':1,'q':0}]}");
    }

    @Test
    void withoutGroupsThereIsOneRow() {
        assertThat(
                        aggregate(
                                "{'measures': {'lowest': 'min(price)', 'highest': 'max(price)', 'mean': 'avg(price)', 'last': 'max(day)'}, 'filter': 'price < 10'}"))
                .isEqualTo(
                        "{'data':[{'lowest':0.1,'highest':7,'mean':2.43333333333333333333,'last':'2026-02-01'}]}");
    }

    @Test
    void periodsAreThoseOfTheTenantsZone() {
        assertThat(
                        aggregate(
                                "{'groupBy': [{'field': 'day', 'by': 'quarter'}], 'measures': {'n': 'count()'}}"))
                .isEqualTo(
                        "{'data':[{'day':'2026-01-01','n':2},{'day':'2026-04-01','n':1},{'day':null,'n':1}]}");
        assertThat(
                        aggregate(
                                "{'groupBy': [{'field': 'at', 'by': 'month'}], 'measures': {'n': 'count()'}, 'filter': 'has(at)'}"))
                .isEqualTo("{'data':[{'at':'2026-01-01','n':1},{'at':'2026-02-01','n':1}]}");
    }

    @Test
    void groupsAreFilteredSortedAndLimited() {
        assertThat(
                        aggregate(
                                "{'groupBy': ['customer'], 'measures': {'n': 'count()', 'top': 'max(price)'}, 'having': 'top >= 7', 'sort': ['-top'], 'limit': 1}"))
                .contains("'n':1,'top':10")
                .doesNotContain("'top':7");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        for (String body :
                List.of(
                        "{'measures': {}}",
                        "{'measures': {'n': 'count'}}",
                        "{'measures': {'n': 'sum(day)'}}",
                        "{'measures': {'n': 'sum(nothing)'}}",
                        "{'measures': {'n': 'sum()'}}",
                        "{'measures': {'n': 'median(price)'}}",
                        "{'measures': {'n': 'count()'}, 'groupBy': ['nothing']}",
                        "{'measures': {'n': 'count()'}, 'groupBy': [{'field': 'price', 'by': 'month'}]}",
                        "{'measures': {'n': 'count()'}, 'groupBy': [{'field': 'day', 'by': 'moon'}]}",
                        "{'measures': {'n': 'count()'}, 'having': 'm > 1'}",
                        "{'measures': {'n': 'count()'}, 'sort': ['m']}",
                        "{'measures': {'n': 'count()'}, 'limit': 0}",
                        "{'measures': {'n': 'count()'}, 'extra': 1}")) {
            assertThat(refusal(() -> aggregate(body)).code())
                    .as(body)
                    .isEqualTo(ErrorCode.INVALID_QUERY);
        }
    }
}
