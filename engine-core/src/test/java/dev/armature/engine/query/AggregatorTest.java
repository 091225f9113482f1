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
        aggregator =
                new Aggregator(
                        engine.database, new AccessPolicy(), QueryWatch.NONE, Clock.systemUTC());
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
    void hoursBeginAsTheClocksOfTheTenantShowThem() {
        assertThat(
                        aggregate(
                                "{'groupBy': [{'field': 'at', 'by': 'hour'}], 'measures': {'n': 'count()'}, 'filter': 'has(at)'}"))
                .isEqualTo(
                        "{'data':[{'at':'2026-01-31T20:00:00Z','n':1},{'at':'2026-01-31T21:00:00Z','n':1}]}");
    }

    @Test
    void differentValuesAreCountedOnce() {
        assertThat(
                        aggregate(
                                "{'measures': {'customers': 'count(distinct customer)', 'countries': 'count( distinct customer.country )', 'months': 'count(distinct month(day))', 'ones': 'count(distinct 1.0)'}}"))
                .isEqualTo("{'data':[{'customers':2,'countries':2,'months':3,'ones':1}]}");
    }

    @Test
    void aPivotSpreadsEachMeasureOverTheValuesOfAField() {
        assertThat(
                        aggregate(
                                "{'groupBy': ['customer.country'], 'pivot': {'field': 'day', 'by': 'month'}, 'measures': {'n': 'count()', 'net': 'sum(price * quantity)', 'd': 'count(distinct price)'}}"))
                .isEqualTo(
                        "{'pivot':{'field':'day','values':['2026-01-01','2026-02-01','2026-05-01',null]},'data':["
                                + "{'customer.country':'France','n':[0,0,1,0],'net':[null,null,20,null],'d':[0,0,1,0]},"
                                + "{'customer.country':'Germany','n':[1,1,0,0],'net':[0.3,0.2,null,null],'d':[1,1,0,0]},"
                                + "{'customer.country':null,'n':[0,0,0,1],'net':[null,null,null,null],'d':[0,0,0,1]}]}");
    }

    @Test
    void groupsOfAPivotAreFilteredSortedAndLimitedByTheirTotals() {
        assertThat(
                        aggregate(
                                "{'groupBy': ['customer.country'], 'pivot': 'quantity', 'measures': {'n': 'count()', 'top': 'max(price)'}, 'having': 'top < 10', 'sort': ['-n'], 'limit': 1, 'filter': 'price != 3'}"))
                .isEqualTo(
                        "{'pivot':{'field':'quantity','values':[1,2,3,null]},'data':["
                                + "{'customer.country':'Germany','n':[1,0,1,0],'top':[0.2,null,0.1,null]}]}");
    }

    @Test
    void aPivotWithoutGroupsHasOneRow() {
        assertThat(aggregate("{'pivot': 'customer.country', 'measures': {'sum': 'sum(price)'}}"))
                .isEqualTo(
                        "{'pivot':{'field':'customer.country','values':['France','Germany',null]},'data':[{'sum':[10,0.3,7]}]}");
    }

    @Test
    void aPivotOverTooManyValuesIsRefused() {
        for (int i = 0; i <= AggregateQuery.MAX_PIVOT_VALUES; i++) {
            engine.create(engine.bob, "sale", "{'quantity': %d}".formatted(i));
        }
        AggregateQuery query =
                AggregateQuery.parse(
                        engine.model(engine.bob, "sale"),
                        json(
                                "{'pivot': 'quantity', 'measures': {'n': 'count()'}, 'filter': 'has(quantity)'}"));

        assertThat(refusal(() -> aggregator.aggregate(engine.bob, query)).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.pointer()).isEqualTo("/pivot");
                    assertThat(problem.code()).isEqualTo("limit_exceeded");
                });
        AggregateQuery fewer =
                AggregateQuery.parse(
                        engine.model(engine.bob, "sale"),
                        json(
                                "{'pivot': 'quantity', 'measures': {'n': 'count()'}, 'filter': 'quantity > 0'}"));
        assertThat(aggregator.aggregate(engine.bob, fewer)).isNotEmpty();
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
                        "{'measures': {'n': 'count(distinct)'}}",
                        "{'measures': {'n': 'sum(distinct price)'}}",
                        "{'measures': {'n': 'count()'}, 'groupBy': [{'field': 'day', 'by': 'hour'}]}",
                        "{'measures': {'n': 'count()'}, 'pivot': 'nothing'}",
                        "{'measures': {'n': 'count()'}, 'pivot': {'field': 'day', 'by': 'moon'}}",
                        "{'measures': {'n': 'count()'}, 'pivot': ['day']}",
                        "{'measures': {'n': 'count()'}, 'extra': 1}")) {
            assertThat(refusal(() -> aggregate(body)).code())
                    .as(body)
                    .isEqualTo(ErrorCode.INVALID_QUERY);
        }
    }
}
