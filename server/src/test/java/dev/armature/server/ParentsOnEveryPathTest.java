package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What a folder says of its entries, by a rollup, and demands of them, by an invariant, holds on
 * every way that writes an entry.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ParentsOnEveryPathTest {

    private static final String FOLDER = "/api/v1/metadata/objects/folder";
    private static final String FOLDERS = "/api/v1/records/folder/";

    private TestPlatform platform;
    private ApiClient ann;
    private WritePaths paths;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
        ann = platform.newTenant();
        paths =
                new WritePaths(
                        ann,
                        "'invariants': [{'name': 'short', 'expression': 'kind == null || size(kind) < 9', 'message': 'Too long', 'code': 'too_long'}]");
        field("{'name': 'closed', 'type': 'boolean'}");
        field(
                "{'name': 'entries', 'type': 'rollup', 'source': 'entry.folder', 'function': 'count'}");
        field(
                "{'name': 'sum', 'type': 'rollup', 'source': 'entry.folder', 'function': 'sum', 'of': 'number', 'filter': 'state != ~void~'}");
        ApiClient.Answer demanded =
                ann.patch(
                        FOLDER,
                        """
                        {'invariants': [{'name': 'within', 'expression': 'sum(entry.folder, number) <= 100', 'message': 'Too much', 'code': 'too_much'},
                          {'name': 'kept', 'expression': '!coalesce(closed, false) || count(entry.folder) == 1', 'message': 'It is closed', 'code': 'closed'}]}
                        """);
        assertThat(demanded.status()).describedAs(demanded.toString()).isEqualTo(200);
    }

    private void field(String json) {
        ann.create(FOLDER + "/fields", json.replace("~", "\\\""));
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private void says(String folder, int entries, int sum, String path) {
        JsonNode read = ann.get(FOLDERS + folder).json();
        assertThat(read.get("entries").intValue())
                .describedAs("entries, by " + path)
                .isEqualTo(entries);
        assertThat(read.get("sum").intValue()).describedAs("sum, by " + path).isEqualTo(sum);
        assertThat(read.get("version").intValue()).isEqualTo(1);
    }

    @Test
    void creating() {
        int[] next = new int[1];
        paths.creates()
                .forEach((path, create) -> {
                    String folder = ann.create(FOLDERS, "{}");
                    String key = "c" + next[0]++;
                    String values = "{'key': '%s', 'number': %d, 'folder': '%s'}";
                    assertThat(create.with(values.formatted(key, 101, folder)))
                            .describedAs(path)
                            .isEqualTo("too_much");
                    says(folder, 0, 0, path);
                    assertThat(create.with(values.formatted(key, 60, folder)))
                            .describedAs(path)
                            .isEqualTo(WritePaths.WRITTEN);
                    assertThat(create.with(values.formatted(key + "x", 41, folder)))
                            .describedAs(path)
                            .isEqualTo("too_much");
                    says(folder, 1, 60, path);
                });
    }

    @Test
    void creatingAFolderWithItsEntries() {
        String nested =
                "{'$children': {'entry.folder': [{'key': '%1$s1', 'number': 60}, {'key': '%1$s2', 'number': %2$d}]}}";

        assertThat(ann.post(FOLDERS, nested.formatted("n", 41)).code()).isEqualTo("too_much");
        assertThat(paths.count("startsWith(key, 'n')")).isZero();

        says(ann.create(FOLDERS, nested.formatted("n", 40)), 2, 100, "nested create");
        assertThat(
                        ann.post(
                                        FOLDERS,
                                        "{'$children': {'entry.folder': [{'folder': '%s'}]}}"
                                                .formatted(ann.create(FOLDERS, "{}")))
                                .errors())
                .as("it is the folder that they are nested in")
                .containsExactly("/$children/entry.folder/0/folder read_only_field");
    }

    @Test
    void changing() {
        int[] next = new int[1];
        paths.changes()
                .forEach((path, change) -> {
                    JsonNode entry =
                            paths.entry("{'key': 'u%d', 'number': 1}".formatted(next[0]++));
                    String folder = entry.get("folder").textValue();
                    assertThat(change.of(entry, "{'number': 101}"))
                            .describedAs(path)
                            .isEqualTo("too_much");
                    assertThat(change.of(entry, "{'kind': 'far too long'}"))
                            .describedAs(path)
                            .isEqualTo("too_long");
                    says(folder, 1, 1, path);
                    assertThat(change.of(entry, "{'number': 40}"))
                            .describedAs(path)
                            .isEqualTo(WritePaths.WRITTEN);
                    says(folder, 1, 40, path);
                    String other = ann.create(FOLDERS, "{}");
                    assertThat(change.of(entry, "{'folder': '%s'}".formatted(other)))
                            .describedAs(path)
                            .isEqualTo(WritePaths.WRITTEN);
                    says(folder, 0, 0, path);
                    says(other, 1, 40, path);
                });
    }

    @Test
    void deletingAndRestoring() {
        int[] next = new int[1];
        paths.deletes()
                .forEach((path, delete) -> {
                    JsonNode entry =
                            paths.entry("{'key': 'd%d', 'number': 70}".formatted(next[0]++));
                    String folder = entry.get("folder").textValue();
                    boolean withFolder = path.startsWith("deletion of what");
                    if (!withFolder) {
                        ann.patch(FOLDERS + folder, "{'closed': true}");
                        assertThat(delete.of(entry)).describedAs(path).isEqualTo("closed");
                        ann.patch(FOLDERS + folder, "{'closed': false}");
                    }
                    assertThat(delete.of(entry)).describedAs(path).isEqualTo(WritePaths.WRITTEN);
                    if (withFolder) {
                        ann.post(FOLDERS + folder + "/restore", "");
                    }
                    assertThat(ann.get(FOLDERS + folder).json().get("sum").intValue())
                            .describedAs(path)
                            .isZero();
                    ann.create(
                            "/api/v1/records/entry",
                            "{'key': 'r%d', 'number': 40, 'folder': '%s'}"
                                    .formatted(next[0], folder));
                    if (!withFolder) {
                        assertThat(paths.restore(entry)).describedAs(path).isEqualTo("too_much");
                    }
                    assertThat(ann.get(FOLDERS + folder).json().get("sum").intValue())
                            .describedAs(path)
                            .isEqualTo(40);
                });
    }

    @Test
    void aRuleThatRaisesANumber() {
        JsonNode entry = paths.entry("{'key': 'rule', 'number': 1}");
        String folder = entry.get("folder").textValue();
        assertThat(paths.patch(entry, "{'note': 'rule'}")).isEqualTo(WritePaths.WRITTEN);
        says(folder, 1, 99, "rule");
        ann.patch(
                "/api/v1/records/entry/" + entry.get("id").textValue(),
                "{'note': 'no', 'number': 1}");
        ann.create(
                "/api/v1/records/entry",
                "{'key': 'rule2', 'number': 2, 'folder': '%s'}".formatted(folder));
        assertThat(paths.patch(entry, "{'note': 'rule'}")).isEqualTo("too_much");
        says(folder, 2, 3, "rule");
    }

    @Test
    void anEntryThatARuleMakesAfterTheFact() {
        paths.wish("{'key': 'wished', 'kind': 'far too long'}");
        assertThat(paths.count("key == 'wished'")).isZero();
        paths.wish("{'key': 'granted', 'kind': 'short'}");
        ApiClient.await(() -> paths.count("key == 'granted'") == 1);
    }

    @Test
    void theAnswerSaysWhichRecordItIsAbout() {
        String folder = ann.create(FOLDERS, "{}");
        ApiClient.Answer refused =
                ann.post(
                        "/api/v1/records/entry",
                        "{'key': 'a', 'number': 200, 'folder': '%s'}".formatted(folder));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("too_much");
        assertThat(refused.json().get("detail").textValue())
                .isEqualTo("Too much (folder " + folder + ")");
        assertThat(refused.errors()).containsExactly(" too_much");
    }
}
