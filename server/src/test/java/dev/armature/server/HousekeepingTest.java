package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is past its time is gone for good, and nothing else is. */
class HousekeepingTest {

    private static final String FILES = "/api/v1/records/file";
    private static final String NOTES = "/api/v1/records/note";

    private TestPlatform platform;
    private ApiClient ann;
    private ApiClient bob;

    TestPlatform platform() {
        return new TestPlatform();
    }

    /** Makes sure that an object's records are where this class wants them. */
    void placed(ApiClient client, String object) {}

    private void object(ApiClient client, String name, String rest) {
        client.object("{'name': '" + name + "', " + rest + "}");
        placed(client, name);
    }

    @BeforeEach
    void twoTenants() {
        platform = platform();
        ann = platform.newTenant("ann");
        bob = platform.newTenant("bob");
        for (ApiClient client : new ApiClient[] {ann, bob}) {
            object(
                    client,
                    "note",
                    "'fields': [{'name': 'text', 'type': 'text', 'unique': true}, {'name': 'secret', 'type': 'text'}]");
            object(
                    client,
                    "letter",
                    "'retention': {'deleted': 'P1Y'}, 'fields': [{'name': 'text', 'type': 'text'}]");
        }
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private void sweepIn(int days) {
        platform.sweepIn(Duration.ofDays(days));
        // By then their sign-ins are long over.
        ann = platform.signIn("ann");
        bob = platform.signIn("bob");
    }

    private long count(String rows) {
        try (Connection connection = platform.tenants.connect();
                Statement statement = connection.createStatement()) {
            List<String> places = new ArrayList<>(List.of("record"));
            try (ResultSet table =
                    statement.executeQuery(
                            "select schemaname || '.' || tablename from pg_tables where schemaname like 'armature\\_t%'")) {
                while (table.next()) {
                    places.add(table.getString(1));
                }
            }
            String all =
                    places.stream()
                            .map(place -> "select id, data from " + place)
                            .collect(Collectors.joining(" union all ", "(", ") r"));
            String from = rows.startsWith("record where") ? all + rows.substring(6) : rows;
            try (ResultSet row = statement.executeQuery("select count(*) from " + from)) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anInvitationIsForgottenThirtyDaysAfterItCouldBeAcceptedLast() {
        for (ApiClient client : new ApiClient[] {ann, bob}) {
            assertThat(client.post("/api/v1/invitations", "{'email': 'eve@x.example'}").status())
                    .isEqualTo(201);
        }

        sweepIn(36);
        assertThat(count("invitation")).isEqualTo(2);

        sweepIn(38);
        assertThat(count("invitation")).isZero();
        assertThat(ann.get("/api/v1/invitations").json().get("data")).isEmpty();
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

        ApiClient.await(() -> {
            // An event stays until it has been read.
            sweepIn(31);
            return count("outbox") == 0;
        });
        assertThat(count("effect")).isZero();
        assertThat(count("idempotency_key")).isZero();
        assertThat(count("job") + count("job_change")).isZero();
        assertThat(ann.get(NOTES).json().get("data")).hasSize(1);
    }

    @Test
    void anEventStaysUntilItHasBeenReadHoweverOldItIs() throws Exception {
        ann.create(
                "/api/v1/metadata/objects/note/rules",
                "{'name': 'copy', 'moment': 'afterCommit', 'on': ['create'], 'actions': [{'type': 'createRecord', 'object': 'letter', 'values': {'text': 'text'}}]}");
        try (Connection owner = platform.tenants.connect();
                Statement statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("select from outbox_cursor for update");
            ann.create(NOTES, "{'text': 'a'}");
            sweepIn(400);
            assertThat(count("outbox")).isEqualTo(1);
            owner.rollback();
        }
        ApiClient.await(() -> ann.get("/api/v1/records/letter").json().get("data").size() == 1);
    }

    private void cases(ApiClient client, String then) {
        object(
                client,
                "file",
                "'retention': {'field': 'closedOn', 'keep': 'P1Y'%s}, 'fields': [{'name': 'title', 'type': 'text'}, {'name': 'closedOn', 'type': 'date', 'indexed': true}]"
                        .formatted(then));
        object(
                client,
                "page",
                "'fields': [{'name': 'file', 'type': 'reference', 'target': 'file', 'onDelete': 'restrict'}]");
    }

    private String file(ApiClient client, int closedDaysAgo) {
        return client.create(
                FILES,
                "{'title': 'marker', 'closedOn': '%s'}"
                        .formatted(LocalDate.now(ZoneOffset.UTC).minusDays(closedDaysAgo)));
    }

    @Test
    void whatIsPastItsDateGoesToTheRecycleBin() {
        // It was deleted today, and is looked for a year from now.
        cases(ann, ", 'deleted': 'P5Y'");
        object(bob, "file", "'fields': [{'name': 'closedOn', 'type': 'date'}]");
        ann.create(
                "/api/v1/metadata/objects/file/rules",
                "{'name': 'farewell', 'moment': 'afterCommit', 'on': ['delete'], 'actions': [{'type': 'createRecord', 'object': 'letter', 'values': {'text': 'title'}}]}");
        String due = file(ann, 10);
        String later = file(ann, 0);
        String open = ann.create(FILES, "{'title': 'marker'}");
        String others = bob.create(FILES, "{'closedOn': '2000-01-01'}");

        sweepIn(350);
        assertThat(ann.get(FILES + "/" + due).status()).isEqualTo(200);

        sweepIn(360);
        assertThat(ann.get(FILES + "/" + due).status()).isEqualTo(404);
        assertThat(ann.get(FILES + "/" + later).status()).isEqualTo(200);
        assertThat(ann.get(FILES + "/" + open).status()).isEqualTo(200);
        assertThat(bob.get(FILES + "/" + others).status()).isEqualTo(200);
        assertThat(ann.post(FILES + "/" + due + "/restore", "").status())
                .as("it can be had back")
                .isEqualTo(200);
        JsonNode history = ann.get(FILES + "/" + due + "/history").json().get("data");
        assertThat(history.findValuesAsText("kind")).contains("retention");
        ApiClient.await(() -> ann.get("/api/v1/records/letter").json().get("data").size() == 1);
    }

    @Test
    void whatIsPastItsDateIsGoneForGoodIfTheObjectSaysSo() throws Exception {
        cases(ann, ", 'then': 'purge'");
        String due = file(ann, 10);
        String kept = file(ann, 0);

        sweepIn(360);

        assertThat(count("record where id = '" + due + "'")).isZero();
        assertThat(count("record_history where record_id = '" + due + "'")).isZero();
        assertThat(count("record where id = '" + kept + "'")).isEqualTo(1);
    }

    @Test
    void whatOthersReferenceStaysUntilTheyAreGone() throws Exception {
        cases(ann, ", 'then': 'purge'");
        String due = file(ann, 10);
        String free = file(ann, 11);
        String page = ann.create("/api/v1/records/page", "{'file': '" + due + "'}");

        sweepIn(360);
        assertThat(ann.get(FILES + "/" + due).status()).isEqualTo(200);
        assertThat(count("record where id = '" + free + "'")).isZero();

        ann.delete("/api/v1/records/page/" + page);
        sweepIn(360);
        assertThat(count("record where id = '" + due + "'")).isZero();
    }

    @Test
    void batchesFollowEachOtherAndWhatIsRefusedHoldsUpNoOther() throws Exception {
        cases(ann, "");
        String day = LocalDate.now(ZoneOffset.UTC).minusDays(10).toString();
        String operation =
                "{'op': 'create', 'record': {'title': 'marker', 'closedOn': '" + day + "'}}";
        ApiClient.Answer made =
                ann.post(
                        FILES + "/bulk",
                        "{'operations': ["
                                + String.join(",", Collections.nCopies(1_100, operation))
                                + "]}");
        JsonNode first = made.json().at("/results/0/record/id");
        ann.create("/api/v1/records/page", "{'file': '" + first.textValue() + "'}");

        sweepIn(360);

        assertThat(ann.get(FILES + "?count=exact&limit=1").json().at("/page/count").intValue())
                .isEqualTo(1);
    }

    @Test
    void theDayThatARecordWasMadeCountsTooAndAFieldInUseStays() throws Exception {
        object(
                ann,
                "log",
                "'retention': {'deleted': 'P10D', 'field': 'createdAt', 'keep': 'P90D', 'then': 'purge'}, 'fields': [{'name': 'at', 'type': 'dateTime'}]");
        String entry = ann.create("/api/v1/records/log", "{'at': '2020-01-01T00:00:00Z'}");

        sweepIn(89);
        assertThat(count("record where id = '" + entry + "'")).isEqualTo(1);
        sweepIn(91);
        assertThat(count("record where id = '" + entry + "'")).isZero();

        String log = "/api/v1/metadata/objects/log";
        ann.patch(log, "{'retention': {'field': 'at', 'keep': 'P90D'}}");
        assertThat(ann.delete(log + "/fields/at").body()).contains("the option retention of log");
        ann.patch(log + "/fields/at", "{'name': 'moment'}");
        assertThat(ann.get(log).json().at("/retention/field").textValue()).isEqualTo("moment");
        ann.create("/api/v1/records/log", "{'moment': '2020-01-01T00:00:00Z'}");
        sweepIn(0);
        assertThat(ann.get("/api/v1/records/log").json().get("data")).isEmpty();
    }

    @Test
    void anExpiryThatIsNoneIsRefusedAtItsPlace() {
        String note = "/api/v1/metadata/objects/note";
        assertThat(ann.patch(note, "{'retention': {'field': 'nothing', 'keep': 'P1Y'}}").errors())
                .containsExactly("/retention/field unknown_field");
        assertThat(ann.patch(note, "{'retention': {'field': 'text', 'keep': 'P1Y'}}").errors())
                .containsExactly("/retention/field not_allowed");
        assertThat(
                        ann.patch(
                                        note,
                                        "{'retention': {'field': 'createdAt', 'keep': 'P0D', 'then': 'burn'}}")
                                .errors())
                .containsExactly(
                        "/retention/keep invalid_duration", "/retention/then unknown_option");
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
