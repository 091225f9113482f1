package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Codes of a device at sign-in, how they are set up, and who has to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecondFactorApiTest {

    private static final String PASSWORD = "a long password";
    private static final String FACTOR = "/api/v1/auth/second-factor";

    private final TestPlatform platform = TestPlatform.shared();
    private ApiClient ann;
    private String slug;

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        ann = platform.newTenant();
        slug = ann.me("/tenant/slug");
    }

    private String annsMail() {
        return "ann@" + slug + ".example";
    }

    private ApiClient.Answer login(String otp) {
        return login(annsMail(), PASSWORD, otp);
    }

    private ApiClient.Answer login(String email, String password, String otp) {
        return platform.stranger()
                .post(
                        "/api/v1/auth/login",
                        "{'tenant': '%s', 'email': '%s', 'password': '%s'%s}"
                                .formatted(
                                        slug,
                                        email,
                                        password,
                                        otp == null ? "" : ", 'otp': '" + otp + "'"));
    }

    // Written here once more, as an authenticator would, so that the platform is not its own judge.
    static String code(String secret, long stepsFromNow) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < secret.length(); i++) {
            char c = secret.charAt(i);
            String five =
                    Integer.toBinaryString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c) + 32);
            all.append(five.substring(1));
        }
        byte[] key = new byte[all.length() / 8];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) Integer.parseInt(all.substring(i * 8, i * 8 + 8), 2);
        }
        long step = System.currentTimeMillis() / 30_000 + stepsFromNow;
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key, "HmacSHA1"));
            byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
            int number = ByteBuffer.wrap(hash).getInt(hash[19] & 15) & 0x7fffffff;
            return "%06d".formatted(number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private record Enrolled(String secret, List<String> recoveryCodes) {}

    // By the code of the step before, so that those of now and of the next are still good.
    private static Enrolled enrol(ApiClient client) {
        String secret =
                client.post(FACTOR, "{'password': '" + PASSWORD + "'}")
                        .json()
                        .get("secret")
                        .textValue();
        ApiClient.Answer confirmed =
                client.post(FACTOR + "/confirm", "{'code': '" + code(secret, -1) + "'}");
        if (confirmed.status() != 200) {
            throw new AssertionError(confirmed);
        }
        List<String> codes = new ArrayList<>();
        confirmed.json().get("recoveryCodes").forEach(node -> codes.add(node.textValue()));
        return new Enrolled(secret, codes);
    }

    @Test
    void theCodeIsAskedForAfterTheRightPasswordAlone() {
        Enrolled enrolled = enrol(ann);

        assertThat(login(null).status()).isEqualTo(401);
        assertThat(login(null).code()).isEqualTo("second_factor_required");
        assertThat(login("000000").code()).isEqualTo("invalid_second_factor");
        assertThat(login(annsMail(), "not the password", null).code())
                .isEqualTo("invalid_credentials");
        assertThat(login(annsMail(), "not the password", code(enrolled.secret, 0)).code())
                .isEqualTo("invalid_credentials");

        ApiClient.Answer in = login(code(enrolled.secret, 0));
        assertThat(in.status()).as(in.body()).isEqualTo(200);
        JsonNode state = ann.get(FACTOR).json();
        assertThat(state.get("enabled").booleanValue()).isTrue();
        assertThat(state.get("recoveryCodesLeft").intValue()).isEqualTo(10);
    }

    @Test
    void theDeviceIsToldWhatItNeedsAndNobodyElseEver() {
        ApiClient.Answer begun = ann.post(FACTOR, "{'password': '" + PASSWORD + "'}");
        String secret = begun.json().get("secret").textValue();

        assertThat(begun.status()).isEqualTo(201);
        assertThat(begun.json().get("uri").textValue())
                .isEqualTo(
                        "otpauth://totp/%s:ann%%40%s.example?secret=%s&issuer=%s&algorithm=SHA1&digits=6&period=30"
                                .formatted(slug, slug, secret, slug));
        assertThat(secret).matches("[A-Z2-7]{32}");
        assertThat(login(null).status()).as("it does not count yet").isEqualTo(200);
        assertThat(ann.get(FACTOR).body()).doesNotContain(secret);
        assertThat(ann.post(FACTOR + "/confirm", "{'code': '000000'}").errors())
                .containsExactly("/code wrong_code");
        assertThat(ann.post(FACTOR, "{'password': 'not the password'}").errors())
                .containsExactly("/password wrong_password");
    }

    @Test
    void noCodeIsTakenTwiceNotEvenByTwoAtOnce() {
        Enrolled enrolled = enrol(ann);
        String code = code(enrolled.secret, 0);

        List<CompletableFuture<ApiClient.Answer>> both =
                IntStream.range(0, 4)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() -> login(code)))
                        .toList();

        assertThat(both.stream().map(answer -> answer.join().status()))
                .containsExactlyInAnyOrder(200, 401, 401, 401);
        assertThat(login(code).code()).isEqualTo("invalid_second_factor");
        assertThat(login(code(enrolled.secret, -1)).code())
                .as("one older than the last is used up with it")
                .isEqualTo("invalid_second_factor");
    }

    @Test
    void codesOfTwoStepsAwayAreNotTaken() {
        Enrolled enrolled = enrol(ann);

        assertThat(login(code(enrolled.secret, 3)).code()).isEqualTo("invalid_second_factor");
        assertThat(login(code(enrolled.secret, -3)).code()).isEqualTo("invalid_second_factor");
    }

    @Test
    void guessingCodesIsBoundedAndDoesNotCountAsGuessingPasswords() {
        enrol(ann);
        for (int i = 0; i < 5; i++) {
            assertThat(login("00000" + i).status()).isEqualTo(401);
        }

        ApiClient.Answer refused = login("000009");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().get("detail").textValue()).contains("second factor");
        assertThat(login(null).code()).isEqualTo("second_factor_required");
    }

    @Test
    void aRecoveryCodeIsGoodOnceAndNewOnesReplaceTheOld() {
        Enrolled enrolled = enrol(ann);
        String first = enrolled.recoveryCodes.getFirst();
        assertThat(enrolled.recoveryCodes).hasSize(10).doesNotHaveDuplicates();

        assertThat(login(first.toLowerCase(java.util.Locale.ROOT).replace("-", " ")).status())
                .isEqualTo(200);
        assertThat(login(first).code()).isEqualTo("invalid_second_factor");
        assertThat(ann.get(FACTOR).json().get("recoveryCodesLeft").intValue()).isEqualTo(9);

        String fresh =
                ann.post(FACTOR + "/recovery-codes", "{'password': '" + PASSWORD + "'}")
                        .json()
                        .at("/recoveryCodes/0")
                        .textValue();
        assertThat(login(enrolled.recoveryCodes.get(1)).code()).isEqualTo("invalid_second_factor");
        assertThat(login(fresh).status()).isEqualTo(200);
    }

    @Test
    void itIsRemovedWithThePasswordOrByAnAdministrator() {
        String email = "bob@" + slug + ".example";
        String id =
                ann.create(
                        "/api/v1/users",
                        "{'name': 'Bob', 'email': '%s', 'password': '%s'}"
                                .formatted(email, PASSWORD));
        ApiClient bob = platform.signIn(slug, email, PASSWORD);
        enrol(bob);
        enrol(ann);

        assertThat(ann.post(FACTOR, "{'password': '" + PASSWORD + "'}").code())
                .isEqualTo("state_conflict");
        assertThat(ann.post(FACTOR + "/remove", "{'password': 'not the password'}").status())
                .isEqualTo(422);
        assertThat(ann.post(FACTOR + "/remove", "{'password': '" + PASSWORD + "'}").status())
                .isEqualTo(204);
        assertThat(login(null).status()).isEqualTo(200);

        String annsId = ann.me("/user/id");
        assertThat(bob.delete("/api/v1/users/" + annsId + "/second-factor").status())
                .isEqualTo(403);
        assertThat(platform.newTenant().delete("/api/v1/users/" + id + "/second-factor").status())
                .isEqualTo(404);
        assertThat(login(email, PASSWORD, null).code()).isEqualTo("second_factor_required");
        assertThat(ann.delete("/api/v1/users/" + id + "/second-factor").status()).isEqualTo(204);
        assertThat(login(email, PASSWORD, null).status()).isEqualTo(200);
    }

    @Test
    void aTenantAsksAllForItAndWhoLacksItGetsNoFurtherThanSettingItUp() {
        String email = "bob@" + slug + ".example";
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': '%s', 'password': '%s'}".formatted(email, PASSWORD));
        ApiClient bob = platform.signIn(slug, email, PASSWORD);
        assertThat(bob.patch("/api/v1/tenant/sign-in", "{'secondFactor': 'optional'}").status())
                .isEqualTo(403);
        assertThat(ann.patch("/api/v1/tenant/sign-in", "{'secondFactor': 'always'}").errors())
                .containsExactly("/secondFactor unknown_option");
        assertThat(
                        ann.patch("/api/v1/tenant/sign-in", "{'secondFactor': 'administrators'}")
                                .status())
                .isEqualTo(200);

        ApiClient.await(
                () -> "second_factor_setup_required".equals(ann.get("/api/v1/users").code()));
        assertThat(ann.get("/api/v1/tenant/sign-in").status()).isEqualTo(403);
        assertThat(ann.get("/api/v1/metadata/objects").status()).isEqualTo(403);
        assertThat(ann.get("/api/v1/me").status()).isEqualTo(200);
        assertThat(ann.get(FACTOR).json().get("needed").booleanValue()).isTrue();
        assertThat(bob.get("/api/v1/metadata/objects").status()).isEqualTo(200);
        enrol(ann);
        ApiClient.await(() -> ann.get("/api/v1/users").status() == 200);

        ann.patch("/api/v1/tenant/sign-in", "{'secondFactor': 'everybody'}");
        ApiClient.await(() -> bob.get("/api/v1/metadata/objects").status() == 403);
        assertThat(bob.get("/api/v1/metadata/objects").code())
                .isEqualTo("second_factor_setup_required");
    }
}
