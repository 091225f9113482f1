package dev.armature.server;

import static dev.armature.server.OAuthApp.CALLBACK;
import static dev.armature.server.OAuthApp.VERIFIER;
import static dev.armature.server.OAuthApp.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.armature.engine.oauth.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What is tried against authorization servers (RFC 9700), tried against this one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OAuthAttackTest {

    private static final int AT_ONCE = 12;
    private static final String FORM = "application/x-www-form-urlencoded";

    private final TestPlatform platform = TestPlatform.shared();
    private ApiClient ann;
    private ApiClient foreigner;
    private OAuthApp app;
    private OAuthApp other;
    private OAuthApp foreign;

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeAll
    void twoTenants() {
        ann = platform.newTenant();
        foreigner = platform.newTenant();
        String scopes = "openid email offline_access read write";
        app = OAuthApp.register(platform, ann, scopes);
        other = OAuthApp.register(platform, ann, scopes);
        foreign = OAuthApp.register(platform, foreigner, scopes);
    }

    private static List<ApiClient.Answer> atOnce(Callable<ApiClient.Answer> attempt)
            throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(AT_ONCE);
        List<Future<ApiClient.Answer>> running = new ArrayList<>();
        List<ApiClient.Answer> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < AT_ONCE; i++) {
                running.add(
                        threads.submit(() -> {
                            barrier.await();
                            return attempt.call();
                        }));
            }
            for (Future<ApiClient.Answer> future : running) {
                answers.add(future.get());
            }
        }
        return answers;
    }

    @Test
    void ofManyWhoBringOneCodeAtOnceOneGetsTokensAndTheseEnd() throws Exception {
        String code = app.code(ann, "read offline_access");

        List<ApiClient.Answer> answers = atOnce(() -> app.exchange(code));

        List<ApiClient.Answer> good =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        assertThat(good).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 200)
                .allMatch(answer -> error(answer).equals("400 invalid_grant"));
        JsonNode tokens = good.getFirst().json();
        ann.withTokens(tokens).awaitOut();
        assertThat(error(app.refresh(tokens.get("refresh_token").textValue())))
                .isEqualTo("400 invalid_grant");
    }

    @Test
    void ofManyWhoBringOneRefreshTokenAtOnceOneGetsTokensAndTheseEnd() throws Exception {
        String refresh = app.tokens(ann, "read offline_access").get("refresh_token").textValue();

        List<ApiClient.Answer> answers = atOnce(() -> app.refresh(refresh));

        List<ApiClient.Answer> good =
                answers.stream().filter(answer -> answer.status() == 200).toList();
        assertThat(good).hasSize(1);
        ann.withTokens(good.getFirst().json()).awaitOut();
        assertThat(error(app.refresh(good.getFirst().json().get("refresh_token").textValue())))
                .isEqualTo("400 invalid_grant");
    }

    @Test
    void aRefreshTokenThatIsUsedAgainEndsAllThatCameOfIt() {
        JsonNode first = app.tokens(ann, "read offline_access");
        JsonNode second = app.refresh(first.get("refresh_token").textValue()).json();
        assertThat(ann.withTokens(second).get("/api/v1/me").status()).isEqualTo(200);

        assertThat(error(app.refresh(first.get("refresh_token").textValue())))
                .isEqualTo("400 invalid_grant");

        ann.withTokens(first).awaitOut();
        ann.withTokens(second).awaitOut();
        assertThat(error(app.refresh(second.get("refresh_token").textValue())))
                .isEqualTo("400 invalid_grant");
    }

    @Test
    void aCodeWithoutItsVerifierIsWorthNothing() {
        String code = app.code(ann, "read");
        for (String verifier :
                new String[] {
                    null, "", "x".repeat(43), OAuthApp.challenge(VERIFIER), VERIFIER + "x", "short"
                }) {
            ApiClient.Answer answer =
                    app.token(
                            "grant_type", "authorization_code",
                            "code", code,
                            "redirect_uri", CALLBACK,
                            "code_verifier", verifier);
            assertThat(error(answer)).as(verifier).isIn("400 invalid_grant", "400 invalid_request");
        }
        assertThat(app.exchange(code).status()).as("and its app still gets it").isEqualTo(200);
    }

    @Test
    void aCodeIsForTheAddressItWasSentTo() {
        String code = app.code(ann, "read");

        assertThat(
                        error(
                                app.token(
                                        "grant_type",
                                        "authorization_code",
                                        "code",
                                        code,
                                        "redirect_uri",
                                        CALLBACK + "/",
                                        "code_verifier",
                                        VERIFIER)))
                .isEqualTo("400 invalid_grant");
    }

    @Test
    void codesAndRefreshTokensAreForTheAppThatTheyWereGivenTo() {
        String code = app.code(ann, "read offline_access");
        assertThat(error(other.exchange(code))).isEqualTo("400 invalid_grant");
        assertThat(error(foreign.exchange(code))).isEqualTo("400 invalid_grant");
        JsonNode tokens = app.exchange(code).json();
        String refresh = tokens.get("refresh_token").textValue();

        assertThat(error(other.refresh(refresh))).isEqualTo("400 invalid_grant");
        assertThat(error(foreign.refresh(refresh))).isEqualTo("400 invalid_grant");
        foreign.form("/oauth2/revoke", "token", refresh);
        assertThat(foreign.form("/oauth2/introspect", "token", refresh).body())
                .isEqualTo("{\"active\":false}");

        assertThat(ann.withTokens(tokens).get("/api/v1/me").status()).isEqualTo(200);
        assertThat(app.refresh(refresh).status()).isEqualTo(200);
    }

    @Test
    void aCodeIsNoRefreshTokenAndTheOtherWayRound() {
        assertThat(error(app.refresh(app.code(ann, "read offline_access"))))
                .isEqualTo("400 invalid_grant");
        assertThat(
                        error(
                                app.exchange(
                                        app.tokens(ann, "read offline_access")
                                                .get("refresh_token")
                                                .textValue())))
                .isEqualTo("400 invalid_grant");
        assertThat(
                        platform.stranger()
                                .post(
                                        "/api/v1/auth/refresh",
                                        "{'refresh_token': '%s'}"
                                                .formatted(
                                                        app.tokens(ann, "read offline_access")
                                                                .get("refresh_token")
                                                                .textValue()))
                                .code())
                .isEqualTo("invalid_refresh_token");
    }

    @Test
    void nothingIsSentToAnAddressThatIsNotTheApps() {
        for (String address :
                new String[] {
                    null,
                    "https://evil.example/",
                    "https://app.example.com/callback/",
                    "https://app.example.com/callback?x=y",
                    "https://app.example.com/callback#x",
                    "https://app.example.com/CALLBACK",
                    "https://APP.example.com/callback",
                    "https://app.example.com:443/callback",
                    "https://app.example.com/../callback",
                    "https://app.example.com/callback%2f..",
                    "https://app.example.com.evil.example/callback",
                    "https://app.example.com@evil.example/callback",
                    "//evil.example",
                    "javascript:alert(1)",
                    ""
                }) {
            String request = app.request("read", "redirect_uri", address);
            for (String wrong : List.of("", "&response_type=token", "&prompt=none")) {
                ApiClient.Answer sent =
                        platform.stranger().get("/oauth2/authorize?" + request + wrong);
                assertThat(sent.status()).isEqualTo(303);
                assertThat(sent.header("Location")).as(address).startsWith("/authorize#begun=");
            }
            for (String decision : new String[] {"allow", "deny", null}) {
                assertThat(OAuthApp.decide(ann, request, decision).status())
                        .as(address)
                        .isEqualTo(400);
            }
            assertThat(
                            platform.stranger()
                                    .send(
                                            "POST",
                                            "/api/v1/oauth/requests",
                                            "application/json",
                                            ("{\"request\": \"" + request + "\"}")
                                                    .getBytes(StandardCharsets.UTF_8))
                                    .status())
                    .isEqualTo(400);
        }
        String twice = app.request("read") + "&redirect_uri=https%3A%2F%2Fevil.example";
        assertThat(OAuthApp.decide(ann, twice, "allow").status()).isEqualTo(400);
    }

    @Test
    void nobodyLetsInAnAppOfAnotherTenant() {
        assertThat(
                        OAuthApp.decide(foreigner, app.request("read"), "allow")
                                .json()
                                .path("signIn")
                                .textValue())
                .isEqualTo("elsewhere");
        assertThat(
                        OAuthApp.answer(
                                        OAuthApp.decide(
                                                foreigner,
                                                app.request("read", "prompt", "none"),
                                                "allow"))
                                .get("error"))
                .isEqualTo("login_required");
        assertThat(foreigner.get("/api/v1/oauth-apps/" + app.id()).status()).isEqualTo(404);
        assertThat(foreigner.patch("/api/v1/oauth-apps/" + app.id(), "{'name': 'x'}").status())
                .isEqualTo(404);
        assertThat(foreigner.delete("/api/v1/oauth-apps/" + app.id()).status()).isEqualTo(404);
        assertThat(foreigner.post("/api/v1/oauth-apps/" + app.id() + "/secret", "{}").status())
                .isEqualTo(404);
        assertThat(foreigner.delete("/api/v1/oauth/consents/" + app.id()).status()).isEqualTo(404);
        assertThat(foreigner.get("/api/v1/oauth-apps").body()).doesNotContain(app.id());
    }

    @Test
    void nobodyDecidesWithoutThePersonsToken() {
        String body = "{'request': '%s', 'decision': 'allow'}".formatted(app.request("read"));

        assertThat(platform.stranger().post("/api/v1/oauth/authorizations", body).status())
                .isEqualTo(401);
        assertThat(
                        platform.stranger()
                                .post(
                                        "/api/v1/oauth/authorizations",
                                        body,
                                        "Cookie",
                                        "armature_refresh=anything")
                                .status())
                .as("a cookie decides nothing, so no other site's page does")
                .isEqualTo(401);
    }

    @Test
    void tokensAreSignedByOurKeysAndOurAlgorithmAlone() throws Exception {
        String token = app.tokens(ann, "read").get("access_token").textValue();
        SignedJWT good = SignedJWT.parse(token);
        JWTClaimsSet claims = good.getJWTClaimsSet();
        String keyId = good.getHeader().getKeyID();
        RSAKey published =
                JWKSet.parse(platform.stranger().get("/oauth2/jwks").body())
                        .getKeyByKeyId(keyId)
                        .toRSAKey();
        RSAKey forged = new RSAKeyGenerator(2048).keyID(keyId).generate();

        refused(new PlainJWT(claims).serialize());
        refused(
                "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0."
                        + token.split("\\.", -1)[1]
                        + "."
                        + token.split("\\.", -1)[2]);
        refused(byMac(claims, keyId, published.toJSONString()));
        refused(byMac(claims, keyId, published.toRSAPublicKey().getModulus().toString()));
        refused(signed(claims, forged, "at+jwt"));
        assertThat(published.isPrivate()).isFalse();
    }

    private static String byMac(JWTClaimsSet claims, String keyId, String secret)
            throws JOSEException {
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .keyID(keyId)
                                .type(new JOSEObjectType("at+jwt"))
                                .build(),
                        claims);
        jwt.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
        return jwt.serialize();
    }

    private static String signed(JWTClaimsSet claims, RSAKey key, String type)
            throws JOSEException {
        SignedJWT jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(key.getKeyID())
                                .type(new JOSEObjectType(type))
                                .build(),
                        claims);
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }

    private void refused(String token) {
        assertThat(ann.withToken(token).get("/api/v1/me").status()).isEqualTo(401);
        assertThat(error(ann.withToken(token).get("/oauth2/userinfo")))
                .isEqualTo("401 invalid_token");
    }

    @Test
    void anIdTokenIsNoAccessToken() {
        refused(app.tokens(ann, "openid").get("id_token").textValue());
    }

    @Test
    void tokensOfAnotherIssuerAreNotTaken() throws Exception {
        try (TestPlatform elsewhere = TestPlatform.underItsOwnAddress()) {
            ApiClient admin = elsewhere.newTenant();
            OAuthApp strange = OAuthApp.register(elsewhere, admin, "openid read");
            Parameters answer = strange.allowed(admin, strange.request("openid read"));
            JsonNode tokens = strange.exchange(answer.get("code")).json();

            assertThat(answer.get("iss"))
                    .as("by which an app tells whom an answer is from")
                    .isEqualTo(elsewhere.url())
                    .isNotEqualTo(TestPlatform.URL);
            refused(tokens.get("access_token").textValue());
            assertThat(error(app.exchange(answer.get("code")))).isEqualTo("400 invalid_grant");
            assertThat(error(strange.exchange(app.code(ann, "read"))))
                    .isEqualTo("400 invalid_grant");
        }
    }

    @Test
    void anAppShowsWhoItIsAndInOneWay() {
        String code = app.code(ann, "read");
        String form = "grant_type=authorization_code&code=" + code + "&code_verifier=" + VERIFIER;
        String named = form + "&client_id=" + app.clientId();
        assertThat(error(post(form))).isEqualTo("401 invalid_client");
        assertThat(error(post(named))).isEqualTo("401 invalid_client");
        assertThat(error(post(named + "&client_secret=" + other.secret())))
                .isEqualTo("401 invalid_client");
        assertThat(error(post(form + "&client_id=" + "A".repeat(43))))
                .isEqualTo("401 invalid_client");
        ApiClient.Answer wrong = post(form, "Authorization", app.basic("wrong"));
        assertThat(error(wrong)).isEqualTo("401 invalid_client");
        assertThat(wrong.header("WWW-Authenticate")).startsWith("Basic");
        assertThat(
                        error(
                                post(
                                        named + "&client_secret=" + app.secret(),
                                        "Authorization",
                                        app.basic(app.secret()))))
                .isEqualTo("400 invalid_request");
        assertThat(error(post(named + "&client_id=" + other.clientId() + "&client_secret=x")))
                .isEqualTo("400 invalid_request");
        assertThat(post(named + "&client_secret=" + app.secret()).status()).isEqualTo(200);
        OAuthApp open = OAuthApp.register(platform, ann, "read", ", 'confidential': false");
        assertThat(
                        error(
                                post(
                                        "grant_type=refresh_token&refresh_token=x&client_id="
                                                + open.clientId()
                                                + "&client_secret=x")))
                .isEqualTo("401 invalid_client");
        assertThat(error(open.form("/oauth2/introspect", "token", "x")))
                .isEqualTo("400 unauthorized_client");
        assertThat(error(open.token("grant_type", "client_credentials")))
                .isEqualTo("400 unauthorized_client");
    }

    private ApiClient.Answer post(String form, String... headers) {
        return platform.stranger()
                .send(
                        "POST",
                        "/oauth2/token",
                        FORM,
                        form.getBytes(StandardCharsets.UTF_8),
                        headers);
    }

    @Test
    void whoGuessesSecretsIsSlowedDown() {
        OAuthApp guessed = OAuthApp.register(platform, ann, "read");
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            statuses.add(
                    post(
                                    "grant_type=refresh_token&refresh_token=x",
                                    "Authorization",
                                    guessed.basic("arms_" + i))
                            .status());
        }
        assertThat(statuses).contains(401).endsWith(429);
    }

    @Test
    void grantsThatAreNoMoreAreNotGiven() {
        assertThat(error(app.token("grant_type", "password", "username", "ann", "password", "x")))
                .isEqualTo("400 unsupported_grant_type");
        assertThat(
                        error(
                                app.token(
                                        "grant_type",
                                        "urn:ietf:params:oauth:grant-type:token-exchange")))
                .isEqualTo("400 unsupported_grant_type");
        assertThat(error(app.token("code", "x"))).isEqualTo("400 invalid_request");
        for (String type : List.of("token", "id_token", "code token", "none")) {
            assertThat(
                            platform.stranger()
                                    .get(
                                            "/oauth2/authorize?"
                                                    + app.request("read", "response_type", type))
                                    .header("Location"))
                    .startsWith(CALLBACK + "?error=unsupported_response_type");
        }
    }

    @Test
    void aCodeThatWasSentIntoAnotherSessionIsUselessThere() {
        String attackers = other.code(ann, "read");

        assertThat(
                        error(
                                other.token(
                                        "grant_type",
                                        "authorization_code",
                                        "code",
                                        attackers,
                                        "redirect_uri",
                                        CALLBACK,
                                        "code_verifier",
                                        "a-verifier-of-the-victims-own-session-of-43")))
                .isEqualTo("400 invalid_grant");
    }
}
