package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.housekeeping.Housekeeper;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.MetadataStore;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.TenantTransactions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is past its time is gone for good, and nothing else is. */
class HousekeepingTest {

    private static final String NOTES = "/api/v1/records/note";

    private TestPlatform platform;
    private ApiClient ann;
    private ApiClient bob;

    @BeforeEach
    void twoTenants() {
        platform = new TestPlatform();
        ann = platform.newTenant();
        bob = platform.newTenant();
        for (ApiClient client : new ApiClient[] {ann, bob}) {
            client.object(
                    "{'name': 'note', 'fields': [{'name': 'text', 'type': 'text', 'unique': true}, {'name': 'secret', 'type': 'text'}]}");
            client.object(
                    "{'name': 'letter', 'retention': {'deleted': 'P1Y'}, 'fields': [{'name': 'text', 'type': 'text'}]}");
        }
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private void sweepIn(int days) {
        try (Housekeeper housekeeper =
                new Housekeeper(
                        platform.context.getBean(TenantDatabase.class),
                        platform.context.getBean(TenantTransactions.class),
                        platform.context.getBean(TenantModels.class),
                        platform.context.getBean(MetadataStore.class),
                        platform.context.getBean(UploadedFiles.class),
                        Clock.offset(Clock.systemUTC(), Duration.ofDays(days)))) {
            housekeeper.sweep();
        }
    }

    private long count(String rows) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(
                                platform.database.owner().jdbcUrl(),
                                platform.database.owner().properties());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + rows)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void theRecycleBinIsEmptiedWhenItsTimeIsOver() throws Exception {
        String kept = ann.create(NOTES, "{'text': 'kept'}");
        String gone = ann.create(NOTES, "{'text': 'gone'}");
        String letter = ann.create("/api/v1/records/letter", "{'text': 'x'}");
        String others = bob.create(NOTES, "{'text': 'kept'}");
        ann.delete(NOTES + "/" + gone);
        ann.delete("/api/v1/records/letter/" + letter);

        sweepIn(29);
        assertThat(count("record where id = '" + gone + "'")).isEqualTo(1);

        sweepIn(31);
        assertThat(count("record where id = '" + gone + "'")).isZero();
        assertThat(count("record_history where record_id = '" + gone + "'")).isZero();
        assertThat(ann.post(NOTES + "/" + gone + "/restore", "").status()).isEqualTo(404);
        assertThat(ann.get(NOTES + "/" + kept).status()).isEqualTo(200);
        assertThat(ann.get(NOTES + "/" + kept + "/history").json().get("data")).hasSize(1);
        assertThat(bob.get(NOTES + "/" + others).status()).isEqualTo(200);
        assertThat(count("record where id = '" + letter + "'"))
                .as("an object says itself how long")
                .isEqualTo(1);

        sweepIn(367);
        assertThat(count("record where id = '" + letter + "'")).isZero();
    }

    @Test
    void aDeletedFieldGoesWithItsValuesAndTheirHistory() throws Exception {
        String id = ann.create(NOTES, "{'text': 'x', 'secret': 'marker-one'}");
        ann.patch(NOTES + "/" + id, "{'secret': 'marker-two'}");
        ann.delete("/api/v1/metadata/objects/note/fields/secret");

        sweepIn(29);
        assertThat(count("record where data::text like '%marker%'")).isEqualTo(1);

        sweepIn(31);
        assertThat(count("record where data::text like '%marker%'")).isZero();
        assertThat(count("record_history where replaced::text like '%marker%'")).isZero();
        assertThat(count("field_definition where purged_at is not null")).isEqualTo(1);
        assertThat(ann.get(NOTES + "/" + id).json().get("text").textValue()).isEqualTo("x");
    }

    @Test
    void aDeletedObjectGoesWithItsRecords() throws Exception {
        ann.create(NOTES, "{'text': 'marker'}");
        bob.create(NOTES, "{'text': 'marker'}");
        ann.delete("/api/v1/metadata/objects/note");

        sweepIn(31);

        assertThat(count("record where data::text like '%marker%'")).isEqualTo(1);
        assertThat(count("record_history")).isEqualTo(1);
        assertThat(count("object_definition where purged_at is not null")).isEqualTo(1);
    }

    private String upload(String name) {
        return ann.send(
                        "POST",
                        "/api/v1/files?name=" + name,
                        "application/octet-stream",
                        new byte[] {'x'})
                .id();
    }

    private boolean isThere(String file) throws Exception {
        boolean row = count("file where id = '" + file + "'") == 1;
        try (Stream<Path> bodies = Files.walk(platform.files)) {
            assertThat(bodies.anyMatch(body -> body.endsWith(file))).as("body").isEqualTo(row);
        }
        return row;
    }

    @Test
    void filesGoWhenNoRecordNoHistoryAndNoRecycleBinNeedsThem() throws Exception {
        ann.object(
                "{'name': 'paper', 'fields': [{'name': 'scan', 'type': 'file'}, {'name': 'copy', 'type': 'file'}]}");
        String papers = "/api/v1/records/paper";
        String forgotten = upload("forgotten");
        String replaced = upload("replaced");
        String shared = upload("shared");
        String copied = upload("copied");
        String first = ann.create(papers, "{'scan': '" + replaced + "'}");
        ann.patch(papers + "/" + first, "{'scan': '" + shared + "', 'copy': '" + copied + "'}");
        String second = ann.create(papers, "{'scan': '" + shared + "'}");

        sweepIn(0);
        assertThat(isThere(forgotten)).isTrue();
        sweepIn(2);
        assertThat(isThere(forgotten)).isFalse();
        for (String held : List.of(replaced, shared, copied)) {
            assertThat(isThere(held)).isTrue();
        }

        ann.delete(papers + "/" + first);
        sweepIn(29);
        assertThat(isThere(replaced)).as("for the history").isTrue();
        sweepIn(31);
        assertThat(isThere(replaced)).isFalse();
        assertThat(isThere(copied)).isFalse();
        assertThat(isThere(shared)).as("the second has it").isTrue();
        assertThat(ann.get("/api/v1/files/" + shared + "/content").status()).isEqualTo(200);

        ann.delete("/api/v1/metadata/objects/paper/fields/scan");
        sweepIn(31);
        assertThat(isThere(shared)).isFalse();
        assertThat(ann.get(papers + "/" + second).status()).isEqualTo(200);
    }

    @Test
    void whatWorkLeavesBehindGoesButForWhatIsStillToBeDone() throws Exception {
        ann.create(
                "/api/v1/metadata/objects/note/rules",
                "{'name': 'copy', 'moment': 'afterCommit', 'on': ['create'], 'actions': [{'type': 'createRecord', 'object': 'letter', 'values': {'text': 'text'}}]}");
        ann.post(NOTES, "{'text': 'a'}", "Idempotency-Key", "k");
        ApiClient.await(() -> ann.get("/api/v1/records/letter").json().get("data").size() == 1);
        String job =
                ann.post(
                                "/api/v1/records/note/update",
                                "{'filter': 'true', 'set': {'secret': 's'}}")
                        .id();
        ann.finished(job);
        assertThat(count("job_change")).isEqualTo(1);

        sweepIn(0);
        assertThat(count("outbox")).isEqualTo(3);
        assertThat(count("idempotency_key")).isEqualTo(1);

        sweepIn(31);
        assertThat(count("outbox")).isZero();
        assertThat(count("effect")).isZero();
        assertThat(count("idempotency_key")).isZero();
        assertThat(count("job") + count("job_change")).isZero();
        assertThat(ann.get(NOTES).json().get("data")).hasSize(1);
    }

    @Test
    void aRetentionThatIsNoneIsRefused() {
        for (String wrong : new String[] {"P0D", "P-1D", "P101Y", "30", "P1DT1H"}) {
            assertThat(
                            ann.patch(
                                            "/api/v1/metadata/objects/note",
                                            "{'retention': {'deleted': '" + wrong + "'}}")
                                    .errors())
                    .as(wrong)
                    .containsExactly("/retention/deleted invalid_duration");
        }
        assertThat(
                        ann.patch(
                                        "/api/v1/metadata/objects/note",
                                        "{'retention': {'deleted': 'P90D'}}")
                                .json()
                                .at("/retention/deleted")
                                .textValue())
                .isEqualTo("P90D");
    }
}
