package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every record that a filter picks is changed or deleted by a job, which can be undone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MassChangeApiTest {

    private static final String DEALS = "/api/v1/records/deal";

    private TestPlatform platform;
    private ApiClient ann;
    private ApiClient bob;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void twoTenantsWithTheSameObjects() {
        ann = platform.newTenant();
        bob = platform.newTenant();
        for (ApiClient client : List.of(ann, bob)) {
            client.object(
                    """
                    {'name': 'deal', 'fields': [{'name': 'name', 'type': 'text', 'unique': true}, {'name': 'stage', 'type': 'select', 'options': ['open', 'won', 'lost']},
                      {'name': 'amount', 'type': 'decimal', 'scale': 2, 'maximum': 1000}, {'name': 'number', 'type': 'autoNumber', 'format': 'D-{0}'}],
                     'validations': [{'name': 'wonHasAmount', 'expression': 'stage != \\"won\\" || amount != null', 'field': 'amount', 'message': 'A won deal has an amount', 'code': 'amount_missing'}]}
                    """);
            client.object(
                    """
                    {'name': 'line', 'fields': [{'name': 'deal', 'type': 'reference', 'target': 'deal', 'onDelete': 'cascade'}, {'name': 'text', 'type': 'text'}]}
                    """);
        }
    }

    private String deal(String name, String more) {
        return ann.create(DEALS, "{'name': '" + name + "'" + more + "}");
    }

    private void deals(ApiClient client, int count) {
        for (int from = 0; from < count; from += 1_000) {
            String operations =
                    IntStream.range(from, Math.min(count, from + 1_000))
                            .mapToObj(i ->
                                    "{'op': 'create', 'record': {'name': 'd%d', 'stage': 'open', 'amount': %d}}"
                                            .formatted(i, i % 10))
                            .collect(Collectors.joining(","));
            assertThat(
                            client.post(DEALS + "/bulk", "{'operations': [" + operations + "]}")
                                    .status())
                    .isEqualTo(200);
        }
    }

    private JsonNode done(ApiClient.Answer accepted) {
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        assertThat(accepted.header("Location")).isEqualTo("/api/v1/jobs/" + accepted.id());
        return ann.finished(accepted.id());
    }

    private JsonNode undone(JsonNode job) {
        return done(ann.post("/api/v1/jobs/" + job.get("id").textValue() + "/undo", ""));
    }

    private static List<Integer> counts(JsonNode job) {
        return List.of(
                job.get("processed").intValue(),
                job.get("updated").intValue(),
                job.get("deleted").intValue(),
                job.get("refused").intValue());
    }

    private long count(ApiClient client, String filter) {
        return client.get(
                        DEALS
                                + "?limit=1&count=exact&filter="
                                + ApiClient.encode(filter.replace('\'', '"')))
                .json()
                .at("/page/count")
                .longValue();
    }

    private JsonNode get(String id) {
        return ann.get(DEALS + "/" + id).json();
    }

    @Test
    void everyMatchingRecordIsChangedAndNoOther() {
        deals(ann, 1_200);
        deals(bob, 20);

        JsonNode job =
                done(
                        ann.post(
                                DEALS + "/update",
                                "{'filter': 'amount >= 5', 'set': {'stage': 'won'}}"));

        assertThat(job.get("kind").textValue()).isEqualTo("massUpdate");
        assertThat(job.get("state").textValue()).isEqualTo("done");
        assertThat(job.get("total").intValue()).isEqualTo(600);
        assertThat(counts(job)).containsExactly(600, 600, 0, 0);
        assertThat(count(ann, "stage == 'won'")).isEqualTo(600);
        assertThat(count(ann, "stage == 'won' && amount < 5")).isZero();
        assertThat(count(bob, "stage == 'won'")).isZero();
    }

    @Test
    void valuesMayBeComputedFromTheRecordAsItWas() {
        String deal = deal("A", ", 'amount': 10, 'stage': 'open'");

        done(
                ann.post(
                        DEALS + "/update",
                        "{'filter': 'true', 'set': {'stage': null}, 'compute': {'amount': 'round(amount * 1.155, 2)', 'name': 'name + \\\"-\\\" + stage'}}"));

        assertThat(get(deal).get("amount").decimalValue()).isEqualByComparingTo("11.55");
        assertThat(get(deal).get("name").textValue()).isEqualTo("A-open");
        assertThat(get(deal).get("stage").isNull()).isTrue();
    }

    @Test
    void aRecordThatIsRefusedIsNamedWithItsReasonsAndHoldsUpNoOther() {
        String poor = deal("A", ", 'stage': 'open'");
        String rich = deal("B", ", 'stage': 'open', 'amount': 900");

        JsonNode won =
                done(ann.post(DEALS + "/update", "{'filter': 'true', 'set': {'stage': 'won'}}"));
        JsonNode doubled =
                done(
                        ann.post(
                                DEALS + "/update",
                                "{'filter': 'true', 'compute': {'amount': 'amount * 2'}}"));

        assertThat(counts(won)).containsExactly(2, 1, 0, 1);
        assertThat(won.at("/refusals/0/source").textValue()).isEqualTo(poor);
        assertThat(won.at("/refusals/0/line").intValue()).isEqualTo(1);
        assertThat(won.at("/refusals/0/errors/0/code").textValue()).isEqualTo("amount_missing");
        assertThat(doubled.at("/refusals/0/source").textValue()).isEqualTo(rich);
        assertThat(doubled.at("/refusals/0/errors/0/pointer").textValue()).isEqualTo("/amount");
        assertThat(counts(doubled)).as("null times two is no change").containsExactly(2, 0, 0, 1);
    }

    @Test
    void aDryRunTellsAllAndKeepsNothing() {
        deal("A", ", 'stage': 'open'");
        deal("B", ", 'stage': 'open', 'amount': 1");

        JsonNode update =
                done(
                        ann.post(
                                DEALS + "/update",
                                "{'filter': 'true', 'set': {'stage': 'won'}, 'dryRun': true}"));
        JsonNode delete = done(ann.post(DEALS + "/delete", "{'filter': 'true', 'dryRun': true}"));

        assertThat(counts(update)).containsExactly(2, 1, 0, 1);
        assertThat(counts(delete)).containsExactly(2, 0, 2, 0);
        assertThat(count(ann, "stage == 'open'")).isEqualTo(2);
        assertThat(update.get("undoable").booleanValue()).isFalse();
    }

    @Test
    void everythingWrongWithAWishIsToldAtOnceAndNoJobIsMade() {
        assertThat(
                        ann.post(
                                        DEALS + "/update",
                                        "{'filter': 'amont > 1', 'set': {'stage': 'lots', 'number': 'D-1', 'id': 'x'}, 'compute': {'name': 'amount', 'nme': '1', 'stage': 5}, 'more': 1}")
                                .errors())
                .containsExactly(
                        "/compute/name expression_type",
                        "/compute/nme unknown_field",
                        "/compute/stage wrong_type",
                        "/filter unknown_field",
                        "/more unknown_attribute",
                        "/set/id read_only_field",
                        "/set/number read_only_field",
                        "/set/stage unknown_option");
        assertThat(ann.post(DEALS + "/update", "{'filter': 'true'}").errors())
                .containsExactly("/set required");
        assertThat(
                        ann.post(
                                        DEALS + "/update",
                                        "{'set': {'name': 'x'}, 'compute': {'name': 'name'}}")
                                .errors())
                .containsExactly("/compute/name not_unique", "/filter required");
        assertThat(ann.post(DEALS + "/delete", "{'filter': '', 'set': {}}").errors())
                .containsExactly("/filter required", "/set unknown_attribute");
        assertThat(ann.post("/api/v1/records/nothing/delete", "{'filter': 'true'}").code())
                .isEqualTo("not_found");
        assertThat(platform.stranger().post(DEALS + "/delete", "{'filter': 'true'}").status())
                .isEqualTo(401);
        assertThat(ann.get("/api/v1/jobs").json().get("data"))
                .extracting(job -> job.get("kind").textValue())
                .doesNotContain("massUpdate", "massDelete");
    }

    @Test
    void aMassUpdateIsUndoneExceptWhereALaterEditStandsInItsWay() {
        String plain = deal("A", ", 'stage': 'open', 'amount': 1");
        String renamed = deal("B", ", 'stage': 'open', 'amount': 1");
        String moved = deal("C", ", 'stage': 'open', 'amount': 1");
        JsonNode update =
                done(ann.post(DEALS + "/update", "{'filter': 'true', 'set': {'stage': 'won'}}"));
        ann.patch(DEALS + "/" + renamed, "{'name': 'B2'}");
        ann.patch(DEALS + "/" + moved, "{'stage': 'lost'}");

        JsonNode undo = undone(update);

        assertThat(update.get("undoable").booleanValue()).isTrue();
        assertThat(counts(undo)).containsExactly(3, 2, 0, 1);
        assertThat(undo.at("/refusals/0/source").textValue()).isEqualTo(moved);
        assertThat(undo.at("/refusals/0/errors/0/pointer").textValue()).isEqualTo("/stage");
        assertThat(undo.at("/refusals/0/errors/0/code").textValue()).isEqualTo("changed_since");
        assertThat(get(plain).get("stage").textValue()).isEqualTo("open");
        assertThat(get(renamed).get("stage").textValue()).isEqualTo("open");
        assertThat(get(renamed).get("name").textValue()).isEqualTo("B2");
        assertThat(get(moved).get("stage").textValue()).isEqualTo("lost");
        JsonNode version = ann.get(DEALS + "/" + plain + "/history").json().at("/data/0");
        assertThat(version.get("cause"))
                .extracting(link -> link.get("kind") + " " + link.get("id"))
                .containsExactly(
                        "\"undo\" " + undo.get("id"), "\"massUpdate\" " + update.get("id"));
        assertThat(counts(undone(undo)))
                .as("what is undone can be done again")
                .containsExactly(2, 2, 0, 0);
        assertThat(get(plain).get("stage").textValue()).isEqualTo("won");
    }

    @Test
    void aMassDeletionTakesDependentsAlongAndItsUndoBringsAllBack() {
        String kept = deal("A", ", 'amount': 1");
        String gone = deal("B", ", 'amount': 2");
        String line = ann.create("/api/v1/records/line", "{'deal': '" + gone + "', 'text': 'x'}");

        JsonNode deletion = done(ann.post(DEALS + "/delete", "{'filter': 'amount > 1'}"));

        assertThat(counts(deletion)).containsExactly(1, 0, 1, 0);
        assertThat(ann.get(DEALS + "/" + kept).status()).isEqualTo(200);
        assertThat(ann.get(DEALS + "/" + gone).status()).isEqualTo(404);
        assertThat(ann.get("/api/v1/records/line/" + line).status()).isEqualTo(404);

        JsonNode undo = undone(deletion);

        assertThat(counts(undo)).containsExactly(2, 2, 0, 0);
        assertThat(get(gone).get("name").textValue()).isEqualTo("B");
        assertThat(ann.get("/api/v1/records/line/" + line).json().get("deal").textValue())
                .isEqualTo(gone);
    }

    @Test
    void aDeletedRecordWhoseValueWasTakenMeanwhileStaysDeletedAndSoDoesWhatReferencesIt() {
        String gone = deal("A", ", 'amount': 2");
        String line = ann.create("/api/v1/records/line", "{'deal': '" + gone + "', 'text': 'x'}");
        JsonNode deletion = done(ann.post(DEALS + "/delete", "{'filter': 'true'}"));
        deal("A", "");

        JsonNode undo = undone(deletion);

        assertThat(counts(undo)).containsExactly(2, 0, 0, 2);
        assertThat(undo.get("refusals"))
                .extracting(r -> r.at("/errors/0/code").textValue())
                .containsExactly("not_unique", "reference_not_found");
        assertThat(ann.get("/api/v1/records/line/" + line).status()).isEqualTo(404);
    }

    @Test
    void anImportIsUndoneWithWhatItsRulesMade() {
        ann.create(
                "/api/v1/metadata/objects/deal/rules",
                "{'name': 'firstLine', 'moment': 'afterCommit', 'on': ['create'], 'actions': [{'type': 'createRecord', 'object': 'line', 'values': {'deal': 'id', 'text': 'name'}}]}");
        deal("A", ", 'amount': 1");
        ApiClient.await(() -> lines() == 1);
        JsonNode imported =
                ann.finished(
                        ann.csv(
                                        DEALS + "/import?mode=upsert&key=name",
                                        "name,amount\nA,5\nB,6\nC,7\n")
                                .id());
        ApiClient.await(() -> lines() == 3);
        String touched =
                ann.get(DEALS + "?filter=" + ApiClient.encode("name == \"C\""))
                        .json()
                        .at("/data/0/id")
                        .textValue();
        ann.patch(DEALS + "/" + touched, "{'amount': 8}");

        JsonNode undo = undone(imported);

        assertThat(undo.at("/refusals/0/source").textValue()).isEqualTo(touched);
        assertThat(undo.at("/refusals/0/errors/0/code").textValue()).isEqualTo("changed_since");
        assertThat(count(ann, "true")).isEqualTo(2);
        assertThat(count(ann, "name == 'A' && amount == 1")).isEqualTo(1);
    }

    private int lines() {
        return ann.get("/api/v1/records/line").json().get("data").size();
    }

    @Test
    void onlyAJobThatHasEndedAndChangedSomethingIsUndone() {
        deal("A", ", 'stage': 'won', 'amount': 1");
        JsonNode nothing =
                done(ann.post(DEALS + "/update", "{'filter': 'true', 'set': {'stage': 'won'}}"));
        String id = nothing.get("id").textValue();

        assertThat(counts(nothing)).containsExactly(1, 0, 0, 0);
        assertThat(ann.post("/api/v1/jobs/" + id + "/undo", "").code()).isEqualTo("state_conflict");
        assertThat(bob.post("/api/v1/jobs/" + id + "/undo", "").status()).isEqualTo(404);
        assertThat(ann.post("/api/v1/jobs/" + id + "/undo?force=true", "").code())
                .isEqualTo("invalid_query");
    }
}
