package dev.armature.server;

import static dev.armature.server.OAuthApp.APPS;
import static dev.armature.server.OAuthApp.CALLBACK;
import static dev.armature.server.OAuthApp.VERIFIER;
import static dev.armature.server.OAuthApp.answer;
import static dev.armature.server.OAuthApp.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.armature.engine.oauth.Parameters;
import dev.armature.metadata.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Apps of others act for people who let them, within what they were let do, for as long. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OAuthTest {

    private static final String DEALS = "/api/v1/records/deal";
    private static final String CONSENTS = "/api/v1/oauth/consents";
    private static final String EVERYTHING =
            "openid profile email offline_access read write metadata secrets";

    private final TestPlatform platform = TestPlatform.shared();
    private ApiClient ann;
    private ApiClient bob;
    private OAuthApp app;

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeAll
    void aTenant() {
        ann = platform.newTenant();
        bob = OAuthApp.user(platform, ann, "bob");
        ann.object("{'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.object("{'name': 'invoice', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.create(DEALS, "{'name': 'one'}");
        app = OAuthApp.register(platform, ann, EVERYTHING);
    }

    private static void mayNot(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("scope_missing");
    }

    private static JWTClaimsSet claims(JsonNode token) {
        try {
            return SignedJWT.parse(token.textValue()).getJWTClaimsSet();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private ApiClient.Answer userInfo(String token) {
        return ann.withToken(token).get("/oauth2/userinfo");
    }

    @Test
    void anAppIsRegisteredByAnAdministratorAndItsSecretToldOnce() {
        String body =
                "{'name': 'Sync', 'redirectUris': ['%s', 'http://127.0.0.1/cb', 'com.example.app:/cb'], 'scopes': ['read:deal', 'openid']}"
                        .formatted(CALLBACK);

        ApiClient.Answer made = ann.post(APPS, body);

        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.header("Location")).isEqualTo(APPS + "/" + made.id());
        String secret = made.json().get("clientSecret").textValue();
        assertThat(secret).startsWith("arms_").hasSizeGreaterThan(40);
        ApiClient.Answer read = ann.get(APPS + "/" + made.id());
        assertThat(read.json().get("name").textValue()).isEqualTo("Sync");
        assertThat(read.json().get("confidential").booleanValue()).isTrue();
        assertThat(read.body()).doesNotContain(secret);
        assertThat(ann.get(APPS).body()).contains("Sync").doesNotContain(secret);
        assertThat(
                        platform.rows(
                                        "select t::text from oauth_app t where id = '"
                                                + made.id()
                                                + "'")
                                .getFirst())
                .contains("Sync")
                .doesNotContain(secret);
        assertThat(bob.post(APPS, body).code()).isEqualTo("forbidden");
        assertThat(bob.get(APPS).code()).isEqualTo("forbidden");
    }

    @Test
    void whatIsWrongWithAnAppIsNamed() {
        for (String address :
                List.of(
                        "http://app.example.com/cb",
                        "https://app.example.com/cb#part",
                        "https://user@app.example.com/cb",
                        "javascript:alert(1)",
                        "data:text/html,x",
                        "myapp://callback",
                        "/callback",
                        "https://" + "x".repeat(500) + ".example")) {
            assertThat(
                            ann.post(
                                            APPS,
                                            "{'name': 'x', 'redirectUris': ['%s'], 'scopes': ['read']}"
                                                    .formatted(address))
                                    .errors())
                    .as(address)
                    .isNotEmpty()
                    .allMatch(error -> error.startsWith("/redirectUris"));
        }
        assertThat(ann.post(APPS, "{'name': '', 'scopes': ['all']}").errors())
                .containsExactly("/name required", "/scopes unknown_option");
        assertThat(ann.post(APPS, "{'name': 'x', 'scopes': []}").errors())
                .containsExactly("/scopes required");
        String nobody = "{'name': 'x', 'scopes': ['read'], 'serviceUser': '%s'%s}";
        assertThat(ann.post(APPS, nobody.formatted(app.id(), "")).errors())
                .containsExactly("/serviceUser unknown_option");
        assertThat(
                        ann.post(
                                        APPS,
                                        nobody.formatted(
                                                bob.me("/user/id"), ", 'confidential': false"))
                                .errors())
                .containsExactly("/serviceUser not_possible");
    }

    @Test
    void anAppActsForAPersonWithinItsScopes() {
        ApiClient reader = app.actingFor(bob, "read:deal");

        assertThat(reader.me("/user/name")).isEqualTo("bob");
        assertThat(reader.get(DEALS).status()).isEqualTo(200);
        mayNot(reader.get("/api/v1/records/invoice"));
        mayNot(reader.post(DEALS, "{'name': 'x'}"));
        mayNot(reader.get("/api/v1/users"));
        ApiClient writer = app.actingFor(bob, "write");
        assertThat(writer.post(DEALS, "{'name': 'x'}").status()).isEqualTo(201);
        assertThat(
                        app.actingFor(bob, "metadata")
                                .patch("/api/v1/metadata/objects/deal", "{'label': 'X'}")
                                .code())
                .as("an app gives nobody a right")
                .isEqualTo("forbidden");
        assertThat(app.actingFor(ann, "metadata").get(APPS).code())
                .as("and registers no other")
                .isEqualTo("scope_missing");
    }

    @Test
    void anAppDoesNothingThatOnlyPeopleDo() {
        ApiClient all = app.actingFor(ann, EVERYTHING);

        mayNot(decide(all, app.request("read"), "allow"));
        mayNot(all.get(CONSENTS));
        mayNot(all.get("/api/v1/api-keys"));
        mayNot(all.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['read']}"));
        mayNot(all.get("/api/v1/auth/sessions"));
        mayNot(
                all.post(
                        "/api/v1/auth/password",
                        "{'password': 'a long password', 'newPassword': 'another long one'}"));
    }

    @Test
    void theAnswerTellsStateAndIssuer() {
        Parameters answer = app.allowed(bob, app.request("read"));

        assertThat(answer.get("state")).isEqualTo("a state/&=");
        assertThat(answer.get("iss")).isEqualTo(TestPlatform.URL);
        assertThat(answer.get("code")).hasSizeGreaterThan(80);
    }

    @Test
    void anIdTokenTellsWhoAndWhenAndOfWhichTenant() {
        JsonNode tokens = app.tokens(bob, "openid");
        JWTClaimsSet claims = claims(tokens.get("id_token"));

        assertThat(claims.getIssuer()).isEqualTo(TestPlatform.URL);
        assertThat(claims.getSubject()).isEqualTo(bob.me("/user/id"));
        assertThat(claims.getAudience()).containsExactly(app.clientId());
        assertThat(claims.getClaim("nonce")).isEqualTo("n-1");
        assertThat(claims.getClaim("tenant")).isEqualTo(ann.me("/tenant/id"));
        assertThat((Long) claims.getClaim("auth_time"))
                .isLessThanOrEqualTo((Long) claims.toJSONObject().get("iat"));
        byte[] hash =
                Sha256.of(
                        tokens.get("access_token").textValue().getBytes(StandardCharsets.US_ASCII));
        assertThat(claims.getClaim("at_hash"))
                .isEqualTo(
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(Arrays.copyOf(hash, 16)));
        assertThat(app.tokens(bob, "read").has("id_token")).isFalse();
    }

    @Test
    void userInfoTellsWhatTheScopesSay() {
        String id = bob.me("/user/id");
        JsonNode little = userInfo(token("openid")).json();
        assertThat(little.get("sub").textValue()).isEqualTo(id);
        assertThat(little.has("email") || little.has("name")).isFalse();
        JsonNode more = userInfo(token("openid profile email")).json();
        assertThat(more.get("name").textValue()).isEqualTo("bob");
        assertThat(more.get("email").textValue()).startsWith("bob").endsWith(".example");
        assertThat(userInfo(token("openid")).header("Cache-Control")).isEqualTo("no-store");

        ApiClient.Answer without = userInfo(token("read"));
        assertThat(error(without)).isEqualTo("403 insufficient_scope");
        assertThat(error(userInfo(bob.token()))).isEqualTo("403 insufficient_scope");
        ApiClient.Answer strange = userInfo("x.y.z");
        assertThat(error(strange)).isEqualTo("401 invalid_token");
        assertThat(strange.header("WWW-Authenticate")).startsWith("Bearer error=\"invalid_token\"");
        assertThat(ann.withToken(token("openid")).get("/api/v1/me").code())
                .as("who may know who somebody is sees nothing of the API")
                .isEqualTo("scope_missing");
    }

    private String token(String scope) {
        return app.tokens(bob, scope).get("access_token").textValue();
    }

    @Test
    void refreshTokensAreForOneUseEachAndForAppsThatMayGoOn() {
        assertThat(app.tokens(bob, "read").has("refresh_token")).isFalse();
        JsonNode first = app.tokens(bob, "read write openid offline_access");

        ApiClient.Answer second = app.refresh(first.get("refresh_token").textValue());

        assertThat(second.status()).as(second.toString()).isEqualTo(200);
        assertThat(second.json().get("refresh_token")).isNotEqualTo(first.get("refresh_token"));
        assertThat(claims(second.json().get("id_token")).getClaim("nonce")).isNull();
        ApiClient.Answer narrow =
                app.token(
                        "grant_type", "refresh_token",
                        "refresh_token", second.json().get("refresh_token").textValue(),
                        "scope", "read:deal");
        assertThat(narrow.json().get("scope").textValue()).isEqualTo("read:deal");
        mayNot(bob.withTokens(narrow.json()).post(DEALS, "{'name': 'x'}"));
        ApiClient.Answer wide =
                app.token(
                        "grant_type", "refresh_token",
                        "refresh_token", narrow.json().get("refresh_token").textValue(),
                        "scope", "metadata");
        assertThat(error(wide)).isEqualTo("400 invalid_scope");
        assertThat(app.refresh(narrow.json().get("refresh_token").textValue()).status())
                .as("a request that was wrong does not use it up")
                .isEqualTo(200);
    }

    @Test
    void whatWasAllowedIsRememberedAndTakenBack() {
        ApiClient carl = OAuthApp.user(platform, ann, "carl");
        JsonNode question = decide(carl, app.request("read openid"), null).json().get("ask");
        assertThat(question.get("app").textValue()).isEqualTo("Planner");
        assertThat(question.get("scopes"))
                .extracting(JsonNode::textValue)
                .containsExactly("openid", "read");
        JsonNode tokens = app.tokens(carl, "read openid offline_access");
        ApiClient acting = carl.withTokens(tokens);
        assertThat(acting.get(DEALS).status()).isEqualTo(200);

        assertThat(answer(decide(carl, app.request("read:deal"), null)).get("code"))
                .as("a part of what was allowed")
                .isNotNull();
        assertThat(decide(carl, app.request("write"), null).json().has("ask")).isTrue();
        assertThat(decide(carl, app.request("read", "prompt", "consent"), null).json().has("ask"))
                .isTrue();
        JsonNode seen = carl.get(CONSENTS).json().get("data");
        assertThat(seen).hasSize(1);
        assertThat(seen.at("/0/name").textValue()).isEqualTo("Planner");
        assertThat(seen.at("/0/lastUsedAt").textValue()).endsWith("Z");
        assertThat(bob.delete(CONSENTS + "/" + carl.me("/user/id")).status()).isEqualTo(404);

        assertThat(carl.delete(CONSENTS + "/" + app.id()).status()).isEqualTo(204);

        acting.awaitOut();
        assertThat(error(app.refresh(tokens.get("refresh_token").textValue())))
                .isEqualTo("400 invalid_grant");
        assertThat(carl.get(CONSENTS).json().get("data")).isEmpty();
        assertThat(decide(carl, app.request("read"), null).json().has("ask")).isTrue();
    }

    @Test
    void whoSaysNoIsBelieved() {
        Parameters answer = answer(decide(bob, app.request("read"), "deny"));
        assertThat(answer.get("error")).isEqualTo("access_denied");
        assertThat(answer.get("state")).isEqualTo("a state/&=");
        assertThat(answer.get("iss")).isEqualTo(TestPlatform.URL);
        assertThat(answer.get("code")).isNull();
    }

    @Test
    void nobodyIsAskedWhereTheAppWantsSilence() {
        ApiClient dora = OAuthApp.user(platform, ann, "dora");
        String silent = app.request("read", "prompt", "none");
        assertThat(answer(decide(dora, silent, null)).get("error")).isEqualTo("consent_required");
        assertThat(answer(decide(dora, silent, "allow")).get("error"))
                .as("and nobody can have been")
                .isEqualTo("consent_required");
        app.tokens(dora, "read");
        assertThat(answer(decide(dora, silent, null)).get("code")).isNotNull();

        ApiClient.Answer described = describe(silent);
        assertThat(described.json().get("app").textValue()).isEqualTo("Planner");
        assertThat(described.json().at("/tenant/slug").textValue())
                .isEqualTo(ann.me("/tenant/slug"));
        assertThat(described.json().get("leave").textValue())
                .startsWith(CALLBACK + "?error=login_required");
        assertThat(describe(app.request("read")).json().get("leave").isNull()).isTrue();
    }

    private ApiClient.Answer describe(String request) {
        return platform.stranger()
                .post("/api/v1/oauth/requests", "{'request': '%s'}".formatted(request));
    }

    @Test
    void aPersonSignsInAnewWhereTheAppWantsIt() {
        ApiClient emma = OAuthApp.user(platform, ann, "emma");
        for (String[] parameter :
                new String[][] {
                    {"prompt", "login"}, {"prompt", "select_account"}, {"max_age", "0"}
                }) {
            String request = app.request("openid", parameter);
            assertThat(decide(emma, request, "allow").json().path("signIn").textValue())
                    .as(request)
                    .isEqualTo("again");
            String begun = begun(request);
            assertThat(decide(emma, request, begun, "allow").json().path("signIn").textValue())
                    .isEqualTo("again");
            ApiClient fresh = signedInAgain(emma);
            assertThat(
                            decide(fresh, request, "x" + begun, "allow")
                                    .json()
                                    .path("signIn")
                                    .textValue())
                    .as("a mark that is not ours")
                    .isEqualTo("again");
            assertThat(answer(decide(fresh, request, begun, "allow")).get("code")).isNotNull();
        }
        assertThat(answer(decide(emma, app.request("openid", "max_age", "3600"), null)).get("code"))
                .isNotNull();
        assertThat(
                        answer(
                                        decide(
                                                emma,
                                                app.request(
                                                        "openid", "prompt", "none", "max_age", "0"),
                                                null))
                                .get("error"))
                .isEqualTo("login_required");
    }

    private ApiClient.Answer decide(
            ApiClient person, String request, String begun, String decision) {
        return person.post(
                "/api/v1/oauth/authorizations",
                "{'request': '%s', 'begun': '%s', 'decision': '%s'}"
                        .formatted(request, begun, decision));
    }

    private static ApiClient.Answer decide(ApiClient person, String request, String decision) {
        return OAuthApp.decide(person, request, decision);
    }

    private String begun(String request) {
        String to = platform.stranger().get("/oauth2/authorize?" + request).header("Location");
        return Parameters.parse(to.substring(to.indexOf('#') + 1)).get("begun");
    }

    private ApiClient signedInAgain(ApiClient person) {
        JsonNode me = person.get("/api/v1/me").json();
        return platform.signIn(
                me.at("/tenant/slug").textValue(),
                me.at("/user/email").textValue(),
                "a long password");
    }

    @Test
    void anAppThatTakesThePersonForSomebodyElseIsTold() {
        String bobs = app.tokens(bob, "openid").get("id_token").textValue();
        app.tokens(ann, "openid");

        assertThat(
                        answer(
                                        decide(
                                                ann,
                                                app.request(
                                                        "openid",
                                                        "prompt",
                                                        "none",
                                                        "id_token_hint",
                                                        bobs),
                                                null))
                                .get("error"))
                .isEqualTo("login_required");
        assertThat(
                        answer(decide(bob, app.request("openid", "id_token_hint", bobs), null))
                                .get("code"))
                .isNotNull();
    }

    @Test
    void peopleAreSentToThePageThatAsksThem() {
        ApiClient.Answer sent = platform.stranger().get("/oauth2/authorize?" + app.request("read"));
        assertThat(sent.status()).isEqualTo(303);
        assertThat(sent.header("Location")).startsWith("/authorize#begun=");
        assertThat(sent.header("Cache-Control")).isEqualTo("no-store");
        assertThat(sent.header("X-Frame-Options")).isEqualTo("DENY");
        String form = app.request("read");
        ApiClient.Answer posted =
                platform.stranger()
                        .send(
                                "POST",
                                "/oauth2/authorize",
                                "application/x-www-form-urlencoded",
                                form.getBytes(StandardCharsets.UTF_8));
        assertThat(posted.status()).isEqualTo(303);
        assertThat(posted.header("Location")).startsWith("/authorize#begun=");
    }

    @Test
    void whatTheAppGotWrongItIsTold() {
        Map<String, String[]> wrong =
                Map.of(
                        "unsupported_response_type", new String[] {"response_type", "token"},
                        "invalid_scope", new String[] {"scope", "admin"},
                        "request_not_supported", new String[] {"request", "x.y.z"},
                        "request_uri_not_supported",
                                new String[] {"request_uri", "https://evil.example/r"});
        wrong.forEach((error, parameter) -> {
            ApiClient.Answer sent =
                    platform.stranger().get("/oauth2/authorize?" + app.request("read", parameter));
            assertThat(sent.status()).isEqualTo(303);
            assertThat(sent.header("Location"))
                    .startsWith(CALLBACK + "?error=" + error + "&")
                    .contains("state=a%20state%2F%26%3D");
        });
        for (String[] parameter :
                new String[][] {
                    {"code_challenge", null},
                    {"code_challenge_method", "plain"},
                    {"code_challenge_method", null},
                    {"code_challenge", "short"},
                    {"prompt", "none login"},
                    {"prompt", "maybe"},
                    {"max_age", "-1"},
                    {"response_mode", "fragment"},
                    {"nonce", "1&nonce=2"}
                }) {
            String request = app.request("read", parameter).replace("%26nonce%3D", "&nonce=");
            assertThat(platform.stranger().get("/oauth2/authorize?" + request).header("Location"))
                    .as(request)
                    .startsWith(CALLBACK + "?error=invalid_request&");
        }
    }

    @Test
    void anAppWithoutPeopleActsAsItsServiceUser() {
        OAuthApp service =
                OAuthApp.register(
                        platform,
                        ann,
                        "read write openid",
                        ", 'serviceUser': '" + bob.me("/user/id") + "'");

        ApiClient.Answer answer =
                service.token("grant_type", "client_credentials", "scope", "read:deal");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().has("refresh_token")).isFalse();
        ApiClient acting = ann.withTokens(answer.json());
        assertThat(acting.me("/user/name")).isEqualTo("bob");
        mayNot(acting.post(DEALS, "{'name': 'x'}"));
        assertThat(
                        service.token("grant_type", "client_credentials")
                                .json()
                                .get("scope")
                                .textValue())
                .isEqualTo("read write");
        assertThat(error(service.token("grant_type", "client_credentials", "scope", "metadata")))
                .isEqualTo("400 invalid_scope");
        assertThat(error(app.token("grant_type", "client_credentials")))
                .isEqualTo("400 unauthorized_client");
        assertThat(ann.patch(APPS + "/" + service.id(), "{'serviceUser': null}").status())
                .isEqualTo(200);
        acting.awaitOut();
    }

    @Test
    void anAppThatIsNarrowedMayNoMoreWithinSeconds() {
        OAuthApp narrowed = OAuthApp.register(platform, ann, "read write openid email");
        ApiClient acting = narrowed.actingFor(bob, "write openid email");
        assertThat(acting.post(DEALS, "{'name': 'x'}").status()).isEqualTo(201);

        assertThat(ann.patch(APPS + "/" + narrowed.id(), "{'scopes': ['read', 'openid']}").status())
                .isEqualTo(200);

        ApiClient.await(() -> acting.post(DEALS, "{'name': 'x'}").status() == 403);
        assertThat(acting.get("/oauth2/userinfo").json().has("email")).isFalse();
    }

    @Test
    void anAppThatIsDeletedIsOut() {
        OAuthApp gone = OAuthApp.register(platform, ann, "read offline_access");
        JsonNode tokens = gone.tokens(bob, "read offline_access");
        ApiClient acting = bob.withTokens(tokens);
        String code = gone.code(bob, "read");
        assertThat(acting.get(DEALS).status()).isEqualTo(200);

        assertThat(ann.delete(APPS + "/" + gone.id()).status()).isEqualTo(204);

        acting.awaitOut();
        assertThat(error(gone.exchange(code))).isEqualTo("401 invalid_client");
        assertThat(error(gone.refresh(tokens.get("refresh_token").textValue())))
                .isEqualTo("401 invalid_client");
        assertThat(ann.get(APPS + "/" + gone.id()).status()).isEqualTo(404);
        assertThat(bob.get(CONSENTS).body()).doesNotContain(gone.id());
        assertThat(decide(bob, gone.request("read"), null).status()).isEqualTo(400);
    }

    @Test
    void anotherSecretEndsTheOld() {
        OAuthApp old = OAuthApp.register(platform, ann, "read");
        String fresh =
                ann.post(APPS + "/" + old.id() + "/secret", "{}")
                        .json()
                        .get("clientSecret")
                        .textValue();

        assertThat(error(old.exchange(old.code(bob, "read")))).isEqualTo("401 invalid_client");
        OAuthApp renewed = new OAuthApp(platform, old.id(), old.clientId(), fresh);
        assertThat(renewed.exchange(renewed.code(bob, "read")).status()).isEqualTo(200);
    }

    @Test
    void signingOutEndsWhatWasForTheSessionAndLeavesWhatGoesOn() {
        ApiClient session = signedInAgain(bob);
        ApiClient here = app.actingFor(session, "read");
        ApiClient goesOn = app.actingFor(session, "read offline_access");

        assertThat(session.post("/api/v1/auth/logout", "{}").status()).isEqualTo(204);

        here.awaitOut();
        assertThat(goesOn.get(DEALS).status()).isEqualTo(200);
    }

    @Test
    void whoIsSwitchedOffIsServedByNoApp() {
        ApiClient fred = OAuthApp.user(platform, ann, "fred");
        JsonNode tokens = app.tokens(fred, "read offline_access");
        ApiClient acting = fred.withTokens(tokens);
        assertThat(acting.get(DEALS).status()).isEqualTo(200);
        String fredsId = fred.me("/user/id");

        assertThat(ann.delete("/api/v1/users/" + fredsId).status()).isLessThan(300);

        acting.awaitOut();
        assertThat(error(app.refresh(tokens.get("refresh_token").textValue())))
                .isEqualTo("400 invalid_grant");
        assertThat(ann.patch("/api/v1/users/" + fredsId, "{'active': true}").status())
                .isEqualTo(200);
        assertThat(acting.get("/api/v1/me").status())
                .as("and it does not come back")
                .isEqualTo(401);
    }

    @Test
    void anAppAsksWhetherItsTokensHoldAndEndsThem() {
        JsonNode tokens = app.tokens(bob, "read offline_access");
        String access = tokens.get("access_token").textValue();
        JsonNode told = app.form("/oauth2/introspect", "token", access).json();
        assertThat(told.get("active").booleanValue()).isTrue();
        assertThat(told.get("scope").textValue()).isEqualTo("offline_access read");
        assertThat(told.get("sub").textValue()).isEqualTo(bob.me("/user/id"));
        assertThat(told.get("client_id").textValue()).isEqualTo(app.clientId());
        String refresh = tokens.get("refresh_token").textValue();
        assertThat(
                        app.form("/oauth2/introspect", "token", refresh)
                                .json()
                                .get("active")
                                .booleanValue())
                .isTrue();
        OAuthApp other = OAuthApp.register(platform, ann, "read");
        for (String token : List.of(access, refresh, "x", bob.token())) {
            assertThat(other.form("/oauth2/introspect", "token", token).body())
                    .isEqualTo("{\"active\":false}");
            assertThat(other.form("/oauth2/revoke", "token", token).status()).isEqualTo(200);
        }
        assertThat(
                        app.form("/oauth2/introspect", "token", access)
                                .json()
                                .get("active")
                                .booleanValue())
                .isTrue();

        assertThat(app.form("/oauth2/revoke", "token", refresh).status()).isEqualTo(200);

        bob.withToken(access).awaitOut();
        assertThat(app.form("/oauth2/introspect", "token", access).body())
                .isEqualTo("{\"active\":false}");
        assertThat(app.form("/oauth2/introspect", "token", refresh).body())
                .isEqualTo("{\"active\":false}");
        assertThat(error(app.refresh(refresh))).isEqualTo("400 invalid_grant");
    }

    @Test
    void anAccessTokenIsRevokedWithAllOfItsGrant() {
        JsonNode tokens = app.tokens(bob, "read offline_access");
        String access = tokens.get("access_token").textValue();

        assertThat(
                        app.form(
                                        "/oauth2/revoke",
                                        "token",
                                        access,
                                        "token_type_hint",
                                        "access_token")
                                .status())
                .isEqualTo(200);

        bob.withToken(access).awaitOut();
        assertThat(error(app.refresh(tokens.get("refresh_token").textValue())))
                .isEqualTo("400 invalid_grant");
    }

    @Test
    void programsOnDevicesGetTheirAnswerAtAnyPortAndAreAskedForEachTime() {
        OAuthApp device =
                OAuthApp.register(
                        platform,
                        ann,
                        "read",
                        ", 'confidential': false",
                        ", 'redirectUris': ['http://127.0.0.1/cb?a=b', 'com.example.app:/cb']");
        assertThat(device.secret()).isNull();
        String address = "http://127.0.0.1:51234/cb?a=b";
        Parameters answer = device.allowed(bob, device.request("read", "redirect_uri", address));
        assertThat(answer.get("a")).isEqualTo("b");
        ApiClient.Answer tokens =
                device.token(
                        "grant_type",
                        "authorization_code",
                        "code",
                        answer.get("code"),
                        "redirect_uri",
                        address,
                        "code_verifier",
                        VERIFIER);
        assertThat(tokens.status()).as(tokens.toString()).isEqualTo(200);
        assertThat(
                        decide(bob, device.request("read", "redirect_uri", address), null)
                                .json()
                                .has("ask"))
                .as("any program of the device may listen there")
                .isTrue();
        assertThat(
                        decide(
                                        bob,
                                        device.request(
                                                "read", "redirect_uri", "com.example.app:/cb"),
                                        null)
                                .json()
                                .has("ask"))
                .isTrue();
        for (String strange :
                List.of(
                        "http://127.0.0.1:51234/other?a=b",
                        "http://127.0.0.1:51234/cb",
                        "http://localhost:51234/cb?a=b",
                        "http://127.0.0.1.evil.example/cb?a=b",
                        "http://127.0.0.1:51234@evil.example/cb?a=b",
                        "https://127.0.0.1:51234/cb?a=b",
                        "com.example.app:/cb/x")) {
            assertThat(
                            decide(bob, device.request("read", "redirect_uri", strange), "allow")
                                    .status())
                    .as(strange)
                    .isEqualTo(400);
        }
    }

    @Test
    void everythingIsNoted() {
        ApiClient admin = platform.newTenant();
        OAuthApp noted = OAuthApp.register(platform, admin, "read offline_access");
        JsonNode tokens = noted.tokens(admin, "read offline_access");
        noted.form("/oauth2/revoke", "token", tokens.get("refresh_token").textValue());
        admin.delete(CONSENTS + "/" + noted.id());
        admin.post(APPS + "/" + noted.id() + "/secret", "{}");
        admin.patch(APPS + "/" + noted.id(), "{'name': 'Other'}");
        noted.exchange("x");
        admin.delete(APPS + "/" + noted.id());

        ApiClient.Answer log = admin.get("/api/v1/audit?limit=100");
        assertThat(log.json().get("data"))
                .extracting(entry -> entry.get("kind").textValue())
                .contains(
                        "oauth_app.created",
                        "oauth_consent.given",
                        "oauth_grant.used",
                        "oauth_grant.ended",
                        "oauth_consent.revoked",
                        "oauth_secret.replaced",
                        "oauth_app.changed",
                        "oauth_client.refused",
                        "oauth_app.deleted");
        assertThat(log.body())
                .doesNotContain(noted.secret())
                .doesNotContain(tokens.get("refresh_token").textValue());
    }

    @Test
    void theIssuerIsWhatTheInstallationSaysAndNotTheRequest() {
        for (String path :
                List.of(
                        "/.well-known/openid-configuration",
                        "/.well-known/oauth-authorization-server")) {
            ApiClient.Answer document =
                    platform.stranger()
                            .send("GET", path, null, null, "X-Forwarded-Host", "evil.example");
            assertThat(document.json().get("issuer").textValue()).isEqualTo(TestPlatform.URL);
            assertThat(document.json().get("token_endpoint").textValue())
                    .isEqualTo(TestPlatform.URL + "/oauth2/token");
            assertThat(document.body()).doesNotContain("evil.example");
            assertThat(document.header("Access-Control-Allow-Origin")).isEqualTo("*");
        }
    }
}
