package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import dev.armature.engine.operator.OperatorKeys;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Keys that sign tokens follow each other under the eyes of apps and of people who are signed in.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SigningKeyRotationTest {

    private static final String KEYS = "/api/operator/v1/signing-keys";
    private static final int TWO_HOURS = 7_200;
    private static final Duration QUARTER = Duration.ofMinutes(15);

    private final MovableClock clock = new MovableClock();
    private TestPlatform platform;
    private ApiClient operator;
    private ApiClient ann;
    private OAuthApp app;

    @BeforeAll
    void open() {
        platform = TestPlatform.underItsOwnAddress(clock, Map.of());
        operator =
                platform.stranger()
                        .withToken(OperatorKeys.create(platform.database.owner(), "Olga"));
        ann = platform.newTenant("acme");
        app = OAuthApp.register(platform, ann, "openid");
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private JWT idToken() throws Exception {
        ApiClient now = platform.signIn("acme");
        return JWTParser.parse(app.tokens(now, "openid").get("id_token").textValue());
    }

    private static String keyOf(JWT token) throws Exception {
        return token.getHeader().toJSONObject().get("kid").toString();
    }

    private JWKSet published() throws Exception {
        return JWKSet.load(URI.create(platform.url() + "/oauth2/jwks").toURL());
    }

    /** What an app does that keeps the keys it once read. */
    private IDTokenValidator knowing(JWKSet keys) {
        IDTokenValidator validator =
                new IDTokenValidator(
                        new Issuer(platform.url()),
                        new ClientID(app.clientId()),
                        JWSAlgorithm.RS256,
                        keys);
        validator.setMaxClockSkew(TWO_HOURS);
        return validator;
    }

    private List<String> signing() {
        List<String> signing = new ArrayList<>();
        for (JsonNode key : operator.get(KEYS).json().get("data")) {
            if (key.get("signing").booleanValue()) {
                signing.add(key.get("id").textValue());
            }
        }
        return signing;
    }

    @Test
    void appsVerifyWhatEitherKeySignedAndNobodyIsSignedOut() throws Exception {
        Nonce nonce = new Nonce("n-1");
        JWT old = idToken();
        String first = keyOf(old);
        assertThat(signing()).containsExactly(first);

        assertThat(operator.post(KEYS + "/rotate", "").json().get("data")).hasSize(2);
        JWKSet readBefore = published();
        clock.pass(QUARTER);
        ApiClient signedIn = platform.signIn("acme");
        JWT fresh = idToken();

        assertThat(keyOf(fresh)).isNotEqualTo(first);
        assertThat(signing()).containsExactly(keyOf(fresh));
        knowing(readBefore).validate(fresh, nonce);
        knowing(published()).validate(old, nonce);
        assertThat(signedIn.get("/api/v1/me").status()).isEqualTo(200);

        clock.pass(Duration.ofHours(1));
        ApiClient.await(() -> operator.get(KEYS).json().get("data").size() == 1);
        assertThat(published().getKeyByKeyId(first)).isNull();
        JWKSet after = published();
        assertThatThrownBy(() -> knowing(after).validate(old, nonce))
                .isInstanceOf(BadJOSEException.class);
        knowing(after).validate(fresh, nonce);
    }

    @Test
    void aStolenKeyIsTakenBackAtOnceAndPeopleGoOnByTheirRefreshTokens() throws Exception {
        ApiClient.Answer login =
                platform.stranger()
                        .post(
                                "/api/v1/auth/login",
                                "{'tenant': 'acme', 'email': 'ann@acme.example', 'password': 'a long password'}");
        ApiClient signedIn = platform.stranger().withTokens(login.json());
        assertThat(signedIn.get("/api/v1/me").status()).isEqualTo(200);
        String stolen = signing().getFirst();

        assertThat(operator.delete(KEYS + "/" + stolen).status()).isEqualTo(204);

        assertThat(signedIn.get("/api/v1/me").status()).isEqualTo(401);
        assertThat(published().getKeyByKeyId(stolen)).isNull();
        ApiClient.Answer refreshed =
                platform.stranger()
                        .post(
                                "/api/v1/auth/refresh",
                                "{'refresh_token': '%s'}"
                                        .formatted(login.json().get("refresh_token").textValue()));
        assertThat(platform.stranger().withTokens(refreshed.json()).get("/api/v1/me").status())
                .isEqualTo(200);
        assertThat(operator.delete(KEYS + "/" + stolen).code()).isEqualTo("not_found");
        assertThat(operator.get("/api/operator/v1/log").json().at("/data/0/kind").textValue())
                .isEqualTo("signing_key.revoked");
        assertThat(operator.get("/api/operator/v1/log").json().at("/data/0/detail/key").textValue())
                .isEqualTo(stolen);
    }

    @Test
    void nobodyButAnOperatorGetsThere() {
        for (ApiClient other : List.of(platform.signIn("acme"), platform.stranger())) {
            assertThat(other.get(KEYS).status()).isEqualTo(401);
            assertThat(other.post(KEYS + "/rotate", "").status()).isEqualTo(401);
            assertThat(other.delete(KEYS + "/" + signing().getFirst()).status()).isEqualTo(401);
        }
    }
}
