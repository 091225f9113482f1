package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A write with an Idempotency-Key is carried out once, however often it is sent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdempotencyTest {

    private static final String NOTES = "/api/v1/records/note";
    private static final String KEY = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";

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

    @BeforeEach
    void aTenant() {
        ann = tenant();
    }

    private ApiClient tenant() {
        ApiClient client = platform.newTenant();
        client.object(
                """
                {'name': 'note', 'fields': [{'name': 'text', 'type': 'text', 'required': true}, {'name': 'code', 'type': 'text', 'unique': true}]}
                """);
        return client;
    }

    private int count() {
        return ann.get(NOTES).json().get("data").size();
    }

    @Test
    void theFirstAnswerIsGivenAgain() {
        String body = "{'text': 'a', 'code': 'x'}";
        ApiClient.Answer first = ann.post(NOTES, body, KEY, "k1");
        ApiClient.Answer second = ann.post(NOTES, body, KEY, "k1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header(REPLAYED)).isNull();
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.header(REPLAYED)).isEqualTo("true");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void theSameKeyWithAnotherRequestIsRefused() {
        String id = ann.post(NOTES, "{'text': 'a'}", KEY, "k1").id();

        ApiClient.Answer otherBody = ann.post(NOTES, "{'text': 'b'}", KEY, "k1");
        ApiClient.Answer otherAddress = ann.patch(NOTES + "/" + id, "{'text': 'a'}", KEY, "k1");

        assertThat(otherBody.status()).isEqualTo(409);
        assertThat(otherBody.code()).isEqualTo("idempotency_key_reused");
        assertThat(otherAddress.code()).isEqualTo("idempotency_key_reused");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void manyAtOnceMakeOneRecord() {
        List<CompletableFuture<ApiClient.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            answers.add(
                    CompletableFuture.supplyAsync(
                            () -> ann.post(NOTES, "{'text': 'a', 'code': 'one'}", KEY, "race")));
        }

        assertThat(answers.stream().map(CompletableFuture::join).map(ApiClient.Answer::body))
                .containsOnly(answers.getFirst().join().body());
        assertThat(answers).allMatch(answer -> answer.join().status() == 201);
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void changesDeletionsAndBulkAreCarriedOutOnceToo() {
        String id = ann.create(NOTES, "{'text': 'a'}");
        ann.patch(NOTES + "/" + id, "{'text': 'b'}", KEY, "patch");
        ApiClient.Answer again = ann.patch(NOTES + "/" + id, "{'text': 'b'}", KEY, "patch");
        assertThat(again.json().get("version").intValue()).isEqualTo(2);

        String bulk = "{'operations': [{'op': 'create', 'record': {'text': 'c'}}]}";
        ann.post(NOTES + "/bulk", bulk, KEY, "bulk");
        assertThat(ann.post(NOTES + "/bulk", bulk, KEY, "bulk").status()).isEqualTo(200);
        assertThat(count()).isEqualTo(2);

        assertThat(ann.delete(NOTES + "/" + id, KEY, "delete").status()).isEqualTo(204);
        assertThat(ann.delete(NOTES + "/" + id, KEY, "delete").status()).isEqualTo(204);
        assertThat(ann.delete(NOTES + "/" + id).status()).isEqualTo(404);
    }

    @Test
    void aRefusedWriteLeavesItsKeyFree() {
        assertThat(ann.post(NOTES, "{}", KEY, "k1").status()).isEqualTo(422);

        assertThat(ann.post(NOTES, "{'text': 'now'}", KEY, "k1").status()).isEqualTo(201);
    }

    @Test
    void aKeyIsItsUsersOwn() {
        ApiClient bob = tenant();
        String body = "{'text': 'a'}";

        String first = ann.post(NOTES, body, KEY, "shared").id();
        String second = bob.post(NOTES, body, KEY, "shared").id();

        assertThat(first).isNotEqualTo(second);
        assertThat(bob.get(NOTES).json().get("data")).hasSize(1);
    }

    private int jobs(ApiClient client, String kind) {
        int count = 0;
        for (JsonNode job : client.get("/api/v1/jobs").json().get("data")) {
            if (job.get("kind").textValue().equals(kind)) {
                count++;
            }
        }
        return count;
    }

    private void assertStartedOnce(
            String kind, Supplier<ApiClient.Answer> same, Supplier<ApiClient.Answer> other) {
        ApiClient.Answer first = same.get();
        assertThat(first.status()).as(first.body()).isEqualTo(202);
        assertThat(first.header(REPLAYED)).isNull();
        ann.finished(first.id());

        ApiClient.Answer second = same.get();

        assertThat(second.status()).as(second.body()).isEqualTo(202);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.header(REPLAYED)).isEqualTo("true");
        assertThat(second.json().get("state").textValue())
                .as("it is told as it is by now")
                .isEqualTo("done");
        assertThat(other.get().code()).isEqualTo("idempotency_key_reused");
        assertThat(jobs(ann, kind)).isEqualTo(1);
    }

    @Test
    void aMassChangeIsStartedOnce() {
        ann.create(NOTES, "{'text': 'a'}");
        assertStartedOnce(
                "massUpdate",
                () ->
                        ann.post(
                                NOTES + "/update",
                                "{'filter': 'true', 'set': {'text': 'b'}}",
                                KEY,
                                "mass"),
                () ->
                        ann.post(
                                NOTES + "/update",
                                "{'filter': 'true', 'set': {'text': 'c'}}",
                                KEY,
                                "mass"));
        assertStartedOnce(
                "massDelete",
                () -> ann.post(NOTES + "/delete", "{'filter': 'true'}", KEY, "gone"),
                () -> ann.post(NOTES + "/delete", "{'filter': 'false'}", KEY, "gone"));
    }

    @Test
    void anUndoIsStartedOnce() {
        ann.create(NOTES, "{'text': 'a'}");
        String job = ann.post(NOTES + "/update", "{'filter': 'true', 'set': {'text': 'b'}}").id();
        ann.finished(job);

        assertStartedOnce(
                "undo",
                () -> ann.post("/api/v1/jobs/" + job + "/undo", "", KEY, "undo"),
                () -> ann.post("/api/v1/jobs/" + job + "/undo?dryRun=true", "", KEY, "undo"));
    }

    @Test
    void aConversionIsStartedOnceAlsoWhenTheFieldIsAnotherByThen() {
        ann.create(NOTES, "{'text': '1'}");
        String convert = "/api/v1/metadata/objects/note/fields/text/convert";

        assertStartedOnce(
                "convertField",
                () -> ann.post(convert, "{'type': 'integer'}", KEY, "convert"),
                () -> ann.post(convert, "{'type': 'decimal'}", KEY, "convert"));
    }

    @Test
    void anImportIsStartedOnce() {
        assertStartedOnce(
                "import", () -> csv("text\nfirst\nsecond\n"), () -> csv("text\nfirst\nthird\n"));
        assertThat(count()).isEqualTo(2);
        assertThat(
                        ann.send(
                                        "POST",
                                        NOTES + "/import",
                                        "text/csv",
                                        "text\n".getBytes(StandardCharsets.UTF_8),
                                        KEY,
                                        "with space")
                                .code())
                .isEqualTo("malformed_request");
    }

    private ApiClient.Answer csv(String file) {
        return ann.send(
                "POST",
                NOTES + "/import",
                "text/csv",
                file.getBytes(StandardCharsets.UTF_8),
                KEY,
                "import");
    }

    @Test
    void manyAtOnceStartOneImport() {
        List<CompletableFuture<ApiClient.Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            answers.add(CompletableFuture.supplyAsync(() -> csv("text\nonly\n")));
        }

        assertThat(answers.stream().map(CompletableFuture::join).map(ApiClient.Answer::id))
                .containsOnly(answers.getFirst().join().id());
        ann.finished(answers.getFirst().join().id());
        assertThat(count()).isEqualTo(1);
        assertThat(jobs(ann, "import")).as("nothing is left of the others").isEqualTo(1);
    }

    @Test
    void aRefusedStartLeavesItsKeyFreeAndAnothersKeyIsHisOwn() {
        String update = NOTES + "/update";
        assertThat(ann.post(update, "{'filter': 'nothing'}", KEY, "k").status())
                .isGreaterThanOrEqualTo(400);
        String body = "{'filter': 'true', 'set': {'text': 'b'}}";
        String first = ann.post(update, body, KEY, "k").id();
        ApiClient bob = tenant();

        assertThat(bob.post(update, body, KEY, "k").id()).isNotEqualTo(first);
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        assertThat(ann.post(NOTES, "{'text': 'a'}", KEY, "x".repeat(256)).code())
                .isEqualTo("malformed_request");
        assertThat(ann.post(NOTES, "{'text': 'a'}", KEY, "with space").code())
                .isEqualTo("malformed_request");
        assertThat(ann.post(NOTES, "{'text': 'a'}", KEY, "x".repeat(255)).status()).isEqualTo(201);
    }
}
