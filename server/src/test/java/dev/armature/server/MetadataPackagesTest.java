package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.armature.engine.packaging.Packages;
import dev.armature.metadata.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Metadata goes from one tenant to another as a package, and can be taken back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetadataPackagesTest {

    private static final String EXPORT = "/api/v1/metadata/export";
    private static final String PLAN = "/api/v1/metadata/plan";
    private static final String APPLY = "/api/v1/metadata/apply";
    private static final String BACK = "/api/v1/metadata/rollback";
    private static final String APPLIED = "/api/v1/metadata/applied";

    private TestPlatform platform;
    private ApiClient source;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
        source = platform.newTenant();
        source.object(
                "{'name': 'zone', 'label': 'Zone', 'fields': [{'name': 'name', 'type': 'text'}]}");
        source.object(
                """
                {'name': 'deal', 'label': 'Deal', 'titleField': 'name', 'translations': {'de': {'label': 'Geschäft'}}, 'uniqueTogether': [['name', 'stage']],
                 'fields': [
                  {'name': 'name', 'type': 'text', 'maxLength': 50, 'required': true, 'translations': {'de': {'label': 'Name'}}},
                  {'name': 'stage', 'type': 'select', 'options': [{'value': 'new'}, {'value': 'won', 'color': 'green'}], 'default': '\\"new\\"'},
                  {'name': 'amount', 'type': 'decimal', 'scale': 2, 'indexed': true}, {'name': 'zone', 'type': 'reference', 'target': 'zone'},
                  {'name': 'twice', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount * 2.50'}],
                 'validations': [{'name': 'enough', 'expression': 'amount == null || amount > 0', 'field': 'amount', 'message': 'More', 'code': 'too_little'}],
                 'views': [{'name': 'won', 'label': 'Won', 'columns': ['name', 'amount'], 'filter': 'stage == \\"won\\"', 'sort': ['-amount']}],
                 'layouts': [{'name': 'form', 'label': 'Form', 'sections': [{'fields': ['name', {'field': 'amount', 'visibleWhen': 'stage == \\"won\\"'}]}]}],
                 'rules': [{'name': 'mark', 'label': 'Mark', 'moment': 'beforeSave', 'condition': 'amount > 1000', 'actions': [{'type': 'setField', 'field': 'stage', 'value': '\\"won\\"'}]}]}
                """);
        // Fields stand in an order that is not the one they were made in.
        source.post("/api/v1/metadata/objects/zone/fields", "{'name': 'boss', 'type': 'user'}");
        source.post(
                "/api/v1/metadata/objects/zone/fields",
                "{'name': 'sum', 'type': 'rollup', 'source': 'deal.zone', 'function': 'sum', 'of': 'amount'}");
        source.create(
                "/api/v1/roles",
                "{'name': 'sales', 'label': 'Sales', 'objects': {'deal': {'read': true, 'update': true, 'when': 'stage != \\\"won\\\"', 'fields': {'amount': {'write': false}}}}, 'otherObjects': {'read': true}}");
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private static ApiClient.Answer send(
            ApiClient client, String path, String body, String... headers) {
        return client.send(
                "POST", path, "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
    }

    private static String apply(ApiClient client, String body) {
        ApiClient.Answer answer = send(client, APPLY, body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.body();
    }

    private static ObjectNode parsed(String json) {
        return (ObjectNode) Json.read(json);
    }

    private static ObjectNode object(ObjectNode document, String name) {
        for (JsonNode object : document.get("objects")) {
            if (object.get("name").textValue().equals(name)) {
                return (ObjectNode) object;
            }
        }
        throw new AssertionError(name);
    }

    private static void removeField(ObjectNode object, String name) {
        var fields = object.get("fields").elements();
        while (fields.hasNext()) {
            if (fields.next().get("name").textValue().equals(name)) {
                fields.remove();
            }
        }
    }

    private static List<String> told(JsonNode changes) {
        List<String> told = new ArrayList<>();
        changes.forEach(c ->
                told.add(
                        (c.get("change").textValue()
                                        + " "
                                        + c.get("kind").textValue()
                                        + " "
                                        + c.path("object").asText("")
                                        + " "
                                        + c.get("name").textValue())
                                .replace("  ", " ")));
        return told;
    }

    private static ApiClient.Answer yaml(ApiClient client, String path, String body) {
        return client.send("POST", path, "application/yaml", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void inYamlItIsTheSamePackage() {
        ApiClient.Answer exported = source.get(EXPORT + "?format=yaml");
        assertThat(exported.header("Content-Type")).startsWith("application/yaml");
        assertThat(exported.body())
                .startsWith("format: 1\n")
                .contains("  - name: deal\n")
                .contains("expression: \"amount * 2.50\"");
        assertThat(source.send("GET", EXPORT, null, null, "Accept", "application/yaml").body())
                .as("as the caller takes it")
                .isEqualTo(exported.body());
        ApiClient target = platform.newTenant();

        ApiClient.Answer plan = yaml(target, PLAN, exported.body());
        assertThat(plan.json().get("applicable").booleanValue()).as(plan.toString()).isTrue();
        assertThat(yaml(target, APPLY, exported.body()).status()).isEqualTo(200);

        assertThat(target.get(EXPORT + "?format=yaml").body()).isEqualTo(exported.body());
        assertThat(target.get(EXPORT).body()).isEqualTo(source.get(EXPORT).body());
    }

    @Test
    void yamlThatDoesMoreThanSayThingsIsRefusedAndChangesNothing() {
        ApiClient target = platform.newTenant();
        String before = target.get(EXPORT).body();
        for (String bad :
                List.of(
                        "",
                        "format: 1\nformat: 1",
                        "format: !!java.net.URL [http://localhost]",
                        "format: 1\nobjects: &a []\nroles: *a",
                        "format: 1\nobjects: " + "[".repeat(100_000),
                        "format: [1")) {
            for (String path : List.of(PLAN, APPLY)) {
                ApiClient.Answer answer = yaml(target, path, bad);
                assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
                assertThat(answer.code()).isEqualTo("malformed_yaml");
            }
        }
        ApiClient.Answer wrong = yaml(target, PLAN, "format: 1\nobjects:\n  - nam: x\n");
        assertThat(wrong.json().get("problems").toString()).contains("/objects/0/name");
        String large = "format: 1\n# " + "x".repeat(1024 * 1024);
        assertThat(yaml(target, APPLY, large).status()).isEqualTo(413);
        assertThat(target.get(EXPORT).body()).isEqualTo(before);
    }

    @Test
    void whatIsExportedAppliedAndExportedAgainIsTheSameByteByByte() {
        String exported = source.get(EXPORT).body();
        ApiClient target = platform.newTenant();
        JsonNode plan = send(target, PLAN, exported).json();
        assertThat(plan.get("applicable").booleanValue()).as(plan.toString()).isTrue();
        assertThat(told(plan.get("changes")))
                .contains(
                        "create object zone",
                        "create object deal",
                        "create field deal twice",
                        "create rule deal mark",
                        "create role sales");
        assertThat(target.get("/api/v1/metadata/objects").json().get("data"))
                .as("a plan changes nothing")
                .isEmpty();
        assertThat(plan.get("version"))
                .isEqualTo(target.get("/api/v1/metadata/objects").json().get("version"));
        apply(target, exported);
        assertThat(target.get(EXPORT).body()).isEqualTo(exported);
        JsonNode again = send(target, PLAN, exported).json();
        assertThat(again.get("changes")).isEmpty();
        String id = target.create("/api/v1/records/deal", "{'name': 'big', 'amount': 2000}");
        assertThat(target.get("/api/v1/records/deal/" + id).json().get("stage").textValue())
                .isEqualTo("won");

        byte[] zip = bytes(source, EXPORT + "?format=zip");
        ApiClient other = platform.newTenant();
        other.object("{'name': 'leftover', 'fields': [{'name': 'name', 'type': 'text'}]}");
        other.object(
                "{'name': 'deal', 'fields': [{'name': 'former', 'type': 'text'}, {'name': 'name', 'type': 'text'}]}");
        assertThat(other.send("POST", APPLY + "?rest=delete", "application/zip", zip).status())
                .isEqualTo(200);
        assertThat(other.get(EXPORT).body()).isEqualTo(exported);
        assertThat(bytes(other, EXPORT + "?format=zip")).isEqualTo(zip);
    }

    private static byte[] bytes(ApiClient client, String path) {
        return client.get(path).response().body();
    }

    @Test
    void aPackageIsAsItsSchemaSays() throws Exception {
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(Files.readString(Path.of("../docs/package.schema.json")));
        assertThat(schema.validate(source.get(EXPORT).body(), InputFormat.JSON)).isEmpty();
        for (String wrong :
                List.of(
                        "{\"format\": 2}",
                        "{\"format\": 1, \"more\": 1}",
                        "{\"format\": 1, \"objects\": [{\"name\": \"Bad\"}]}")) {
            assertThat(schema.validate(wrong, InputFormat.JSON)).as(wrong).isNotEmpty();
        }
    }

    @Test
    void aPlanTellsWhatIsTouchedLostAndWouldNotFit() {
        ApiClient target = platform.newTenant();
        apply(target, source.get(EXPORT).body());
        for (int i = 0; i < 3; i++) {
            target.create(
                    "/api/v1/records/deal", "{'name': 'a long name %d', 'amount': 5}".formatted(i));
        }
        target.create("/api/v1/records/deal", "{'name': 'x'}");
        ObjectNode document = parsed(target.get(EXPORT).body());
        ObjectNode deal = object(document, "deal");
        ((ObjectNode) deal.get("fields").get(0)).put("maxLength", 5);
        ((ObjectNode) deal.get("fields").get(0)).put("label", "Title");
        JsonNode narrowed = send(target, PLAN, document.toString()).json();
        assertThat(narrowed.get("applicable").booleanValue()).isFalse();
        assertThat(narrowed.at("/problems/0/code").textValue()).isEqualTo("records_do_not_fit");
        assertThat(narrowed.at("/problems/0/pointer").textValue())
                .isEqualTo("/objects/1/fields/0/maxLength");
        assertThat(narrowed.at("/problems/0/message").textValue()).contains("3 records");
        assertThat(narrowed.at("/changes/0/touches").toString())
                .isEqualTo("[\"label\",\"maxLength\"]");
        ApiClient.Answer refused = send(target, APPLY, document.toString());
        assertThat(refused.code()).isEqualTo("invalid_metadata");

        ((ObjectNode) deal.get("fields").get(0)).put("maxLength", 50);
        removeField(deal, "twice");
        removeField(deal, "amount");
        deal.putArray("validations");
        deal.putArray("views");
        deal.putArray("layouts");
        deal.putArray("rules");
        ObjectNode zone = object(document, "zone");
        removeField(zone, "sum");
        ((ObjectNode) document.at("/roles/0/objects/deal")).remove("fields");
        JsonNode plan = send(target, PLAN + "?rest=delete", document.toString()).json();
        assertThat(plan.get("applicable").booleanValue()).as(plan.toString()).isTrue();
        assertThat(told(plan.get("changes")))
                .contains(
                        "delete field deal amount",
                        "delete view deal won",
                        "change field deal name");
        assertThat(loss(plan, "amount").get("records").intValue()).isEqualTo(3);
        assertThat(loss(plan, "amount").get("examples"))
                .extracting(JsonNode::textValue)
                .containsExactlyElementsOf(
                        target.get("/api/v1/records/deal?sort=id&filter=has(amount)")
                                .json()
                                .findValuesAsText("id"));
        assertThat(told(send(target, PLAN, document.toString()).json().get("changes")))
                .as("the rest stays unless one says otherwise")
                .noneMatch(change -> change.startsWith("delete"));
    }

    private static JsonNode loss(JsonNode plan, String field) {
        for (JsonNode loss : plan.get("losses")) {
            if (field.equals(loss.path("name").textValue())) {
                return loss;
            }
        }
        throw new AssertionError("nothing of " + field + " is lost: " + plan);
    }

    @Test
    void aPackageThatWasAppliedIsTakenBackWithTheData() {
        ApiClient target = platform.newTenant();
        apply(target, source.get(EXPORT).body());
        String id = target.create("/api/v1/records/deal", "{'name': 'kept', 'amount': 12.5}");
        target.create("/api/v1/records/zone", "{'name': 'north'}");
        String before = target.get(EXPORT).body();
        ObjectNode document =
                parsed(
                        "{\"format\": 1, \"objects\": [{\"name\": \"other\", \"fields\": [{\"name\": \"name\", \"type\": \"text\"}]}]}");
        ApiClient.Answer applied = send(target, APPLY + "?rest=delete", document.toString());
        assertThat(applied.status()).as(applied.toString()).isEqualTo(200);
        assertThat(target.get("/api/v1/records/deal/" + id).status()).isEqualTo(404);

        assertThat(send(target, BACK, "").status()).isEqualTo(200);
        assertThat(target.get(EXPORT).body()).isEqualTo(before);
        assertThat(target.get("/api/v1/records/deal/" + id).json().get("amount").decimalValue())
                .isEqualByComparingTo("12.5");
        assertThat(target.get("/api/v1/records/zone").json().get("data")).hasSize(1);
        // What was taken back can be had again the same way.
        assertThat(send(target, BACK, "").status()).isEqualTo(200);
        assertThat(target.get("/api/v1/records/other").status()).isEqualTo(200);
        target.object("{'name': 'later', 'fields': [{'name': 'name', 'type': 'text'}]}");
        assertThat(send(target, BACK, "").code()).isEqualTo("state_conflict");
    }

    @Test
    void whatWasAppliedIsListedWithWhatCanBeTakenBack() {
        ApiClient target = platform.newTenant();
        assertThat(target.get(APPLIED).json().get("data")).isEmpty();
        apply(target, source.get(EXPORT).body());
        String second =
                apply(
                        target,
                        "{\"format\": 1, \"objects\": [{\"name\": \"other\", \"fields\": []}]}");

        JsonNode applied = target.get(APPLIED).json().get("data");

        assertThat(applied).hasSize(2);
        assertThat(applied.get(0).get("version").longValue())
                .isEqualTo(parsed(second).get("version").longValue());
        assertThat(applied.get(0).get("appliedBy").textValue()).isEqualTo(target.me("/user/id"));
        assertThat(Instant.parse(applied.get(0).get("appliedAt").textValue()))
                .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(600));
        assertThat(applied.findValuesAsText("last")).containsExactly("true", "false");

        target.object("{'name': 'later', 'fields': [{'name': 'name', 'type': 'text'}]}");
        assertThat(target.get(APPLIED).json().get("data").findValuesAsText("last"))
                .containsExactly("false", "false");
        assertThat(platform.newTenant().get(APPLIED).json().get("data")).isEmpty();
    }

    @Test
    void noMoreAreListedThanTheLimit() {
        ApiClient target = platform.newTenant();
        for (int i = 0; i <= Packages.MOST_LISTED; i++) {
            apply(
                    target,
                    "{\"format\": 1, \"objects\": [{\"name\": \"thing%d\", \"fields\": []}]}"
                            .formatted(i));
        }

        assertThat(target.get(APPLIED).json().get("data")).hasSize(Packages.MOST_LISTED);
    }

    @Test
    void allOfAPackageIsAppliedOrNothing() {
        ApiClient target = platform.newTenant();
        ObjectNode document = parsed(source.get(EXPORT).body());
        ((ObjectNode) object(document, "deal").get("validations").get(0))
                .put("expression", "nonsense > 1");
        ApiClient.Answer answer = send(target, APPLY, document.toString());
        assertThat(answer.code()).isEqualTo("invalid_metadata");
        assertThat(answer.errors())
                .containsExactly("/objects/1/validations/0/expression unknown_field");
        assertThat(target.get("/api/v1/metadata/objects").json().get("data")).isEmpty();
        JsonNode plan = send(target, PLAN, document.toString()).json();
        assertThat(plan.at("/problems/0/pointer").textValue())
                .isEqualTo("/objects/1/validations/0/expression");
        String version = "\"" + target.get("/api/v1/metadata/objects").json().get("version") + "\"";
        apply(target, source.get(EXPORT).body());
        assertThat(send(target, APPLY, source.get(EXPORT).body(), "If-Match", version).code())
                .isEqualTo("stale_version");
    }

    @Test
    void whatIsInAPackageTwiceIsRefusedWhetherTheObjectIsThereOrNot() {
        ApiClient target = platform.newTenant();
        ObjectNode document = parsed(source.get(EXPORT).body());
        ArrayNode views = (ArrayNode) object(document, "deal").get("views");
        views.add(views.get(0).deepCopy());
        assertThat(send(target, APPLY, document.toString()).errors())
                .containsExactly("/objects/1/views/1/name not_unique");
        apply(target, source.get(EXPORT).body());
        assertThat(send(target, APPLY, document.toString()).errors())
                .containsExactly("/objects/1/views/1/name not_unique");
    }

    @Test
    void whatCannotBeReadIsRefusedClearly() throws Exception {
        ApiClient target = platform.newTenant();
        assertThat(send(target, APPLY, "{\"format\": 2, \"objects\": [], \"future\": 1}").errors())
                .containsExactly("/format unsupported_version");
        assertThat(send(target, APPLY, "{\"objects\": []}").errors())
                .containsExactly("/format required");
        assertThat(
                        send(
                                        target,
                                        PLAN,
                                        "{\"format\": 1, \"objects\": [{\"name\": \"a\", \"fields\": []}, {\"name\": \"a\", \"fields\": []}]}")
                                .errors())
                .containsExactly("/objects/1/name not_unique");
        assertThat(send(target, APPLY, "{\"format\": 1, \"nonsense\": []}").errors())
                .containsExactly("/nonsense unknown_attribute");
        assertThat(
                        send(
                                        target,
                                        APPLY,
                                        "{\"format\": 1, \"plugins\": [{\"id\": \"crm\", \"version\": \"1.0.0\"}]}")
                                .errors())
                .containsExactly("/plugins/0 plugin_missing");
        assertThat(
                        target.send(
                                        "POST",
                                        APPLY,
                                        "application/zip",
                                        "nonsense".getBytes(StandardCharsets.UTF_8))
                                .code())
                .isEqualTo("invalid_metadata");
        for (String name :
                List.of("../package.json", "/etc/passwd", "objects/../../x.json", "unknown.json")) {
            assertThat(target.send("POST", APPLY, "application/zip", zip(name)).code())
                    .as(name)
                    .isEqualTo("invalid_metadata");
        }
        assertThat(target.send("POST", APPLY, "application/zip", new byte[(16 << 20) + 1]).status())
                .isEqualTo(413);
        assertThat(target.get(EXPORT + "?format=tar").code()).isEqualTo("invalid_query");
        assertThat(send(target, PLAN + "?rest=some", "{\"format\": 1}").code())
                .isEqualTo("invalid_query");
    }

    private static byte[] zip(String name) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("package.json"));
            zip.write("{\"format\": 1}".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry(name));
            zip.write("{}".getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    @Test
    void whatPluginsBringIsNamedAndNotCopied() {
        ApiClient ann = platform.newTenant();
        byte[] archive = PluginZip.parcels("1.2.0", "{}", "").bytes();
        ann.install(archive);
        ann.post("/api/v1/metadata/objects/parcel/fields", "{'name': 'mine', 'type': 'text'}");
        ObjectNode document = parsed(ann.get(EXPORT).body());
        assertThat(document.get("plugins").toString())
                .isEqualTo("[{\"id\":\"parcels\",\"version\":\"1.2.0\"}]");
        ObjectNode parcel = object(document, "parcel");
        assertThat(parcel.get("plugin").textValue()).isEqualTo("parcels");
        assertThat(parcel.get("fields")).hasSize(1);

        ApiClient target = platform.newTenant();
        assertThat(send(target, APPLY, document.toString()).errors())
                .contains("/plugins/0 plugin_missing");
        target.object("{'name': 'parcel', 'fields': [{'name': 'x', 'type': 'text'}]}");
        assertThat(send(target, APPLY, document.toString()).errors())
                .contains("/objects/0/name not_unique");
        ApiClient third = platform.newTenant();
        third.install(archive);
        apply(third, document.toString());
        assertThat(third.get(EXPORT).body()).isEqualTo(ann.get(EXPORT).body());
        assertThat(send(third, APPLY + "?rest=delete", "{\"format\": 1}").status()).isEqualTo(200);
        assertThat(third.get("/api/v1/metadata/objects/parcel").json().toString())
                .doesNotContain("\"mine\"")
                .contains("\"label\"");
        document.putArray("plugins").addObject().put("id", "parcels").put("version", "1.3.0");
        assertThat(send(third, APPLY, document.toString()).errors())
                .containsExactly("/plugins/0/version plugin_missing");
    }

    @Test
    void packagesAreForAdministratorsOfTheirOwnTenant() {
        String slug = source.me("/tenant/slug");
        source.create(
                "/api/v1/users",
                "{'name': 'Uma', 'email': 'uma@%s.example', 'password': 'a long password'}"
                        .formatted(slug));
        ApiClient uma = platform.signIn(slug, "uma@" + slug + ".example", "a long password");
        assertThat(uma.get(EXPORT).status()).isEqualTo(403);
        assertThat(uma.get(APPLIED).status()).isEqualTo(403);
        for (String path : List.of(PLAN, APPLY, BACK)) {
            assertThat(send(uma, path, "{\"format\": 1}").status()).as(path).isEqualTo(403);
        }
        assertThat(platform.newTenant().get(EXPORT).json().get("objects")).isEmpty();
    }
}
