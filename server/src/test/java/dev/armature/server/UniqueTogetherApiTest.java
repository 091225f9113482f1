package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is unique together is unique on every path that writes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UniqueTogetherApiTest {

    private static final String OPTIONS =
            "'uniqueTogether': [['kind', 'number'], {'fields': ['kind'], 'when': 'state == \\\"posted\\\"', 'code': 'posted_already'}]";

    private TestPlatform platform;
    private ApiClient ann;
    private WritePaths paths;
    private WritePaths others;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
        ann = platform.newTenant();
        paths = new WritePaths(ann, OPTIONS);
        others = new WritePaths(platform.newTenant(), OPTIONS);
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @Test
    void noPathCreatesARecordThatIsThereAlready() {
        paths.entry("{'key': 'c', 'kind': 'c', 'number': 1}");
        int[] next = new int[1];
        paths.creates()
                .forEach((path, create) -> {
                    String key = "c" + next[0]++;
                    assertThat(
                                    create.with(
                                            "{'key': '%s', 'kind': 'c', 'number': 1}"
                                                    .formatted(key)))
                            .describedAs(path)
                            .isEqualTo("not_unique");
                    assertThat(
                                    create.with(
                                            "{'key': '%s', 'kind': '%s', 'number': 1}"
                                                    .formatted(key, key)))
                            .describedAs(path)
                            .isEqualTo(WritePaths.WRITTEN);
                });
        paths.wish("{'key': 'cw', 'kind': 'c', 'number': 1}");
        assertThat(paths.count("kind == 'c' && number == 1")).isEqualTo(1);
    }

    @Test
    void noPathChangesARecordIntoOneThatIsThereAlready() {
        paths.entry("{'key': 'u', 'kind': 'u', 'number': 99, 'state': 'posted'}");
        JsonNode other = paths.entry("{'key': 'v', 'kind': 'u', 'number': 2, 'state': 'draft'}");
        paths.changes()
                .forEach((path, change) -> {
                    assertThat(change.of(other, "{'number': 99}"))
                            .describedAs(path)
                            .isEqualTo("not_unique");
                    assertThat(change.of(other, "{'state': 'posted'}"))
                            .describedAs(path)
                            .isEqualTo("posted_already");
                });
        assertThat(paths.patch(other, "{'note': 'rule'}"))
                .describedAs("a rule before save")
                .isEqualTo("not_unique");
        assertThat(paths.now(other)).isEqualTo(other);
    }

    @Test
    void noRecordComesBackFromTheRecycleBinToAPlaceThatIsTaken() {
        JsonNode first = paths.entry("{'key': 'r', 'kind': 'r', 'number': 1}");
        paths.deletes().get("DELETE").of(first);
        JsonNode second = paths.entry("{'key': 's', 'kind': 'r', 'number': 1}");
        assertThat(paths.restore(first)).isEqualTo("not_unique");
        paths.deletes().get("deletion of what it belongs to").of(second);
        assertThat(paths.restore(first)).isEqualTo(WritePaths.WRITTEN);
    }

    @Test
    void anotherTenantIsNotConcerned() {
        paths.entry("{'key': 't', 'kind': 't', 'number': 1, 'state': 'posted'}");
        others.entry("{'key': 't', 'kind': 't', 'number': 1, 'state': 'posted'}");
    }

    @Test
    void theAnswerIsAConflictAtTheFirstOfTheFields() {
        paths.entry("{'key': 'p', 'kind': 'p', 'number': 1, 'state': 'posted'}");

        ApiClient.Answer answer =
                ann.post(
                        "/api/v1/records/entry",
                        "{'key': 'q', 'kind': 'p', 'number': 1, 'state': 'posted'}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().get("type").textValue()).isEqualTo("/errors/not_unique");
        assertThat(answer.errors()).containsExactly("/kind not_unique", "/kind posted_already");
    }
}
