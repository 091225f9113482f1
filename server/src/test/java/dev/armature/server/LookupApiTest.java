package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A lookup shows a field of a record that is referenced, and is used like that field. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LookupApiTest {

    private static final String FIELDS = "/api/v1/metadata/objects/deal/fields";
    private static final String DEALS = "/api/v1/records/deal";

    private TestPlatform platform;
    private ApiClient ann;
    private String germany;
    private String acme;
    private String globex;

    @BeforeAll
    void accountsInRegions() {
        platform = TestPlatform.shared();
        ann = platform.newTenant();
        tenant(ann);
        germany = ann.create("/api/v1/records/country", "{'name': 'Germany', 'code': 'DE'}");
        acme =
                ann.create(
                        "/api/v1/records/account",
                        "{'name': 'Acme', 'region': 'north', 'tags': ['vip', 'new'], 'budget': {'amount': 1500.10, 'currency': 'EUR'}, 'since': '2020-05-01', 'opens': '09:30', 'pause': 'PT1H30M', 'country': '%s'}"
                                .formatted(germany));
        globex = ann.create("/api/v1/records/account", "{'name': 'Globex', 'region': 'south'}");
        deal("big", acme);
        deal("small", globex);
        ann.create(DEALS, "{'name': 'none'}");
    }

    private static void tenant(ApiClient api) {
        api.object(
                "{'name': 'country', 'titleField': 'name', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'code', 'type': 'text'}]}");
        api.object(
                """
                {'name': 'account', 'titleField': 'name', 'fields': [{'name': 'name', 'type': 'text'},
                  {'name': 'region', 'type': 'select', 'options': [{'value': 'north', 'label': 'The north', 'color': 'blue'}, {'value': 'south', 'label': 'The south'}],
                   'translations': {'de': {'options.north': 'Der Norden'}}},
                  {'name': 'tags', 'type': 'multiSelect', 'options': ['vip', 'new']},
                  {'name': 'budget', 'type': 'money'}, {'name': 'since', 'type': 'date'}, {'name': 'opens', 'type': 'time'}, {'name': 'pause', 'type': 'duration'},
                  {'name': 'loud', 'type': 'formula', 'returns': 'text', 'expression': 'upper(name)'},
                  {'name': 'country', 'type': 'reference', 'target': 'country', 'onDelete': 'setNull'}]}
                """);
        api.object(
                """
                {'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'},
                  {'name': 'account', 'type': 'reference', 'target': 'account'},
                  {'name': 'region', 'type': 'lookup', 'reference': 'account', 'field': 'region'},
                  {'name': 'tags', 'type': 'lookup', 'reference': 'account', 'field': 'tags'},
                  {'name': 'budget', 'type': 'lookup', 'reference': 'account', 'field': 'budget'},
                  {'name': 'since', 'type': 'lookup', 'reference': 'account', 'field': 'since'},
                  {'name': 'opens', 'type': 'lookup', 'reference': 'account', 'field': 'opens'},
                  {'name': 'pause', 'type': 'lookup', 'reference': 'account', 'field': 'pause'},
                  {'name': 'loud', 'type': 'lookup', 'reference': 'account', 'field': 'loud'},
                  {'name': 'accountId', 'type': 'lookup', 'reference': 'account', 'field': 'id'},
                  {'name': 'country', 'type': 'lookup', 'reference': 'account', 'field': 'country'},
                  {'name': 'code', 'type': 'lookup', 'reference': 'account.country', 'field': 'code'},
                  {'name': 'again', 'type': 'lookup', 'reference': 'country', 'field': 'code'}]}
                """);
    }

    private void deal(String name, String account) {
        ann.create(DEALS, "{'name': '%s', 'account': '%s'}".formatted(name, account));
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private JsonNode one(String name) {
        return ann.get(DEALS + "?filter=" + encode("name == \"" + name + "\""))
                .json()
                .at("/data/0");
    }

    private List<String> found(String filter, String sort) {
        ApiClient.Answer answer =
                ann.get(DEALS + "?sort=" + sort + "&filter=" + encode(filter.replace('\'', '"')));
        assertThat(answer.status()).describedAs(answer.toString()).isEqualTo(200);
        return StreamSupport.stream(answer.json().get("data").spliterator(), false)
                .map(deal -> deal.get("name").textValue())
                .toList();
    }

    @Test
    void itHasTheValueThatIsThereNow() {
        JsonNode big = one("big");
        assertThat(big.get("region").textValue()).isEqualTo("north");
        assertThat(big.get("tags")).isEqualTo(Json.read("[\"vip\", \"new\"]"));
        assertThat(big.at("/budget/amount").decimalValue()).isEqualByComparingTo("1500.10");
        assertThat(big.at("/budget/currency").textValue()).isEqualTo("EUR");
        assertThat(big.get("since").textValue()).isEqualTo("2020-05-01");
        assertThat(big.get("opens").textValue()).isEqualTo("09:30:00");
        assertThat(big.get("pause").textValue()).isEqualTo("PT1H30M");
        assertThat(big.get("loud").textValue()).isEqualTo("ACME");
        assertThat(big.get("accountId").textValue()).isEqualTo(acme);
        assertThat(big.get("country").textValue()).isEqualTo(germany);
        assertThat(big.get("code").textValue()).isEqualTo("DE");
        assertThat(big.get("again").textValue()).isEqualTo("DE");
        assertThat(one("none").get("region").isNull()).isTrue();
        assertThat(one("small").get("again").isNull()).isTrue();
    }

    @Test
    void theAnswerOfAWriteHasWhatAReaderWouldGet() {
        String made = ann.post(DEALS, "{'name': 'made', 'account': '%s'}".formatted(acme)).body();
        JsonNode record = Json.read(made);
        JsonNode read = ann.get(DEALS + "/" + record.get("id").textValue()).json();
        assertThat(record.get("region")).isEqualTo(read.get("region"));
        assertThat(record.get("budget").at("/currency")).isEqualTo(read.at("/budget/currency"));
        assertThat(record.get("again")).isEqualTo(read.get("again"));
        ApiClient.Answer moved =
                ann.patch(
                        DEALS + "/" + record.get("id").textValue(),
                        "{'account': '%s', 'name': 'moved'}".formatted(globex));
        assertThat(moved.json().get("region").textValue()).isEqualTo("south");
        ann.delete(DEALS + "/" + record.get("id").textValue());
    }

    @Test
    void itIsFilteredSortedAndCountedByLikeTheFieldItself() {
        assertThat(found("region == 'north'", "name")).containsExactly("big");
        assertThat(found("region != 'north'", "name")).containsExactly("none", "small");
        assertThat(found("since < '2021-01-01' && 'vip' in tags", "name")).containsExactly("big");
        assertThat(found("budget.amount > 1500", "name")).containsExactly("big");
        assertThat(found("pause > hours(1)", "name")).containsExactly("big");
        assertThat(found("again == 'DE'", "name")).containsExactly("big");
        assertThat(found("country.name == 'Germany'", "name")).containsExactly("big");
        assertThat(found("country == '" + germany + "'", "name")).containsExactly("big");
        assertThat(found("true", "region,name")).containsExactly("big", "small", "none");
        assertThat(found("true", "-region,name")).containsExactly("none", "small", "big");
        ApiClient.Answer wrong = ann.get(DEALS + "?filter=" + encode("region == \"nrth\""));
        assertThat(wrong.body()).contains("unknown_option");

        ApiClient.Answer counted =
                ann.post(
                        DEALS + "/aggregate",
                        "{'groupBy': ['region'], 'measures': {'number': 'count()', 'first': 'min(since)'}, 'filter': 'has(region)'}");
        assertThat(counted.status()).describedAs(counted.toString()).isEqualTo(200);
        assertThat(counted.body()).contains("\"north\"").contains("2020-05-01");
    }

    @Test
    void aReferenceThatIsLookedUpIsExpandedLikeAnyOther() {
        ApiClient.Answer answer =
                ann.get(
                        DEALS
                                + "?fields=name,country.name,account.country.code&filter="
                                + encode("name == \"big\""));
        assertThat(answer.json().at("/data/0/country/name").textValue()).isEqualTo("Germany");
        assertThat(answer.json().at("/data/0/account/country/code").textValue()).isEqualTo("DE");
    }

    @Test
    void nobodyWritesIt() {
        ApiClient.Answer answer = ann.post(DEALS, "{'name': 'x', 'region': 'south'}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.errors()).containsExactly("/region read_only_field");
        assertThat(
                        ann.post(
                                        FIELDS,
                                        "{'name': 'l', 'type': 'lookup', 'reference': 'account', 'field': 'region', 'unique': true, 'required': true}")
                                .errors())
                .containsExactly("/required not_allowed", "/unique not_allowed");
    }

    @Test
    void schemaAndFormShowItAsTheSourceIsAndReadOnly() {
        JsonNode schema = ann.get("/api/v1/metadata/objects/deal/schema").json();
        JsonNode region = schema.at("/properties/region");
        assertThat(region.get("readOnly").booleanValue()).isTrue();
        assertThat(region.get("enum")).isEqualTo(Json.read("[\"north\", \"south\", null]"));
        JsonNode form =
                ann.get("/api/v1/metadata/objects/deal/ui-schema?layout=form&locale=de").json();
        JsonNode control =
                StreamSupport.stream(form.findValue("elements").spliterator(), false)
                        .flatMap(group ->
                                StreamSupport.stream(group.get("elements").spliterator(), false))
                        .filter(one -> one.get("scope").textValue().endsWith("/region"))
                        .findFirst()
                        .orElseThrow();
        assertThat(control.at("/options/control").textValue()).isEqualTo("select");
        assertThat(control.at("/options/readOnly").booleanValue()).isTrue();
        assertThat(control.at("/options/choices/0/label").textValue()).isEqualTo("Der Norden");
        assertThat(control.at("/options/choices/0/color").textValue()).isEqualTo("blue");
        String openApi = ann.get("/api/v1/openapi.json").body();
        assertThat(openApi).contains("\"region\"");
    }

    @Test
    void whatLeadsNowhereIsRefusedAtItsPlace() {
        assertThat(refused("account", "regon")).containsExactly("/field unknown_field");
        assertThat(refused("acount", "region")).containsExactly("/reference unknown_field");
        assertThat(refused("name", "region")).containsExactly("/reference wrong_type");
        assertThat(refused("account.", "region")).containsExactly("/reference unknown_field");
        assertThat(refused("account", "region + name")).containsExactly("/field unknown_field");
        assertThat(ann.post(FIELDS, "{'name': 'l', 'type': 'lookup'}").errors())
                .containsExactly("/field required", "/reference required");
    }

    private List<String> refused(String reference, String field) {
        return ann.post(
                        FIELDS,
                        "{'name': 'l', 'type': 'lookup', 'reference': '%s', 'field': '%s'}"
                                .formatted(reference, field))
                .errors();
    }

    @Test
    void itWalksFiveReferencesWithTheLookupsItUsesWrittenOutAndNeverInACircle() {
        ApiClient bob = platform.newTenant();
        bob.object(
                """
                {'name': 'step', 'fields': [{'name': 'up', 'type': 'reference', 'target': 'step'}, {'name': 'name', 'type': 'text'},
                  {'name': 'three', 'type': 'lookup', 'reference': 'up.up', 'field': 'up'},
                  {'name': 'five', 'type': 'lookup', 'reference': 'three.up', 'field': 'name'}]}
                """);
        ApiClient.Answer far =
                bob.post(
                        "/api/v1/metadata/objects/step/fields",
                        "{'name': 'six', 'type': 'lookup', 'reference': 'three.three', 'field': 'name'}");
        assertThat(far.errors()).containsExactly("/reference expression_too_deep");
        ApiClient.Answer circle =
                bob.post(
                        "/api/v1/metadata/objects/step/fields",
                        "{'name': 'self', 'type': 'lookup', 'reference': 'up', 'field': 'self'}");
        assertThat(circle.errors()).containsExactly("/field formula_cycle");
        assertThat(circle.body()).contains("step.self → step.self");

        String at = null;
        for (int i = 0; i < 6; i++) {
            at =
                    bob.create(
                            "/api/v1/records/step",
                            "{'name': 's%d', 'up': %s}"
                                    .formatted(i, at == null ? null : "'" + at + "'"));
        }
        JsonNode last = bob.get("/api/v1/records/step/" + at).json();
        assertThat(last.get("five").textValue()).isEqualTo("s1");
        assertThat(
                        bob.get("/api/v1/records/step?filter=" + encode("three.up.name == \"s1\""))
                                .json()
                                .at("/data")
                                .size())
                .isEqualTo(1);
    }

    @Test
    void itFollowsRenamesAndItsSourceStaysWhileItIsUsed() {
        ApiClient bob = platform.newTenant();
        tenant(bob);
        String account = bob.create("/api/v1/records/account", "{'region': 'south'}");
        String deal = bob.create(DEALS, "{'account': '%s'}".formatted(account));
        assertThat(
                        bob.patch(
                                        "/api/v1/metadata/objects/account/fields/region",
                                        "{'name': 'area'}")
                                .status())
                .isEqualTo(200);
        assertThat(bob.patch(FIELDS + "/account", "{'name': 'customer'}").status()).isEqualTo(200);
        JsonNode definition = field(bob, "region");
        assertThat(definition.get("reference").textValue()).isEqualTo("customer");
        assertThat(definition.get("field").textValue()).isEqualTo("area");
        assertThat(field(bob, "code").get("reference").textValue()).isEqualTo("customer.country");
        assertThat(bob.get(DEALS + "/" + deal).json().get("region").textValue()).isEqualTo("south");

        ApiClient.Answer kept = bob.delete("/api/v1/metadata/objects/account/fields/area");
        assertThat(kept.status()).isEqualTo(422);
        assertThat(kept.body()).contains("the field deal.region");
        assertThat(bob.delete(FIELDS + "/customer").body()).contains("the field deal.region");
        assertThat(bob.delete("/api/v1/metadata/objects/account").status()).isEqualTo(422);
    }

    private static JsonNode field(ApiClient api, String name) {
        JsonNode fields = api.get("/api/v1/metadata/objects/deal").json().get("fields");
        return StreamSupport.stream(fields.spliterator(), false)
                .filter(field -> field.get("name").textValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void rulesAndValidationsReadIt() {
        ApiClient bob = platform.newTenant();
        tenant(bob);
        bob.create(
                "/api/v1/metadata/objects/deal/validations",
                "{'name': 'north', 'expression': 'region != \\\"south\\\" || has(name)', 'message': 'Name it'}");
        bob.create(
                "/api/v1/metadata/objects/deal/rules",
                "{'name': 'mark', 'moment': 'beforeSave', 'condition': 'region == \\\"north\\\"', 'actions': [{'type': 'setField', 'field': 'name', 'value': 'region'}]}");
        String south = bob.create("/api/v1/records/account", "{'region': 'south'}");
        String north = bob.create("/api/v1/records/account", "{'region': 'north'}");
        assertThat(bob.post(DEALS, "{'account': '%s'}".formatted(south)).code())
                .isEqualTo("validation_failed");
        assertThat(
                        bob.post(DEALS, "{'account': '%s'}".formatted(north))
                                .json()
                                .get("name")
                                .textValue())
                .isEqualTo("north");
    }
}
