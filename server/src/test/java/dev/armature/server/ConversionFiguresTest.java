package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What rests on a field whose values are converted is computed anew, wherever the records are. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConversionFiguresTest {

    private static final String ORDERS = "/api/v1/records/order";
    private static final String LINES = "/api/v1/records/line";

    private TestPlatform platform;
    private ApiClient ann;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private void objects(String place) {
        ann = platform.newTenant();
        ann.object("{'name': 'shop', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.object(
                "{'name': 'order', 'fields': [{'name': 'shop', 'type': 'reference', 'target': 'shop'}]}");
        ann.object(
                """
                {'name': 'line', 'fields': [{'name': 'order', 'type': 'reference', 'target': 'order'},
                  {'name': 'grade', 'type': 'text', 'maxLength': 50}, {'name': 'stage', 'type': 'select', 'options': ['open', 'won', 'lost']},
                  {'name': 'shout', 'type': 'formula', 'returns': 'text', 'expression': 'upper(grade)', 'indexed': true},
                  {'name': 'length', 'type': 'formula', 'returns': 'integer', 'expression': 'size(grade)', 'indexed': true}]}
                """);
        rollup(
                "order",
                "{'name': 'best', 'type': 'rollup', 'source': 'line.order', 'function': 'max', 'of': 'grade'}");
        rollup(
                "order",
                "{'name': 'letters', 'type': 'rollup', 'source': 'line.order', 'function': 'sum', 'of': 'length'}");
        rollup(
                "order",
                "{'name': 'won', 'type': 'rollup', 'source': 'line.order', 'function': 'count', 'filter': 'stage == \\\"won\\\"'}");
        rollup(
                "shop",
                "{'name': 'letters', 'type': 'rollup', 'source': 'order.shop', 'function': 'sum', 'of': 'letters'}");
        if (place.equals("dedicated")) {
            for (String object : new String[] {"shop", "order", "line"}) {
                ApiClient.Answer moved =
                        ann.post(
                                "/api/v1/metadata/objects/" + object + "/storage",
                                "{'place': 'dedicated'}");
                assertThat(ann.finished(moved.id()).get("state").textValue()).isEqualTo("done");
            }
        }
    }

    private void rollup(String object, String field) {
        ann.create("/api/v1/metadata/objects/" + object + "/fields", field);
    }

    private void convert(String field, String body) {
        ApiClient.Answer job =
                ann.post("/api/v1/metadata/objects/line/fields/" + field + "/convert", body);
        assertThat(job.status()).as(job.body()).isEqualTo(202);
        JsonNode ended = ann.finished(job.id());
        assertThat(ended.get("state").textValue()).as(ended.toString()).isEqualTo("done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void figuresAndFormulasFollowTheConvertedValues(String place) {
        objects(place);
        String shop = ann.create("/api/v1/records/shop", "{'name': 'Corner'}");
        String order = ann.create(ORDERS, "{'shop': '%s'}".formatted(shop));
        line(order, "zz", "won");
        line(order, "b", "lost");

        convert("grade", "{'type': 'text', 'maxLength': 50, 'replace': {'zz': 'aaaa'}}");
        convert(
                "stage",
                "{'type': 'select', 'options': ['open', 'won'], 'replace': {'lost': 'won'}}");

        JsonNode now = ann.get(ORDERS + "/" + order).json();
        assertThat(now.get("best").textValue()).isEqualTo("b");
        assertThat(now.get("letters").intValue()).isEqualTo(5);
        assertThat(now.get("won").intValue()).isEqualTo(2);
        assertThat(ann.get("/api/v1/records/shop/" + shop).json().get("letters").intValue())
                .as("a figure over figures too")
                .isEqualTo(5);
        assertThat(found("shout == \"AAAA\"")).isEqualTo(1);
        assertThat(found("shout == \"ZZ\"")).isZero();
        assertThat(found("length == 4")).isEqualTo(1);
        if (place.equals("dedicated")) {
            ApiClient.await(() -> ready("shout") && ready("length"));
            assertThat(found("shout == \"AAAA\"")).as("by its index").isEqualTo(1);
            assertThat(found("shout == \"ZZ\"")).isZero();
            assertThat(found("length == 4")).isEqualTo(1);
        }
        line(order, "ccc", "won");
        assertThat(ann.get(ORDERS + "/" + order).json().get("letters").intValue()).isEqualTo(8);
        assertThat(ann.get(ORDERS + "/" + order).json().get("won").intValue()).isEqualTo(3);
    }

    private boolean ready(String field) {
        for (JsonNode column :
                ann.get("/api/v1/metadata/objects/line/storage").json().get("columns")) {
            if (column.get("field").textValue().equals(field)) {
                return column.get("state").textValue().equals("ready");
            }
        }
        return false;
    }

    private void line(String order, String grade, String stage) {
        ann.create(
                LINES,
                "{'order': '%s', 'grade': '%s', 'stage': '%s'}".formatted(order, grade, stage));
    }

    private int found(String filter) {
        return ann.get(LINES + "?filter=" + ApiClient.encode(filter)).json().get("data").size();
    }
}
