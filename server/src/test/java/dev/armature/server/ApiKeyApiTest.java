package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.usage.UsageMeter;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Keys by which programs act as a user, and what each may do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiKeyApiTest {

    private static final String PASSWORD = "a long password";
    private static final String KEYS = "/api/v1/api-keys";
    private static final String DEALS = "/api/v1/records/deal";

    private final TestPlatform platform = TestPlatform.shared();
    private ApiClient ann;
    private ApiClient bob;
    private String bobsId;
    private String deal;

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        ann = platform.newTenant();
        String slug = ann.me("/tenant/slug");
        bobsId =
                ann.create(
                        "/api/v1/users",
                        "{'name': 'Bob', 'email': 'bob@%s.example', 'password': '%s'}"
                                .formatted(slug, PASSWORD));
        bob = platform.signIn(slug, "bob@" + slug + ".example", PASSWORD);
        ann.object(
                "{'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'pin', 'type': 'secret'}]}");
        ann.object("{'name': 'invoice', 'fields': [{'name': 'name', 'type': 'text'}]}");
        deal = ann.create(DEALS, "{'name': 'one', 'pin': '1234'}");
    }

    private ApiClient key(ApiClient owner, String scopes, String... more) {
        ApiClient.Answer made =
                owner.post(
                        KEYS,
                        "{'name': 'k', 'scopes': [%s]%s}".formatted(scopes, String.join("", more)));
        if (made.status() != 201) {
            throw new AssertionError(made);
        }
        return owner.withToken(made.json().get("key").textValue());
    }

    private static void mayNot(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("scope_missing");
    }

    @Test
    void aKeyIsToldOnceAndOnlyItsHashIsKept() throws Exception {
        ApiClient.Answer made = bob.post(KEYS, "{'name': 'Sync', 'scopes': ['read']}");
        String text = made.json().get("key").textValue();

        assertThat(text).startsWith("arm_").hasSizeGreaterThan(80);
        assertThat(made.header("Location")).isEqualTo(KEYS + "/" + made.id());
        assertThat(bob.get(KEYS).body()).contains("Sync").doesNotContain(text);
        assertThat(bob.get(KEYS + "/" + made.id()).body()).doesNotContain("key\"");
        String prefix = bob.get(KEYS).json().at("/data/0/prefix").textValue();
        assertThat(text).startsWith(prefix);
        assertThat(prefix).hasSize(46);
        String secret = text.substring(text.length() - 20);
        assertThat(
                        platform.rows(
                                        "select t::text from api_key t where id = '"
                                                + made.id()
                                                + "'")
                                .getFirst())
                .contains("Sync")
                .doesNotContain(secret);
    }

    @Test
    void administratorsSeeWhoseAllKeysAreAndRecognizeOneByWhatItBeginsWith() {
        String anns = ann.post(KEYS, "{'name': 'Sync', 'scopes': ['read']}").id();
        ApiClient.Answer made = bob.post(KEYS, "{'name': 'Till', 'scopes': ['write']}");
        String found = made.json().get("key").textValue();
        platform.newTenant().post(KEYS, "{'name': 'Elsewhere', 'scopes': ['read']}");

        JsonNode all = ann.get(KEYS + "?all=true").json().get("data");

        assertThat(all.findValuesAsText("id")).containsExactly(made.id(), anns);
        assertThat(all.findValuesAsText("user")).containsExactly(bobsId, ann.me("/user/id"));
        List<String> prefixes = all.findValuesAsText("prefix");
        assertThat(prefixes.stream().filter(found::startsWith))
                .containsExactly(prefixes.getFirst());
        assertThat(bob.get(KEYS + "?all=true").status()).isEqualTo(403);
    }

    @Test
    void aKeyActsAsItsUserAndTellsWhenItWasUsed() {
        ApiClient program = key(bob, "'read'");

        assertThat(program.me("/user/name")).isEqualTo("Bob");
        assertThat(program.get(DEALS).json().get("data")).hasSize(1);
        assertThat(bob.get(KEYS).json().at("/data/0/lastUsedAt").textValue()).endsWith("Z");
        mayNot(program.get("/api/v1/users"));
    }

    @Test
    void eachKeyTellsHowManyRequestsItMadeThisMonth() {
        ApiClient busy = key(ann, "'read'");
        ApiClient quiet = key(bob, "'read'");
        for (int i = 0; i < 5; i++) {
            busy.get(DEALS);
        }
        quiet.get(DEALS);
        platform.context.getBean(UsageMeter.class).flush();
        busy.get(DEALS);
        platform.context.getBean(UsageMeter.class).flush();

        JsonNode bobs = bob.get(KEYS).json().get("data");
        JsonNode all = ann.get(KEYS + "?all=true").json().get("data");

        assertThat(bobs).hasSize(1);
        assertThat(bobs.at("/0/requestsThisMonth").longValue()).isEqualTo(1);
        assertThat(all.findValues("requestsThisMonth").stream().map(JsonNode::longValue))
                .containsExactlyInAnyOrder(6L, 1L);
        String id = ann.get(KEYS).json().at("/data/0/id").textValue();
        assertThat(ann.get(KEYS + "/" + id).json().get("requestsThisMonth").longValue())
                .isEqualTo(6);
        assertThat(platform.newTenant().get(KEYS + "?all=true").json().get("data")).isEmpty();
        platform.update(
                "update api_key_usage set month = (month - interval '1 month')::date where key_id = '%s'"
                        .formatted(id));
        assertThat(ann.get(KEYS + "/" + id).json().get("requestsThisMonth").longValue()).isZero();
    }

    @Test
    void readingKeysReadAndDoNotWrite() {
        ApiClient program = key(ann, "'read'");

        for (String path :
                List.of(
                        DEALS,
                        DEALS + "/" + deal,
                        DEALS + "/" + deal + "/history",
                        "/api/v1/metadata/objects",
                        "/api/v1/metadata/objects/deal/schema",
                        "/api/v1/openapi.json",
                        "/api/v1/jobs",
                        "/api/v1/me")) {
            assertThat(program.get(path).status()).as(path).isEqualTo(200);
        }
        assertThat(program.post(DEALS + "/aggregate", "{'measures': {'n': 'count()'}}").status())
                .isEqualTo(200);
        mayNot(program.post(DEALS, "{'name': 'x'}"));
        mayNot(program.patch(DEALS + "/" + deal, "{'name': 'x'}"));
        mayNot(program.put(DEALS + "/by/name/x", "{'name': 'x'}"));
        mayNot(program.delete(DEALS + "/" + deal));
        mayNot(program.post(DEALS + "/bulk", "{'operations': []}"));
        mayNot(program.csv(DEALS + "/import", "name\nx\n"));
        mayNot(program.post(DEALS + "/aggregate/x", "{}"));
        mayNot(program.send("POST", "/api/v1/files?name=x", "text/plain", new byte[1]));
        mayNot(program.get(DEALS + "/" + deal + "/secrets/pin"));
        mayNot(program.get("/api/v1/plugins"));
        mayNot(program.send("POST", "/api/v1/plugins", "application/zip", new byte[1]));
    }

    @Test
    void writingKeysWriteRecordsAndChangeNoMetadata() {
        ApiClient program = key(ann, "'write'");

        assertThat(program.post(DEALS, "{'name': 'x'}").status()).isEqualTo(201);
        assertThat(program.get(DEALS).status()).isEqualTo(200);
        for (String path :
                List.of(
                        "/api/v1/metadata/objects",
                        "/api/v1/metadata/objects/deal/fields",
                        "/api/v1/metadata/objects/deal/rules",
                        "/api/v1/metadata/objects/deal/storage",
                        "/api/v1/metadata/objects/deal/fields/name/convert",
                        "/api/v1/users")) {
            mayNot(program.post(path, "{}"));
        }
        mayNot(program.delete("/api/v1/metadata/objects/deal"));
        mayNot(program.patch("/api/v1/tenant/sign-in", "{'secondFactor': 'everybody'}"));
    }

    @Test
    void metadataKeysChangeMetadataIfTheirUserMay() {
        assertThat(
                        key(ann, "'metadata'")
                                .patch("/api/v1/metadata/objects/deal", "{'label': 'Deal'}")
                                .status())
                .isEqualTo(200);
        ApiClient bobs = key(bob, "'metadata', 'write', 'secrets'");
        assertThat(bobs.patch("/api/v1/metadata/objects/deal", "{'label': 'X'}").code())
                .as("a key gives nobody a right")
                .isEqualTo("forbidden");
        assertThat(bobs.get(DEALS + "/" + deal + "/secrets/pin").code()).isEqualTo("forbidden");
        assertThat(key(ann, "'read', 'secrets'").get(DEALS + "/" + deal + "/secrets/pin").status())
                .isEqualTo(200);
        mayNot(key(ann, "'metadata'").get(DEALS));
    }

    @Test
    void keysForOneObjectReachNoOther() {
        ApiClient program = key(ann, "'read:deal', 'write:invoice'");

        assertThat(program.get(DEALS).status()).isEqualTo(200);
        assertThat(program.get("/api/v1/metadata/objects/deal").status()).isEqualTo(200);
        mayNot(program.post(DEALS, "{'name': 'x'}"));
        assertThat(program.post("/api/v1/records/invoice", "{'name': 'x'}").status())
                .isEqualTo(201);
        assertThat(program.get("/api/v1/records/invoice").status()).isEqualTo(200);
        mayNot(program.get("/api/v1/records/other"));
        mayNot(program.get("/api/v1/metadata/objects/other"));
        mayNot(program.get("/api/v1/metadata/objects"));
        mayNot(program.get("/api/v1/openapi.json"));
        mayNot(program.get("/api/v1/jobs"));
        mayNot(program.get("/api/v1/records/%64eal2"));
        mayNot(program.get("/api/v1/records"));
    }

    @Test
    void aKeyMakesNoKeysAndChangesNoPassword() {
        ApiClient program = key(ann, "'read', 'write', 'metadata', 'secrets'");

        mayNot(program.get(KEYS));
        mayNot(program.post(KEYS, "{'name': 'x', 'scopes': ['read']}"));
        mayNot(program.delete(KEYS + "/" + bobsId));
        mayNot(
                program.post(
                        "/api/v1/auth/password",
                        "{'password': '%s', 'newPassword': 'quite another one'}"
                                .formatted(PASSWORD)));
        mayNot(program.get("/api/v1/auth/sessions"));
        mayNot(program.delete("/api/v1/auth/sessions"));
        mayNot(program.post("/api/v1/auth/second-factor", "{'password': '" + PASSWORD + "'}"));
        mayNot(program.post("/api/v1/auth/logout", ""));
    }

    @Test
    void aRevokedKeyAndOneOfASwitchedOffUserOpenNothing() {
        ApiClient program = key(bob, "'read'");
        assertThat(program.get(DEALS).status()).isEqualTo(200);
        String id = bob.get(KEYS).json().at("/data/0/id").textValue();

        assertThat(platform.newTenant().delete(KEYS + "/" + id).status()).isEqualTo(404);
        assertThat(bob.delete(KEYS + "/" + id).status()).isEqualTo(204);
        ApiClient.await(() -> program.get(DEALS).status() == 401);
        assertThat(bob.get(KEYS).json().get("data")).isEmpty();
        assertThat(bob.delete(KEYS + "/" + id).status()).isEqualTo(404);

        ApiClient other = key(bob, "'read'");
        assertThat(other.get(DEALS).status()).isEqualTo(200);
        ann.delete("/api/v1/users/" + bobsId);
        ApiClient.await(() -> other.get(DEALS).status() == 401);
    }

    @Test
    void administratorsMakeKeysForOthersAndRevokeThoseOfAll() {
        ApiClient service = key(ann, "'read'", ", 'user': '" + bobsId + "'");
        assertThat(service.me("/user/id")).isEqualTo(bobsId);
        JsonNode seen = ann.get(KEYS + "?all=true").json().get("data").get(0);
        assertThat(seen.get("user").textValue()).isEqualTo(bobsId);
        assertThat(seen.get("createdBy").textValue()).isNotEqualTo(bobsId);

        String annsId = ann.me("/user/id");
        assertThat(
                        bob.post(
                                        KEYS,
                                        "{'name': 'x', 'scopes': ['read'], 'user': '%s'}"
                                                .formatted(annsId))
                                .code())
                .isEqualTo("forbidden");
        assertThat(bob.get(KEYS + "?all=true").code()).isEqualTo("forbidden");
        String annsKey = ann.post(KEYS, "{'name': 'x', 'scopes': ['read']}").id();
        assertThat(bob.get(KEYS + "/" + annsKey).status()).isEqualTo(404);
        assertThat(bob.delete(KEYS + "/" + annsKey).status()).isEqualTo(404);
        assertThat(ann.delete(KEYS + "/" + seen.get("id").textValue()).status()).isEqualTo(204);
    }

    @Test
    void whatIsWrongWithAKeyToMakeIsTold() {
        assertThat(
                        ann.post(
                                        KEYS,
                                        "{'scopes': ['all'], 'expiresAt': '2020-01-01T00:00:00Z', 'user': 'x', 'rights': 1}")
                                .errors())
                .containsExactly(
                        "/expiresAt invalid_date_time",
                        "/name required",
                        "/rights unknown_attribute",
                        "/scopes unknown_option",
                        "/user invalid_id");
        assertThat(ann.post(KEYS, "{'name': 'x', 'scopes': []}").errors())
                .containsExactly("/scopes required");
        assertThat(
                        ann.post(
                                        KEYS,
                                        "{'name': 'x', 'scopes': ['read'], 'expiresAt': '+300000-01-01T00:00:00Z'}")
                                .errors())
                .as("a year that the database has no place for")
                .containsExactly("/expiresAt invalid_date_time");
    }

    @Test
    void keysThatAreMadeUpOpenNothing() {
        String real =
                bob.post(KEYS, "{'name': 'k', 'scopes': ['read']}").json().get("key").textValue();
        char last = real.charAt(60);
        for (String text :
                List.of(
                        "arm_",
                        "arm_x",
                        "arm_" + "A".repeat(86),
                        real.substring(4),
                        real + "A",
                        real.substring(0, 60) + (last == 'A' ? 'B' : 'A') + real.substring(61))) {
            assertThat(ann.withToken(text).get(DEALS).status()).as(text).isEqualTo(401);
        }
    }

    @Test
    void anExpiredKeyOpensNothing() {
        ApiClient program =
                key(
                        bob,
                        "'read'",
                        ", 'expiresAt': '" + java.time.Instant.now().plusSeconds(2) + "'");

        ApiClient.await(() -> program.get(DEALS).status() == 401);
    }
}
