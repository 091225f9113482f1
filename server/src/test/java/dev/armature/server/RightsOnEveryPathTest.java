package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static dev.armature.server.RightsFixture.ABSENT;
import static dev.armature.server.RightsFixture.ACCOUNTS;
import static dev.armature.server.RightsFixture.DEALS;
import static dev.armature.server.RightsFixture.HIDDEN;
import static dev.armature.server.RightsFixture.all;
import static dev.armature.server.RightsFixture.ids;
import static dev.armature.server.RightsFixture.noId;
import static dev.armature.server.RightsFixture.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Every way to records is tried by somebody whose role has bounds, and what it shows is held
 * against what their plain list shows. A hidden field is answered as one that does not exist, on
 * every way; so is a record that they may not see. The list of ways is held against the OpenAPI
 * document: a new one fails here until it is tried.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RightsOnEveryPathTest {

    private static final String NOBODY = "0190a5e8-0000-7000-8000-000000000009";
    private static final String JSON_PATCH = "application/json-patch+json";

    private TestPlatform platform;
    private RightsFixture sales;
    private List<JsonNode> listed;
    private List<String> seen;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
        sales = new RightsFixture(platform);
        listed = all(sales.bob, DEALS);
        seen = ids(listed);
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private static ApiClient.Answer list(ApiClient client, String parameters) {
        return client.get(DEALS + "?" + parameters);
    }

    private static ApiClient.Answer filter(ApiClient client, String expression) {
        return list(client, "filter=" + encode(expression));
    }

    private static ApiClient.Answer aggregate(ApiClient client, String body) {
        return client.post(DEALS + "/aggregate", body);
    }

    private static ApiClient.Answer jsonPatch(ApiClient client, String id, String operations) {
        return client.send(
                "PATCH",
                DEALS + "/" + id,
                JSON_PATCH,
                operations.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theListItselfShowsWhatTheRoleGrants() {
        assertThat(seen).hasSize(6);
        assertThat(listed)
                .allSatisfy(deal -> {
                    assertThat(deal.get("region").textValue()).isEqualTo("north");
                    assertThat(deal.has(HIDDEN)).isFalse();
                    assertThat(deal.has("qqqdoc")).isFalse();
                    assertThat(deal.has("keeper")).isFalse();
                    assertThat(deal.get("phone").textValue()).matches("••••\\d{4}");
                    assertThat(deal.has("rest")).isTrue();
                });
        assertThat(all(sales.admin, DEALS)).hasSize(12).allMatch(deal -> deal.has(HIDDEN));
    }

    /** Ways to name a field, each with how it is asked for on that way. */
    private Map<String, BiFunction<ApiClient, String, ApiClient.Answer>> waysOfFields() {
        Map<String, BiFunction<ApiClient, String, ApiClient.Answer>> ways = new LinkedHashMap<>();
        for (String filter :
                List.of(
                        "F > 1",
                        "F == null",
                        "F == \"x\"",
                        "amount > 1 && F > 1",
                        "amount > 1 || !(F > 1)",
                        "F in [1, 2]",
                        "(F > 1 ? 1 : 2) == 1",
                        "size(name + string(F)) > 1",
                        "account.F == \"secret of north0\"",
                        "partners.exists(a, a.F == \"x\")",
                        "partners.exists(a, a.region == \"north\" && a.F != null)",
                        "old.F > 1")) {
            ways.put("filter " + filter, (client, f) -> filter(client, filter.replace("F", f)));
        }
        for (String asked :
                List.of("fields=F", "fields=account.F", "sort=-F", "filter=" + encode("F > 1"))) {
            ways.put(
                    "export " + asked,
                    (client, f) -> client.get(DEALS + "/export?" + asked.replace("F", f)));
        }
        for (String sort : List.of("F", "-F", "name,F", "account.F")) {
            ways.put(
                    "sort " + sort,
                    (client, f) -> list(client, "sort=" + encode(sort.replace("F", f))));
        }
        for (String fields : List.of("F", "name,F", "account.F", "*,account.F", "partners.F")) {
            ways.put(
                    "fields " + fields,
                    (client, f) -> list(client, "fields=" + encode(fields.replace("F", f))));
            ways.put(
                    "fields of one " + fields,
                    (client, f) ->
                            client.get(
                                    DEALS
                                            + "/"
                                            + sales.north()
                                            + "?fields="
                                            + encode(fields.replace("F", f))));
        }
        for (String body :
                List.of(
                        "{'measures': {'n': 'count()'}, 'filter': 'F > 1'}",
                        "{'measures': {'n': 'count()'}, 'groupBy': ['F']}",
                        "{'measures': {'n': 'count()'}, 'groupBy': [{'field': 'F'}]}",
                        "{'measures': {'n': 'count()'}, 'groupBy': ['account.F']}",
                        "{'measures': {'n': 'count()'}, 'groupBy': ['region'], 'pivot': 'F'}",
                        "{'measures': {'n': 'sum(F)'}}",
                        "{'measures': {'n': 'avg(amount * F)'}}",
                        "{'measures': {'n': 'min(F)'}}",
                        "{'measures': {'n': 'max(account.F)'}}",
                        "{'measures': {'n': 'count(F)'}}",
                        "{'measures': {'n': 'count(distinct F)'}}",
                        "{'measures': {'n': 'count()'}, 'having': 'F > 1'}",
                        "{'measures': {'n': 'count()'}, 'sort': ['F']}")) {
            ways.put("aggregate " + body, (client, f) -> aggregate(client, body.replace("F", f)));
        }
        ways.put("create", (c, f) -> c.post(DEALS, "{'region': 'north', '%s': 5}".formatted(f)));
        ways.put(
                "create with null",
                (c, f) -> c.post(DEALS, "{'region': 'north', '%s': null}".formatted(f)));
        ways.put(
                "create with a value of a wrong type",
                (c, f) -> c.post(DEALS, "{'region': 'north', '%s': {'a': []}}".formatted(f)));
        ways.put(
                "create nested",
                (c, f) ->
                        c.post(
                                ACCOUNTS,
                                "{'name': 'n', 'region': 'north', '$children': {'deal': [{'region': 'north', '%s': 1}]}}"
                                        .formatted(f)));
        ways.put(
                "update", (c, f) -> c.patch(DEALS + "/" + sales.north(), "{'%s': 5}".formatted(f)));
        ways.put(
                "replace",
                (c, f) ->
                        c.put(
                                DEALS + "/" + sales.north(),
                                "{'region': 'north', '%s': 5}".formatted(f)));
        for (String operation :
                List.of(
                        "{'op': 'add', 'path': '/F', 'value': 1}",
                        "{'op': 'replace', 'path': '/F', 'value': 1}",
                        "{'op': 'remove', 'path': '/F'}",
                        "{'op': 'test', 'path': '/F', 'value': 2}",
                        "{'op': 'copy', 'from': '/F', 'path': '/amount'}")) {
            ways.put(
                    "json patch " + operation,
                    (c, f) -> jsonPatch(c, sales.north(), "[" + operation.replace("F", f) + "]"));
        }
        for (String operation :
                List.of(
                        "{'op': 'create', 'record': {'region': 'north', 'F': 1}}",
                        "{'op': 'update', 'id': 'ID', 'record': {'F': 1}}",
                        "{'op': 'upsert', 'field': 'code', 'value': 'D-northDeal1', 'record': {'F': 1}}",
                        "{'op': 'upsert', 'field': 'F', 'value': 1, 'record': {'region': 'north'}}")) {
            ways.put(
                    "bulk " + operation,
                    (c, f) ->
                            c.post(
                                    DEALS + "/bulk",
                                    "{'operations': [%s]}"
                                            .formatted(
                                                    operation
                                                            .replace("'F'", "'" + f + "'")
                                                            .replace("ID", sales.north()))));
        }
        ways.put("upsert by it", (c, f) -> c.put(DEALS + "/by/" + f + "/2", "{'region': 'north'}"));
        ways.put(
                "upsert with it",
                (c, f) -> c.put(DEALS + "/by/code/D-northDeal1", "{'%s': 1}".formatted(f)));
        for (String body :
                List.of(
                        "{'filter': 'F > 1', 'set': {'name': 'x'}, 'dryRun': true}",
                        "{'filter': 'true', 'set': {'F': 1}, 'dryRun': true}",
                        "{'filter': 'true', 'compute': {'F': 'amount'}, 'dryRun': true}",
                        "{'filter': 'true', 'compute': {'amount': 'F'}, 'dryRun': true}",
                        "{'filter': 'true', 'compute': {'name': 'account.F'}, 'dryRun': true}")) {
            ways.put("mass " + body, (c, f) -> c.post(DEALS + "/update", body.replace("F", f)));
        }
        ways.put(
                "mass delete",
                (c, f) ->
                        c.post(
                                DEALS + "/delete",
                                "{'filter': '%s > 1', 'dryRun': true}".formatted(f)));
        ways.put(
                "import",
                (c, f) -> c.csv(DEALS + "/import?dryRun=true", "region," + f + "\nnorth,1\n"));
        ways.put(
                "import by it",
                (c, f) ->
                        c.csv(
                                DEALS + "/import?dryRun=true&mode=upsert&key=" + f,
                                "region," + f + "\nnorth,1\n"));
        ways.put(
                "import of a reference by it",
                (c, f) ->
                        c.csv(
                                DEALS + "/import?dryRun=true",
                                "region,account." + f + "\nnorth,1\n"));
        ways.put(
                "a reference by it",
                (c, f) ->
                        c.post(DEALS, "{'region': 'north', 'account': {'%s': '1'}}".formatted(f)));
        ways.put("a secret", (c, f) -> c.get(DEALS + "/" + sales.north() + "/secrets/" + f));
        return ways;
    }

    @TestFactory
    Stream<DynamicTest> aHiddenFieldIsAnsweredAsOneThatDoesNotExist() {
        return waysOfFields().entrySet().stream()
                .map(way ->
                        dynamicTest(
                                way.getKey(),
                                () -> {
                                    String hidden = told(way.getValue().apply(sales.bob, HIDDEN));
                                    String absent = told(way.getValue().apply(sales.bob, ABSENT));
                                    assertThat(hidden).isEqualTo(absent);
                                    // To remove what is not there is no error.
                                    boolean harmless = way.getKey().contains("'remove'");
                                    assertThat(hidden).startsWith(harmless ? "200" : "4");
                                }));
    }

    private static ApiClient.Answer graph(ApiClient client, String query) {
        return client.send(
                "POST",
                "/graphql",
                "application/json",
                Json.bytes(Json.object().put("query", query.replace('\'', '"'))));
    }

    /**
     * The same of operations in GraphQL, which have errors and the status of those that have none.
     */
    @TestFactory
    Stream<DynamicTest> aHiddenFieldIsAnsweredInAGraphAsOneThatDoesNotExist() {
        return Stream.of(
                        "{ deal_list { nodes { F } } }",
                        "{ deal_list { edges { node { name F } } } }",
                        "{ deal(id: 'NORTH') { F } }",
                        "{ deal_list(filter: 'F > 1') { nodes { id } } }",
                        "{ deal_list(filter: 'account.F == null') { totalCount } }",
                        "{ deal_list(sort: '-F') { nodes { id } } }",
                        "{ account_list { nodes { F } } }",
                        "{ deal_list { nodes { account { F } } } }",
                        "{ deal_list { nodes { partners { F } } } }",
                        "{ account_list { nodes { deal_by_account { nodes { F } } } } }",
                        "{ account_list { nodes { deal_by_account(filter: 'F > 1') { nodes { id } } } } }",
                        "{ account_list { nodes { deal_by_account(sort: 'F') { totalCount } } } }",
                        "{ account_list { nodes { deal_by_F { totalCount } } } }",
                        "{ deal_aggregate(measures: [{name: 'n', expression: 'sum(F)'}]) { data } }",
                        "{ deal_aggregate(groupBy: [{field: 'F'}], measures: [{name: 'n', expression: 'count()'}]) { data } }",
                        "{ deal_aggregate(pivot: {field: 'F'}, measures: [{name: 'n', expression: 'count()'}]) { data } }",
                        "{ deal_aggregate(filter: 'F > 1', measures: [{name: 'n', expression: 'count()'}]) { data } }",
                        "subscription { deal_changes { type record { F } } }",
                        "subscription { account_changes { record { deal_by_account { nodes { F } } } } }",
                        "mutation { deal_create(values: {region: 'north', F: 5}) { id } }",
                        "mutation { deal_create(values: {region: 'north'}) { id F } }",
                        "mutation { deal_update(id: 'NORTH', values: {F: 5}) { id } }",
                        "mutation { deal_upsert(field: 'F', value: 5, values: {region: 'north'}) { id } }",
                        "mutation { account_create(values: {name: 'n', region: 'north'}, children: {deal: [{region: 'north', F: 1}]}) { id } }",
                        "mutation { deal_create(values: {region: 'north', account: {F: '1'}}) { id } }")
                .map(query ->
                        dynamicTest(
                                query,
                                () -> {
                                    String asked = query.replace("NORTH", sales.north());
                                    String hidden =
                                            told(graph(sales.bob, asked.replace("F", HIDDEN)));
                                    assertThat(hidden)
                                            .isEqualTo(
                                                    told(
                                                            graph(
                                                                    sales.bob,
                                                                    asked.replace("F", ABSENT))))
                                            .contains("\"errors\"");
                                }));
    }

    @Test
    void aGraphShowsRecordsAndMetadataOfWhatIsSeen() {
        assertThat(
                        graph(sales.bob, "{ deal(id: '%s') { id } }".formatted(sales.south()))
                                .json()
                                .at("/data/deal")
                                .isNull())
                .isTrue();
        for (String mutation :
                List.of(
                        "mutation { deal_update(id: 'ID', values: {name: 'x'}) { id } }",
                        "mutation { deal_delete(id: 'ID') }",
                        "mutation { deal_restore(id: 'ID') { id } }")) {
            String absent = noId();
            assertThat(
                            told(graph(sales.bob, mutation.replace("ID", sales.south())))
                                    .replace(sales.south(), "ID"))
                    .isEqualTo(
                            told(graph(sales.bob, mutation.replace("ID", absent)))
                                    .replace(absent, "ID"))
                    .contains("not_found");
        }
        JsonNode list =
                graph(
                                sales.bob,
                                "{ deal_list(sort: '-amount') { totalCount nodes { id region phone account_id account { id name } partners { id } } } }")
                        .json()
                        .at("/data/deal_list");
        List<JsonNode> deals = new ArrayList<>();
        list.get("nodes").forEach(deals::add);
        assertThat(ids(deals)).isEqualTo(seen);
        assertThat(list.get("totalCount").intValue()).isEqualTo(seen.size());
        List<String> accounts = ids(all(sales.bob, ACCOUNTS));
        assertThat(deals)
                .allSatisfy(deal -> {
                    assertThat(deal.get("phone").textValue()).matches("••••\\d{4}");
                    assertThat(deal.get("account").isNull())
                            .isEqualTo(!accounts.contains(deal.get("account_id").textValue()));
                    assertThat(deal.get("partners")).hasSize(1);
                });
        JsonNode below =
                graph(
                                sales.bob,
                                "{ account_list { nodes { id deal_by_account { totalCount nodes { id } } } } }")
                        .json()
                        .at("/data/account_list/nodes");
        assertThat(below).hasSize(3);
        for (JsonNode account : below) {
            for (JsonNode deal : account.at("/deal_by_account/nodes")) {
                assertThat(seen).contains(deal.get("id").textValue());
            }
            assertThat(account.at("/deal_by_account/totalCount").intValue())
                    .isEqualTo(account.at("/deal_by_account/nodes").size());
        }
        JsonNode figures =
                graph(
                                sales.bob,
                                "{ deal_aggregate(measures: [{name: 'n', expression: 'count()'}]) { data } }")
                        .json()
                        .at("/data/deal_aggregate/data/0/n");
        assertThat(figures.intValue()).isEqualTo(seen.size());
        for (ApiClient.Answer schema :
                List.of(
                        sales.bob.get("/graphql"),
                        graph(
                                sales.bob,
                                "{ __schema { types { name fields { name args { name } } inputFields { name } } } }"))) {
            assertThat(schema.status()).isEqualTo(200);
            assertThat(schema.body())
                    .contains("partners")
                    .doesNotContain(HIDDEN)
                    .doesNotContain("qqqdoc")
                    .doesNotContainIgnoringCase("vault");
        }
        assertThat(told(graph(sales.bob, "{ vault_list { totalCount } }")).replace("vault", "O"))
                .isEqualTo(
                        told(graph(sales.bob, "{ vauld_list { totalCount } }"))
                                .replace("vauld", "O"));
        assertThat(graph(sales.admin, "{ vault_list { totalCount } }").json().has("errors"))
                .isFalse();
    }

    /** Ways to one record, all of which answer 404 for one that is not there. */
    private Map<String, BiFunction<ApiClient, String, ApiClient.Answer>> waysOfRecords() {
        Map<String, BiFunction<ApiClient, String, ApiClient.Answer>> ways = new LinkedHashMap<>();
        ways.put("get", (c, id) -> c.get(DEALS + "/" + id));
        ways.put("get some fields", (c, id) -> c.get(DEALS + "/" + id + "?fields=name"));
        ways.put("history", (c, id) -> c.get(DEALS + "/" + id + "/history"));
        ways.put("older history", (c, id) -> c.get(DEALS + "/" + id + "/history?before=9"));
        ways.put("update", (c, id) -> c.patch(DEALS + "/" + id, "{'name': 'x'}"));
        ways.put(
                "update at a version",
                (c, id) -> c.patch(DEALS + "/" + id, "{'name': 'x'}", "If-Match", "\"77\""));
        ways.put("replace", (c, id) -> c.put(DEALS + "/" + id, "{'region': 'north'}"));
        ways.put(
                "json patch",
                (c, id) -> jsonPatch(c, id, "[{'op': 'test', 'path': '/name', 'value': 'x'}]"));
        ways.put("delete", (c, id) -> c.delete(DEALS + "/" + id));
        ways.put("restore", (c, id) -> c.send("POST", DEALS + "/" + id + "/restore", null, null));
        ways.put(
                "bulk update",
                (c, id) ->
                        c.post(
                                DEALS + "/bulk",
                                "{'operations': [{'op': 'update', 'id': '%s', 'record': {}}]}"
                                        .formatted(id)));
        ways.put(
                "bulk delete",
                (c, id) ->
                        c.post(
                                DEALS + "/bulk",
                                "{'atomic': false, 'operations': [{'op': 'delete', 'id': '%s'}]}"
                                        .formatted(id)));
        ways.put("a secret", (c, id) -> c.get(DEALS + "/" + id + "/secrets/name"));
        ways.put("shares", (c, id) -> c.get(DEALS + "/" + id + "/shares"));
        ways.put(
                "share",
                (c, id) ->
                        c.post(
                                DEALS + "/" + id + "/shares",
                                "{'user': '%s'}".formatted(sales.bobsId)));
        ways.put("share no longer", (c, id) -> c.delete(DEALS + "/" + id + "/shares/" + NOBODY));
        ways.put("links", (c, id) -> c.get(DEALS + "/" + id + "/links"));
        ways.put(
                "make a link",
                (c, id) -> c.post(DEALS + "/" + id + "/links", "{'fields': ['name']}"));
        ways.put("revoke a link", (c, id) -> c.delete(DEALS + "/" + id + "/links/" + NOBODY));
        return ways;
    }

    @TestFactory
    Stream<DynamicTest> aRecordThatIsNotSeenIsAnsweredAsOneThatIsNotThere() {
        return waysOfRecords().entrySet().stream()
                .map(way ->
                        dynamicTest(
                                way.getKey(),
                                () -> {
                                    String absent = noId();
                                    String hidden =
                                            told(way.getValue().apply(sales.bob, sales.south()))
                                                    .replace(sales.south(), "ID");
                                    assertThat(hidden)
                                            .isEqualTo(
                                                    told(way.getValue().apply(sales.bob, absent))
                                                            .replace(absent, "ID"));
                                    assertThat(
                                                    sales.admin
                                                            .get(DEALS + "/" + sales.south())
                                                            .json()
                                                            .get("version")
                                                            .intValue())
                                            .isEqualTo(1);
                                }));
    }

    /** Ways to name another record by its number or its key, in a field of one's own. */
    private Map<String, Function<String, ApiClient.Answer>> waysOfReferences() {
        Map<String, Function<String, ApiClient.Answer>> ways = new LinkedHashMap<>();
        ApiClient bob = sales.bob;
        String own = DEALS + "/" + sales.north();
        ways.put("create", a -> bob.post(DEALS, "{'region': 'north', 'account': %s}".formatted(a)));
        ways.put("update", a -> bob.patch(own, "{'account': %s}".formatted(a)));
        ways.put("a list", a -> bob.patch(own, "{'partners': [%s]}".formatted(a)));
        ways.put(
                "with something else wrong",
                a -> bob.patch(own, "{'account': %s, 'amount': 'x'}".formatted(a)));
        ways.put(
                "json patch",
                a ->
                        jsonPatch(
                                bob,
                                sales.north(),
                                "[{'op': 'replace', 'path': '/account', 'value': %s}]"
                                        .formatted(a)));
        ways.put(
                "bulk",
                a ->
                        bob.post(
                                DEALS + "/bulk",
                                "{'operations': [{'op': 'create', 'record': {'region': 'north', 'account': %s}}]}"
                                        .formatted(a)));
        return ways;
    }

    @TestFactory
    Stream<DynamicTest> aReferenceToARecordThatIsNotSeenIsOneToNothing() {
        String hidden = sales.accounts.get("south0");
        return waysOfReferences().entrySet().stream()
                .flatMap(way ->
                        Stream.of(
                                dynamicTest(
                                        way.getKey() + " by number",
                                        () -> {
                                            String absent = noId();
                                            assertThat(
                                                            told(way.getValue()
                                                                            .apply(
                                                                                    "'" + hidden
                                                                                            + "'"))
                                                                    .replace(hidden, "ID"))
                                                    .isEqualTo(
                                                            told(way.getValue()
                                                                            .apply(
                                                                                    "'" + absent
                                                                                            + "'"))
                                                                    .replace(absent, "ID"))
                                                    .startsWith("422");
                                        }),
                                dynamicTest(
                                        way.getKey() + " by key",
                                        () ->
                                                assertThat(
                                                                told(way.getValue()
                                                                                .apply(
                                                                                        "{'code': 'A-south0'}"))
                                                                        .replace("A-south0", "K"))
                                                        .isEqualTo(
                                                                told(way.getValue()
                                                                                .apply(
                                                                                        "{'code': 'A-nobody'}"))
                                                                        .replace("A-nobody", "K"))
                                                        .startsWith("422"))));
    }

    @Test
    void everyListOfRecordsHasThoseOfThePlainListAndNoOthers() {
        for (String parameters :
                List.of(
                        "filter=true",
                        "filter=" + encode("region != \"x\""),
                        "filter=" + encode("!(region == \"south\") || true"),
                        "sort=-amount",
                        "sort=amount,name",
                        "sort=account.name",
                        "sort=-accountName",
                        "fields=name",
                        "fields=account.name,partners.name",
                        "view=open",
                        "count=exact")) {
            assertThat(ids(all(sales.bob, DEALS + "?" + parameters)))
                    .describedAs(parameters)
                    .isEqualTo(seen);
        }
        assertThat(ids(all(sales.bob, DEALS + "?filter=" + encode("region == \"south\""))))
                .isEmpty();
    }

    @Test
    void everyCountIsThatOfThePlainList() {
        for (String mode : List.of("exact", "estimate")) {
            assertThat(list(sales.bob, "count=" + mode).json().at("/page/count").intValue())
                    .describedAs(mode)
                    .isEqualTo(seen.size());
        }
        BigDecimal sum =
                listed.stream()
                        .map(deal -> deal.get("amount").decimalValue())
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
        JsonNode figures =
                aggregate(
                                sales.bob,
                                "{'measures': {'n': 'count()', 'sum': 'sum(amount)', 'most': 'max(amount)'}}")
                        .json()
                        .at("/data/0");
        assertThat(figures.get("n").intValue()).isEqualTo(seen.size());
        assertThat(figures.get("sum").decimalValue()).isEqualByComparingTo(sum);
        assertThat(figures.get("most").decimalValue()).isEqualByComparingTo("600");
        JsonNode groups =
                aggregate(
                                sales.bob,
                                "{'measures': {'n': 'count()'}, 'groupBy': ['region'], 'having': 'n > 0'}")
                        .json()
                        .get("data");
        assertThat(groups).hasSize(1);
        JsonNode pivot =
                aggregate(sales.bob, "{'measures': {'n': 'count()'}, 'pivot': 'region'}").json();
        assertThat(pivot.at("/pivot/values")).hasSize(1);
    }

    @Test
    void whatReferencesLeadToIsThatOfTheOtherObjectsPlainList() {
        List<String> accounts = ids(all(sales.bob, ACCOUNTS));
        assertThat(accounts).hasSize(3);

        for (JsonNode deal : all(sales.bob, DEALS + "?fields=account.name,partners.name")) {
            JsonNode plain =
                    sales.admin
                            .get(DEALS + "/" + deal.get("id").textValue() + "?fields=account")
                            .json();
            boolean visible = accounts.contains(plain.get("account").textValue());
            assertThat(deal.get("account").isNull()).isEqualTo(!visible);
            assertThat(deal.get("partners")).hasSize(1);
            assertThat(deal.at("/partners/0/name").textValue()).startsWith("north");
        }
        for (String found :
                List.of(
                        "account.name == \"south1\"",
                        "account.code > \"A-o\"",
                        "account.region == \"south\"",
                        "partners.exists(a, a.name == \"south0\")",
                        "partners.exists(a, a.region == \"south\")")) {
            assertThat(filter(sales.bob, found).json().get("data")).describedAs(found).isEmpty();
            assertThat(filter(sales.admin, found).json().get("data"))
                    .describedAs(found)
                    .isNotEmpty();
        }
        assertThat(filter(sales.bob, "account.name == null").json().get("data")).hasSize(3);
        JsonNode groups =
                aggregate(
                                sales.bob,
                                "{'measures': {'n': 'count()', 'most': 'max(account.name)'}, 'groupBy': ['account.name']}")
                        .json()
                        .get("data");
        assertThat(groups.toString()).contains("north").doesNotContain("south");
        List<JsonNode> sorted = all(sales.bob, DEALS + "?sort=account.name&fields=account.name");
        assertThat(sorted.subList(3, 6)).allMatch(deal -> deal.get("account").isNull());
    }

    /** A field that is computed is one in its own right: it shows what it is made of. */
    @Test
    void computedFieldsShowWhatTheyAreMadeOf() {
        assertThat(listed)
                .allSatisfy(deal -> {
                    assertThat(deal.get("accountName").isNull()).isFalse();
                    assertThat(deal.get("rest").decimalValue())
                            .isLessThan(deal.get("amount").decimalValue());
                });
    }

    @Test
    void historyIsOfRecordsAndFieldsThatAreSeen() {
        sales.admin.patch(
                DEALS + "/" + sales.deals.get("northDeal2"),
                "{'qqqmar': 70, 'phone': '0123456789', 'amount': 7}");

        JsonNode versions =
                sales.bob
                        .get(DEALS + "/" + sales.deals.get("northDeal2") + "/history")
                        .json()
                        .get("data");

        assertThat(versions.at("/0/replaced").has("amount")).isTrue();
        assertThat(versions.toString()).doesNotContain(HIDDEN).doesNotContain("phone");
    }

    @Test
    void filesAreThoseOfRecordsAndFieldsThatAreSeen() {
        for (String path : List.of("", "/content")) {
            assertThat(sales.bob.get("/api/v1/files/" + sales.shownFile + path).status())
                    .isEqualTo(200);
            for (String hidden : List.of(sales.hiddenFile, sales.southernFile)) {
                String absent = noId();
                ApiClient.Answer answer = sales.bob.get("/api/v1/files/" + hidden + path);
                assertThat(told(answer).replace(hidden, "ID"))
                        .isEqualTo(
                                told(sales.bob.get("/api/v1/files/" + absent + path))
                                        .replace(absent, "ID"))
                        .startsWith("404");
                assertThat(sales.admin.get("/api/v1/files/" + hidden + path).status())
                        .isEqualTo(200);
                assertThat(
                                sales.bob
                                        .patch(
                                                DEALS + "/" + sales.north(),
                                                "{'doc': '%s'}".formatted(hidden))
                                        .errors())
                        .containsExactly("/doc reference_not_found");
            }
        }
    }

    @Test
    void exportsHaveWhatTheListShows() {
        List<JsonNode> exported =
                sales.bob
                        .get(DEALS + "/export?format=ndjson")
                        .body()
                        .lines()
                        .map(Json::read)
                        .toList();
        assertThat(exported).containsExactlyInAnyOrderElementsOf(all(sales.bob, DEALS));
        for (String path : List.of("account.name", "account.*", "partners.name")) {
            assertThat(sales.bob.get(DEALS + "/export?fields=region," + path).body())
                    .describedAs(path)
                    .contains("north0")
                    .doesNotContain("south")
                    .doesNotContain("secret of")
                    .doesNotContain(HIDDEN);
        }
        assertThat(sales.bob.get(DEALS + "/export?view=open").body()).startsWith("name,amount\r\n");
        assertThat(told(sales.bob.get("/api/v1/records/vault/export")).replace("vault", "O"))
                .isEqualTo(told(sales.bob.get("/api/v1/records/void/export")).replace("void", "O"))
                .startsWith("404");
    }

    @Test
    void massChangesReachWhatIsSeen() {
        for (String path : List.of("/update", "/delete")) {
            String set = path.equals("/update") ? "'compute': {'name': 'account.name'}, " : "";
            JsonNode job =
                    sales.bob.finished(
                            sales.bob
                                    .post(
                                            DEALS + path,
                                            "{'filter': 'true', %s'dryRun': true}".formatted(set))
                                    .id());
            assertThat(job.get("processed").intValue())
                    .describedAs(job.toString())
                    .isEqualTo(seen.size());
        }
        assertThat(
                        sales.bob
                                .finished(
                                        sales.bob
                                                .post(
                                                        DEALS + "/update",
                                                        "{'filter': 'code == \\\"D-northDeal3\\\"', 'compute': {'name': 'account.name'}}")
                                                .id())
                                .get("state")
                                .textValue())
                .isEqualTo("done");
        // It is with an account of the south, of which nothing is known here.
        JsonNode changed = sales.admin.get(DEALS + "/" + sales.deals.get("northDeal3")).json();
        assertThat(changed.get("version").intValue()).isEqualTo(2);
        assertThat(changed.get("name").isNull()).isTrue();
    }

    @Test
    void importsFindNoRecordThatIsNotSeen() {
        JsonNode job =
                sales.bob.finished(
                        sales.bob
                                .csv(
                                        DEALS + "/import?mode=upsert&key=code&dryRun=true",
                                        """
                                        code,region,account.code
                                        D-southDeal1,north,A-north0
                                        D-none,north,A-south0
                                        D-none2,north,A-nobody
                                        D-northDeal1,north,A-north1
                                        """)
                                .id());
        assertThat(job.get("refusals"))
                .extracting(r -> r.get("line") + " " + r.at("/errors/0/code").textValue())
                .containsExactly("2 not_unique", "3 reference_not_found", "4 reference_not_found");
        assertThat(job.toString()).doesNotContain(sales.south());
    }

    @Test
    void aValueThatIsTakenByARecordThatIsNotSeenIsTaken() {
        String taken = "{'code': 'D-southDeal1', 'region': 'north'}";
        ApiClient.Answer made = sales.bob.post(DEALS, taken);
        assertThat(made.code()).isEqualTo("not_unique");
        assertThat(told(sales.bob.put(DEALS + "/by/code/D-southDeal1", "{'region': 'north'}")))
                .isEqualTo(told(made))
                .doesNotContain(sales.south());
    }

    @Test
    void aPluginReadsAsWhomItServes() {
        String body =
                """
                const all = host.records.query('deal', {limit: 100});
                const one = host.records.get('deal', '%s', {fields: ['name', 'account.name']});
                const n = host.records.aggregate('deal', {measures: {n: 'count()'}});
                let refused = '';
                for (const attempt of [() => host.records.query('deal', {filter: '%s > 1'}), () => host.records.get('deal', '%s'), () => host.records.query('vault', {})]) {
                    try { attempt(); refused += 'allowed '; } catch (e) { refused += e.code + ' '; }
                }
                record.note = JSON.stringify([all.data.length, all.data[0].%s === undefined, one.account, n[0].n, refused]);
                """
                        .formatted(sales.deals.get("northDeal5"), HIDDEN, sales.south(), HIDDEN);
        byte[] archive =
                PluginZip.parcels(
                                "1.0.0",
                                "{'records': {'deal': ['read'], 'account': ['read'], 'vault': ['read']}}",
                                body)
                        .bytes();
        sales.admin.install(archive);
        ApiClient.Answer installed = sales.admin.get("/api/v1/plugins/parcels");
        assertThat(installed.status()).describedAs(installed.toString()).isEqualTo(200);
        assertThat(
                        sales.admin
                                .patch(
                                        "/api/v1/roles/sales",
                                        "{'objects': {'parcel': {'read': true, 'create': true}}}")
                                .status())
                .isEqualTo(200);

        ApiClient.Answer answer = sales.bob.post("/api/v1/records/parcel", "{'label': 'a'}");

        assertThat(answer.status()).describedAs(answer.toString()).isEqualTo(201);
        assertThat(answer.json().get("note").textValue())
                .startsWith("[6,true,null,")
                .contains("invalid_query not_found not_found ");
    }

    @Test
    void metadataIsThatOfWhatIsSeen() {
        List<String> documents = new ArrayList<>();
        for (String path :
                List.of(
                        "/api/v1/metadata/objects",
                        "/api/v1/metadata/objects/deal",
                        "/api/v1/metadata/objects/deal/fields",
                        "/api/v1/metadata/objects/deal/views",
                        "/api/v1/metadata/objects/deal/views/open",
                        "/api/v1/metadata/objects/deal/layouts",
                        "/api/v1/metadata/objects/deal/layouts/short",
                        "/api/v1/metadata/objects/deal/validations",
                        "/api/v1/metadata/objects/deal/rules",
                        "/api/v1/metadata/objects/deal/schema",
                        "/api/v1/metadata/objects/deal/ui-schema",
                        "/api/v1/metadata/objects/deal/ui-schema?layout=short",
                        "/api/v1/metadata/objects/account",
                        "/api/v1/openapi.json",
                        "/api/v1/me")) {
            ApiClient.Answer answer = sales.bob.get(path);
            assertThat(answer.status()).describedAs(path).isEqualTo(200);
            assertThat(answer.body())
                    .describedAs(path)
                    .doesNotContain(HIDDEN)
                    .doesNotContain("qqqdoc")
                    .doesNotContain("vault");
            documents.add(answer.body());
        }
        assertThat(documents.get(1)).contains("\"stage\"").contains("\"rest\"");
        for (String hidden :
                List.of(
                        "/api/v1/metadata/objects/vault",
                        "/api/v1/metadata/objects/vault/schema",
                        "/api/v1/records/vault")) {
            assertThat(told(sales.bob.get(hidden)).replace("vault", "O"))
                    .isEqualTo(
                            told(sales.bob.get(hidden.replace("vault", "void")))
                                    .replace("void", "O"))
                    .startsWith("404");
        }
        assertThat(told(sales.bob.get(DEALS + "?view=rich")).replace("rich", "V"))
                .isEqualTo(told(sales.bob.get(DEALS + "?view=wish")).replace("wish", "V"));
        assertThat(sales.bob.get("/api/v1/metadata/objects/deal/validations/enough").status())
                .isEqualTo(404);
    }

    /** The database may look at a record before it knows that it is not seen. */
    @Test
    void noQueryEndsForARecordThatIsNotSeen() {
        String boom = "createdAt + days(F == \"south\" ? 99999999999.0 : 1.0) > createdAt";
        for (String place : List.of("region", "account.region")) {
            String filter = boom.replace("F", place);
            assertThat(filter(sales.admin, filter).code())
                    .describedAs(place)
                    .isEqualTo("invalid_query");
            for (String condition : List.of(filter, "amount > 1 && " + filter)) {
                assertThat(filter(sales.bob, condition).json().get("data"))
                        .describedAs(place)
                        .hasSize(seen.size());
                assertThat(
                                aggregate(
                                                sales.bob,
                                                "{'measures': {'n': 'count()'}, 'filter': '%s'}"
                                                        .formatted(condition.replace("\"", "\\\"")))
                                        .json()
                                        .at("/data/0/n")
                                        .intValue())
                        .describedAs(place)
                        .isEqualTo(seen.size());
            }
        }
    }

    /** Fails when an operation on records is added that nothing here tries. */
    @Test
    void theseAreAllWays() {
        JsonNode paths = sales.admin.get("/api/v1/openapi.json").json().get("paths");
        TreeSet<String> operations = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            if (path.getKey().startsWith(DEALS)) {
                path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> {
                            if (!method.equals("parameters")) {
                                operations.add(
                                        method + " " + path.getKey().substring(DEALS.length()));
                            }
                        });
            }
        }
        assertThat(operations)
                .containsExactlyInAnyOrder(
                        "get ",
                        "post ",
                        "get /{id}",
                        "patch /{id}",
                        "put /{id}",
                        "delete /{id}",
                        "get /{id}/history",
                        "get /{id}/shares",
                        "post /{id}/shares",
                        "delete /{id}/shares/{share}",
                        "get /{id}/links",
                        "post /{id}/links",
                        "delete /{id}/links/{link}",
                        "post /{id}/restore",
                        "post /bulk",
                        "post /aggregate",
                        "post /import",
                        // Tells of a file alone, to who may import.
                        "post /import/preview",
                        "get /export",
                        "post /update",
                        "post /delete",
                        "put /by/code/{value}",
                        "put /by/" + HIDDEN + "/{value}");
    }
}
