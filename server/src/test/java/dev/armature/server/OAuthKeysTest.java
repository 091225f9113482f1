package dev.armature.server;

import static dev.armature.server.OAuthApp.APPS;
import static dev.armature.server.OAuthApp.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Apps that prove themselves by a key of which the platform knows the public half alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OAuthKeysTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final String REFUSED = "401 invalid_client";

    private final MovableClock clock = new MovableClock();
    private final TestPlatform platform = new TestPlatform(clock, Map.of());
    private ApiClient ann;
    private ApiClient foreigner;
    private String issuer;
    private RSAKey key;
    private OAuthApp app;

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeAll
    void twoTenants() throws Exception {
        ann = platform.newTenant();
        foreigner = platform.newTenant();
        issuer = configuration().get("issuer").textValue();
        key = new RSAKeyGenerator(2048).keyID("first").generate();
    }

    // Each of its own, as refusals are counted by app.
    @BeforeEach
    void anApp() {
        app = register(ann, key);
    }

    private JsonNode configuration() {
        return platform.stranger().get("/.well-known/openid-configuration").json();
    }

    private OAuthApp register(ApiClient administrator, JWK... keys) {
        return OAuthApp.register(
                platform,
                administrator,
                "read write",
                ", 'serviceUser': '" + administrator.me("/user/id") + "'",
                ", 'jwks': " + jwks(keys));
    }

    private static String jwks(JWK... keys) {
        return new JWKSet(Arrays.asList(keys)).toString(true);
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(app.clientId())
                .subject(app.clientId())
                .audience(issuer)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(in(Duration.ZERO))
                .expirationTime(in(Duration.ofMinutes(2)));
    }

    private Date in(Duration time) {
        return Date.from(clock.instant().plus(time));
    }

    private static String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims) {
        return signed(new JWSHeader(algorithm), signer, claims);
    }

    private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(header, claims);
            jwt.sign(signer);
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private String assertion(UnaryOperator<JWTClaimsSet.Builder> change) {
        try {
            return signed(
                    JWSAlgorithm.RS256, new RSASSASigner(key), change.apply(claims()).build());
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    private String assertion() {
        return assertion(UnaryOperator.identity());
    }

    private ApiClient.Answer send(String path, String... parameters) {
        String form =
                IntStream.range(0, parameters.length / 2)
                        .mapToObj(i ->
                                parameters[2 * i] + "=" + ApiClient.encode(parameters[2 * i + 1]))
                        .collect(Collectors.joining("&"));
        return platform.stranger().send("POST", path, FORM, form.getBytes(StandardCharsets.UTF_8));
    }

    private ApiClient.Answer tokens(String assertion, String... more) {
        String[] parameters = {
            "grant_type",
            "client_credentials",
            "client_assertion_type",
            TYPE,
            "client_assertion",
            assertion
        };
        String[] all = Arrays.copyOf(parameters, parameters.length + more.length);
        System.arraycopy(more, 0, all, parameters.length, more.length);
        return send("/oauth2/token", all);
    }

    @Test
    void anAppWithKeysIsToldNoSecretAndShowsWhichKeysItHas() {
        assertThat(app.secret()).isNull();
        JsonNode stored = ann.get(APPS + "/" + app.id()).json();
        assertThat(stored.get("confidential").booleanValue()).isTrue();
        assertThat(stored.at("/jwks/keys/0/kid").textValue()).isEqualTo("first");
        assertThat(stored.at("/jwks/keys/0").has("d")).isFalse();
    }

    @Test
    void whatItSignsOpensEachEndpoint() {
        ApiClient.Answer tokens =
                tokens(assertion(claims -> claims.audience(issuer + "/oauth2/token")));

        assertThat(tokens.status()).as(tokens.toString()).isEqualTo(200);
        String token = tokens.json().get("access_token").textValue();
        assertThat(ann.withToken(token).me("/user/id")).isEqualTo(ann.me("/user/id"));
        ApiClient.Answer state =
                send(
                        "/oauth2/introspect",
                        "token",
                        token,
                        "client_id",
                        app.clientId(),
                        "client_assertion_type",
                        TYPE,
                        "client_assertion",
                        assertion());
        assertThat(state.json().path("active").booleanValue()).as(state.toString()).isTrue();
        ApiClient.Answer revoked =
                send(
                        "/oauth2/revoke",
                        "token",
                        token,
                        "client_assertion_type",
                        TYPE,
                        "client_assertion",
                        assertion());
        assertThat(revoked.status()).as(revoked.toString()).isEqualTo(200);
        ann.withToken(token).awaitOut();
    }

    @Test
    void keysOfCurvesSignToo() throws Exception {
        ECKey curve = new ECKeyGenerator(Curve.P_256).generate();
        OAuthApp other = register(ann, curve);
        JWTClaimsSet claims = claims().issuer(other.clientId()).subject(other.clientId()).build();

        ApiClient.Answer answer =
                tokens(signed(JWSAlgorithm.ES256, new ECDSASigner(curve), claims));

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }

    @Test
    void theServerSaysThatItTakesThem() {
        JsonNode says = configuration();

        assertThat(says.get("token_endpoint_auth_methods_supported").toString())
                .contains("private_key_jwt");
        assertThat(says.get("token_endpoint_auth_signing_alg_values_supported").toString())
                .contains("ES256", "PS256", "RS256")
                .doesNotContain("HS", "none");
    }

    @Test
    void eachIsGoodOnceHoweverManyBringItAtOnce() throws Exception {
        String once = assertion();
        List<Callable<Integer>> attempts =
                IntStream.range(0, 8)
                        .mapToObj(i -> (Callable<Integer>) () -> tokens(once).status())
                        .toList();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = new ArrayList<>();
            for (var running : threads.invokeAll(attempts)) {
                statuses.add(running.get());
            }
            assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 401);
        }
        assertThat(error(tokens(once))).isEqualTo(REFUSED);
    }

    @Test
    void oneThatHasExpiredIsForgottenAndStillRefused() {
        String once = assertion();
        assertThat(tokens(once).status()).isEqualTo(200);
        String kept = "select app_id from oauth_assertion where app_id = '" + app.id() + "'";
        assertThat(platform.rows(kept)).hasSize(1);

        clock.pass(Duration.ofMinutes(4));
        platform.sweepIn(Duration.ofMinutes(10));

        assertThat(platform.rows(kept)).isEmpty();
        assertThat(error(tokens(once))).isEqualTo(REFUSED);
    }

    @Test
    void oneThatSaysAnythingElseIsRefused() {
        List<UnaryOperator<JWTClaimsSet.Builder>> wrong =
                List.of(
                        claims -> claims.audience("https://elsewhere.example"),
                        claims -> claims.audience((String) null),
                        claims -> claims.issuer("https://elsewhere.example"),
                        claims -> claims.issuer(null),
                        claims -> claims.subject("nobody"),
                        claims -> claims.jwtID(null),
                        claims -> claims.jwtID(" "),
                        claims -> claims.jwtID("x".repeat(201)),
                        claims -> claims.expirationTime(null),
                        claims -> claims.expirationTime(in(Duration.ofMinutes(-2))),
                        claims -> claims.expirationTime(in(Duration.ofMinutes(20))),
                        claims -> claims.issueTime(in(Duration.ofMinutes(5))),
                        claims -> claims.notBeforeTime(in(Duration.ofMinutes(5))));

        for (int i = 0; i < wrong.size(); i++) {
            assertThat(error(tokens(assertion(wrong.get(i))))).as("case " + i).isEqualTo(REFUSED);
        }
        assertThat(tokens(assertion()).status()).isEqualTo(200);
    }

    @Test
    void oneThatNoKeyOfTheAppSignedIsRefused() throws Exception {
        RSAKey stranger = new RSAKeyGenerator(2048).keyID("first").generate();
        JWTClaimsSet claims = claims().build();
        byte[] publicHalf = key.toRSAPublicKey().getEncoded();
        List<String> forged =
                List.of(
                        signed(JWSAlgorithm.RS256, new RSASSASigner(stranger), claims),
                        signed(JWSAlgorithm.HS256, new MACSigner(publicHalf), claims),
                        new PlainJWT(claims).serialize(),
                        assertion().replaceAll("\\.[^.]*$", "."),
                        "no token",
                        "a.b.c",
                        "x".repeat(20_000));

        for (String each : forged) {
            assertThat(error(tokens(each))).as(each).isEqualTo(REFUSED);
        }
    }

    @Test
    void aHeaderThatMustBeUnderstoodIsNotPassedOver() throws Exception {
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .criticalParams(Set.of("b64"))
                        .base64URLEncodePayload(true)
                        .build();

        String odd =
                signed(
                        header,
                        new RSASSASigner((RSAPrivateKey) key.toPrivateKey()),
                        claims().build());

        assertThat(error(tokens(odd))).isEqualTo(REFUSED);
    }

    @Test
    void anAppOfAnotherTenantWithTheSameKeyIsAnotherApp() {
        OAuthApp foreign = register(foreigner, key);
        ApiClient.Answer answer =
                tokens(
                        assertion(claims ->
                                claims.issuer(foreign.clientId()).subject(foreign.clientId())));

        assertThat(answer.status()).isEqualTo(200);
        ApiClient acting = ann.withTokens(answer.json());
        assertThat(acting.me("/tenant/slug")).isEqualTo(foreigner.me("/tenant/slug"));
        assertThat(error(tokens(assertion(), "client_id", foreign.clientId())))
                .isEqualTo("400 invalid_request");
    }

    @Test
    void oneWayOfProvingItselfIsEnough() {
        assertThat(error(tokens(assertion(), "client_secret", "arms_x")))
                .isEqualTo("400 invalid_request");
        assertThat(
                        error(
                                send(
                                        "/oauth2/token",
                                        "grant_type",
                                        "client_credentials",
                                        "client_assertion",
                                        assertion())))
                .isEqualTo("400 invalid_request");
        assertThat(
                        error(
                                send(
                                        "/oauth2/token",
                                        "grant_type",
                                        "client_credentials",
                                        "client_id",
                                        app.clientId())))
                .isEqualTo(REFUSED);
    }

    @Test
    void keysEndTheSecretAndASecretEndsTheKeys() throws Exception {
        String self = ", 'serviceUser': '" + ann.me("/user/id") + "'";
        OAuthApp both = OAuthApp.register(platform, ann, "read", self);
        String path = APPS + "/" + both.id();
        UnaryOperator<JWTClaimsSet.Builder> ofBoth =
                claims -> claims.issuer(both.clientId()).subject(both.clientId());
        assertThat(both.token("grant_type", "client_credentials").status()).isEqualTo(200);
        assertThat(error(tokens(assertion(ofBoth)))).isEqualTo(REFUSED);

        RSAKey second = new RSAKeyGenerator(2048).keyID("second").generate();
        String two = jwks(second.toPublicJWK(), key.toPublicJWK());
        assertThat(ann.patch(path, "{'jwks': " + two + "}").status()).isEqualTo(200);

        assertThat(error(both.token("grant_type", "client_credentials"))).isEqualTo(REFUSED);
        assertThat(tokens(assertion(ofBoth)).status()).isEqualTo(200);
        assertThat(ann.patch(path, "{'name': 'Renamed', 'jwks': null}").status()).isEqualTo(200);
        assertThat(ann.get(path).json().at("/jwks/keys").size()).isEqualTo(2);

        ApiClient.Answer renewed = ann.post(path + "/secret", "{}");

        String secret = renewed.json().get("clientSecret").textValue();
        OAuthApp now = new OAuthApp(platform, both.id(), both.clientId(), secret);
        assertThat(now.token("grant_type", "client_credentials").status()).isEqualTo(200);
        assertThat(error(tokens(assertion(ofBoth)))).isEqualTo(REFUSED);
        assertThat(ann.get(path).json().get("jwks").isNull()).isTrue();
    }

    @Test
    void onlyPublicKeysOfTwoHalvesAreTaken() throws Exception {
        RSAKey weak = new RSAKeyGenerator(1024, true).generate();
        JWK[] many = new JWK[11];
        Arrays.fill(many, key.toPublicJWK());
        List<String> wrong =
                List.of(
                        new JWKSet(key).toString(false),
                        jwks(weak),
                        jwks(new RSAKey.Builder(key).keyUse(KeyUse.ENCRYPTION).build()),
                        new JWKSet(new OctetSequenceKeyGenerator(256).generate()).toString(false),
                        jwks(many),
                        "{'keys': []}",
                        "{}",
                        "[]",
                        "'text'",
                        "{'keys': [{'kty': 'RSA'}], 'x': '" + "x".repeat(20_000) + "'}");

        for (String each : wrong) {
            ApiClient.Answer answer =
                    ann.post(APPS, "{'name': 'Wrong', 'scopes': ['read'], 'jwks': " + each + "}");
            assertThat(answer.status()).as(each).isEqualTo(422);
            assertThat(answer.json().at("/errors/0/pointer").textValue()).isEqualTo("/jwks");
        }
        ApiClient.Answer device =
                ann.post(
                        APPS,
                        "{'name': 'Device', 'scopes': ['read'], 'confidential': false, 'jwks': %s}"
                                .formatted(jwks(key)));
        assertThat(device.json().at("/errors/0/code").textValue()).isEqualTo("not_possible");
    }

    @Test
    void theAuditLogNamesTheKeysAndWhatWasRefused() throws Exception {
        OAuthApp noted = register(ann, key);
        tokens(
                assertion(claims ->
                        claims.issuer(noted.clientId()).subject(noted.clientId()).jwtID(null)));

        String log = ann.get("/api/v1/audit?limit=100").body();

        assertThat(log).contains(key.computeThumbprint().toString(), "oauth_client.refused");
    }
}
