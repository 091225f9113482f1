package dev.armature.server;

import static dev.armature.server.RightsFixture.DEALS;
import static dev.armature.server.RightsFixture.all;
import static dev.armature.server.RightsFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Administrators see what a user sees; they change nothing, and it is told that it was they. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeeAsTest {

    private TestPlatform platform;
    private RightsFixture sales;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @BeforeEach
    void aTenant() {
        sales = new RightsFixture(platform);
    }

    private static ApiClient.Answer ask(ApiClient client, String user) {
        return client.send("POST", "/api/v1/users/" + user + "/see-as", null, null);
    }

    private ApiClient asBob() {
        ApiClient.Answer answer = ask(sales.admin, sales.bobsId);
        assertThat(answer.status()).describedAs(answer.toString()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        return sales.admin.withTokens(answer.json());
    }

    @Test
    void oneSeesWhatTheUserSees() {
        ApiClient asBob = asBob();

        assertThat(ids(all(asBob, DEALS))).isEqualTo(ids(all(sales.bob, DEALS)));
        assertThat(asBob.get(DEALS + "/" + sales.north()).body())
                .isEqualTo(sales.bob.get(DEALS + "/" + sales.north()).body());
        assertThat(asBob.get(DEALS + "/" + sales.south()).status()).isEqualTo(404);
        assertThat(
                        asBob.post(DEALS + "/aggregate", "{'measures': {'n': 'count()'}}")
                                .json()
                                .at("/data/0/n")
                                .intValue())
                .isEqualTo(6);
        JsonNode me = asBob.get("/api/v1/me").json();
        assertThat(me.at("/user/id").textValue()).isEqualTo(sales.bobsId);
        assertThat(me.at("/actor/name").textValue()).isEqualTo(sales.admin.me("/user/name"));
        assertThat(sales.bob.get("/api/v1/me").json().has("actor")).isFalse();
    }

    @Test
    void theTokenNamesTheAdministratorAndTheAuditLogTellsOfIt() {
        String token = asBob().token();
        JsonNode claims =
                Json.read(
                        new String(
                                Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]),
                                StandardCharsets.UTF_8));
        String ann = sales.admin.me("/user/id");
        assertThat(claims.get("sub").textValue()).isEqualTo(sales.bobsId);
        assertThat(claims.at("/act/sub").textValue()).isEqualTo(ann);

        JsonNode entry =
                sales.admin.get("/api/v1/audit?kind=user.impersonated").json().at("/data/0");
        assertThat(entry.get("actor").textValue()).isEqualTo(ann);
        assertThat(entry.get("subject").textValue()).isEqualTo(sales.bobsId);
        assertThat(entry.toString()).doesNotContain(token);
    }

    /** All that the platform can be asked for, as the API's own document lists it. */
    @Test
    void nothingIsChangedOnAnyWay() {
        ApiClient asBob = asBob();
        String before = Json.write(sales.admin.get(DEALS + "?sort=code").json());
        JsonNode paths = sales.admin.get("/api/v1/openapi.json").json().get("paths");
        int refused = 0;
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            for (String method : List.of("post", "put", "patch", "delete")) {
                // What is open is done as nobody, whoever sends a token along.
                JsonNode security = path.getValue().path(method).path("security");
                boolean open = security.isArray() && security.isEmpty();
                if (path.getValue().has(method) && !open && !path.getKey().endsWith("/aggregate")) {
                    ApiClient.Answer answer =
                            asBob.send(
                                    method.toUpperCase(Locale.ROOT),
                                    path.getKey()
                                            .replace("{id}", sales.north())
                                            .replaceAll("\\{[a-z]+}", "x"),
                                    "application/json",
                                    "{}".getBytes(StandardCharsets.UTF_8));
                    assertThat(answer.code()).describedAs(method + path).isEqualTo("seeing_as");
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(50);
        for (String own :
                List.of(
                        "/api/v1/auth/sessions",
                        "/api/v1/auth/second-factor",
                        "/api/v1/api-keys",
                        "/api/v1/audit",
                        "/api/v1/users",
                        DEALS + "/" + sales.north() + "/secrets/name",
                        DEALS + "/export",
                        "/api/v1/plugins/x/api/y",
                        "/api/v1//users",
                        "/api/v1/records/../users")) {
            assertThat(asBob.get(own).status()).describedAs(own).isBetween(400, 499);
        }
        assertThat(asBob.get("/api/v1/auth/sessions").code()).isEqualTo("seeing_as");
        assertThat(Json.write(sales.admin.get(DEALS + "?sort=code").json())).isEqualTo(before);
    }

    @Test
    void onlyAdministratorsSeeAsOnlyOthersWhoAreNone() {
        String ann = sales.admin.me("/user/id");
        assertThat(ask(sales.bob, sales.bobsId).code()).isEqualTo("forbidden");
        assertThat(ask(sales.admin, ann).code()).isEqualTo("state_conflict");
        assertThat(ask(asBob(), sales.bobsId).code()).isEqualTo("seeing_as");
        assertThat(ask(platform.newTenant(), sales.bobsId).status()).isEqualTo(404);
        String key =
                sales.admin
                        .post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['metadata']}")
                        .json()
                        .get("key")
                        .textValue();
        assertThat(ask(sales.admin.withToken(key), sales.bobsId).code()).isEqualTo("scope_missing");
        sales.admin.patch("/api/v1/users/" + sales.bobsId, "{'active': false}");
        assertThat(ask(sales.admin, sales.bobsId).code()).isEqualTo("state_conflict");
    }

    @Test
    void itEndsWithTheAdministratorsSessionAndRole() {
        ApiClient asBob = asBob();
        sales.admin.patch("/api/v1/users/" + sales.bobsId, "{'roles': ['administrator']}");
        asBob.awaitOut();
        sales.admin.patch("/api/v1/users/" + sales.bobsId, "{'roles': ['sales']}");
        ApiClient.await(() -> asBob.get("/api/v1/me").status() == 200);

        String slug = sales.admin.me("/tenant/slug");
        String other =
                sales.admin.create(
                        "/api/v1/users",
                        "{'name': 'C', 'email': 'c@%s.example', 'password': 'a long password', 'roles': ['administrator']}"
                                .formatted(slug));
        ApiClient carl = platform.signIn(slug, "c@" + slug + ".example", "a long password");
        ApiClient carlAsBob =
                carl.withToken(ask(carl, sales.bobsId).json().get("access_token").textValue());
        assertThat(carlAsBob.get(DEALS).status()).isEqualTo(200);
        sales.admin.patch("/api/v1/users/" + other, "{'roles': ['user']}");
        ApiClient.await(() -> carlAsBob.get(DEALS).status() == 401);

        assertThat(sales.admin.post("/api/v1/auth/logout", "").status()).isEqualTo(204);
        ApiClient.await(() -> asBob.get(DEALS).status() == 401);
        assertThat(sales.bob.get(DEALS).status()).isEqualTo(200);
    }
}
