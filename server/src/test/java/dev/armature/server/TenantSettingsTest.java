package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.file.FilePurge;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.usage.Stock;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a tenant's administrators say of it, who sees it, and that it holds at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantSettingsTest {

    private static final String TENANT = "/api/v1/tenant";
    private static final String LOGO = TENANT + "/logo";

    private TestPlatform platform;
    private ApiClient ann;
    private ApiClient bob;
    private ApiClient stranger;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
        stranger = platform.newTenant();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void people() {
        ann = platform.newTenant();
        String slug = ann.me("/tenant/slug");
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password'}"
                        .formatted(slug));
        bob = platform.signIn(slug, "bob@" + slug + ".example", "a long password");
    }

    private static String upload(ApiClient client, String name, byte[] content) {
        return client.send(
                        "POST", "/api/v1/files?name=" + name, "application/octet-stream", content)
                .id();
    }

    private static String image(ApiClient client) {
        return upload(client, "logo.png", FilesApiTest.image("png", 300, 100));
    }

    private ApiClient.Answer change(String patch) {
        return ann.patch(TENANT, patch);
    }

    @Test
    void anAdministratorReadsAndChangesThemAndEverybodyOfTheTenantSeesIt() {
        JsonNode before = ann.get(TENANT).json();
        assertThat(before.get("timeZone").textValue()).isEqualTo("UTC");
        assertThat(before.get("brand").toString()).isEqualTo("{\"accent\":null,\"logo\":null}");
        String elsewhere = stranger.get(TENANT).body();

        ApiClient.Answer changed =
                change(
                        "{'name': 'Acme & Söhne', 'locale': 'pt-BR', 'timeZone': 'Asia/Tokyo', 'currency': 'JPY', 'brand': {'accent': '#1D6F42'}}");

        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(changed.json().get("name").textValue()).isEqualTo("Acme & Söhne");
        assertThat(changed.json().at("/brand/accent").textValue()).isEqualTo("#1d6f42");
        assertThat(changed.json().get("slug")).isEqualTo(before.get("slug"));
        assertThat(ann.get(TENANT).json()).isEqualTo(changed.json());
        assertThat(ann.get("/api/v1/me").json().get("tenant")).isEqualTo(changed.json());
        assertThat(bob.get("/api/v1/me").json().get("tenant")).isEqualTo(changed.json());
        assertThat(stranger.get(TENANT).body()).isEqualTo(elsewhere);
    }

    @Test
    void whatAPatchDoesNotNameStaysAndWhatItNamesIsNoted() {
        change("{'currency': 'JPY', 'brand': {'accent': '#1d6f42'}}");
        change("{'name': 'Acme'}");
        change("{'name': 'Acme'}");

        JsonNode now = ann.get(TENANT).json();
        assertThat(now.get("currency").textValue()).isEqualTo("JPY");
        assertThat(now.at("/brand/accent").textValue()).isEqualTo("#1d6f42");
        JsonNode noted = ann.get("/api/v1/audit?kind=settings.changed").json().get("data");
        assertThat(noted).hasSize(2);
        assertThat(noted.get(0).get("subject").textValue()).isEqualTo("tenant");
        assertThat(noted.get(0).get("detail")).isEqualTo(Json.read("{\"name\": \"Acme\"}"));
        assertThat(noted.get(1).get("detail"))
                .isEqualTo(Json.read("{\"currency\": \"JPY\", \"accent\": \"#1d6f42\"}"));

        change("{'brand': {'accent': null}}");
        assertThat(ann.get(TENANT).json().at("/brand/accent").isNull()).isTrue();
    }

    @Test
    void whatIsWrongIsRefusedAtItsPlaceAndChangesNothing() {
        String before = ann.get(TENANT).body();
        Map<String, String> wrong =
                Map.ofEntries(
                        Map.entry("{'name': ''}", "/name required"),
                        Map.entry("{'name': null}", "/name required"),
                        Map.entry("{'name': '" + "x".repeat(201) + "'}", "/name too_long"),
                        Map.entry("{'locale': 'not a tongue'}", "/locale unknown_option"),
                        Map.entry("{'locale': null}", "/locale required"),
                        Map.entry("{'timeZone': 'Mars/Olympus'}", "/timeZone unknown_option"),
                        Map.entry("{'timeZone': '+03:00'}", "/timeZone unknown_option"),
                        Map.entry("{'timeZone': 'SystemV/PST8'}", "/timeZone unknown_option"),
                        Map.entry("{'currency': 'EURO'}", "/currency too_long"),
                        Map.entry("{'currency': 'ABC'}", "/currency unknown_option"),
                        Map.entry("{'slug': 'other'}", "/slug not_changeable"),
                        Map.entry(
                                "{'id': '%s'}".formatted(UUID.randomUUID()), "/id not_changeable"),
                        Map.entry("{'colour': '#000000'}", "/colour unknown_attribute"),
                        Map.entry("{'brand': 'red'}", "/brand wrong_type"),
                        Map.entry("{'brand': {'font': 'x'}}", "/brand/font unknown_attribute"),
                        Map.entry("{'brand': {'accent': 'red'}}", "/brand/accent invalid_color"),
                        Map.entry("{'brand': {'accent': '#1234567'}}", "/brand/accent too_long"),
                        Map.entry("{'brand': {'accent': '#ffcc00'}}", "/brand/accent low_contrast"),
                        Map.entry("{'brand': {'logo': 'x'}}", "/brand/logo unknown_image"),
                        Map.entry(
                                "{'brand': {'logo': '%s'}}".formatted(UUID.randomUUID()),
                                "/brand/logo unknown_image"));

        wrong.forEach((patch, error) ->
                assertThat(change(patch).errors()).as(patch).containsExactly(error));
        assertThat(ann.get(TENANT).body()).isEqualTo(before);
    }

    @Test
    void aColourOnWhichLettersAreNotReadIsRefusedWithAShadeOnWhichTheyAre() {
        for (String color :
                List.of("#ffffff", "#ffcc00", "#00ff00", "#ff8800", "#8fb4ff", "#777778")) {
            ApiClient.Answer refused = change("{'brand': {'accent': '%s'}}".formatted(color));
            String message = refused.json().at("/errors/0/message").textValue();
            Matcher shade = Pattern.compile("#[0-9a-f]{6} has it").matcher(message);
            assertThat(shade.find()).as(message).isTrue();
            String better = shade.group().substring(0, 7);
            assertThat(change("{'brand': {'accent': '%s'}}".formatted(better)).status())
                    .as(better)
                    .isEqualTo(200);
        }
        // #767676 is the lightest grey that WCAG takes under white letters.
        assertThat(change("{'brand': {'accent': '#767676'}}").status()).isEqualTo(200);
        assertThat(change("{'brand': {'accent': '#777777'}}").errors())
                .containsExactly("/brand/accent low_contrast");
    }

    @Test
    void whoIsNoAdministratorMayNotAndAKeyForRecordsNeither() {
        assertThat(bob.get(TENANT).code()).isEqualTo("forbidden");
        assertThat(bob.patch(TENANT, "{'name': 'x'}").code()).isEqualTo("forbidden");
        ApiClient key =
                ann.withToken(
                        ann.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['write']}")
                                .json()
                                .get("key")
                                .textValue());
        assertThat(key.patch(TENANT, "{'name': 'x'}").code()).isEqualTo("scope_missing");
    }

    @Test
    void theLogoIsForEverybodyOfTheTenantAndForNobodyElse() {
        assertThat(bob.get(LOGO).status()).isEqualTo(404);
        String logo = image(ann);
        assertThat(change("{'brand': {'logo': '%s'}}".formatted(logo)).status()).isEqualTo(200);

        ApiClient.Answer shown = bob.get(LOGO);

        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.header("Content-Type")).isEqualTo("image/png");
        assertThat(shown.header("Content-Security-Policy")).contains("sandbox");
        assertThat(
                        bob.send("GET", LOGO, null, null, "If-None-Match", shown.header("ETag"))
                                .status())
                .isEqualTo(304);
        assertThat(bob.get("/api/v1/files/" + logo).status()).isEqualTo(404);
        assertThat(stranger.get(LOGO).status()).isEqualTo(404);
        assertThat(platform.stranger().get(LOGO).status()).isEqualTo(401);

        change("{'brand': {'logo': null}}");
        assertThat(bob.get(LOGO).status()).isEqualTo(404);
    }

    @Test
    void aLogoIsAnImageThatTheAdministratorMayUse() {
        String text = upload(ann, "a.txt", "hello".getBytes(StandardCharsets.UTF_8));
        String svg =
                upload(
                        ann,
                        "a.svg",
                        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
                                .getBytes(StandardCharsets.UTF_8));
        for (String file : List.of(text, svg, image(bob), image(stranger))) {
            assertThat(change("{'brand': {'logo': '%s'}}".formatted(file)).errors())
                    .containsExactly("/brand/logo unknown_image");
        }
    }

    @Test
    void aLogoStaysAsLongAsItIsOneAndGoesAfter() {
        String first = image(ann);
        change("{'brand': {'logo': '%s'}}".formatted(first));
        assertThat(ann.delete("/api/v1/files/" + first).status()).isEqualTo(404);
        assertThat(purged()).isEmpty();

        String second = image(ann);
        change("{'brand': {'logo': '%s'}}".formatted(second));

        assertThat(purged()).containsExactly(UUID.fromString(first));
        assertThat(bob.get(LOGO).status()).isEqualTo(200);
    }

    /** What housekeeping deletes of the files of a tenant in two days. */
    private List<UUID> purged() {
        TenantId tenant =
                new TenantId(
                        Integer.parseInt(
                                platform.rows(
                                                "select tenant_id from tenant where slug = '%s'"
                                                        .formatted(ann.me("/tenant/slug")))
                                        .getFirst()));
        return platform.context
                .getBean(TenantDatabase.class)
                .transaction(
                        tenant,
                        connection ->
                                FilePurge.some(
                                        connection,
                                        tenant,
                                        platform.context.getBean(Stock.class),
                                        Instant.now()
                                                .plus(FilePurge.UNATTACHED_KEPT)
                                                .plusSeconds(9),
                                        10));
    }

    /** One is fourteen hours ahead and the other eleven behind: it is never the same day there. */
    @Test
    void daysAndSumsFollowTheSettingsAtOnce() {
        ann.object(
                "{'name': 'note', 'fields': [{'name': 'day', 'type': 'date', 'default': 'today()'}, {'name': 'currency', 'type': 'text', 'default': 'tenant.currency'}, {'name': 'isToday', 'type': 'formula', 'returns': 'boolean', 'expression': 'day == today()'}]}");
        change("{'timeZone': 'Pacific/Kiritimati', 'currency': 'NZD'}");
        String early = ann.create("/api/v1/records/note", "{}");
        assertThat(note(early).get("isToday").booleanValue()).isTrue();

        change("{'timeZone': 'Pacific/Pago_Pago', 'currency': 'USD'}");

        String late = bob.create("/api/v1/records/note", "{}");
        assertThat(note(early).get("isToday").booleanValue()).isFalse();
        assertThat(note(late).get("day")).isNotEqualTo(note(early).get("day"));
        assertThat(note(early).get("currency").textValue()).isEqualTo("NZD");
        assertThat(note(late).get("currency").textValue()).isEqualTo("USD");
        assertThat(
                        bob.get("/api/v1/records/note?filter=" + ApiClient.encode("day == today()"))
                                .json()
                                .get("data")
                                .findValuesAsText("id"))
                .containsExactly(late);
    }

    private JsonNode note(String id) {
        return bob.get("/api/v1/records/note/" + id).json();
    }
}
