package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.testing.EveryHome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records over HTTP: what clients rely on, and what bad input gets. */
@EveryHome
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordApiTest {

    private TestPlatform platform;
    private ApiClient ann;

    @BeforeAll
    void aTenantWithObjects() {
        platform = TestPlatform.shared();
        ann = platform.newTenant();
        ann.object(
                "{'name': 'account', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'code', 'type': 'text', 'unique': true}]}");
        ann.object(
                """
                {'name': 'deal', 'fields': [
                  {'name': 'name', 'type': 'text', 'required': true, 'maxLength': 10},
                  {'name': 'amount', 'type': 'decimal', 'scale': 2},
                  {'name': 'account', 'type': 'reference', 'target': 'account'}]}
                """);
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @Test
    void aJsonPatchChangesARecordAsAWholeOrNotAtAll() {
        ann.object(
                "{'name': 'patched', 'fields': [{'name': 'code', 'type': 'text', 'required': true}, {'name': 'n', 'type': 'integer'}, {'name': 'note', 'type': 'text'}]}");
        String path =
                "/api/v1/records/patched/"
                        + ann.create(
                                "/api/v1/records/patched", "{'code': 'A', 'n': 1, 'note': 'x'}");

        ApiClient.Answer changed =
                jsonPatch(
                        path,
                        "[{'op': 'test', 'path': '/n', 'value': 1}, {'op': 'replace', 'path': '/n', 'value': 2}, {'op': 'remove', 'path': '/note'}]");
        ApiClient.Answer tested =
                jsonPatch(
                        path,
                        "[{'op': 'replace', 'path': '/code', 'value': 'B'}, {'op': 'test', 'path': '/n', 'value': 1}]");

        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(changed.json().get("n").intValue()).isEqualTo(2);
        assertThat(changed.json().get("note").isNull()).isTrue();
        assertThat(tested.code()).isEqualTo("state_conflict");
        assertThat(jsonPatch(path, "[{'op': 'remove', 'path': '/code'}]").errors())
                .containsExactly("/code required");
        assertThat(jsonPatch(path, "[{'op': 'replace', 'path': '/n', 'value': 'x'}]").errors())
                .containsExactly("/n wrong_type");
        assertThat(jsonPatch(path, "[{'op': 'replace', 'path': '/version', 'value': 9}]").errors())
                .containsExactly("/version read_only_field");
        assertThat(jsonPatch(path, "[{'op': 'copy', 'from': '/code', 'path': '/note'}]").status())
                .isEqualTo(200);
        String doubling = "{'op': 'copy', 'from': '', 'path': '/note'},".repeat(60);
        assertThat(jsonPatch(path, "[" + doubling + "{'op': 'remove', 'path': '/note'}]").code())
                .isEqualTo("malformed_request");
        assertThat(jsonPatch(path, "[{'op': 'jump'}]").code()).isEqualTo("malformed_request");
        assertThat(jsonPatch(path, "{}").code()).isEqualTo("malformed_json");
        assertThat(ann.get(path).json().get("version").intValue()).isEqualTo(3);
    }

    private ApiClient.Answer jsonPatch(String path, String operations) {
        return ann.send(
                "PATCH",
                path,
                "application/json-patch+json",
                operations.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void upsertsOfOneKeyAtOnceMakeOneRecordAndAllSucceed() {
        ann.object(
                "{'name': 'part', 'fields': [{'name': 'code', 'type': 'text', 'unique': true}, {'name': 'n', 'type': 'integer'}]}");
        for (int round = 0; round < 10; round++) {
            String path = "/api/v1/records/part/by/code/P" + round;
            List<CompletableFuture<ApiClient.Answer>> answers =
                    IntStream.range(0, 6)
                            .mapToObj(n ->
                                    CompletableFuture.supplyAsync(
                                            () -> ann.put(path, "{'n': " + n + "}")))
                            .toList();

            assertThat(answers.stream().map(CompletableFuture::join).map(ApiClient.Answer::status))
                    .containsOnly(200, 201)
                    .containsOnlyOnce(201);
        }
        assertThat(ann.get("/api/v1/records/part").json().get("data")).hasSize(10);
    }

    @Test
    void everythingWrongWithAnInputIsToldAtOnce() {
        ann.object(
                """
                {'name': 'order', 'fields': [{'name': 'number', 'type': 'text', 'required': true}, {'name': 'day', 'type': 'date', 'required': true},
                  {'name': 'amount', 'type': 'decimal', 'scale': 2}, {'name': 'state', 'type': 'text', 'required': true, 'default': '~open~'},
                  {'name': 'parent', 'type': 'reference', 'target': 'order'}]}
                """
                        .replace("~", "\\\""));

        ApiClient.Answer answer =
                ann.post(
                        "/api/v1/records/order",
                        "{'day': '2026-13-01', 'amount': 'x', 'colour': 'red', 'parent': '01a1fed9-0000-7000-8000-000000000000'}");

        assertThat(answer.errors())
                .containsExactly(
                        "/amount wrong_type",
                        "/colour unknown_field",
                        "/day invalid_date",
                        "/number required",
                        "/parent reference_not_found");
    }

    @Test
    void aRecordIsCreatedReadChangedAndDeleted() {
        ApiClient.Answer created =
                ann.post("/api/v1/records/deal", "{'name': 'Big', 'amount': 12.50}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("ETag")).isEqualTo("\"1\"");
        assertThat(created.header("X-Request-Id")).matches("[0-9a-f]{32}");
        String path = created.header("Location");

        assertThat(ann.get(path).json()).isEqualTo(created.json());
        assertThat(ann.get(path).header("ETag")).isEqualTo("\"1\"");
        assertThat(ann.get(path + "?fields=amount&numbers=string").json().get("amount").textValue())
                .isEqualTo("12.5");
        ApiClient.Answer patched = ann.patch(path, "{'amount': 7}", "If-Match", "\"1\"");
        assertThat(patched.status()).isEqualTo(200);
        assertThat(patched.header("ETag")).isEqualTo("\"2\"");
        assertThat(ann.patch(path, "{'amount': 8}", "If-Match", "\"1\"").code())
                .isEqualTo("stale_version");
        assertThat(ann.put(path, "{'name': 'Put'}").json().get("amount").isNull()).isTrue();
        assertThat(ann.delete(path, "If-Match", "\"2\"").status()).isEqualTo(412);
        assertThat(ann.delete(path).status()).isEqualTo(204);
        assertThat(ann.get(path).status()).isEqualTo(404);
        assertThat(ann.post(path + "/restore", "").status()).isEqualTo(200);
        JsonNode history = ann.get(path + "/history").json().get("data");
        assertThat(history)
                .extracting(v -> v.get("operation").textValue())
                .containsExactly("restore", "delete", "update", "update", "create");
        assertThat(history.get(3).get("replaced").get("amount").decimalValue())
                .isEqualByComparingTo("12.5");
        assertThat(history.get(0).at("/cause/0/kind").textValue()).isEqualTo("request");
    }

    @Test
    void aRecordIsPutByItsKey() {
        ApiClient.Answer first =
                ann.put("/api/v1/records/account/by/code/K%201", "{'name': 'One'}");
        ApiClient.Answer second =
                ann.put("/api/v1/records/account/by/code/K%201", "{'name': 'Two'}");

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.json().get("code").textValue()).isEqualTo("K 1");
        assertThat(ann.put("/api/v1/records/account/by/name/x", "{}").status()).isEqualTo(404);
    }

    @Test
    void aViewIsAListWithItsFilterSortAndColumns() {
        ann.create(
                "/api/v1/metadata/objects/deal/views",
                "{'name': 'named', 'filter': 'name.matches(\\\"^V[0-9]$\\\")', 'sort': ['-name'], 'columns': ['name', 'amount']}");
        for (int i = 0; i < 4; i++) {
            ann.create("/api/v1/records/deal", "{'name': 'V%d', 'amount': %d}".formatted(i, i % 2));
        }

        JsonNode view = ann.get("/api/v1/records/deal?view=named").json();
        JsonNode narrowed =
                ann.get(
                                "/api/v1/records/deal?view=named&sort=name&fields=name&filter="
                                        + encode("amount == 1"))
                        .json();

        assertThat(view.at("/data").findValuesAsText("name"))
                .containsExactly("V3", "V2", "V1", "V0");
        assertThat(view.at("/data/0").has("amount")).isTrue();
        assertThat(narrowed.at("/data").findValuesAsText("name")).containsExactly("V1", "V3");
        assertThat(narrowed.at("/data/0").has("amount")).isFalse();
    }

    @Test
    void aListIsFilteredSortedPagedAndOpened() {
        String account = ann.create("/api/v1/records/account", "{'name': 'Acme', 'code': 'list'}");
        for (int i = 0; i < 5; i++) {
            ann.create(
                    "/api/v1/records/deal",
                    "{'name': 'L%d', 'amount': %d, 'account': '%s'}".formatted(i, i, account));
        }
        String query =
                "/api/v1/records/deal?filter="
                        + encode("account.code == \"list\" && amount >= 1")
                        + "&sort=-amount&fields=name,account.name&limit=3&count=exact";

        JsonNode first = ann.get(query).json();
        JsonNode second =
                ann.get(query + "&cursor=" + encode(first.at("/page/next").textValue())).json();

        assertThat(first.get("data"))
                .extracting(d -> d.get("name").textValue())
                .containsExactly("L4", "L3", "L2");
        assertThat(first.at("/page/count").intValue()).isEqualTo(4);
        assertThat(first.at("/data/0/account/name").textValue()).isEqualTo("Acme");
        assertThat(second.get("data"))
                .extracting(d -> d.get("name").textValue())
                .containsExactly("L1");
        assertThat(second.at("/page/next").isNull()).isTrue();
    }

    @Test
    void manyOperationsGoInOneRequest() {
        ApiClient.Answer each =
                ann.post(
                        "/api/v1/records/deal/bulk",
                        "{'atomic': false, 'operations': [{'op': 'create', 'record': {'name': 'b1'}}, {'op': 'create', 'record': {}}]}");
        assertThat(each.json().get("results"))
                .extracting(r -> r.get("status").intValue())
                .containsExactly(201, 422);

        ApiClient.Answer all =
                ann.post(
                        "/api/v1/records/deal/bulk",
                        "{'operations': [{'op': 'create', 'record': {'name': 'b2'}}, {'op': 'create', 'record': {}}]}");
        assertThat(all.status()).isEqualTo(422);
        assertThat(
                        ann.get("/api/v1/records/deal?filter=" + encode("name == \"b2\""))
                                .json()
                                .get("data"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name': 'x', 'nam': 1}            | 422 | /nam unknown_field",
                "{'name': 5}                        | 422 | /name wrong_type",
                "{'name': {}}                       | 422 | /name wrong_type",
                "{'name': []}                       | 422 | /name wrong_type",
                "{'name': 'far too long a name'}    | 422 | /name too_long",
                "{'name': 'x', 'amount': '5'}       | 422 | /amount wrong_type",
                "{'name': 'x', 'amount': 1e400}     | 422 | /amount out_of_range",
                "{'name': 'x', 'amount': 1e-400}    | 422 | /amount scale_exceeded",
                "{'name': 'x', 'account': 'abc'}    | 422 | /account invalid_id",
                "{'name': 'x', 'account': {}}       | 422 | /account wrong_type",
                "{'name': '\\u0000'}                | 422 | /name invalid_text",
                "{'name': '\\ud800'}                | 422 | /name invalid_text",
                "{'name': 'x', 'tenantId': 1}       | 422 | /tenantId unknown_field",
                "{'name': 'x', 'owner': null}       | 422 | /owner read_only_field",
                "{'name': '   '}                    | 422 | /name required",
                "{}                                 | 422 | /name required",
                "{'name': 'x', 'name': 'y'}         | 400 | ",
                "{'name': 'x'                       | 400 | ",
                "{'name': NaN}                      | 400 | ",
                "[]                                 | 400 | ",
                "null                               | 400 | ",
                "{} {}                              | 400 | "
            })
    void badInputIsRefusedAtItsPlaceAndNothingIsStored(String body, int status, String error) {
        int before =
                ann.get("/api/v1/records/deal?count=exact&limit=1")
                        .json()
                        .at("/page/count")
                        .intValue();

        ApiClient.Answer answer = ann.post("/api/v1/records/deal", body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().get("traceId").textValue())
                .isEqualTo(answer.header("X-Request-Id"));
        if (error != null) {
            assertThat(answer.errors()).containsExactly(error);
        }
        assertThat(
                        ann.get("/api/v1/records/deal?count=exact&limit=1")
                                .json()
                                .at("/page/count")
                                .intValue())
                .isEqualTo(before);
    }

    @Test
    void aWriteThatAFormulaCannotBeComputedForIsRefusedAtTheFormula() {
        ann.object(
                "{'name': 'loan', 'fields': [{'name': 'days', 'type': 'decimal'}, {'name': 'begins', 'type': 'date'},"
                        + " {'name': 'ends', 'type': 'formula', 'returns': 'date', 'expression': 'begins + days(days)'}]}");
        String id = ann.create("/api/v1/records/loan", "{'days': 30, 'begins': '2026-01-01'}");
        ApiClient.Answer made =
                ann.post("/api/v1/records/loan", "{'days': 1e18, 'begins': '2026-01-01'}");
        assertThat(made.status()).isEqualTo(422);
        assertThat(made.json().at("/errors/0/pointer").textValue()).isEqualTo("/ends");
        assertThat(made.json().at("/errors/0/code").textValue()).isEqualTo("out_of_range");
        assertThat(ann.patch("/api/v1/records/loan/" + id, "{'days': -1e18}").status())
                .isEqualTo(422);
        JsonNode stored = ann.get("/api/v1/records/loan?count=exact").json();
        assertThat(stored.at("/data")).hasSize(1);
        assertThat(stored.at("/data/0/days").decimalValue()).isEqualByComparingTo("30");
    }

    @Test
    void deepLongAndLargeBodiesAreRefusedInBoundedTime() {
        assertThat(ann.post("/api/v1/records/deal", "[".repeat(100_000)).status()).isEqualTo(400);
        assertThat(
                        ann.post("/api/v1/records/deal", "{'name': " + "9".repeat(100_000) + "}")
                                .status())
                .isEqualTo(400);
        assertThat(
                        ann.post(
                                        "/api/v1/records/deal",
                                        "{'name': '" + "x".repeat(1_100_000) + "'}")
                                .code())
                .isEqualTo("body_too_large");
        assertThat(ann.post("/api/v1/records/deal", "").code()).isEqualTo("malformed_json");
        assertThat(
                        ann.send(
                                        "POST",
                                        "/api/v1/records/deal",
                                        "text/plain",
                                        "x".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                .code())
                .isEqualTo("unsupported_media_type");
        ApiClient.Answer longAddress = ann.get("/api/v1/records/deal?filter=" + "(".repeat(9_000));
        assertThat(longAddress.status()).isEqualTo(431);
        assertThat(longAddress.code()).isEqualTo("head_too_large");
        assertThat(longAddress.header("Connection")).isEqualTo("close");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "filter=amount                 | filter expression_type",
                "filter=nam == \"x\"           | filter unknown_field",
                "filter=name >                 | filter expression_syntax",
                "filter=name.matches(\"(\")     | filter invalid_pattern",
                "view=opne                     | view unknown_view",
                "sort=nam                      | sort unknown_field",
                "fields=nam                    | fields unknown_field",
                "limit=0                       | limit out_of_range",
                "limit=x                       | ",
                "limit=1&limit=2               | ",
                "cursor=x                      | ",
                "count=all                     | ",
                "colour=red                    | "
            })
    void aWrongQueryIsRefusedByName(String query, String error) {
        String[] parts = query.split("=", 2);
        String encoded = query.contains("&") ? query : parts[0] + "=" + encode(parts[1]);

        ApiClient.Answer answer = ann.get("/api/v1/records/deal?" + encoded);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        if (error != null) {
            assertThat(answer.errors()).containsExactly(error);
        }
    }

    @Test
    void whatIsNotThereIsNotFound() {
        assertThat(ann.get("/api/v1/records/nothing").code()).isEqualTo("not_found");
        assertThat(ann.get("/api/v1/records/deal/123").code()).isEqualTo("not_found");
        assertThat(ann.get("/api/v1/records/deal/01a1fe92-e41c-7000-b1eb-0d39f5a7e404").code())
                .isEqualTo("not_found");
        assertThat(ann.get("/api/v1/nothing").code()).isEqualTo("not_found");
        assertThat(ann.delete("/api/v1/me").code()).isEqualTo("method_not_allowed");
        assertThat(ann.delete("/api/v1/me").header("Allow")).contains("GET");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "text/html",
                "application/problem+json",
                "*/*",
                "image/png, nonsense"
            })
    void aProblemIsToldWhateverTheClientSaysToAccept(String accept) {
        assertThat(
                        ann.send(
                                        "GET",
                                        "/api/v1/records/deal?limit=0",
                                        null,
                                        null,
                                        "Accept",
                                        accept)
                                .code())
                .isIn("invalid_query", "not_acceptable");
        assertThat(ann.send("GET", "/api/v1/nothing", null, null, "Accept", accept).status())
                .isEqualTo(404);
        assertThat(ann.send("GET", "/api/v1/me", null, null, "Accept", accept).status())
                .isIn(200, 406);
    }

    @Test
    void aTraceIsCarriedThroughWhenItIsAValidOne() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        ApiClient.Answer answer =
                ann.send(
                        "GET",
                        "/api/v1/me",
                        null,
                        null,
                        "traceparent",
                        "00-" + trace + "-b7ad6b7169203331-01");

        assertThat(answer.header("X-Request-Id")).isEqualTo(trace);
        assertThat(
                        ann.send("GET", "/api/v1/me", null, null, "traceparent", "<script>")
                                .header("X-Request-Id"))
                .matches("[0-9a-f]{32}");
    }
}
