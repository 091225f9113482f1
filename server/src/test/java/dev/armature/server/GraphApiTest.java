package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** GraphQL: the same records, filters and refusals as everywhere, joined as one asks for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GraphApiTest {

    /** The deals that no test changes. */
    private static final String CODES =
            "'code in [\\'D1\\', \\'D2\\', \\'D3\\', \\'D4\\', \\'D5\\']'";

    private static final String RESPONSE = "application/graphql-response+json";

    private TestPlatform platform;
    private ApiClient ann;
    private final Map<String, String> ids = new HashMap<>();

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
        ann = platform.newTenant();
        ann.object(
                "{'name': 'account', 'fields': [{'name': 'name', 'type': 'text', 'required': true}, {'name': 'code', 'type': 'text', 'unique': true}]}");
        ann.object("{'name': 'tag', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.object(
                """
                {'name': 'deal', 'label': 'Deal', 'fields': [
                  {'name': 'name', 'type': 'text'}, {'name': 'code', 'type': 'text', 'unique': true},
                  {'name': 'amount', 'type': 'decimal', 'scale': 10, 'indexed': true}, {'name': 'big', 'type': 'integer'},
                  {'name': 'price', 'type': 'money'}, {'name': 'day', 'type': 'date'}, {'name': 'open', 'type': 'boolean'},
                  {'name': 'words', 'type': 'multiSelect', 'options': [{'value': 'a'}, {'value': 'b'}]}, {'name': 'free', 'type': 'json'},
                  {'name': 'account', 'type': 'reference', 'target': 'account'}, {'name': 'tags', 'type': 'references', 'target': 'tag'},
                  {'name': 'twice', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount * 2'},
                  {'name': 'accountName', 'type': 'lookup', 'reference': 'account', 'field': 'name'}],
                 'views': [{'name': 'large', 'columns': ['name'], 'filter': 'amount > 3', 'sort': ['-amount']}],
                 'validations': [{'name': 'notNegative', 'expression': 'amount == null || amount >= 0', 'field': 'amount', 'message': 'Not below zero', 'code': 'below_zero'}]}
                """);
        for (String name : List.of("Acme", "Bolt")) {
            ids.put(
                    name,
                    ann.create(
                            "/api/v1/records/account",
                            "{'name': '%s', 'code': '%s'}".formatted(name, name)));
        }
        for (String name : List.of("hot", "cold")) {
            ids.put(name, ann.create("/api/v1/records/tag", "{'name': '%s'}".formatted(name)));
        }
        for (int i = 1; i <= 5; i++) {
            ids.put(
                    "d" + i,
                    ann.create(
                            "/api/v1/records/deal",
                            "{'name': 'd%d', 'code': 'D%d', 'amount': %d.10, 'account': '%s', 'tags': ['%s', '%s']}"
                                    .formatted(
                                            i,
                                            i,
                                            i,
                                            ids.get(i <= 3 ? "Acme" : "Bolt"),
                                            ids.get("hot"),
                                            ids.get("cold"))));
        }
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private static ApiClient.Answer send(
            ApiClient client, String query, Map<String, ?> variables, String... headers) {
        ObjectNode body =
                Json.object().put("query", query.replace("CODES", CODES).replace('\'', '"'));
        body.set("variables", Json.MAPPER.valueToTree(variables));
        return client.send("POST", "/graphql", "application/json", Json.bytes(body), headers);
    }

    private ApiClient.Answer send(String query) {
        return send(ann, query, Map.of());
    }

    private JsonNode data(String query) {
        ApiClient.Answer answer = send(query);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().has("errors")).as(answer.toString()).isFalse();
        return answer.json().get("data");
    }

    private static List<String> texts(JsonNode list, String pointer) {
        List<String> texts = new ArrayList<>();
        list.forEach(element -> texts.add(element.at(pointer).textValue()));
        return texts;
    }

    @Test
    void aListHasTheFilterAndTheSortOfTheOtherApi() {
        JsonNode list =
                data("{ deal_list(filter: \"amount > 2 && account.name == \\\"Acme\\\"\", sort: \"-amount\") { nodes { name amount } totalCount } }")
                        .get("deal_list");
        assertThat(texts(list.get("nodes"), "/name")).containsExactly("d3", "d2");
        assertThat(list.get("totalCount").intValue()).isEqualTo(2);
        assertThat(
                        texts(
                                data("{ deal_list(view: 'large', filter: CODES) { nodes { name } } }")
                                        .at("/deal_list/nodes"),
                                "/name"))
                .containsExactly("d5", "d4", "d3");
    }

    @Test
    void aConnectionIsPagedByTheCursorOfAnyRecord() {
        String page =
                "{ deal_list(filter: CODES, sort: 'amount', first: 2%s) { edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
        JsonNode first = data(page.formatted("")).get("deal_list");
        assertThat(texts(first.get("edges"), "/node/name")).containsExactly("d1", "d2");
        assertThat(first.at("/pageInfo/hasNextPage").booleanValue()).isTrue();
        assertThat(first.at("/pageInfo/hasPreviousPage").booleanValue()).isFalse();
        assertThat(first.at("/pageInfo/endCursor")).isEqualTo(first.at("/edges/1/cursor"));
        JsonNode after =
                data(page.formatted(", after: '" + first.at("/edges/0/cursor").textValue() + "'"))
                        .get("deal_list");
        assertThat(texts(after.get("edges"), "/node/name")).containsExactly("d2", "d3");
        assertThat(after.at("/pageInfo/hasPreviousPage").booleanValue()).isTrue();
        JsonNode last =
                data("{ deal_list(sort: 'amount', first: 500) { pageInfo { hasNextPage } nodes { id } } }")
                        .get("deal_list");
        assertThat(last.at("/pageInfo/hasNextPage").booleanValue()).isFalse();
        assertThat(last.get("nodes")).hasSizeGreaterThanOrEqualTo(5);
    }

    /** Going backward from the end meets the same records as going forward, the other way round. */
    @Test
    void aConnectionIsPagedBackwardFromItsEnd() {
        for (int i = 0; i < 3; i++) {
            ann.create(
                    "/api/v1/records/deal",
                    i == 0 ? "{'name': 'tie', 'amount': 2}" : "{'name': 'none %d'}".formatted(i));
        }
        String page =
                "{ deal_list(%s%s) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
        for (String sort :
                List.of("", "sort: 'amount', ", "sort: '-amount', ", "sort: 'amount,-name', ")) {
            List<String> forward =
                    texts(
                            data(page.formatted(sort, "first: 500")).at("/deal_list/edges"),
                            "/node/id");
            List<String> backward = new ArrayList<>();
            JsonNode list = data(page.formatted(sort, "last: 3")).get("deal_list");
            assertThat(list.at("/pageInfo/hasNextPage").booleanValue()).isFalse();
            while (true) {
                backward.addAll(0, texts(list.get("edges"), "/node/id"));
                if (!list.at("/pageInfo/hasPreviousPage").booleanValue()) {
                    break;
                }
                assertThat(list.at("/pageInfo/startCursor")).isEqualTo(list.at("/edges/0/cursor"));
                String cursor = list.at("/pageInfo/startCursor").textValue();
                list =
                        data(page.formatted(sort, "last: 3, before: '" + cursor + "'"))
                                .get("deal_list");
                assertThat(list.at("/pageInfo/hasNextPage").booleanValue()).isTrue();
            }
            assertThat(backward).as(sort).isEqualTo(forward).hasSizeGreaterThan(7);
        }
        // The same cursors lead both ways.
        JsonNode first = data(page.formatted("sort: 'amount', ", "first: 3")).get("deal_list");
        JsonNode before =
                data(page.formatted(
                                "sort: 'amount', ",
                                "last: 2, before: '"
                                        + first.at("/edges/2/cursor").textValue()
                                        + "'"))
                        .get("deal_list");
        assertThat(texts(before.get("edges"), "/node/id"))
                .isEqualTo(texts(first.get("edges"), "/node/id").subList(0, 2));
        assertThat(before.at("/pageInfo/hasPreviousPage").booleanValue()).isFalse();
        assertThat(
                        texts(
                                data("{ account(id: '%s') { deal_by_account(sort: 'amount', last: 2) { nodes { name } } } }"
                                                .formatted(ids.get("Acme")))
                                        .at("/account/deal_by_account/nodes"),
                                "/name"))
                .containsExactly("d2", "d3");
        for (String both :
                List.of("first: 1, last: 1", "last: 1, after: 'x'", "before: 'x', first: 1")) {
            assertThat(
                            send("{ deal_list(" + both + ") { nodes { id } } }")
                                    .json()
                                    .at("/errors/0/extensions/errors/0/code")
                                    .textValue())
                    .isEqualTo("two_directions");
        }
    }

    @Test
    void aCursorOfAnotherListIsRefused() {
        String cursor =
                data("{ deal_list(first: 1) { pageInfo { endCursor } } }")
                        .at("/deal_list/pageInfo/endCursor")
                        .textValue();
        for (String other :
                List.of(
                        "deal_list(sort: 'amount', after: 'C')",
                        "account_list(after: 'C')",
                        "deal_list(after: 'C2')")) {
            ApiClient.Answer answer =
                    send("{ " + other.replace("C", cursor) + " { nodes { id } } }");
            assertThat(answer.json().at("/errors/0/extensions/code").textValue())
                    .as(other)
                    .isEqualTo("invalid_cursor");
        }
    }

    @Test
    void referencesListsOfThemAndChildrenAreFollowed() {
        JsonNode account =
                data("{ account(id: '%s') { name deal_by_account(sort: '-amount', first: 2) { totalCount pageInfo { hasNextPage } nodes { name account { name } account_id tags { name } tags_ids accountName } } } }"
                                .formatted(ids.get("Acme")))
                        .get("account");
        JsonNode deals = account.get("deal_by_account");
        assertThat(deals.get("totalCount").intValue()).isEqualTo(3);
        assertThat(deals.at("/pageInfo/hasNextPage").booleanValue()).isTrue();
        assertThat(texts(deals.get("nodes"), "/name")).containsExactly("d3", "d2");
        assertThat(texts(deals.get("nodes"), "/account/name")).containsOnly("Acme");
        assertThat(texts(deals.get("nodes"), "/account_id")).containsOnly(ids.get("Acme"));
        assertThat(texts(deals.at("/nodes/0/tags"), "/name")).containsExactly("hot", "cold");
        assertThat(deals.at("/nodes/0/tags_ids/1").textValue()).isEqualTo(ids.get("cold"));
        assertThat(texts(deals.get("nodes"), "/accountName")).containsOnly("Acme");
    }

    @Test
    void theListsBelowSeveralRecordsArePagedEachByItself() {
        JsonNode accounts =
                data("{ account_list(sort: 'name', filter: \"code in [\\\"Acme\\\", \\\"Bolt\\\"]\") { nodes { name deal_by_account(sort: 'amount', first: 2, filter: \"amount > 1\") { edges { cursor node { name } } pageInfo { hasNextPage } } } } }")
                        .at("/account_list/nodes");
        assertThat(texts(accounts.at("/0/deal_by_account/edges"), "/node/name"))
                .containsExactly("d1", "d2");
        assertThat(texts(accounts.at("/1/deal_by_account/edges"), "/node/name"))
                .containsExactly("d4", "d5");
        assertThat(accounts.at("/0/deal_by_account/pageInfo/hasNextPage").booleanValue()).isTrue();
        assertThat(accounts.at("/1/deal_by_account/pageInfo/hasNextPage").booleanValue()).isFalse();
        String cursor = accounts.at("/0/deal_by_account/edges/1/cursor").textValue();
        String on =
                "deal_by_account(sort: 'amount', first: 2, filter: \"amount > 1\", after: '%s') { nodes { name } }"
                        .formatted(cursor);
        assertThat(
                        texts(
                                data("{ account(id: '%s') { %s } }".formatted(ids.get("Acme"), on))
                                        .at("/account/deal_by_account/nodes"),
                                "/name"))
                .containsExactly("d3");
        assertThat(
                        send("{ account(id: '%s') { %s } }".formatted(ids.get("Bolt"), on))
                                .json()
                                .at("/errors/0/extensions/code")
                                .textValue())
                .isEqualTo("invalid_cursor");
        assertThat(
                        send("{ account_list { nodes { %s } } }".formatted(on))
                                .json()
                                .at("/errors/0/extensions/code")
                                .textValue())
                .isEqualTo("invalid_cursor");
    }

    @Test
    void numbersAreExactAndStringsIfOneAsks() {
        ApiClient.Answer made =
                send(
                        ann,
                        "mutation($v: Deal_Input!) { deal_create(values: $v) { id amount big twice version price { amount currency } free } }",
                        Map.of(
                                "v",
                                Json.read(
                                        "{\"amount\": 12345678901234567890.0000000123, \"big\": 9223372036854775807, \"price\": {\"amount\": 10.50, \"currency\": \"EUR\"}, \"free\": {\"n\": 0.10000000000000000001}}")));
        assertThat(made.body())
                .contains("\"amount\":12345678901234567890.0000000123")
                .contains("\"big\":9223372036854775807")
                .contains("\"twice\":24691357802469135780.0000000246")
                .contains("\"amount\":10.5")
                .contains("0.10000000000000000001");
        String id = made.json().at("/data/deal_create/id").textValue();
        ApiClient.Answer literal =
                send(
                        "mutation { deal_update(id: '%s', values: {amount: 0.1234567891}) { amount } }"
                                .formatted(id));
        assertThat(literal.body()).contains("\"amount\":0.1234567891");
        ObjectNode body =
                Json.object()
                        .put("query", "{ deal(id: \"%s\") { amount big version } }".formatted(id));
        assertThat(
                        ann.send(
                                        "POST",
                                        "/graphql?numbers=string",
                                        "application/json",
                                        Json.bytes(body))
                                .body())
                .contains(
                        "\"amount\":\"0.1234567891\"",
                        "\"big\":\"9223372036854775807\"",
                        "\"version\":\"2\"");
    }

    @Test
    void figuresAreThoseOfTheOtherApi() {
        JsonNode figures =
                data("{ deal_aggregate(filter: CODES, groupBy: [{field: 'account.name'}], measures: [{name: 'n', expression: 'count()'}, {name: 'sum', expression: 'sum(amount)'}], sort: ['-n']) { data } }")
                        .at("/deal_aggregate/data");
        assertThat(figures.toString())
                .isEqualTo(
                        "[{\"account.name\":\"Acme\",\"n\":3,\"sum\":6.3},{\"account.name\":\"Bolt\",\"n\":2,\"sum\":9.2}]");
    }

    @Test
    void aMutationMakesChangesAndDeletesRecords() {
        JsonNode made =
                data("mutation { deal_create(values: {name: 'm', code: 'M1', account: {code: 'Acme'}, day: '2026-02-03', open: true, words: ['b']}) { id version day open words account { name } } }")
                        .get("deal_create");
        assertThat(made.at("/account/name").textValue()).isEqualTo("Acme");
        assertThat(made.get("words").toString()).isEqualTo("[\"b\"]");
        String id = made.get("id").textValue();
        assertThat(
                        data("mutation { deal_update(id: '%s', version: 1, values: {name: 'n', account: null}) { name version account { id } } }"
                                        .formatted(id))
                                .get("deal_update")
                                .toString())
                .isEqualTo("{\"name\":\"n\",\"version\":2,\"account\":null}");
        ApiClient.Answer stale =
                send(
                        "mutation { deal_update(id: '%s', version: 1, values: {name: 'o'}) { name } }"
                                .formatted(id));
        assertThat(stale.json().at("/errors/0/extensions/code").textValue())
                .isEqualTo("stale_version");
        assertThat(stale.json().get("data").isNull()).isTrue();
        assertThat(
                        data("mutation { deal_upsert(field: 'code', value: 'M1', values: {amount: 7}) { id amount } }")
                                .at("/deal_upsert/id")
                                .textValue())
                .isEqualTo(id);
        assertThat(
                        data("mutation { deal_delete(id: '%s', version: 3) }".formatted(id))
                                .get("deal_delete")
                                .textValue())
                .isEqualTo(id);
        assertThat(data("{ deal(id: '%s') { id } }".formatted(id)).get("deal").isNull()).isTrue();
        assertThat(
                        data("mutation { deal_restore(id: '%s') { name } }".formatted(id))
                                .at("/deal_restore/name")
                                .textValue())
                .isEqualTo("n");
        assertThat(
                        data("mutation { account_create(values: {name: 'nest'}, children: {deal: [{name: 'child'}]}) { deal_by_account { nodes { name } } } }")
                                .at("/account_create/deal_by_account/nodes/0/name")
                                .textValue())
                .isEqualTo("child");
    }

    @Test
    void allOfAMutationIsCarriedOutOrNothing() {
        ApiClient.Answer refused =
                send(
                        "mutation { a: account_create(values: {name: 'together', code: 'T1'}) { id } b: deal_create(values: {amount: -1}) { id } }");
        JsonNode errors = refused.json().get("errors");
        assertThat(refused.status()).isEqualTo(200);
        assertThat(refused.json().get("data").isNull()).isTrue();
        JsonNode reason = null;
        for (JsonNode error : errors) {
            if (error.at("/path/0").textValue().equals("b")) {
                reason = error;
            }
        }
        assertThat(reason).isNotNull();
        assertThat(reason.at("/extensions/code").textValue()).isEqualTo("below_zero");
        assertThat(reason.at("/extensions/errors/0/pointer").textValue()).isEqualTo("/amount");
        assertThat(
                        ann.get(
                                        "/api/v1/records/account?filter="
                                                + ApiClient.encode("code == \"T1\""))
                                .json()
                                .get("data"))
                .isEmpty();
        assertThat(
                        send("mutation { a: account_create(values: {name: 'together', code: 'T1'}) { id } b: deal_delete(id: 'nonsense') }")
                                .json()
                                .at("/data")
                                .isNull())
                .isTrue();
        assertThat(
                        ann.get(
                                        "/api/v1/records/account?filter="
                                                + ApiClient.encode("code == \"T1\""))
                                .json()
                                .get("data"))
                .isEmpty();
        JsonNode both =
                data(
                        "mutation { a: tag_create(values: {name: 'same'}) { id } b: tag_create(values: {name: 'same'}) { id } }");
        assertThat(both.at("/a/id")).isNotEqualTo(both.at("/b/id"));
    }

    @Test
    void aMutationWithAKeyIsCarriedOutOnce() {
        String query = "mutation { tag_create(values: {name: 'once'}) { id version } }";
        ApiClient.Answer first = send(ann, query, Map.of(), "Idempotency-Key", "graph-1");
        ApiClient.Answer again = send(ann, query, Map.of(), "Idempotency-Key", "graph-1");
        assertThat(first.status()).as(first.toString()).isEqualTo(200);
        assertThat(first.json().at("/data/tag_create/version").intValue()).isEqualTo(1);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(
                        ann.get(
                                        "/api/v1/records/tag?filter="
                                                + ApiClient.encode("name == \"once\""))
                                .json()
                                .get("data"))
                .hasSize(1);
        ApiClient.Answer other =
                send(ann, query.replace("once", "other"), Map.of(), "Idempotency-Key", "graph-1");
        assertThat(other.json().at("/errors/0/extensions/code").textValue())
                .isEqualTo("idempotency_key_reused");
    }

    @Test
    void whatIsWrongIsToldWithItsCodeAndPlace() {
        JsonNode field =
                send("{ deal_list(filter: 'nonsense > 1') { nodes { id } } }")
                        .json()
                        .at("/errors/0");
        assertThat(field.get("path").toString()).isEqualTo("[\"deal_list\"]");
        assertThat(field.at("/extensions/code").textValue()).isEqualTo("invalid_query");
        assertThat(field.at("/extensions/errors/0/pointer").textValue()).isEqualTo("filter");
        assertThat(field.at("/extensions/errors/0/position/column").intValue()).isEqualTo(1);
        assertThat(field.at("/extensions/traceId").textValue()).hasSize(32);
        ApiClient.Answer unknown =
                send(ann, "{ deal_list { nodes { nonsense } } }", Map.of(), "Accept", RESPONSE);
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.json().at("/errors/0/locations/0/column").intValue()).isEqualTo(23);
        assertThat(unknown.json().has("data")).isFalse();
        assertThat(
                        send(ann, "{ deal_list { nodes { id } } }", Map.of(), "If-Match", "\"1\"")
                                .status())
                .isEqualTo(400);
        assertThat(ann.post("/graphql", "[{'query': '{ _metadataVersion }'}]").status())
                .isEqualTo(400);
        assertThat(ann.post("/graphql", "{'query': '{ _metadataVersion }', 'unknown': 1}").status())
                .isEqualTo(400);
        assertThat(
                        platform.stranger()
                                .post("/graphql", "{'query': '{ _metadataVersion }'}")
                                .status())
                .isEqualTo(401);
        assertThat(
                        ann.send(
                                        "GET",
                                        "/graphql?query="
                                                + ApiClient.encode(
                                                        "mutation { tag_create(values: {}) { id } }"),
                                        null,
                                        null)
                                .status())
                .isEqualTo(405);
    }

    @Test
    void aChangeOfMetadataIsThereAtOnce() {
        ann.object("{'name': 'query', 'fields': [{'name': 'name', 'type': 'text'}]}");
        assertThat(
                        data("mutation { query_create(values: {name: 'x'}) { __typename name } }")
                                .get("query_create")
                                .toString())
                .isEqualTo("{\"__typename\":\"Query_\",\"name\":\"x\"}");
        ann.post("/api/v1/metadata/objects/query/fields", "{'name': 'more', 'type': 'integer'}");
        assertThat(
                        data("{ query_list { nodes { more } } }")
                                .at("/query_list/nodes/0/more")
                                .isNull())
                .isTrue();
        assertThat(ann.get("/graphql").body())
                .contains("type Query_ {", "more: Long", "type Deal_Connection {");
    }

    @Test
    void everyLimitIsHeld() {
        assertThat(limit("{ deal_list(first: 501) { nodes { id } } }")).isEqualTo("out_of_range");
        assertThat(limit("{ deal_list(first: 0) { nodes { id } } }")).isEqualTo("out_of_range");
        StringBuilder deep = new StringBuilder("{ account_list(first: 1) { nodes { ");
        for (int i = 0; i < 5; i++) {
            deep.append("deal_by_account(first: 1) { nodes { account { ");
        }
        assertThat(limit(deep + "id" + " } } }".repeat(5) + " } } }")).isEqualTo("too_deep");
        assertThat(
                        limit(
                                "{ account_list(first: 500) { nodes { deal_by_account(first: 50) { nodes { id } } } } }"))
                .isEqualTo("too_costly");
        assertThat(
                        limit(
                                "{ account_list(first: 500) { nodes { deal_by_account(first: 48) { nodes { id } } } } }"))
                .isNull();
        assertThat(
                        limit(
                                "query($n: Int = 500) { account_list(first: $n) { nodes { deal_by_account(first: $n) { nodes { id } } } } }"))
                .isEqualTo("too_costly");
        assertThat(limit("{ " + aliases(101, "_metadataVersion") + " }"))
                .isEqualTo("too_many_aliases");
        assertThat(limit("{ " + aliases(100, "_metadataVersion") + " }")).isNull();
        assertThat(limit("mutation { " + aliases(101, "tag_create(values: {}) { id }") + " }"))
                .isIn("too_many_aliases", "too_many_writes");
        assertThat(
                        send("{ deal_list { nodes { " + "id ".repeat(15_001) + "} } }")
                                .json()
                                .at("/errors/0/extensions/code")
                                .textValue())
                .isEqualTo("invalid_query");
        assertThat(
                        send("{ ...a } " + fragments(16))
                                .json()
                                .at("/errors/0/extensions/code")
                                .textValue())
                .isEqualTo("invalid_query");
    }

    private static String aliases(int count, String field) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append("f").append(i).append(": ").append(field).append(' ');
        }
        return all.toString();
    }

    /** Fragments that use the next one twice each: few words, and 2^n fields. */
    private static String fragments(int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String next = i == count - 1 ? "_metadataVersion" : "..." + "a".repeat(i + 2);
            all.append("fragment ")
                    .append("a".repeat(i + 1))
                    .append(" on Query { ")
                    .append(next)
                    .append(' ')
                    .append(next)
                    .append(" } ");
        }
        return all.toString();
    }

    /** The code of what went past a limit; null where nothing was refused. */
    private String limit(String query) {
        JsonNode error = send(query).json().at("/errors/0");
        return error.isMissingNode()
                ? null
                : error.at("/extensions/errors/0/code").asText(error.toString());
    }

    @Test
    void anApiKeyReachesTheObjectsThatItWasMadeFor() {
        ApiClient key = key("'read:deal'");
        assertThat(
                        send(key, "{ deal_list { nodes { id account_id } } }", Map.of())
                                .json()
                                .has("errors"))
                .isFalse();
        for (String forbidden :
                List.of(
                        "{ account_list { nodes { id } } }",
                        "{ account_aggregate(measures: [{name: 'n', expression: 'count()'}]) { data } }",
                        "{ deal_list { nodes { account { name } } } }",
                        "{ deal_list { nodes { tags { name } } } }",
                        "mutation { deal_create(values: {}) { id } }",
                        "{ __schema { queryType { name } } }")) {
            ApiClient.Answer answer = send(key, forbidden, Map.of());
            assertThat(answer.status()).as(forbidden).isEqualTo(403);
            assertThat(answer.json().at("/errors/0/extensions/code").textValue())
                    .isEqualTo("scope_missing");
        }
        assertThat(key.get("/graphql").status()).isEqualTo(403);
        ApiClient writing = key("'write:tag'");
        assertThat(
                        send(
                                        writing,
                                        "mutation { tag_create(values: {name: 'k'}) { id name } }",
                                        Map.of())
                                .json()
                                .at("/data/tag_create/name")
                                .textValue())
                .isEqualTo("k");
        assertThat(send(writing, "mutation { deal_create(values: {}) { id } }", Map.of()).status())
                .isEqualTo(403);
    }

    private ApiClient key(String scopes) {
        ApiClient.Answer made =
                ann.post(
                        "/api/v1/api-keys",
                        "{'name': '%s', 'scopes': [%s]}"
                                .formatted(scopes.replace("'", ""), scopes));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return ann.withToken(made.json().get("key").textValue());
    }

    @Test
    void severalRecordsAtOnceNeedTheRightToThat() {
        String slug = ann.me("/tenant/slug");
        ann.create(
                "/api/v1/roles",
                "{'name': 'tagger', 'objects': {'tag': {'read': true, 'create': true}}}");
        ann.create(
                "/api/v1/users",
                "{'name': 'Tom', 'email': 'tom@%s.example', 'password': 'a long password', 'roles': ['tagger']}"
                        .formatted(slug));
        ApiClient tom = platform.signIn(slug, "tom@" + slug + ".example", "a long password");
        assertThat(
                        send(tom, "mutation { tag_create(values: {name: 't'}) { id } }", Map.of())
                                .json()
                                .has("errors"))
                .isFalse();
        ApiClient.Answer two =
                send(
                        tom,
                        "mutation { a: tag_create(values: {name: 't'}) { id } b: tag_create(values: {name: 'u'}) { id } }",
                        Map.of());
        assertThat(two.json().at("/errors/0/extensions/code").textValue()).isEqualTo("forbidden");
        assertThat(tom.get("/graphql").body())
                .contains("tag_create")
                .doesNotContain("tag_update")
                .doesNotContain("Deal");
        assertThat(
                        send(
                                        tom,
                                        "mutation { tag_delete(id: '%s') }"
                                                .formatted(ids.get("hot")),
                                        Map.of(),
                                        "Accept",
                                        RESPONSE)
                                .status())
                .isEqualTo(400);
    }

    @Test
    void operationsAreReadByGetToo() {
        String query =
                ApiClient.encode(
                        "query A($n: Int) { deal_list(first: $n, sort: \"amount\") { nodes { name } } } query B { _metadataVersion }");
        ApiClient.Answer answer =
                ann.get(
                        "/graphql?operationName=A&query="
                                + query
                                + "&variables="
                                + ApiClient.encode("{\"n\": 1}"));
        assertThat(answer.json().at("/data/deal_list/nodes")).hasSize(1);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(Arrays.asList(200, 400)).contains(ann.get("/graphql?query=" + query).status());
        assertThat(
                        ann.get("/graphql?query=" + query)
                                .json()
                                .at("/errors/0/extensions/code")
                                .textValue())
                .isEqualTo("invalid_query");
        byte[] form = "query=x".getBytes(StandardCharsets.UTF_8);
        assertThat(ann.send("POST", "/graphql", "application/x-www-form-urlencoded", form).status())
                .isEqualTo(415);
    }
}
