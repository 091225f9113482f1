package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A value changes on the ways that its object allows, whoever writes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransitionsApiTest {

    private static final String OBJECT = "/api/v1/metadata/objects/entry";
    private static final String ENTRIES = "/api/v1/records/entry";

    private static final String OPTIONS =
            """
            'transitions': {'field': 'state', 'allow': [
              {'to': 'draft'},
              {'from': 'draft', 'to': 'posted', 'when': 'number > old.number', 'require': ['kind', 'note'], 'code': 'not_ready'},
              {'from': ['draft', 'posted'], 'to': 'void', 'roles': ['administrator']}]}
            """;

    private TestPlatform platform;
    private ApiClient ann;
    private WritePaths paths;
    private WritePaths others;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
        ann = platform.newTenant("ways");
        paths = new WritePaths(ann, OPTIONS);
        others = new WritePaths(platform.newTenant(), "'appendOnly': false");
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @Test
    void noPathCreatesARecordThatBeginsWithAnotherValue() {
        int[] next = new int[1];
        paths.creates()
                .forEach((path, create) -> {
                    String key = "c" + next[0]++;
                    assertThat(create.with("{'key': '%s', 'state': 'posted'}".formatted(key)))
                            .describedAs(path)
                            .isEqualTo("transition_not_allowed");
                    assertThat(create.with("{'key': '%s', 'state': 'draft'}".formatted(key)))
                            .describedAs(path)
                            .isEqualTo(WritePaths.WRITTEN);
                });
        paths.wish("{'key': 'cw', 'state': 'void'}");
        assertThat(paths.count("key == 'cw'")).isZero();
    }

    @Test
    void noPathGoesAWayThatIsNotThereOrWhoseConditionIsNotMet() {
        JsonNode entry = paths.entry("{'key': 'u', 'state': 'draft', 'number': 1}");
        paths.changes()
                .forEach((path, change) -> {
                    assertThat(change.of(entry, "{'state': 'posted', 'number': 2}"))
                            .describedAs("without a value that is required, by " + path)
                            .isEqualTo("not_ready");
                    assertThat(change.of(entry, "{'state': 'posted', 'kind': 'k', 'note': 'n'}"))
                            .describedAs("without meeting the condition, by " + path)
                            .isEqualTo("not_ready");
                });
        assertThat(paths.now(entry)).isEqualTo(entry);

        int[] next = new int[1];
        paths.changes()
                .forEach((path, change) -> {
                    String key = "w" + next[0]++;
                    JsonNode one =
                            paths.entry(
                                    "{'key': '%s', 'state': 'draft', 'number': 1}".formatted(key));
                    assertThat(
                                    change.of(
                                            one,
                                            "{'state': 'posted', 'number': 2, 'kind': 'k', 'note': 'n'}"))
                            .describedAs(path)
                            .isEqualTo(WritePaths.WRITTEN);
                    assertThat(change.of(one, "{'state': 'draft'}"))
                            .describedAs(path)
                            .isEqualTo("transition_not_allowed");
                    assertThat(change.of(one, "{'state': 'posted'}"))
                            .describedAs("the same again by " + path)
                            .isEqualTo(WritePaths.WRITTEN);
                    assertThat(change.of(one, "{'state': 'void'}"))
                            .describedAs(path)
                            .isEqualTo(WritePaths.WRITTEN);
                });
    }

    @Test
    void theAnswerSaysWhatIsMissingAndWhoMayGoTheWay() {
        ann.create(
                "/api/v1/users",
                "{'name': 'Uwe', 'email': 'uwe@example.org', 'password': 'a long password', 'roles': ['user']}");
        ApiClient uwe = platform.signIn("ways", "uwe@example.org", "a long password");
        JsonNode entry = paths.entry("{'key': 'm', 'state': 'draft', 'number': 1}");
        String path = ENTRIES + "/" + entry.get("id").textValue();

        ApiClient.Answer missing = uwe.patch(path, "{'state': 'posted', 'note': ' '}");
        assertThat(missing.status()).isEqualTo(422);
        assertThat(missing.code()).isEqualTo("not_ready");
        assertThat(missing.errors()).containsExactly("/kind not_ready", "/note not_ready");
        ApiClient.Answer condition =
                uwe.patch(path, "{'state': 'posted', 'note': 'n', 'kind': 'k', 'number': 0}");
        assertThat(condition.status()).isEqualTo(409);
        assertThat(condition.code()).isEqualTo("not_ready");
        assertThat(condition.errors()).containsExactly("/state not_ready");
        ApiClient.Answer role = uwe.patch(path, "{'state': 'void'}");
        assertThat(role.status()).isEqualTo(403);
        assertThat(role.code()).isEqualTo("forbidden");
        ApiClient.Answer none = uwe.patch(path, "{'state': null}");
        assertThat(none.status()).isEqualTo(409);
        assertThat(none.errors()).containsExactly("/state transition_not_allowed");
        assertThat(ann.patch(path, "{'state': 'void'}").status()).isEqualTo(200);
        assertThat(ann.patch(path, "{'state': 'draft'}").json().get("detail").textValue())
                .isEqualTo("State cannot go from \"void\" to \"draft\"");
    }

    @Test
    void aReferenceGoesFromRecordToRecord() {
        ann.object(
                "{'name': 'stage', 'fields': [{'name': 'code', 'type': 'text', 'unique': true}, {'name': 'open', 'type': 'boolean'}]}");
        String open = ann.create("/api/v1/records/stage", "{'code': 'new', 'open': true}");
        String won = ann.create("/api/v1/records/stage", "{'code': 'won'}");
        String lost = ann.create("/api/v1/records/stage", "{'code': 'lost'}");
        ann.object(
                """
                {'name': 'deal', 'fields': [{'name': 'stage', 'type': 'reference', 'target': 'stage'}],
                 'transitions': {'field': 'stage', 'allow': [
                   {'to': '*', 'when': 'stage.open'}, {'from': {'code': 'new'}, 'to': [{'code': 'won'}, '%s']}, {'from': '*', 'to': {'code': 'new'}}]}}
                """
                        .formatted(lost));
        assertThat(ann.post("/api/v1/records/deal", "{'stage': '%s'}".formatted(won)).code())
                .isEqualTo("transition_not_allowed");
        String deal =
                "/api/v1/records/deal/"
                        + ann.create("/api/v1/records/deal", "{'stage': '%s'}".formatted(open));
        assertThat(ann.patch(deal, "{'stage': {'code': 'won'}}").status()).isEqualTo(200);
        assertThat(ann.patch(deal, "{'stage': {'code': 'lost'}}").code())
                .isEqualTo("transition_not_allowed");
        ann.patch("/api/v1/metadata/objects/stage/fields/code", "{'name': 'key'}");
        assertThat(ann.patch(deal, "{'stage': {'key': 'new'}}").status()).isEqualTo(200);
        assertThat(ann.patch(deal, "{'stage': {'key': 'lost'}}").status()).isEqualTo(200);
        assertThat(
                        ann.get("/api/v1/metadata/objects/deal")
                                .json()
                                .at("/transitions/allow/1/from/key")
                                .textValue())
                .isEqualTo("new");
        assertThat(ann.delete("/api/v1/metadata/objects/stage/fields/key").code())
                .isEqualTo("invalid_metadata");
    }

    @Test
    void whatIsWrongWithTransitionsIsToldAtItsPlace() {
        ApiClient bob = platform.newTenant();
        bob.object(
                "{'name': 'entry', 'fields': [{'name': 'state', 'type': 'select', 'options': ['draft', 'posted']}, {'name': 'note', 'type': 'text'}, {'name': 'next', 'type': 'reference', 'target': 'entry'}]}");

        assertThat(bob.patch(OBJECT, "{'transitions': {'field': 'note', 'allow': []}}").errors())
                .containsExactly("/transitions/field not_allowed");
        assertThat(
                        bob.patch(
                                        OBJECT,
                                        """
                                        {'transitions': {'field': 'state', 'allow': [{'from': 'open', 'to': ['posted', 'paid']}, {'to': {'code': 'x'}},
                                          {'to': 'draft', 'when': 'note > 1', 'require': ['noted'], 'roles': ['chief']}]}}
                                        """)
                                .errors())
                .containsExactly(
                        "/transitions/allow/0/from unknown_option",
                        "/transitions/allow/0/to/1 unknown_option",
                        "/transitions/allow/1/to wrong_type",
                        "/transitions/allow/2/require/0 unknown_field",
                        "/transitions/allow/2/when expression_type");
        assertThat(
                        bob.patch(
                                        OBJECT,
                                        "{'transitions': {'field': 'next', 'allow': [{'from': 'x', 'to': {'note': 'x'}}, {'from': '*', 'to': {'nope': 'x'}}]}}")
                                .errors())
                .containsExactly(
                        "/transitions/allow/0/from invalid_id",
                        "/transitions/allow/0/to/note not_allowed",
                        "/transitions/allow/1/to/nope unknown_field");
        assertThat(bob.patch(OBJECT, "{'transitions': {'allow': [{'from': 1}, 2]}}").errors())
                .containsExactly(
                        "/transitions/allow/0/from wrong_type",
                        "/transitions/allow/0/to required",
                        "/transitions/allow/1 wrong_type",
                        "/transitions/allow/1/to required",
                        "/transitions/field required");
        assertThat(
                        bob.patch(
                                        OBJECT,
                                        "{'transitions': {'field': 'state', 'allow': [{'from': 'draft', 'to': 'posted', 'roles': ['chief']}]}}")
                                .errors())
                .containsExactly("/transitions/allow/0/roles/0 unknown_option");
    }

    @Test
    void transitionsAreReadAsTheyWereWrittenAndFollowRenames() {
        ApiClient bob = platform.newTenant();
        new WritePaths(bob, OPTIONS);
        bob.patch(OBJECT + "/fields/state", "{'name': 'phase'}");
        bob.patch(OBJECT + "/fields/note", "{'name': 'remark'}");
        bob.patch(OBJECT + "/fields/number", "{'name': 'count'}");

        JsonNode transitions = bob.get(OBJECT).json().get("transitions");

        assertThat(transitions.toString())
                .isEqualTo(
                        """
                        {'field':'phase','allow':[{'to':'draft'},\
                        {'from':'draft','to':'posted','when':'count > old.count','require':['kind','remark'],'code':'not_ready'},\
                        {'from':['draft','posted'],'to':'void','roles':['administrator']}]}\
                        """
                                .replace('\'', '"'));
        assertThat(bob.delete(OBJECT + "/fields/remark").json().toString())
                .contains("the option transitions of entry");
    }

    @Test
    void anotherTenantIsNotConcerned() {
        JsonNode entry = others.entry("{'key': 'o', 'state': 'void'}");
        others.changes()
                .forEach((path, change) ->
                        assertThat(
                                        change.of(
                                                entry,
                                                "{'state': '%s'}"
                                                        .formatted(
                                                                path.contains("hook")
                                                                        ? "draft"
                                                                        : "posted")))
                                .describedAs(path)
                                .isEqualTo(WritePaths.WRITTEN));
    }
}
