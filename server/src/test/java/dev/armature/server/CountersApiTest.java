package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Records are numbered on every path that writes, and numbers have no gaps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CountersApiTest {

    private TestPlatform platform;
    private WritePaths paths;
    private ApiClient ann;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
        ann = platform.newTenant();
        paths = new WritePaths(ann, "'appendOnly': false");
        ann.create(
                "/api/v1/metadata/objects/entry/fields",
                "{'name': 'serial', 'type': 'autoNumber', 'format': '{0}'}");
        ApiClient.Answer answer =
                ann.patch(
                        "/api/v1/metadata/objects/entry",
                        "{'counters': [{'field': 'serial', 'scope': ['kind'], 'when': 'state == \\\"posted\\\"'}]}");
        assertThat(answer.status()).describedAs(answer.toString()).isEqualTo(200);
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @Test
    void everyPathNumbersWhatItCreates() {
        int[] next = new int[1];
        paths.creates()
                .forEach((path, create) -> {
                    String values =
                            "{'key': 'c%d', 'kind': 'c', 'state': 'posted'}".formatted(next[0]++);
                    assertThat(create.with(values)).describedAs(path).isEqualTo(WritePaths.WRITTEN);
                    assertThat(
                                    create.with(
                                            "{'key': 'd%d', 'kind': 'c', 'state': 'nope'}"
                                                    .formatted(next[0])))
                            .describedAs(path)
                            .isNotEqualTo(WritePaths.WRITTEN);
                });
        paths.wish("{'key': 'cw', 'kind': 'c', 'state': 'posted'}");

        assertThat(serials("c")).isEqualTo(upTo(next[0] + 1));
    }

    @Test
    void everyPathNumbersWhatItChanges() {
        int[] next = new int[1];
        paths.changes()
                .forEach((path, change) -> {
                    JsonNode entry =
                            paths.entry("{'key': 'u%d', 'kind': 'u'}".formatted(next[0]++));
                    assertThat(entry.get("serial").isNull()).isTrue();
                    assertThat(change.of(entry, "{'state': 'posted'}"))
                            .describedAs(path)
                            .isEqualTo(WritePaths.WRITTEN);
                });

        assertThat(serials("u")).isEqualTo(upTo(next[0]));
    }

    private List<String> serials(String kind) {
        List<String> serials = new ArrayList<>();
        ann.get(
                        "/api/v1/records/entry?sort=createdAt&filter="
                                + ApiClient.encode("kind == \"" + kind + "\""))
                .json()
                .get("data")
                .forEach(entry -> serials.add(entry.get("serial").textValue()));
        return serials;
    }

    private static List<String> upTo(int last) {
        List<String> numbers = new ArrayList<>();
        for (int i = 1; i <= last; i++) {
            numbers.add(Integer.toString(i));
        }
        return numbers;
    }
}
