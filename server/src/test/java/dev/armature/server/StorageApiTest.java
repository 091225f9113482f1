package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.storage.StorageOptions;
import dev.armature.testing.EveryHome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Where objects are kept, as administrators see and order it, and as it comes about by itself. */
@EveryHome
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StorageApiTest {

    private static final int THRESHOLD = 300;

    private TestPlatform platform;
    private ApiClient ann;
    private ApiClient bob;

    @BeforeAll
    void start() {
        platform = new TestPlatform(new StorageOptions(THRESHOLD, Duration.ofMillis(600)));
        ann = platform.newTenant();
        bob = platform.newTenant();
    }

    @AfterAll
    void stop() {
        platform.close();
    }

    private static void object(ApiClient client, String name) {
        ApiClient.Answer made =
                client.send(
                        "POST",
                        "/api/v1/metadata/objects",
                        "application/json",
                        """
                        {"name": "%s", "fields": [
                            {"name": "name", "type": "text", "maxLength": 100, "indexed": true},
                            {"name": "code", "type": "text", "unique": true},
                            {"name": "amount", "type": "decimal", "indexed": true},
                            {"name": "notes", "type": "longText", "indexed": true},
                            {"name": "day", "type": "date"}]}
                        """
                                .formatted(name)
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
    }

    private static void records(ApiClient client, String object, int from, int to) {
        StringBuilder operations = new StringBuilder();
        for (int i = from; i < to; i++) {
            operations
                    .append(operations.isEmpty() ? "" : ",")
                    .append(
                            "{'op': 'create', 'record': {'name': 'n%d', 'code': 'c%d', 'amount': %d}}"
                                    .formatted(i % 7, i, i));
        }
        ApiClient.Answer answer =
                client.post(
                        "/api/v1/records/" + object + "/bulk",
                        "{'operations': [" + operations + "]}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    private static JsonNode storage(ApiClient client, String object) {
        return client.get("/api/v1/metadata/objects/" + object + "/storage").json();
    }

    private static void awaitPlace(ApiClient client, String object, String place) {
        ApiClient.await(() -> storage(client, object).get("place").textValue().equals(place));
    }

    @Test
    void anObjectThatGrowsMovesByItselfWhileItIsWrittenAndNobodyNoticesBesideItsSpeed()
            throws Exception {
        object(ann, "growing");
        object(bob, "growing");
        records(bob, "growing", 0, 5);
        AtomicBoolean stop = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Map<String, Integer>>> writers = new ArrayList<>();
            for (int w = 0; w < 4; w++) {
                int writer = w;
                writers.add(threads.submit(writer("growing", writer, stop)));
            }
            awaitPlace(ann, "growing", "dedicated");
            Thread.sleep(300);
            stop.set(true);
            Map<String, Integer> expected = new HashMap<>();
            for (Future<Map<String, Integer>> writer : writers) {
                expected.putAll(writer.get());
            }

            assertThat(all("growing")).isEqualTo(expected);
        }
        assertThat(storage(bob, "growing").get("place").textValue()).isEqualTo("shared");
        assertThat(storage(bob, "growing").get("records").intValue()).isEqualTo(5);
        ApiClient.await(() ->
                platform.rows(
                                "select 1 from record r join object_definition o on o.id = r.object_id where o.name = 'growing' and r.data->>'2' like 'w%'")
                        .isEmpty());
    }

    /** Creates and changes records until it is told to stop; each request must succeed. */
    private Callable<Map<String, Integer>> writer(String object, int writer, AtomicBoolean stop) {
        return () -> {
            Map<String, Integer> written = new HashMap<>();
            for (int i = 0; !stop.get(); i++) {
                String code = "w%d-%d".formatted(writer, i);
                ApiClient.Answer made =
                        ann.post(
                                "/api/v1/records/" + object,
                                "{'name': 'x', 'code': '%s', 'amount': %d}".formatted(code, i));
                assertThat(made.status()).as(made.toString()).isEqualTo(201);
                ApiClient.Answer changed =
                        ann.patch(
                                "/api/v1/records/" + object + "/" + made.id(),
                                "{'amount': %d}".formatted(i + 1),
                                "If-Match",
                                "\"1\"");
                assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
                assertThat(ann.get("/api/v1/records/" + object + "/" + made.id()).status())
                        .isEqualTo(200);
                written.put(code, i + 1);
            }
            return written;
        };
    }

    private Map<String, Integer> all(String object) {
        Map<String, Integer> found = new HashMap<>();
        String cursor = "";
        while (cursor != null) {
            JsonNode page =
                    ann.get(
                                    "/api/v1/records/%s?limit=500&sort=amount%s"
                                            .formatted(
                                                    object,
                                                    cursor.isEmpty() ? "" : "&cursor=" + cursor))
                            .json();
            page.get("data")
                    .forEach(record -> {
                        Integer twice =
                                found.put(
                                        record.get("code").textValue(),
                                        record.get("amount").intValue());
                        assertThat(twice).as("twice: " + record).isNull();
                    });
            cursor = page.get("page").get("next").textValue();
        }
        return found;
    }

    @Test
    void anAdministratorOrdersAnObjectThereAndBack() {
        object(ann, "ordered");
        records(ann, "ordered", 0, 20);
        String path = "/api/v1/metadata/objects/ordered/storage";
        String before = ann.get("/api/v1/records/ordered?sort=-amount&limit=7").body();

        ApiClient.Answer ordered = ann.post(path, "{'place': 'dedicated'}");
        assertThat(ordered.status()).isEqualTo(202);
        JsonNode job = ann.finished(ordered.id());

        assertThat(job.get("state").textValue()).isEqualTo("done");
        assertThat(job.get("kind").textValue()).isEqualTo("storage");
        JsonNode storage = storage(ann, "ordered");
        assertThat(storage.get("place").textValue()).isEqualTo("dedicated");
        assertThat(storage.get("records").intValue()).isEqualTo(20);
        assertThat(storage.get("columns").toString())
                .isEqualTo(
                        "[{\"field\":\"name\",\"index\":\"ordered\",\"state\":\"ready\",\"advised\":false},{\"field\":\"code\",\"index\":\"equality\",\"state\":\"ready\",\"advised\":false},{\"field\":\"amount\",\"index\":\"ordered\",\"state\":\"ready\",\"advised\":false},{\"field\":\"notes\",\"index\":null,\"state\":\"not_possible\",\"advised\":false}]");
        assertThat(ann.get("/api/v1/records/ordered?sort=-amount&limit=7").body())
                .isEqualTo(before);

        ann.finished(ann.post(path, "{'place': 'shared'}").id());

        assertThat(storage(ann, "ordered").get("place").textValue()).isEqualTo("shared");
        assertThat(ann.get("/api/v1/records/ordered?sort=-amount&limit=7").body())
                .isEqualTo(before);
    }

    @Test
    void aFieldThatIsIndexedLaterGetsItsIndexByItself() {
        object(ann, "followed");
        records(ann, "followed", 0, 10);
        ann.finished(
                ann.post("/api/v1/metadata/objects/followed/storage", "{'place': 'dedicated'}")
                        .id());

        assertThat(
                        ann.patch(
                                        "/api/v1/metadata/objects/followed/fields/day",
                                        "{'indexed': true}")
                                .status())
                .isEqualTo(200);
        ApiClient.await(() -> column("followed", "day").equals("ready"));
        assertThat(
                        ann.patch(
                                        "/api/v1/metadata/objects/followed/fields/day",
                                        "{'indexed': false}")
                                .status())
                .isEqualTo(200);
        ApiClient.await(() -> column("followed", "day").isEmpty());
    }

    private String column(String object, String field) {
        for (JsonNode column : storage(ann, object).get("columns")) {
            if (column.get("field").textValue().equals(field)) {
                return column.get("state").textValue();
            }
        }
        return "";
    }

    @Test
    void aDeletedObjectComesBackWithItsTable() {
        object(ann, "passing");
        records(ann, "passing", 0, 10);
        ann.finished(
                ann.post("/api/v1/metadata/objects/passing/storage", "{'place': 'dedicated'}")
                        .id());

        assertThat(ann.delete("/api/v1/metadata/objects/passing").status()).isEqualTo(204);
        assertThat(ann.get("/api/v1/records/passing").status()).isEqualTo(404);
        assertThat(ann.post("/api/v1/metadata/objects/passing/restore", "{}").status())
                .isLessThan(300);

        assertThat(ann.get("/api/v1/records/passing?count=exact").json().get("page").get("count"))
                .hasToString("10");
        records(ann, "passing", 10, 12);
    }

    @Test
    void aLargeImportGetsATableBeforeItsRecordsComeAndEachLineIsThereOnce() {
        object(ann, "filled");
        StringBuilder csv = new StringBuilder("code,name,amount\n");
        for (int i = 0; i < 3_000; i++) {
            csv.append("i").append(i).append(",name ").append(i).append(",7\n");
        }

        JsonNode job = ann.finished(ann.csv("/api/v1/records/filled/import", csv.toString()).id());

        assertThat(job.get("created").intValue()).isEqualTo(3_000);
        awaitPlace(ann, "filled", "dedicated");
        assertThat(
                        ann.post(
                                        "/api/v1/records/filled/aggregate",
                                        "{'measures': {'n': 'count()', 'total': 'sum(amount)'}}")
                                .json()
                                .get("data")
                                .toString())
                .isEqualTo("[{\"n\":3000,\"total\":21000}]");
    }

    @Test
    void oneRecordThatAnIndexedFormulaGoesOutOfRangeForIsRefusedAloneInABulkRequest() {
        ann.post(
                "/api/v1/metadata/objects",
                "{'name': 'term', 'fields': [{'name': 'days', 'type': 'integer'}, {'name': 'end', 'type': 'formula', 'returns': 'date', 'expression': 'date(\\\"2026-01-01\\\") + days(days)', 'indexed': true}]}");
        ann.finished(
                ann.post("/api/v1/metadata/objects/term/storage", "{'place': 'dedicated'}").id());
        String operations =
                "'operations': [{'op': 'create', 'record': {'days': 1}}, {'op': 'create', 'record': {'days': 99999999999}}, {'op': 'create', 'record': {'days': 3}}]}";

        JsonNode all = ann.post("/api/v1/records/term/bulk", "{" + operations).json();
        JsonNode each =
                ann.post("/api/v1/records/term/bulk", "{'atomic': false, " + operations)
                        .json()
                        .get("results");

        assertThat(all.get("code").textValue()).isEqualTo("validation_failed");
        assertThat(all.get("operation").intValue()).isEqualTo(1);
        assertThat(all.get("errors").get(0).get("pointer").textValue()).isEqualTo("/end");
        assertThat(each)
                .extracting(one -> one.get("status").intValue())
                .containsExactly(201, 422, 201);
        assertThat(each.get(1).get("problem").get("errors").get(0).get("code").textValue())
                .isEqualTo("out_of_range");
        assertThat(ann.get("/api/v1/records/term").json().get("data")).hasSize(2);
    }

    @Test
    void whatCannotBeOrderedIsRefusedWithAReason() {
        object(ann, "large");
        for (int i = 0; i < 4; i++) {
            records(ann, "large", i * 400, (i + 1) * 400);
        }
        awaitPlace(ann, "large", "dedicated");
        String path = "/api/v1/metadata/objects/large/storage";

        ApiClient.Answer back = ann.post(path, "{'place': 'shared'}");
        assertThat(back.status()).isEqualTo(409);
        assertThat(back.code()).isEqualTo("state_conflict");
        assertThat(back.body()).contains("more than 1500 records");
        assertThat(ann.post(path, "{'place': 'elsewhere'}").errors())
                .containsExactly("/place unknown_option");
        assertThat(ann.post(path, "{}").errors()).containsExactly("/place required");
        assertThat(ann.post(path, "{'place': 'shared', 'now': true}").errors())
                .containsExactly("/now unknown_attribute");
        assertThat(ann.get("/api/v1/metadata/objects/nothing/storage").status()).isEqualTo(404);
        assertThat(bob.get(path).status()).as("another tenant's").isEqualTo(404);
        assertThat(platform.stranger().get(path).status()).isEqualTo(401);
    }
}
