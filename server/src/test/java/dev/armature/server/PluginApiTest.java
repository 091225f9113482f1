package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plugins over HTTP: installed by an administrator, taking part in writes, kept within limits. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PluginApiTest {

    private static final String PARCELS = "/api/v1/records/parcel";

    private TestPlatform platform;
    private ApiClient ann;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        ann = platform.newTenant();
    }

    private void installed(PluginZip plugin) {
        ApiClient.Answer answer = ann.install(plugin.bytes());
        assertThat(answer.status()).describedAs(answer.toString()).isEqualTo(201);
    }

    private String state() {
        return ann.get("/api/v1/plugins/parcels").json().get("state").textValue();
    }

    @Test
    void anInstalledPluginBringsItsObjectsAndItsHookTakesPart() {
        installed(PluginZip.parcels("record.label = record.label.toUpperCase();"));

        JsonNode made = ann.post(PARCELS, "{'label': 'abc', 'weight': 1.250}").json();

        assertThat(made.get("label").textValue()).isEqualTo("ABC");
        assertThat(made.get("weight").decimalValue()).isEqualByComparingTo("1.25");
        JsonNode plugin = ann.get("/api/v1/plugins").json().at("/data/0");
        assertThat(plugin.get("id").textValue()).isEqualTo("parcels");
        assertThat(plugin.get("state").textValue()).isEqualTo("enabled");
    }

    @Test
    void whatTheTenantDemandsOfAPluginsRecordsOutlivesItsNextVersion() {
        installed(PluginZip.parcels(""));
        ann.patch(
                "/api/v1/metadata/objects/parcel",
                "{'uniqueTogether': [['label', 'weight']], 'appendOnly': true}");

        installed(PluginZip.parcels("1.1.0", "{}", ""));

        JsonNode parcel = ann.get("/api/v1/metadata/objects/parcel").json();
        assertThat(parcel.get("appendOnly").booleanValue()).isTrue();
        assertThat(parcel.at("/uniqueTogether/0/1").textValue()).isEqualTo("weight");
        ann.create(PARCELS, "{'label': 'a', 'weight': 1}");
        assertThat(ann.post(PARCELS, "{'label': 'a', 'weight': 1}").code()).isEqualTo("not_unique");
    }

    @Test
    void ofOneTenantAnotherSeesNothing() {
        ApiClient bob = platform.newTenant();
        installed(PluginZip.parcels("record.note = 'seen';"));

        assertThat(bob.get("/api/v1/plugins").json().get("data")).isEmpty();
        assertThat(bob.get("/api/v1/plugins/parcels").status()).isEqualTo(404);
        assertThat(bob.get("/api/v1/plugins/parcels/logs").status()).isEqualTo(404);
        assertThat(bob.post("/api/v1/plugins/parcels/disable", "").status()).isEqualTo(404);
        assertThat(bob.delete("/api/v1/plugins/parcels").status()).isEqualTo(404);
        assertThat(bob.post(PARCELS, "{}").status()).isEqualTo(404);
        bob.object("{'name': 'parcel', 'fields': [{'name': 'note', 'type': 'text'}]}");
        assertThat(bob.post(PARCELS, "{}").json().get("note").isNull()).isTrue();
    }

    @Test
    void onlyAnAdministratorManagesPlugins() {
        ann.create(
                "/api/v1/users",
                "{'name': 'Uwe', 'email': 'uwe@example.org', 'password': 'a long password', 'roles': ['user']}");
        String slug = ann.me("/tenant/slug");
        ApiClient uwe = platform.signIn(slug, "uwe@example.org", "a long password");
        byte[] archive = PluginZip.parcels("").bytes();

        assertThat(uwe.install(archive).status()).isEqualTo(403);
        assertThat(uwe.get("/api/v1/plugins").status()).isEqualTo(403);
        assertThat(platform.stranger().install(archive).status()).isEqualTo(401);
        assertThat(ann.get("/api/v1/plugins").json().get("data")).isEmpty();
    }

    @Test
    void aHookRefusesAWriteAtAField() {
        installed(
                PluginZip.parcels(
                        "if (record.weight.compare(30) > 0) host.fail('At most 30 kg', {code: 'too_heavy', field: 'weight'});"));

        ApiClient.Answer answer = ann.post(PARCELS, "{'weight': 31}");

        assertThat(answer.status()).describedAs(answer.toString()).isEqualTo(422);
        assertThat(answer.code()).describedAs(answer.toString()).isEqualTo("too_heavy");
        assertThat(answer.errors()).containsExactly("/weight too_heavy");
        assertThat(ann.get(PARCELS).json().get("data")).isEmpty();
        assertThat(ann.post(PARCELS, "{'weight': 30}").status()).isEqualTo(201);
    }

    @Test
    void aHookThatFailsIsToldOfInThePluginsLogAndNothingIsStored() {
        installed(PluginZip.parcels("host.log.info('about to'); null.boom;"));

        ApiClient.Answer answer = ann.post(PARCELS, "{}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("plugin_failed");
        assertThat(ann.get(PARCELS).json().get("data")).isEmpty();
        ApiClient.await(() -> log().size() == 2);
        assertThat(log().toString())
                .contains("about to")
                .contains("TypeError")
                .contains("at Object.check (parcels:1:");
    }

    private JsonNode log() {
        return ann.get("/api/v1/plugins/parcels/logs").json().get("data");
    }

    @Test
    void whatWasNotGrantedIsRefused() {
        ann.object("{'name': 'secret', 'fields': [{'name': 'text', 'type': 'text'}]}");
        ann.create("/api/v1/records/secret", "{'text': 'x'}");
        installed(
                PluginZip.parcels(
                        "record.note = String(host.records.query('secret', {}).data.length);"));

        assertThat(ann.post(PARCELS, "{}").code()).isEqualTo("capability_missing");

        installed(
                PluginZip.parcels(
                        "1.1.0",
                        "{'records': {'secret': ['read']}}",
                        "record.note = String(host.records.query('secret', {}).data.length);"));
        assertThat(ann.post(PARCELS, "{}").json().get("note").textValue()).isEqualTo("1");
        assertThat(ann.get("/api/v1/plugins/parcels").json().get("version").textValue())
                .isEqualTo("1.1.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while (true) {}",
                "const kept = []; while (true) kept.push(new Array(1000).fill('x'));",
                "3n ** (10n ** 8n);",
                "function f() { try { f(); } catch (e) { f(); } } f();"
            })
    void anAttackEndsThatCallAloneAndAnotherTenantIsServed(String attack) {
        ApiClient bob = platform.newTenant();
        assertThat(bob.install(PluginZip.parcels("record.note = 'served';").bytes()).status())
                .isEqualTo(201);
        installed(PluginZip.parcels(attack));

        CompletableFuture<ApiClient.Answer> attacked =
                CompletableFuture.supplyAsync(() -> ann.post(PARCELS, "{'label': 'a'}"));
        do {
            assertThat(bob.post(PARCELS, "{}").json().path("note").asText()).isEqualTo("served");
        } while (!attacked.isDone());

        assertThat(attacked.join().status()).isEqualTo(422);
        assertThat(attacked.join().code()).isEqualTo("plugin_limit_exceeded");
        assertThat(ann.get(PARCELS).json().get("data")).isEmpty();
    }

    @Test
    void whoKeepsGoingOverTheLimitsIsSuspendedThereUntilSwitchedOnAgain() {
        ApiClient bob = platform.newTenant();
        byte[] archive = PluginZip.parcels("if (record.label === 'bad') while (true);").bytes();
        installed(PluginZip.parcels("if (record.label === 'bad') while (true);"));
        bob.install(archive);

        for (int i = 0; i < 5; i++) {
            assertThat(ann.post(PARCELS, "{'label': 'bad'}").code())
                    .isEqualTo("plugin_limit_exceeded");
        }

        ApiClient.await(() -> state().equals("suspended"));
        JsonNode plugin = ann.get("/api/v1/plugins/parcels").json();
        assertThat(plugin.get("stateReason").textValue()).contains("5 times");
        assertThat(ann.post(PARCELS, "{'label': 'bad'}").status()).isEqualTo(201);
        assertThat(bob.get("/api/v1/plugins/parcels").json().get("state").textValue())
                .isEqualTo("enabled");

        ann.post("/api/v1/plugins/parcels/enable", "");
        assertThat(state()).isEqualTo("enabled");
    }

    @Test
    void aPluginThatIsSwitchedOffDoesNothingAndKeepsItsRecords() {
        installed(PluginZip.parcels("record.note = 'on';"));
        ann.create(PARCELS, "{}");

        ann.post("/api/v1/plugins/parcels/disable", "");
        assertThat(ann.post(PARCELS, "{}").json().get("note").isNull()).isTrue();

        ann.post("/api/v1/plugins/parcels/enable", "");
        assertThat(ann.post(PARCELS, "{}").json().get("note").textValue()).isEqualTo("on");
        assertThat(ann.get(PARCELS).json().get("data")).hasSize(3);
    }

    @Test
    void anUpgradeAddsWhatIsNewAndKeepsTheRecords() {
        installed(PluginZip.parcels(""));
        String id = ann.create(PARCELS, "{'label': 'old'}");

        installed(
                PluginZip.parcels("2.0.0", "{}", "record.colour = 'red';")
                        .with(
                                "metadata/objects/parcel.json",
                                """
                                {'name': 'parcel', 'fields': [{'name': 'label', 'type': 'text'}, {'name': 'weight', 'type': 'decimal', 'scale': 3},
                                  {'name': 'note', 'type': 'text'}, {'name': 'colour', 'type': 'text'}]}
                                """));

        assertThat(ann.get(PARCELS + "/" + id).json().get("label").textValue()).isEqualTo("old");
        assertThat(ann.post(PARCELS, "{}").json().get("colour").textValue()).isEqualTo("red");
    }

    @Test
    void anUninstalledPluginIsGoneWithItsObjects() {
        installed(PluginZip.parcels(""));
        ann.create(PARCELS, "{}");

        assertThat(ann.delete("/api/v1/plugins/parcels").status()).isEqualTo(204);

        assertThat(ann.get("/api/v1/plugins/parcels").status()).isEqualTo(404);
        assertThat(ann.get(PARCELS).status()).isEqualTo(404);
    }

    @Test
    void whatIsNoPluginIsRefusedWithThePlace() {
        assertThat(ann.install(new byte[] {1, 2, 3}).code()).isEqualTo("invalid_plugin");
        assertThat(ann.install(new byte[0]).code()).isEqualTo("invalid_plugin");
        ApiClient.Answer syntax = ann.install(PluginZip.parcels("let let = ;").bytes());
        assertThat(syntax.status()).isEqualTo(422);
        assertThat(syntax.code()).isEqualTo("invalid_plugin");
        assertThat(syntax.body()).contains("SyntaxError").contains("server/index.js");
        ApiClient.Answer later =
                ann.install(
                        PluginZip.of(
                                        "{'id': 'later', 'version': '1.0.0', 'name': 'Later', 'engine': '>=7'}")
                                .bytes());
        assertThat(later.errors()).containsExactly("plugin.json#/engine version_mismatch");
        assertThat(ann.install(new byte[(16 << 20) + 1]).status()).isEqualTo(413);
        assertThat(ann.get("/api/v1/plugins").json().get("data")).isEmpty();
    }

    @Test
    void aPluginCannotTakeAnObjectOfTheTenant() {
        ann.object("{'name': 'parcel', 'fields': [{'name': 'mine', 'type': 'text'}]}");
        ann.create(PARCELS, "{'mine': 'kept'}");

        assertThat(ann.install(PluginZip.parcels("").bytes()).code()).isEqualTo("invalid_plugin");

        assertThat(ann.get(PARCELS).json().at("/data/0/mine").textValue()).isEqualTo("kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"crm", "erp", "lms", "messaging"})
    void eachPluginThatComesWithThePlatformInstalls(String id) {
        ApiClient.Answer answer = ann.install(PluginZip.bundled(id));

        assertThat(answer.status()).describedAs(answer.toString()).isEqualTo(201);
    }

    @Test
    void aDealTakesItsProbabilityFromItsStage() {
        ann.install(PluginZip.bundled("crm"));
        String won =
                StreamSupport.stream(
                                ann.get(
                                                "/api/v1/records/pipelineStage?filter="
                                                        + encode("type == \"won\""))
                                        .json()
                                        .get("data")
                                        .spliterator(),
                                false)
                        .findFirst()
                        .orElseThrow()
                        .get("id")
                        .textValue();

        JsonNode deal =
                ann.post(
                                "/api/v1/records/deal",
                                "{'name': 'Big', 'amount': 100, 'closeDate': '2026-12-31'}")
                        .json();
        assertThat(deal.get("probability").intValue()).isEqualTo(10);
        JsonNode closed =
                ann.patch(
                                "/api/v1/records/deal/" + deal.get("id").textValue(),
                                "{'stage': '" + won + "'}")
                        .json();
        assertThat(closed.get("probability").intValue()).isEqualTo(100);
        assertThat(closed.get("closedAt").isNull()).isFalse();

        ApiClient.Answer unknown =
                ann.post(
                        "/api/v1/records/deal",
                        "{'name': 'x', 'closeDate': '2026-12-31', 'stage': '01a1fed9-0000-7000-8000-000000000000'}");
        assertThat(unknown.errors()).contains("/stage reference_not_found");
    }
}
