package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A secret is written, and seen again by those alone who ask for it and may. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsApiTest {

    private static final String ACCOUNTS = "/api/v1/records/mailbox";
    private static final String CLEAR = "correct horse battery staple";

    private TestPlatform platform;
    private ApiClient ann;
    private String box;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aMailbox() {
        ann = platform.newTenant();
        ann.object(
                "{'name': 'mailbox', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'password', 'type': 'secret', 'maxLength': 50},"
                        + " {'name': 'pin', 'type': 'secret'}, {'name': 'note', 'type': 'json'}]}");
        box = ann.create(ACCOUNTS, "{'name': 'one', 'password': '%s'}".formatted(CLEAR));
    }

    private String path() {
        return ACCOUNTS + "/" + box;
    }

    private JsonNode mark() {
        return ann.get(path()).json().get("password");
    }

    private String clear(String field) {
        ApiClient.Answer answer = ann.get(path() + "/secrets/" + field);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        return answer.json().get("value").textValue();
    }

    @Test
    void anAnswerSaysThatThereIsOneAndSinceWhen() {
        assertThat(mark().get("set").booleanValue()).isTrue();
        assertThat(mark().get("changedAt").textValue())
                .isEqualTo(ann.get(path()).json().get("updatedAt").textValue());
        assertThat(ann.get(path()).json().get("pin").isNull()).isTrue();
        assertThat(clear("password")).isEqualTo(CLEAR);
    }

    @Test
    void itIsReplacedTakenAwayOrSentBackAsItWas() {
        JsonNode first = mark();
        assertThat(ann.patch(path(), "{'name': 'two', 'password': %s}".formatted(first)).status())
                .isEqualTo(200);
        assertThat(mark()).isEqualTo(first);
        assertThat(clear("password")).isEqualTo(CLEAR);

        ann.patch(path(), "{'password': 'another'}");
        assertThat(mark()).isNotEqualTo(first);
        assertThat(clear("password")).isEqualTo("another");
        assertThat(ann.patch(path(), "{'password': %s}".formatted(first)).errors())
                .containsExactly("/password read_only_field");
        assertThat(ann.patch(path(), "{'pin': %s}".formatted(mark())).errors())
                .containsExactly("/pin read_only_field");

        ann.patch(path(), "{'password': null}");
        assertThat(mark().isNull()).isTrue();
        assertThat(ann.get(path() + "/secrets/password").status()).isEqualTo(404);
    }

    @Test
    void administratorsAloneSeeItInClear() {
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@boxes.example', 'password': 'a long password'}");
        String slug = ann.me("/tenant/slug");
        ApiClient bob = platform.signIn(slug, "bob@boxes.example", "a long password");
        ApiClient stranger = platform.newTenant();
        stranger.object(
                "{'name': 'mailbox', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'password', 'type': 'secret'}]}");

        assertThat(bob.get(path()).status()).isEqualTo(200);
        assertThat(bob.get(path() + "/secrets/password").code()).isEqualTo("forbidden");
        assertThat(stranger.get(path() + "/secrets/password").code()).isEqualTo("not_found");
        assertThat(platform.stranger().get(path() + "/secrets/password").status()).isEqualTo(401);
        assertThat(ann.get(path() + "/secrets/name").code()).isEqualTo("not_found");
        assertThat(ann.get(path() + "/secrets/nope").code()).isEqualTo("not_found");
        ann.delete(path());
        assertThat(ann.get(path() + "/secrets/password").code()).isEqualTo("not_found");
        ann.post(path() + "/restore", "{}");
        assertThat(clear("password")).isEqualTo(CLEAR);
    }

    @Test
    void nothingElseGivesItAway() throws Exception {
        ann.create(
                "/api/v1/metadata/objects/mailbox/rules",
                "{'name': 'copy', 'moment': 'beforeSave', 'on': ['create', 'update'], 'actions': [{'type': 'setField', 'field': 'note', 'value': 'password'}]}");
        ann.patch(path(), "{'password': '%s!', 'pin': '%s?'}".formatted(CLEAR, CLEAR));
        ann.patch(path(), "{'password': '%s#'}".formatted(CLEAR));
        ann.put(
                ACCOUNTS + "/" + box,
                "{'name': 'x', 'password': '%s', 'pin': null}".formatted(CLEAR));

        List<String> answers = new ArrayList<>();
        answers.add(ann.get(ACCOUNTS + "?fields=name,password,pin,note&numbers=string").body());
        answers.add(ann.get(path()).body());
        answers.add(ann.get(path() + "/history").body());
        answers.add(
                ann.send(
                                "PATCH",
                                path(),
                                "application/json-patch+json",
                                "[{\"op\": \"copy\", \"from\": \"/password\", \"path\": \"/note\"}]"
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .body());
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.replace(" ", "")).contains("\"set\":true"));
        assertThat(String.join("\n", answers)).doesNotContain("battery");
        assertThat(dump()).doesNotContain("battery");
    }

    /** Every row of every table, as the owner of the database sees it. */
    private String dump() {
        StringBuilder all = new StringBuilder();
        List<String> tables =
                platform.rows(
                        "select tablename from pg_tables where schemaname = current_schema()");
        assertThat(tables).contains("record", "record_secret", "outbox", "job_input");
        for (String table : tables) {
            platform.rows("select t::text from " + table + " t")
                    .forEach(row -> all.append(row).append('\n'));
        }
        return all.toString();
    }

    @Test
    void whatWasSealedForOneRecordOpensInNoOther() throws Exception {
        String other = ann.create(ACCOUNTS, "{'name': 'two', 'password': 'mine', 'pin': '1234'}");
        platform.update(
                "update record_secret s set sealed = o.sealed from record_secret o where s.record_id = '%s' and o.record_id = '%s' and s.field_id = o.field_id"
                        .formatted(other, box));
        ApiClient.Answer answer = ann.get(ACCOUNTS + "/" + other + "/secrets/password");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("battery");
        assertThat(ann.get(ACCOUNTS + "/" + other + "/secrets/pin").json().get("value").textValue())
                .isEqualTo("1234");
    }

    @Test
    void expressionsSeeWhetherThereIsOneAndNoMore() {
        assertThat(
                        ann.get(ACCOUNTS + "?filter=" + encode("has(password) && pin == null"))
                                .json()
                                .get("data"))
                .hasSize(1);
        for (String filter :
                List.of(
                        "password == \"x\"",
                        "password > \"a\"",
                        "size(password) > 5",
                        "password.set")) {
            assertThat(ann.get(ACCOUNTS + "?filter=" + encode(filter)).code())
                    .as(filter)
                    .isEqualTo("invalid_query");
        }
        assertThat(ann.get(ACCOUNTS + "?sort=password").code()).isEqualTo("invalid_query");
    }

    @Test
    void aFileOfRecordsBringsNoSecrets() {
        ApiClient.Answer answer = ann.csv(ACCOUNTS + "/import", "name,password\na,hunter2\n");
        assertThat(answer.errors()).containsExactly("/password not_allowed");
    }

    @Test
    void bulkWritesAndUpsertsSealAsWell() throws Exception {
        ann.post(
                ACCOUNTS + "/bulk",
                "{'operations': [{'op': 'create', 'record': {'name': 'b1', 'pin': 'battery 1'}}, {'op': 'update', 'id': '%s', 'record': {'pin': 'battery 2'}}]}"
                        .formatted(box));
        assertThat(clear("pin")).isEqualTo("battery 2");
        assertThat(dump()).doesNotContain("battery");
    }
}
