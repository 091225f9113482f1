package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Rules taking part: inside the write, and after it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuleApiTest {

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
        ann = platform.newTenant();
        ann.object(
                """
                {'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'stage', 'type': 'select', 'options': ['new', 'won']},
                  {'name': 'probability', 'type': 'integer', 'maximum': 100}, {'name': 'sure', 'type': 'boolean'}, {'name': 'n', 'type': 'integer'}]}
                """);
        ann.object(
                """
                {'name': 'task', 'fields': [{'name': 'subject', 'type': 'text'}, {'name': 'deal', 'type': 'reference', 'target': 'deal'}, {'name': 'was', 'type': 'text'}]}
                """);
    }

    private void rule(String json) {
        ann.create("/api/v1/metadata/objects/deal/rules", json);
    }

    private JsonNode tasks() {
        return ann.get("/api/v1/records/task").json().get("data");
    }

    @Test
    void rulesSetFieldsBeforeTheRecordIsSavedAndWakeEachOther() {
        rule(
                "{'name': 'sure', 'moment': 'beforeSave', 'condition': 'probability == 100', 'actions': [{'type': 'setField', 'field': 'sure', 'value': 'true'}]}");
        rule(
                "{'name': 'won', 'moment': 'beforeSave', 'condition': 'stage == \\'won\\'', 'actions': [{'type': 'setField', 'field': 'probability', 'value': '100'}]}"
                        .replace("\\'", "\\\""));

        JsonNode won =
                ann.post("/api/v1/records/deal", "{'stage': 'won', 'probability': 5}").json();
        JsonNode open = ann.post("/api/v1/records/deal", "{'stage': 'new'}").json();

        assertThat(won.get("probability").intValue()).isEqualTo(100);
        assertThat(won.get("sure").booleanValue()).isTrue();
        assertThat(open.get("sure").isNull()).isTrue();
        assertThat(ann.get("/api/v1/records/deal/" + won.get("id").textValue()).json())
                .isEqualTo(won);
    }

    @Test
    void aValueThatDoesNotFitItsFieldRefusesTheWriteAtTheField() {
        rule(
                "{'name': 'over', 'moment': 'beforeSave', 'actions': [{'type': 'setField', 'field': 'probability', 'value': '101'}]}");

        assertThat(ann.post("/api/v1/records/deal", "{}").errors())
                .containsExactly("/probability out_of_range");
    }

    @Test
    void rulesThatSetEachOtherOffWithoutEndAreNamed() {
        rule(
                "{'name': 'more', 'moment': 'beforeSave', 'condition': 'n > 0', 'actions': [{'type': 'setField', 'field': 'n', 'value': 'n + 1'}]}");

        ApiClient.Answer answer = ann.post("/api/v1/records/deal", "{'n': 1}");

        assertThat(answer.code()).isEqualTo("rule_loop");
        assertThat(answer.json().get("detail").textValue()).contains("\"more\"");
        assertThat(ann.get("/api/v1/records/deal").json().get("data")).isEmpty();
    }

    @Test
    void aRuleAfterCommitCreatesARecordOnceWithItsCause() {
        rule(
                """
                {'name': 'handOver', 'moment': 'afterCommit', 'on': ['update'], 'condition': 'stage == ~won~ && old.stage != ~won~',
                 'actions': [{'type': 'createRecord', 'object': 'task', 'values': {'subject': '~Hand over ~ + name', 'deal': 'id', 'was': 'old.stage'}}]}
                """
                        .replace("~", "\\\""));
        String id = ann.create("/api/v1/records/deal", "{'name': 'Big', 'stage': 'new'}");
        ann.patch("/api/v1/records/deal/" + id, "{'stage': 'won'}");
        ann.patch("/api/v1/records/deal/" + id, "{'name': 'Bigger'}");

        ApiClient.await(() -> tasks().size() == 1);
        JsonNode task = tasks().get(0);

        // The rule looked at the record as it was at its event, whatever came after.
        assertThat(task.get("subject").textValue()).isEqualTo("Hand over Big");
        assertThat(task.get("deal").textValue()).isEqualTo(id);
        assertThat(task.get("was").textValue()).isEqualTo("new");
        JsonNode cause =
                ann.get("/api/v1/records/task/" + task.get("id").textValue() + "/history")
                        .json()
                        .at("/data/0/cause");
        assertThat(cause)
                .extracting(link -> link.get("kind").textValue())
                .containsExactly("rule", "request");
        assertThat(cause.get(0).get("id").textValue()).startsWith("deal.handOver@");
        String marker = ann.create("/api/v1/records/deal", "{'name': 'marker'}");
        ann.patch("/api/v1/records/deal/" + marker, "{'stage': 'won'}");
        ApiClient.await(() -> tasks().size() == 2);
        assertThat(
                        ann.get("/api/v1/records/task?filter=" + encode("deal.name == \"Bigger\""))
                                .json()
                                .get("data"))
                .hasSize(1);
    }

    @Test
    void aChainOfRulesThatFeedsItselfEndsAndIsToldOf() {
        ann.create(
                "/api/v1/metadata/objects/task/rules",
                "{'name': 'again', 'moment': 'afterCommit', 'on': ['create'], 'actions': [{'type': 'createRecord', 'object': 'task', 'values': {'subject': 'subject'}}]}");
        ann.create("/api/v1/records/task", "{'subject': 's'}");

        ApiClient.await(() -> tasks().size() == 10);

        ann.create("/api/v1/records/deal", "{}");
        assertThat(tasks()).hasSize(10);
    }

    @Test
    void aRuleThatIsSwitchedOffDoesNothing() {
        rule(
                "{'name': 'off', 'enabled': false, 'moment': 'beforeSave', 'actions': [{'type': 'setField', 'field': 'n', 'value': '1'}]}");

        assertThat(ann.post("/api/v1/records/deal", "{}").json().get("n").isNull()).isTrue();
    }
}
