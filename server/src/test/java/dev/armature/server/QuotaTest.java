package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.operator.OperatorKeys;
import dev.armature.metadata.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * How many records and bytes of files a tenant may have, on every way by which they come, and how
 * long its plugins may take.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuotaTest {

    private static final String TENANTS = "/api/operator/v1/tenants/";
    private static final String NOTES = "/api/v1/records/note";
    private static final String EXCEEDED = "quota_exceeded";

    private TestPlatform platform;
    private ApiClient operator;
    private ApiClient ann;
    private String tenant;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
        operator =
                platform.stranger()
                        .withToken(OperatorKeys.create(platform.database.owner(), "Olga"));
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void notes() {
        ann = platform.newTenant();
        tenant = ann.me("/tenant/id");
        ann.object(
                "{'name': 'note', 'fields': [{'name': 'name', 'type': 'text', 'unique': true}, {'name': 'over', 'type': 'reference', 'target': 'note'}, {'name': 'doc', 'type': 'file'}]}");
    }

    private void limit(String quotas) {
        ApiClient.Answer answer = operator.patch(TENANTS + tenant + "/quotas", quotas);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    private JsonNode usage() {
        return operator.get(TENANTS + tenant).json().get("usage");
    }

    private long records() {
        return usage().get("records").longValue();
    }

    /** What is there, counted one by one. */
    private long counted() {
        return ann.get(NOTES + "?count=exact&limit=1").json().at("/page/count").longValue();
    }

    private String note(String name) {
        return ann.create(NOTES, "{'name': '%s'}".formatted(name));
    }

    @Test
    void whatDoesNotFitIsRefusedWithTheNameOfTheQuotaAndWhoRaisesIt() {
        limit("{'records': 2}");
        note("a");
        String second = note("b");

        ApiClient.Answer refused = ann.post(NOTES, "{'name': 'c'}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo(EXCEEDED);
        assertThat(refused.json().get("detail").textValue())
                .contains("\"records\"", "is 2", "1 too many", "operator");
        assertThat(ann.patch(NOTES + "/" + second, "{'name': 'd'}").status()).isEqualTo(200);
        limit("{'records': 3}");
        assertThat(ann.post(NOTES, "{'name': 'c'}").status()).isEqualTo(201);
        limit("{'records': null}");
        note("e");
        assertThat(records()).isEqualTo(4);
    }

    @Test
    void quotasAreToldAndWhatAPatchDoesNotNameStays() {
        limit("{'records': 7, 'fileBytes': 9000000000}");
        limit("{'requests': 100000}");

        assertThat(operator.get(TENANTS + tenant).json().get("quotas"))
                .isEqualTo(
                        Json.read(
                                "{\"requests\": 100000, \"records\": 7, \"fileBytes\": 9000000000, \"pluginCpuMillis\": null}"));
        for (String wrong : List.of("0", "-1", "1.5", "'7'", "true", "1000000000000001")) {
            assertThat(
                            operator.patch(
                                            TENANTS + tenant + "/quotas",
                                            "{'records': %s}".formatted(wrong))
                                    .errors())
                    .as(wrong)
                    .containsExactly("/records out_of_range");
        }
        assertThat(
                        ann.get("/api/v1/audit?kind=quotas.changed")
                                .json()
                                .at("/data/0/detail/records")
                                .intValue())
                .isEqualTo(7);
    }

    /** Each way is tried with no room, and again with room for one: so the way itself is right. */
    @Test
    void noWayOfMakingRecordsLeadsPastTheQuota() {
        String first = note("first");
        Map<String, Supplier<ApiClient.Answer>> ways =
                Map.of(
                        "create",
                        () -> ann.post(NOTES, "{'name': 'created'}"),
                        "upsert",
                        () -> ann.put(NOTES + "/by/name/upserted", "{}"),
                        "bulk",
                        () ->
                                ann.post(
                                        NOTES + "/bulk",
                                        "{'operations': [{'op': 'create', 'record': {'name': 'bulk'}}]}"),
                        "nested",
                        () ->
                                ann.patch(
                                        NOTES + "/" + first,
                                        "{'$children': {'note': [{'name': 'child'}]}}"),
                        "graph",
                        () ->
                                ann.send(
                                        "POST",
                                        "/graphql",
                                        "application/json",
                                        Json.bytes(
                                                Json.object()
                                                        .put(
                                                                "query",
                                                                "mutation { note_create(values: {name: \"graph\"}) { id } }"))));
        ways.forEach((name, way) -> {
            long before = counted();
            limit("{'records': %d}".formatted(before));
            ApiClient.Answer refused = way.get();
            if (name.equals("nested") && refused.status() == 422) {
                // Children are given when their parent is made.
                refused =
                        ann.post(
                                NOTES,
                                "{'name': 'parent', '$children': {'note': [{'name': 'child'}]}}");
            }
            assertThat(refused.body()).as(name).contains(EXCEEDED);
            assertThat(counted()).as(name).isEqualTo(before);
            limit("{'records': %d}".formatted(before + 1));
            if (!name.equals("nested")) {
                ApiClient.Answer done = way.get();
                assertThat(done.body()).as(name).doesNotContain(EXCEEDED);
                assertThat(counted()).as(name).isEqualTo(before + 1);
            }
            assertThat(records()).as(name).isEqualTo(counted());
        });
    }

    @Test
    void ofChangesThatStandForThemselvesThoseAreMadeThatThereIsRoomFor() {
        limit("{'records': 2}");
        JsonNode results =
                ann.post(
                                NOTES + "/bulk",
                                "{'atomic': false, 'operations': [{'op': 'create', 'record': {'name': 'a'}}, {'op': 'create', 'record': {'name': 'b'}}, {'op': 'create', 'record': {'name': 'c'}}, {'op': 'create', 'record': {'name': 'd'}}]}")
                        .json();
        assertThat(results.toString()).contains(EXCEEDED);
        assertThat(counted()).isEqualTo(2);
        assertThat(records()).isEqualTo(2);

        limit("{'records': 3}");
        JsonNode job =
                ann.finished(
                        ann.csv(NOTES + "/import?mode=upsert&key=name", "name\na\nb\ne\nf\n").id());
        assertThat(job.get("state").textValue()).isEqualTo("done");
        assertThat(counted()).isEqualTo(3);
        JsonNode refused = ann.get("/api/v1/jobs/" + job.get("id").textValue() + "/refused").json();
        assertThat(refused.toString()).contains(EXCEEDED);
        assertThat(refused.get("data")).hasSize(1);
    }

    @Test
    void hooksOfPluginsAndTheirMetadataStayWithinIt() {
        ann.install(
                PluginZip.parcels("host.records.create('parcel', {label: 'by the hook'});")
                        .bytes());
        long before = records();
        limit("{'records': %d}".formatted(before + 1));

        ApiClient.Answer refused = ann.post("/api/v1/records/parcel", "{'label': 'a'}");

        assertThat(refused.status()).isGreaterThanOrEqualTo(400);
        assertThat(records()).isEqualTo(before);
    }

    @Test
    void theRecycleBinDoesNotCountAndWhatComesOutOfItDoes() {
        limit("{'records': 1}");
        String first = note("a");
        ann.delete(NOTES + "/" + first);
        assertThat(records()).isZero();
        note("b");

        assertThat(ann.send("POST", NOTES + "/" + first + "/restore", null, null).code())
                .isEqualTo(EXCEEDED);

        limit("{'records': 2}");
        assertThat(ann.send("POST", NOTES + "/" + first + "/restore", null, null).status())
                .isEqualTo(200);
        assertThat(records()).isEqualTo(2);
    }

    @Test
    void bytesOfFilesAreHeldToTheirQuotaAndGivenBack() {
        limit("{'fileBytes': 10}");
        String six = upload("123456").id();
        ApiClient.Answer refused = upload("12345");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo(EXCEEDED);
        assertThat(refused.json().get("detail").textValue()).contains("\"fileBytes\"", "is 10");
        assertThat(upload("1234").status()).isEqualTo(201);
        assertThat(usage().get("fileBytes").longValue()).isEqualTo(10);
        assertThat(usage().get("files").longValue()).isEqualTo(2);

        assertThat(ann.delete("/api/v1/files/" + six).status()).isEqualTo(204);
        assertThat(usage().get("fileBytes").longValue()).isEqualTo(4);
        assertThat(upload("12345").status()).isEqualTo(201);
    }

    @Test
    void whatIsGoneForGoodDoesNotCountAnyMore() {
        note("a");
        ann.delete(NOTES + "/" + note("b"));
        upload("123");
        assertThat(ann.delete("/api/v1/metadata/objects/note").status()).isEqualTo(204);
        assertThat(records()).isEqualTo(1);

        platform.sweepIn(Duration.ofDays(40));

        assertThat(records()).isZero();
        assertThat(usage().get("files").longValue()).isZero();
        assertThat(usage().get("fileBytes").longValue()).isZero();
    }

    private ApiClient.Answer upload(String content) {
        return ann.send(
                "POST",
                "/api/v1/files?name=a.txt",
                "application/octet-stream",
                content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whoeverWritesAtTheSameTimeTheQuotaIsReachedAndNotPassed() throws Exception {
        limit("{'records': 40}");
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
            List<Future<Integer>> writes = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                String name = "n" + i;
                writes.add(
                        threads.submit(() ->
                                ann.post(
                                                NOTES + "/bulk",
                                                "{'operations': [{'op': 'create', 'record': {'name': '%s'}}, {'op': 'create', 'record': {'name': '%sb'}}]}"
                                                        .formatted(name, name))
                                        .status()));
            }
            for (Future<Integer> write : writes) {
                statuses.add(write.get());
            }
        }
        assertThat(statuses).containsOnly(200, 409);
        assertThat(statuses.stream().filter(status -> status == 200)).hasSize(20);
        assertThat(counted()).isEqualTo(40);
        assertThat(records()).isEqualTo(40);
    }

    @Test
    void filesThatComeAtTheSameTimeDoNotPassItEither() throws Exception {
        limit("{'fileBytes': 100}");
        try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
            List<Future<Integer>> uploads = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                uploads.add(threads.submit(() -> upload("0123456789").status()));
            }
            int taken = 0;
            for (Future<Integer> one : uploads) {
                taken += one.get() == 201 ? 1 : 0;
            }
            assertThat(taken).isEqualTo(10);
        }
        assertThat(usage().get("fileBytes").longValue()).isEqualTo(100);
    }

    @Test
    void withoutAQuotaWritersCountSideBySideAndNothingIsLost() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
            List<Future<String>> writes = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String name = "n" + i;
                writes.add(threads.submit(() -> note(name)));
            }
            int deleted = 0;
            for (Future<String> write : writes) {
                if (deleted++ % 3 == 0) {
                    ann.delete(NOTES + "/" + write.get());
                }
            }
        }
        assertThat(counted()).isEqualTo(40);
        assertThat(records()).isEqualTo(40);
    }

    /** Who reads events adds to one sum what it takes from the other. */
    @Test
    void aRecordCountsAsMuchBeforeItsEventIsReadAsAfter() {
        String first = note("a");
        note("b");
        assertThat(ann.delete(NOTES + "/" + first).status()).isEqualTo(204);
        assertThat(records()).isEqualTo(1);

        ApiClient.await(() -> unread() == 0);

        assertThat(records()).isEqualTo(1);
        assertThat(ann.post(NOTES + "/" + first + "/restore", "{}").status()).isEqualTo(200);
        ApiClient.await(() -> unread() == 0);
        assertThat(records()).isEqualTo(2);
        assertThat(ann.get("/api/v1/tenant/usage").json().at("/records/used").longValue())
                .isEqualTo(2);
    }

    private int unread() {
        return Integer.parseInt(
                platform.rows(
                                "select count(*) from outbox o, outbox_cursor c where (o.transaction_id, o.id) > (c.transaction_id, c.id)")
                        .getFirst());
    }

    private static final String PARCELS = "/api/v1/records/parcel";
    private static final byte[] BUSY =
            PluginZip.parcels("for (let i = 0; i < 300000; i++) { Math.sqrt(i); }").bytes();

    private static void install(ApiClient client) {
        client.install(BUSY);
        ApiClient.await(() -> client.post(PARCELS, "{'label': 'a'}").status() == 201);
    }

    private static boolean isRefused(ApiClient client) {
        return EXCEEDED.equals(client.post(PARCELS, "{'label': 'b'}").code());
    }

    @Test
    void pluginsWhoseTimeOfTheMonthIsUsedUpDoNotRunAndWhatNeedsNoneGoesOn() {
        install(ann);
        ApiClient other = platform.newTenant();
        install(other);

        limit("{'pluginCpuMillis': 1}");

        ApiClient.await(() -> isRefused(ann));
        ApiClient.Answer refused = ann.post(PARCELS, "{'label': 'c'}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("detail").textValue())
                .contains("\"pluginCpuMillis\"", "is 1 a month", "operator");
        String there = ann.get(PARCELS).json().at("/data/0/id").textValue();
        assertThat(ann.get(PARCELS + "/" + there).status()).isEqualTo(200);
        assertThat(ann.patch(PARCELS + "/" + there, "{'label': 'c'}").code()).isEqualTo(EXCEEDED);
        assertThat(ann.delete(PARCELS + "/" + there).code()).isEqualTo(EXCEEDED);
        note("without a hook");
        assertThat(ann.get(PARCELS + "?count=exact").json().at("/page/count").longValue())
                .isPositive();
        assertThat(other.post(PARCELS, "{'label': 'b'}").status()).isEqualTo(201);
        limit("{'pluginCpuMillis': null}");
        ApiClient.await(() -> ann.post(PARCELS, "{'label': 'd'}").status() == 201);
    }

    @Test
    void pluginTimeIsThatOfThisMonthAndIsToldToBothSides() {
        String number =
                platform.rows("select tenant_id from tenant where uid = '%s'".formatted(tenant))
                        .getFirst();
        String used =
                "insert into tenant_usage as u (tenant_id, day, plugin_micros) select %s, %s, 500000 on conflict (tenant_id, day) do update set plugin_micros = 500000";
        String firstOfMonth = "date_trunc('month', now() at time zone 'UTC')::date";
        limit("{'pluginCpuMillis': 500}");
        platform.update(used.formatted(number, firstOfMonth + " - 1"));
        install(ann);
        assertThat(usage().get("pluginCpuMillisThisMonth").longValue()).isLessThan(500);

        platform.update(used.formatted(number, firstOfMonth));

        ApiClient.await(() -> isRefused(ann));
        JsonNode told = ann.get("/api/v1/tenant/usage").json().get("pluginCpuMillisThisMonth");
        assertThat(told.get("quota").longValue()).isEqualTo(500);
        assertThat(told.get("used").longValue())
                .isGreaterThanOrEqualTo(500)
                .isEqualTo(usage().get("pluginCpuMillisThisMonth").longValue());
        assertThat(
                        ann.get("/api/v1/audit?kind=quotas.changed")
                                .json()
                                .at("/data/0/detail/pluginCpuMillis")
                                .intValue())
                .isEqualTo(500);
    }

    @Test
    void theInstallationSaysHowLongEveryTenantsPluginsMayTake() {
        try (TestPlatform small =
                new TestPlatform(
                        Clock.systemUTC(), Map.of("armature.quotas.plugin-cpu-millis", 1L))) {
            ApiClient one = small.newTenant();
            one.install(BUSY);
            ApiClient.await(() -> isRefused(one));
            ApiClient olga =
                    small.stranger().withToken(OperatorKeys.create(small.database.owner(), "Olga"));
            olga.patch(TENANTS + one.me("/tenant/id") + "/quotas", "{'pluginCpuMillis': 1000000}");
            ApiClient.await(() -> one.post(PARCELS, "{'label': 'b'}").status() == 201);
        }
    }

    @Test
    void theInstallationSaysWhatEveryTenantMayHaveAndAnotherTenantsRecordsDoNotCount() {
        try (TestPlatform small =
                new TestPlatform(Clock.systemUTC(), Map.of("armature.quotas.records", 1L))) {
            ApiClient one = small.newTenant();
            ApiClient other = small.newTenant();
            for (ApiClient client : List.of(one, other)) {
                client.object("{'name': 'note', 'fields': [{'name': 'name', 'type': 'text'}]}");
                assertThat(client.post(NOTES, "{'name': 'a'}").status()).isEqualTo(201);
                assertThat(client.post(NOTES, "{'name': 'b'}").code()).isEqualTo(EXCEEDED);
            }
            ApiClient olga =
                    small.stranger().withToken(OperatorKeys.create(small.database.owner(), "Olga"));
            olga.patch(TENANTS + one.me("/tenant/id") + "/quotas", "{'records': 2}");
            assertThat(one.post(NOTES, "{'name': 'b'}").status()).isEqualTo(201);
            assertThat(other.post(NOTES, "{'name': 'b'}").code()).isEqualTo(EXCEEDED);
        }
    }
}
