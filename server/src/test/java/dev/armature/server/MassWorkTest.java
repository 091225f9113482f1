package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.mass.MassWork;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.json.Json;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a mass change does when it is interrupted and when others write between its batches. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MassWorkTest {

    private static final int RECORDS = 1_100;

    private TestPlatform platform;
    private ApiClient ann;
    private Caller caller;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private <T> T bean(Class<T> type) {
        return platform.context.getBean(type);
    }

    @BeforeEach
    void aTenantWithRecords() {
        ann = platform.newTenant();
        ann.object(
                "{'name': 'item', 'fields': [{'name': 'number', 'type': 'integer'}, {'name': 'rest', 'type': 'integer'}]}");
        String operations =
                IntStream.range(0, RECORDS)
                        .mapToObj(i ->
                                "{'op': 'create', 'record': {'number': %d, 'rest': 1}}"
                                        .formatted(i))
                        .collect(Collectors.joining(","));
        ann.post("/api/v1/records/item/bulk", "{'operations': [" + operations + "]}");
        JsonNode me = ann.get("/api/v1/me").json();
        caller =
                bean(Callers.class)
                        .required(
                                bean(TenantDirectory.class)
                                        .find(me.at("/tenant/slug").textValue())
                                        .orElseThrow()
                                        .id(),
                                UUID.fromString(me.at("/user/id").textValue()));
    }

    /** A job that nobody does but this test. */
    private UUID job(String kind, String parameters) {
        ObjectNode json = Json.readObject(parameters.replace('\'', '"'));
        return bean(Jobs.class).create(caller, kind, "item", json);
    }

    private void run(String kind, UUID id, JobWork.Progress progress) {
        Job job = bean(Jobs.class).required(caller, id);
        JobWork work =
                MassWork.all(
                                bean(TenantDatabase.class),
                                bean(TenantModels.class),
                                bean(AccessPolicy.class),
                                bean(Jobs.class),
                                bean(Callers.class),
                                bean(RecordWriter.class))
                        .stream()
                        .filter(candidate -> candidate.kind().equals(kind))
                        .findFirst()
                        .orElseThrow();
        work.run(new Jobs.Claimed(caller.tenantId(), job), progress);
    }

    private Job after(UUID id) {
        return bean(Jobs.class).required(caller, id);
    }

    private long count(String filter) {
        return ann.get(
                        "/api/v1/records/item?limit=1&count=exact&filter="
                                + ApiClient.encode(filter))
                .json()
                .at("/page/count")
                .longValue();
    }

    @Test
    void afterACrashBetweenTwoBatchesEachRecordIsChangedOnce() {
        UUID job =
                job(
                        "massUpdate",
                        "{'filter': 'true', 'compute': {'rest': 'rest + 1'}, 'dryRun': false}");
        int[] batches = new int[1];
        assertThatThrownBy(() ->
                        run(
                                "massUpdate",
                                job,
                                () -> {
                                    if (++batches[0] == 2) {
                                        throw new IllegalStateException("the node dies");
                                    }
                                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(after(job).processed()).isEqualTo(1_000);
        assertThat(count("rest == 2")).isEqualTo(1_000);

        run("massUpdate", job, () -> {});

        assertThat(count("rest == 2")).isEqualTo(RECORDS);
        assertThat(after(job).processed()).isEqualTo(RECORDS);
        assertThat(after(job).updated()).isEqualTo(RECORDS);
    }

    @Test
    void aRecordThatDoesNotMatchAnyMoreIsLeftAloneAndOneThatBeginsToIsNotTaken() {
        UUID job =
                job(
                        "massUpdate",
                        "{'filter': 'number >= 100', 'set': {'rest': 7}, 'dryRun': false}");
        String leaves = id("number == 1099");
        String comes = id("number == 5");

        run(
                "massUpdate",
                job,
                () -> {
                    ann.patch("/api/v1/records/item/" + leaves, "{'number': 1}");
                    ann.patch("/api/v1/records/item/" + comes, "{'number': 5000}");
                });

        assertThat(after(job).total()).isEqualTo(1_000);
        assertThat(after(job).updated()).isEqualTo(999);
        assertThat(rest(leaves)).isEqualTo(1);
        assertThat(rest(comes)).isEqualTo(1);
    }

    @Test
    void aDryRunThatIsInterruptedGoesOnWhereItStopped() {
        UUID job = job("massDelete", "{'filter': 'true', 'dryRun': true}");
        assertThatThrownBy(() ->
                        run(
                                "massDelete",
                                job,
                                () -> {
                                    throw new IllegalStateException("the node dies");
                                }))
                .isInstanceOf(IllegalStateException.class);

        run("massDelete", job, () -> {});

        assertThat(after(job).deleted()).isEqualTo(RECORDS);
        assertThat(count("true")).isEqualTo(RECORDS);
    }

    @Test
    void aDeletionThatTakesTooMuchAlongIsRefusedByItselfAndHoldsUpNoOther() {
        ann.object(
                "{'name': 'part', 'fields': [{'name': 'item', 'type': 'reference', 'target': 'item', 'onDelete': 'cascade'}]}");
        String heavy = id("number == 3");
        for (int i = 0; i < 2; i++) {
            String parts = ("{'op':'create','record':{'item':'" + heavy + "'}},").repeat(5_001);
            ApiClient.Answer made =
                    ann.post(
                            "/api/v1/records/part/bulk",
                            "{'operations':[" + parts.substring(0, parts.length() - 1) + "]}");
            assertThat(made.status()).as(made.body()).isEqualTo(200);
        }
        UUID job = job("massDelete", "{'filter': 'number < 10', 'dryRun': false}");

        run("massDelete", job, () -> {});

        assertThat(after(job).deleted()).isEqualTo(9);
        assertThat(bean(Jobs.class).refusals(caller, job, 0))
                .singleElement()
                .satisfies(refusal -> assertThat(refusal.source()).isEqualTo(heavy));
        assertThat(count("number < 10")).isEqualTo(1);
    }

    private String id(String filter) {
        return ann.get("/api/v1/records/item?filter=" + ApiClient.encode(filter))
                .json()
                .at("/data/0/id")
                .textValue();
    }

    private int rest(String id) {
        return ann.get("/api/v1/records/item/" + id).json().get("rest").intValue();
    }
}
