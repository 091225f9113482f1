package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.armature.testing.EveryHome;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tenants, users, sign-in and tokens, and what happens to those who try to get round them. */
@EveryHome
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityApiTest {

    private static final String PASSWORD = "a long password";

    private TestPlatform platform;
    private String slug;
    private ApiClient ann;
    private int count;

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
        slug = "acme" + ++count;
        ann = platform.newTenant(slug);
    }

    private ApiClient.Answer login(String tenant, String email, String password) {
        return platform.stranger()
                .post(
                        "/api/v1/auth/login",
                        "{'tenant': '%s', 'email': '%s', 'password': '%s'}"
                                .formatted(tenant, email, password));
    }

    private String annsMail() {
        return "ann@" + slug + ".example";
    }

    @Test
    void aCompanySignsUpOnceUnderItsSlug() {
        ApiClient.Answer again =
                platform.stranger()
                        .post(
                                "/api/v1/tenants",
                                "{'name': 'X', 'slug': '%s', 'admin': {'name': 'N', 'email': 'n@x.example', 'password': 'a long password'}}"
                                        .formatted(slug));
        assertThat(again.code()).isEqualTo("not_unique");

        ApiClient.Answer bad =
                platform.stranger()
                        .post(
                                "/api/v1/tenants",
                                "{'slug': 'No Slug', 'admin': {'email': 'nobody', 'password': 'short'}, 'plan': 'gold'}");
        assertThat(bad.status()).isEqualTo(422);
        assertThat(bad.errors())
                .containsExactly(
                        "/admin/email invalid_email",
                        "/admin/name required",
                        "/admin/password too_short",
                        "/name required",
                        "/plan unknown_attribute",
                        "/slug invalid_name");
    }

    @Test
    void meSaysWhoIAmAndWhatIMayDo() {
        JsonNode me = ann.get("/api/v1/me").json();

        assertThat(me.at("/user/email").textValue()).isEqualTo(annsMail());
        assertThat(me.at("/tenant/slug").textValue()).isEqualTo(slug);
        assertThat(me.at("/roles/0").textValue()).isEqualTo("administrator");
        assertThat(me.toString()).doesNotContain("argon2").doesNotContain("password");
    }

    @Test
    void wrongPasswordsUnknownUsersAndUnknownTenantsGetOneAnswer() {
        List<ApiClient.Answer> answers =
                List.of(
                        login(slug, annsMail(), "wrong password"),
                        login(slug, "nobody@x.example", PASSWORD),
                        login("nowhere", annsMail(), PASSWORD));

        assertThat(answers).extracting(ApiClient.Answer::status).containsOnly(401);
        assertThat(answers)
                .extracting(a -> a.json().get("detail").textValue())
                .containsOnly("Tenant, e-mail or password is wrong");
        assertThat(login(slug, annsMail().toUpperCase(java.util.Locale.ROOT), PASSWORD).status())
                .isEqualTo(200);
    }

    @Test
    void aRefreshTokenWorksOnceAndItsSecondUseEndsTheWholeSignIn() {
        JsonNode first = login(slug, annsMail(), PASSWORD).json();
        String refresh = "{'refresh_token': '" + first.get("refresh_token").textValue() + "'}";

        ApiClient.Answer second = platform.stranger().post("/api/v1/auth/refresh", refresh);
        assertThat(second.status()).isEqualTo(200);
        ApiClient fresh = ann.withTokens(second.json());
        assertThat(fresh.get("/api/v1/me").status()).isEqualTo(200);

        assertThat(platform.stranger().post("/api/v1/auth/refresh", refresh).code())
                .isEqualTo("invalid_refresh_token");
        String next = "{'refresh_token': '" + second.json().get("refresh_token").textValue() + "'}";
        assertThat(platform.stranger().post("/api/v1/auth/refresh", next).code())
                .isEqualTo("invalid_refresh_token");
        fresh.awaitOut();
    }

    @Test
    void signingOutEndsTheSignInAndNoOther() {
        JsonNode one = login(slug, annsMail(), PASSWORD).json();
        ApiClient client = ann.withTokens(one);

        assertThat(client.post("/api/v1/auth/logout", "").status()).isEqualTo(204);

        assertThat(
                        platform.stranger()
                                .post(
                                        "/api/v1/auth/refresh",
                                        "{'refresh_token': '"
                                                + one.get("refresh_token").textValue()
                                                + "'}")
                                .status())
                .isEqualTo(401);
        client.awaitOut();
        assertThat(ann.get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void browsersKeepTheRefreshTokenWhereNoScriptReadsIt() {
        ApiClient.Answer login =
                platform.stranger()
                        .post(
                                "/api/v1/auth/login?session=cookie",
                                "{'tenant': '%s', 'email': '%s', 'password': '%s'}"
                                        .formatted(slug, annsMail(), PASSWORD));
        String cookie = login.header("Set-Cookie");

        assertThat(login.json().has("refresh_token")).isFalse();
        assertThat(cookie)
                .containsIgnoringCase("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/api/v1/auth");
        ApiClient.Answer refreshed =
                platform.stranger()
                        .send(
                                "POST",
                                "/api/v1/auth/refresh?session=cookie",
                                "application/json",
                                new byte[0],
                                "Cookie",
                                cookie.substring(0, cookie.indexOf(';')));
        assertThat(refreshed.status()).as(refreshed.body()).isEqualTo(200);
        assertThat(platform.stranger().post("/api/v1/auth/refresh?session=cookie", "").status())
                .isEqualTo(401);
    }

    @Test
    void onlyAdministratorsManageUsersAndMetadata() {
        String email = "bob@" + slug + ".example";
        String bob =
                ann.create(
                        "/api/v1/users",
                        "{'name': 'Bob', 'email': '%s', 'password': '%s'}"
                                .formatted(email, PASSWORD));
        ApiClient user = platform.signIn(slug, email, PASSWORD);
        ann.object("{'name': 'thing', 'fields': [{'name': 'name', 'type': 'text'}]}");

        assertThat(user.post("/api/v1/records/thing", "{'name': 'x'}").status()).isEqualTo(201);
        assertThat(user.get("/api/v1/metadata/objects").status()).isEqualTo(200);
        List<ApiClient.Answer> refused =
                List.of(
                        user.get("/api/v1/users"),
                        user.post("/api/v1/users", "{}"),
                        user.patch("/api/v1/users/" + bob, "{'roles': ['administrator']}"),
                        user.delete("/api/v1/users/" + bob),
                        user.post("/api/v1/metadata/objects", "{'name': 'x'}"),
                        user.patch("/api/v1/metadata/objects/thing", "{'label': 'x'}"),
                        user.delete("/api/v1/metadata/objects/thing"),
                        user.post(
                                "/api/v1/metadata/objects/thing/fields",
                                "{'name': 'x', 'type': 'text'}"),
                        user.delete("/api/v1/metadata/objects/thing/fields/name"),
                        user.post("/api/v1/metadata/objects/thing/rules", "{}"),
                        user.get("/api/v1/metadata/objects?deleted=true"));
        assertThat(refused).extracting(ApiClient.Answer::status).containsOnly(403);
        assertThat(refused).extracting(ApiClient.Answer::code).containsOnly("forbidden");
        assertThat(user.get("/api/v1/openapi.json").body())
                .doesNotContain("/api/v1/users")
                .contains("/api/v1/records/thing");
        assertThat(ann.get("/api/v1/openapi.json").body())
                .contains("/api/v1/users")
                .doesNotContain("x-administrator");
    }

    @Test
    void aUserIsChangedAndSwitchedOffAndTheirSessionsEnd() {
        String email = "bob@" + slug + ".example";
        String id =
                ann.create(
                        "/api/v1/users",
                        "{'name': 'Bob', 'email': '%s', 'password': '%s'}"
                                .formatted(email, PASSWORD));
        ApiClient bob = platform.signIn(slug, email, PASSWORD);
        assertThat(
                        ann.post(
                                        "/api/v1/users",
                                        "{'name': 'B2', 'email': '%s', 'password': '%s'}"
                                                .formatted(email.replace("bob", "BOB"), PASSWORD))
                                .code())
                .isEqualTo("not_unique");

        assertThat(
                        ann.patch(
                                        "/api/v1/users/" + id,
                                        "{'name': 'Robert', 'roles': ['administrator']}")
                                .json()
                                .get("name")
                                .textValue())
                .isEqualTo("Robert");
        assertThat(ann.delete("/api/v1/users/" + id).status()).isEqualTo(204);

        assertThat(login(slug, email, PASSWORD).status()).isEqualTo(401);
        bob.awaitOut();
    }

    @Test
    void theLastAdministratorStays() {
        String id = ann.me("/user/id");

        assertThat(ann.delete("/api/v1/users/" + id).code()).isEqualTo("state_conflict");
        assertThat(ann.patch("/api/v1/users/" + id, "{'roles': ['user']}").code())
                .isEqualTo("state_conflict");
        assertThat(ann.get("/api/v1/users").status()).isEqualTo(200);
    }

    @Test
    void ourTokensCanBeCheckedWithTheKeysWePublish() throws Exception {
        JWKSet keys = JWKSet.parse(platform.stranger().get("/oauth2/jwks").body());
        SignedJWT token = SignedJWT.parse(ann.token());

        RSAKey key = keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey();
        assertThat(token.verify(new RSASSAVerifier(key))).isTrue();
        assertThat(key.isPrivate()).isFalse();
        assertThat(
                        platform.stranger()
                                .get("/.well-known/openid-configuration")
                                .json()
                                .get("jwks_uri")
                                .textValue())
                .isEqualTo(TestPlatform.URL + "/oauth2/jwks");
    }

    @Test
    void twoAuthorizationHeadersAreOneTooMany() {
        ApiClient.Answer answer =
                ann.send("GET", "/api/v1/me", null, null, "Authorization", "Bearer other");

        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void forgedTokensOpenNothing() throws Exception {
        SignedJWT real = SignedJWT.parse(ann.token());
        JWTClaimsSet claims = real.getJWTClaimsSet();
        JWSHeader header = real.getHeader();
        String publicKey = platform.stranger().get("/oauth2/jwks").body();
        RSAKey stranger = new RSAKeyGenerator(2048).generate();

        String unsigned = new PlainJWT(claims).serialize();
        SignedJWT otherKey = new SignedJWT(header, claims);
        otherKey.sign(new RSASSASigner(stranger));
        SignedJWT confused =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .keyID(header.getKeyID())
                                .type(new JOSEObjectType("at+jwt"))
                                .build(),
                        claims);
        confused.sign(
                new MACSigner(
                        Arrays.copyOf(
                                JWKSet.parse(publicKey)
                                        .getKeys()
                                        .getFirst()
                                        .toRSAKey()
                                        .toRSAPublicKey()
                                        .getEncoded(),
                                64)));
        String[] parts = ann.token().split("\\.", -1);
        String tampered =
                parts[0] + "." + parts[1].substring(0, parts[1].length() - 4) + "AAAA." + parts[2];

        for (String token :
                List.of(
                        unsigned,
                        otherKey.serialize(),
                        confused.serialize(),
                        tampered,
                        "x",
                        "",
                        "a.b.c",
                        ann.token() + "x",
                        "x".repeat(10_000))) {
            ApiClient.Answer answer = ann.withToken(token).get("/api/v1/me");
            assertThat(answer.status()).as(token).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        }
        assertThat(platform.stranger().get("/api/v1/records/x").status()).isEqualTo(401);
        assertThat(
                        platform.stranger()
                                .send(
                                        "GET",
                                        "/api/v1/me",
                                        null,
                                        null,
                                        "Authorization",
                                        "Basic " + ann.token())
                                .status())
                .isEqualTo(401);
    }
}
