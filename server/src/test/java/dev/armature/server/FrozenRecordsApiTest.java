package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Records that stay as they are do so on every path that writes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrozenRecordsApiTest {

    private static final String POSTED = "'immutableWhen': 'state == \\\"posted\\\"'";
    private static final String POSTED_BUT =
            "'immutableWhen': {'when': 'state == \\\"posted\\\"', 'free': ['note'], 'code': 'is_posted'}";

    private TestPlatform platform;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @Test
    void noPathChangesOrDeletesARecordOfAnObjectThatIsOnlyAppendedTo() {
        ApiClient ann = platform.newTenant();
        WritePaths paths = new WritePaths(ann, "'appendOnly': true");
        JsonNode entry = paths.entry("{'key': 'a', 'number': 1}");

        paths.creates()
                .forEach((path, create) ->
                        assertThat(create.with("{'key': '%s'}".formatted("new-" + path.hashCode())))
                                .describedAs(path)
                                .isEqualTo(WritePaths.WRITTEN));
        paths.changes()
                .forEach((path, change) -> {
                    assertThat(change.of(entry, "{'number': 2}"))
                            .describedAs(path)
                            .isEqualTo("append_only");
                    // GraphQL's schema has nothing that would change these records.
                    assertThat(change.of(entry, "{'number': 1}"))
                            .describedAs("the same again by " + path)
                            .isEqualTo(
                                    path.equals("GraphQL update")
                                            ? "append_only"
                                            : WritePaths.WRITTEN);
                });
        paths.deletes()
                .forEach((path, delete) ->
                        assertThat(delete.of(entry))
                                .describedAs(path)
                                .isIn("append_only", "referenced"));

        assertThat(paths.now(entry)).isEqualTo(entry);
        JsonNode openapi = ann.get("/api/v1/openapi.json").json().get("paths");
        assertThat(openapi.get("/api/v1/records/entry/{id}").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("parameters", "get");
        assertThat(openapi.has("/api/v1/records/entry/{id}/restore")).isFalse();
    }

    @Test
    void whatWasDeletedBeforeIsNotRestoredIntoSuchAnObject() {
        ApiClient ann = platform.newTenant();
        WritePaths paths = new WritePaths(ann, "'appendOnly': false");
        JsonNode entry = paths.entry("{'key': 'a'}");
        ann.delete("/api/v1/records/entry/" + entry.get("id").textValue());
        ann.patch("/api/v1/metadata/objects/entry", "{'appendOnly': true}");

        assertThat(paths.restore(entry)).isEqualTo("append_only");

        ann.patch("/api/v1/metadata/objects/entry", "{'appendOnly': null}");
        assertThat(paths.restore(entry)).isEqualTo(WritePaths.WRITTEN);
    }

    @Test
    void noPathChangesOrDeletesARecordForWhichTheConditionIsTrue() {
        WritePaths paths = new WritePaths(platform.newTenant(), POSTED_BUT);
        JsonNode draft = paths.entry("{'key': 'd', 'state': 'draft', 'number': 1}");
        JsonNode posted = paths.entry("{'key': 'p', 'state': 'posted', 'number': 1}");

        paths.changes()
                .forEach((path, change) -> {
                    for (String values :
                            List.of(
                                    "{'number': 2}",
                                    "{'state': 'draft'}",
                                    "{'number': 2, 'note': 'x'}")) {
                        assertThat(change.of(posted, values))
                                .describedAs(path)
                                .isEqualTo("is_posted");
                    }
                    assertThat(change.of(draft, "{'number': 2}"))
                            .describedAs(path)
                            .isEqualTo(WritePaths.WRITTEN);
                    assertThat(change.of(draft, "{'number': 1}"))
                            .describedAs(path)
                            .isEqualTo(WritePaths.WRITTEN);
                });
        assertThat(paths.patch(posted, "{'note': 'rule'}"))
                .describedAs("a rule before save")
                .isEqualTo("is_posted");
        paths.deletes()
                .forEach((path, delete) ->
                        assertThat(delete.of(posted))
                                .describedAs(path)
                                .isIn("is_posted", "referenced"));

        assertThat(paths.now(posted)).isEqualTo(posted);
        paths.changes()
                .forEach((path, change) ->
                        assertThat(change.of(posted, "{'note': 'n%d'}".formatted(path.hashCode())))
                                .describedAs("a free field by " + path)
                                .isEqualTo(WritePaths.WRITTEN));
        assertThat(paths.deletes().get("DELETE").of(draft)).isEqualTo(WritePaths.WRITTEN);
    }

    @Test
    void theAnswerNamesTheFieldsThatStayAsTheyAre() {
        ApiClient ann = platform.newTenant();
        WritePaths paths = new WritePaths(ann, POSTED);
        JsonNode posted = paths.entry("{'key': 'p', 'state': 'posted', 'number': 1}");
        String path = "/api/v1/records/entry/" + posted.get("id").textValue();

        ApiClient.Answer answer = ann.patch(path, "{'number': 2, 'kind': 'x'}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("immutable");
        assertThat(answer.errors()).containsExactly("/kind immutable", "/number immutable");
        assertThat(ann.delete(path).code()).isEqualTo("immutable");
    }

    @Test
    void itIsWrittenAsItWasReadAndFollowsRenames() {
        ApiClient ann = platform.newTenant();
        new WritePaths(ann, POSTED_BUT);
        String fields = "/api/v1/metadata/objects/entry/fields/";
        assertThat(ann.patch(fields + "state", "{'name': 'phase'}").status()).isEqualTo(200);
        assertThat(ann.patch(fields + "note", "{'name': 'remark'}").status()).isEqualTo(200);

        JsonNode option = ann.get("/api/v1/metadata/objects/entry").json().get("immutableWhen");

        assertThat(option.get("when").textValue()).isEqualTo("phase == \"posted\"");
        assertThat(option.at("/free/0").textValue()).isEqualTo("remark");
        assertThat(ann.delete(fields + "remark").code()).isEqualTo("invalid_metadata");
        assertThat(
                        ann.patch(
                                        "/api/v1/metadata/objects/entry",
                                        "{'immutableWhen': {'when': 'status == 1', 'free': ['x', 'id'], 'but': 1}, 'appendOnly': 'yes'}")
                                .errors())
                .containsExactly("/appendOnly wrong_type", "/immutableWhen/but unknown_attribute");
        assertThat(
                        ann.patch(
                                        "/api/v1/metadata/objects/entry",
                                        "{'immutableWhen': {'when': 'status == 1', 'free': ['x']}}")
                                .errors())
                .containsExactly(
                        "/immutableWhen/free/0 unknown_field", "/immutableWhen/when unknown_field");
    }

    @Test
    void anotherTenantIsNotConcerned() {
        new WritePaths(platform.newTenant(), "'appendOnly': true");
        WritePaths others = new WritePaths(platform.newTenant(), "'appendOnly': false");
        JsonNode entry = others.entry("{'key': 'a'}");

        for (Map.Entry<String, WritePaths.Change> way : others.changes().entrySet()) {
            assertThat(way.getValue().of(entry, "{'kind': 'x'}")).isEqualTo(WritePaths.WRITTEN);
        }
    }
}
