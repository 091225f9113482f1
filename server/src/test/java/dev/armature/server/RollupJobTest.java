package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A new rollup of an object with many records is filled by a job, among other writers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollupJobTest {

    private static final int MANY = 10_001;

    private TestPlatform platform;
    private ApiClient ann;

    @BeforeAll
    void manyDeals() {
        platform = new TestPlatform();
        ann = platform.newTenant();
        ann.object(
                "{'name': 'deal', 'fields': [{'name': 'number', 'type': 'integer', 'unique': true}]}");
        ann.object(
                "{'name': 'line', 'fields': [{'name': 'deal', 'type': 'reference', 'target': 'deal'}, {'name': 'price', 'type': 'decimal'}]}");
        int half = MANY / 2;
        deals(0, half);
        deals(half, MANY);
    }

    private void deals(int from, int to) {
        String operations =
                IntStream.range(from, to)
                        .mapToObj("{'op': 'create', 'record': {'number': %d}}"::formatted)
                        .collect(Collectors.joining(","));
        ApiClient.Answer answer =
                ann.post(
                        "/api/v1/records/deal/bulk",
                        "{'atomic': true, 'operations': [%s]}".formatted(operations));
        assertThat(answer.status()).isEqualTo(200);
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private String deal(int number) {
        return ann.get("/api/v1/records/deal?filter=" + ApiClient.encode("number == " + number))
                .json()
                .at("/data/0/id")
                .textValue();
    }

    @Test
    void itIsThereInTheEndAndRightForWhatWasWrittenMeanwhile() {
        String early = deal(3);
        String late = deal(MANY - 1);
        line(early, 5);
        line(late, 7);
        ann.create(
                "/api/v1/metadata/objects/deal/fields",
                "{'name': 'total', 'type': 'rollup', 'source': 'line.deal', 'function': 'sum', 'of': 'price'}");
        line(late, 1);
        JsonNode job = ann.get("/api/v1/jobs").json().at("/data/0");
        assertThat(job.get("kind").textValue()).isEqualTo("rollup");
        assertThat(job.get("object").textValue()).isEqualTo("deal");
        assertThat(job.get("total").intValue()).isEqualTo(MANY);
        JsonNode done = ann.finished(job.get("id").textValue());
        assertThat(done.get("state").textValue()).isEqualTo("done");
        assertThat(done.get("processed").intValue()).isEqualTo(MANY);
        assertThat(total(early)).isEqualTo(5);
        assertThat(total(late)).isEqualTo(8);
        assertThat(
                        ann.get(
                                        "/api/v1/records/deal?count=exact&limit=1&filter="
                                                + ApiClient.encode("total == 0"))
                                .json()
                                .at("/page/count")
                                .intValue())
                .isEqualTo(MANY - 2);
        assertThat(ann.get("/api/v1/records/deal/" + late).json().get("version").intValue())
                .isEqualTo(1);
    }

    private void line(String deal, int price) {
        ann.create("/api/v1/records/line", "{'deal': '%s', 'price': %d}".formatted(deal, price));
    }

    private int total(String deal) {
        return ann.get("/api/v1/records/deal/" + deal).json().get("total").intValue();
    }

    @Test
    void nobodyCancelsIt() {
        ann.create(
                "/api/v1/metadata/objects/deal/fields",
                "{'name': 'lines', 'type': 'rollup', 'source': 'line.deal', 'function': 'count'}");
        JsonNode job = ann.get("/api/v1/jobs").json().at("/data/0");
        ApiClient.Answer answer =
                ann.post("/api/v1/jobs/" + job.get("id").textValue() + "/cancel", "");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(ann.finished(job.get("id").textValue()).get("state").textValue())
                .isEqualTo("done");
    }
}
