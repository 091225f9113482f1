package dev.armature.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.testing.EngineFixture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Only what we signed, for this purpose, and not too long ago, says who somebody is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessTokensTest {

    private static final PublicUrl URL = new PublicUrl("https://armature.example.com", () -> 0);
    private static final UUID TENANT = UUID.randomUUID();
    private static final UUID USER = UUID.randomUUID();
    private static final UUID SIGN_IN = UUID.randomUUID();

    private final SettableClock clock = new SettableClock();
    private final MasterKey masterKey = new MasterKey(new byte[MasterKey.LENGTH]);
    private EngineFixture fixture;
    private SigningKeys keys;
    private AccessTokens tokens;

    @BeforeAll
    void open() {
        fixture = new EngineFixture();
        keys = new SigningKeys(fixture.database, masterKey, clock, SigningKeys.SIGNING);
        tokens = new AccessTokens(keys, URL, clock);
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    private String issued() {
        return tokens.issue(TENANT, USER, SIGN_IN);
    }

    @Test
    void aTokenSaysWhomItWasIssuedTo() {
        assertThat(tokens.verify(issued()))
                .get()
                .extracting(
                        AccessTokens.Claims::tenantUid,
                        AccessTokens.Claims::userId,
                        AccessTokens.Claims::familyId)
                .containsExactly(TENANT, USER, SIGN_IN);
    }

    @Test
    void aTokenIsGoodForItsLifetimeAndNoLonger() {
        String token = issued();

        clock.pass(AccessTokens.LIFETIME.minusSeconds(1));
        assertThat(tokens.verify(token)).isPresent();

        clock.pass(Duration.ofSeconds(1));
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void aTokenThatWasNeverVerifiedExpiresToo() {
        String token = issued();

        clock.pass(AccessTokens.LIFETIME);

        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void everyCharacterOfATokenCounts() {
        String token = issued();

        // All but the last, which has bits that mean nothing.
        for (int i = 0; i < token.length() - 1; i += 7) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String tampered = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(tokens.verify(tampered)).as("changed at %d", i).isEmpty();
        }
    }

    @Test
    void theClaimsOfOneTokenAreNotSignedByTheSignatureOfAnother() {
        String[] mine = issued().split("\\.", -1);
        String[] others = tokens.issue(TENANT, UUID.randomUUID(), SIGN_IN).split("\\.", -1);

        assertThat(tokens.verify(mine[0] + "." + others[1] + "." + mine[2])).isEmpty();
    }

    @Test
    void aTokenWithoutASignatureIsNone() {
        String unsigned = new PlainJWT(claims().build()).serialize();
        String cut = issued().replaceFirst("[^.]*$", "");

        assertThat(tokens.verify(unsigned)).isEmpty();
        assertThat(tokens.verify(cut)).isEmpty();
    }

    @Test
    void aKeyOfSomebodyElsesUnderOurNameSignsNothing() throws JOSEException {
        RSAKey forged = new RSAKeyGenerator(2048).keyID(keys.current().getKeyID()).generate();

        assertThat(tokens.verify(signed(header(forged.getKeyID()), claims(), forged))).isEmpty();
    }

    @Test
    void ourPublicKeyIsNoSecretToSignWith() throws JOSEException {
        byte[] published =
                keys.current()
                        .toPublicJWK()
                        .toJSONString()
                        .repeat(2)
                        .getBytes(StandardCharsets.UTF_8);
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .keyID(keys.current().getKeyID())
                                .type(new JOSEObjectType("at+jwt"))
                                .build(),
                        claims().build());
        token.sign(new MACSigner(published));

        assertThat(tokens.verify(token.serialize())).isEmpty();
    }

    @Test
    void aTokenMadeByOurKeyForAnotherPurposeIsNoAccessToken() {
        RSAKey key = keys.current();
        JWSHeader header = header(key.getKeyID());
        JWSHeader identity = new JWSHeader.Builder(header).type(JOSEObjectType.JWT).build();

        assertThat(tokens.verify(signed(header, claims(), key))).isPresent();
        assertThat(tokens.verify(signed(identity, claims(), key))).isEmpty();
        assertThat(tokens.verify(signed(header, claims().audience("else"), key))).isEmpty();
        assertThat(tokens.verify(signed(header, claims().issuer("else"), key))).isEmpty();
        assertThat(tokens.verify(signed(header, claims().expirationTime(null), key))).isEmpty();
        assertThat(tokens.verify(signed(header, claims().subject("ann"), key))).isEmpty();
    }

    @Test
    void whatIsNoTokenIsRefusedWithoutAFault() {
        assertThat(tokens.verify("")).isEmpty();
        assertThat(tokens.verify("..")).isEmpty();
        assertThat(tokens.verify("a.b.c")).isEmpty();
        assertThat(tokens.verify(encoded("{}") + "." + encoded("{}") + ".")).isEmpty();
        assertThat(tokens.verify("x".repeat(13_000))).isEmpty();
    }

    @Test
    void anotherNodeOfTheInstallationVerifiesTheToken() {
        AccessTokens other =
                new AccessTokens(
                        new SigningKeys(fixture.database, masterKey, clock, SigningKeys.SIGNING),
                        URL,
                        clock);

        assertThat(other.verify(issued())).isPresent();
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JWSHeader header(String keyId) {
        return new JWSHeader.Builder(JWSAlgorithm.RS256)
                .keyID(keyId)
                .type(new JOSEObjectType("at+jwt"))
                .build();
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("armature")
                .audience("armature-api")
                .subject(USER.toString())
                .claim("tenant", TENANT.toString())
                .claim("sid", SIGN_IN.toString())
                .expirationTime(Date.from(clock.instant().plusSeconds(60)));
    }

    private static String signed(JWSHeader header, JWTClaimsSet.Builder claims, RSAKey key) {
        try {
            SignedJWT token = new SignedJWT(header, claims.build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }
}
