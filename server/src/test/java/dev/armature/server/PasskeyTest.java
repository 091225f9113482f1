package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Passkeys: added, used alone and as a second factor, and every answer that does not hold. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasskeyTest {

    private static final String PASSWORD = "a long password";
    private static final String PROOF = "{'password': '" + PASSWORD + "'}";
    private static final String PASSKEYS = "/api/v1/auth/passkeys";
    private static final String FACTOR = "/api/v1/auth/second-factor";
    private static final String SETTINGS = "/api/v1/tenant/sign-in";

    private static final AtomicInteger TENANTS = new AtomicInteger();

    private final MovableClock clock = new MovableClock();
    private TestPlatform platform;
    private ApiClient ann;
    private String slug;
    private SoftwareAuthenticator device;

    @BeforeAll
    void open() {
        platform = new TestPlatform(clock, Map.of());
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        slug = "keys" + TENANTS.incrementAndGet();
        ann = platform.newTenant(slug);
        device = new SoftwareAuthenticator();
    }

    private String mailOf(String name) {
        return name + "@" + slug + ".example";
    }

    private ApiClient user(String name) {
        ann.create(
                "/api/v1/users",
                "{'name': '%s', 'email': '%s', 'password': '%s'}"
                        .formatted(name, mailOf(name), PASSWORD));
        return platform.signIn(slug, mailOf(name), PASSWORD);
    }

    private static JsonNode begin(ApiClient client) {
        ApiClient.Answer begun = client.post(PASSKEYS + "/begin", PROOF);
        assertThat(begun.status()).as(begun.toString()).isEqualTo(200);
        return begun.json();
    }

    private static ApiClient.Answer add(ApiClient client, String name, JsonNode made) {
        return client.post(
                PASSKEYS, Json.write(Json.object().put("name", name).set("passkey", made)));
    }

    private static ApiClient.Answer added(ApiClient client, SoftwareAuthenticator device) {
        ApiClient.Answer added = add(client, "Laptop", device.make(begin(client)));
        assertThat(added.status()).as(added.toString()).isEqualTo(201);
        return added;
    }

    private JsonNode asked(String purpose) {
        ApiClient.Answer asked =
                platform.stranger().post(PASSKEYS + "/options", "{'purpose': '" + purpose + "'}");
        assertThat(asked.status()).as(asked.toString()).isEqualTo(200);
        return asked.json();
    }

    private static String body(JsonNode used) {
        return Json.write(Json.object().set("passkey", used));
    }

    private ApiClient.Answer enter(JsonNode used, String... headers) {
        return platform.stranger().post(PASSKEYS + "/login", body(used), headers);
    }

    private ApiClient.Answer enter(SoftwareAuthenticator with) {
        return enter(with.use(asked("sign_in")));
    }

    private void refused(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("invalid_passkey");
    }

    private ApiClient.Answer login(String email, JsonNode used) {
        ObjectNode body =
                Json.object().put("tenant", slug).put("email", email).put("password", PASSWORD);
        if (used != null) {
            body.set("passkey", used);
        }
        return platform.stranger().post("/api/v1/auth/login", Json.write(body));
    }

    private static List<String> names(ApiClient client) {
        return StreamSupport.stream(client.get(PASSKEYS).json().get("data").spliterator(), false)
                .map(node -> node.get("name").textValue())
                .toList();
    }

    private List<String> audited(String kind) {
        JsonNode entries = ann.get("/api/v1/audit?kind=" + kind).json().get("data");
        return StreamSupport.stream(entries.spliterator(), false)
                .map(node -> node.get("detail").toString())
                .toList();
    }

    private String code(String secret) {
        return SecondFactorApiTest.code(
                secret, (clock.millis() - System.currentTimeMillis()) / 30_000);
    }

    private Mailbox.Received letter(String to, String subject) {
        List<Mailbox.Received> found = new ArrayList<>();
        ApiClient.await(() -> {
            platform.mail.to(to).stream()
                    .filter(letter -> letter.subject().startsWith(subject))
                    .forEach(found::add);
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    // --- Adding

    @Test
    void itIsMadeForThePlatformsOwnAddressAndForWhoAsks() {
        JsonNode options =
                ann.post(
                                PASSKEYS + "/begin",
                                PROOF,
                                "X-Forwarded-Host",
                                "evil.example",
                                "Forwarded",
                                "host=evil.example")
                        .json();

        assertThat(options.at("/rp/id").textValue()).isEqualTo("armature.example");
        assertThat(options.at("/user/name").textValue())
                .isEqualTo(mailOf("ann") + " (" + slug + ")");
        assertThat(options.at("/user/displayName").textValue()).isEqualTo("Ann Admin");
        assertThat(options.at("/attestation").textValue()).isEqualTo("none");
        assertThat(options.at("/authenticatorSelection/residentKey").textValue())
                .isEqualTo("required");
        assertThat(options.at("/pubKeyCredParams").findValuesAsText("alg"))
                .containsExactly("-7", "-8", "-257");
        assertThat(Base64.getUrlDecoder().decode(options.at("/user/id").textValue())).hasSize(32);
    }

    @Test
    void itIsAddedListedRenamedAndRemoved() {
        String id = added(ann, device).id();
        assertThat(add(ann, "Phone", new SoftwareAuthenticator().make(begin(ann))).status())
                .isEqualTo(201);

        JsonNode first = ann.get(PASSKEYS).json().at("/data/0");
        assertThat(first.get("name").textValue()).isEqualTo("Laptop");
        assertThat(first.get("lastUsedAt").isNull()).isTrue();
        assertThat(enter(device).status()).isEqualTo(200);
        assertThat(ann.get(PASSKEYS).json().at("/data/0/lastUsedAt").isNull()).isFalse();

        assertThat(ann.patch(PASSKEYS + "/" + id, "{'name': 'Work'}").status()).isEqualTo(204);
        assertThat(names(ann)).containsExactly("Work", "Phone");
        assertThat(ann.patch(PASSKEYS + "/" + id, "{'name': ' '}").errors())
                .containsExactly("/name required");

        assertThat(ann.post(PASSKEYS + "/" + id + "/remove", PROOF).status()).isEqualTo(204);
        assertThat(names(ann)).containsExactly("Phone");
        refused(enter(device));
        assertThat(audited("passkey.added")).hasSize(2);
        assertThat(audited("passkey.removed")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(SoftwareAuthenticator.Algorithm.class)
    void keysOfEachAlgorithmAreTaken(SoftwareAuthenticator.Algorithm algorithm) {
        SoftwareAuthenticator other = new SoftwareAuthenticator(algorithm);
        added(ann, other);

        ApiClient.Answer in = enter(other);
        assertThat(in.status()).as(in.toString()).isEqualTo(200);
    }

    @Test
    void whoOnlyHasAnOpenBrowserAddsAndRemovesNone() {
        assertThat(ann.post(PASSKEYS + "/begin", "{}").errors())
                .containsExactly("/password required");
        assertThat(ann.post(PASSKEYS + "/begin", "{'password': 'not the password'}").errors())
                .containsExactly("/password wrong_password");
        String id = added(ann, device).id();
        assertThat(ann.post(PASSKEYS + "/" + id + "/remove", "{'password': 'not mine'}").errors())
                .containsExactly("/password wrong_password");
        assertThat(names(ann)).containsExactly("Laptop");
    }

    @Test
    void whatWasNotMadeForThisAccountNowIsNotAdded() {
        ApiClient bob = user("bob");
        JsonNode bobs = device.make(begin(bob));
        assertThat(add(ann, "x", bobs).errors()).containsExactly("/passkey wrong_passkey");

        SoftwareAuthenticator elsewhere = new SoftwareAuthenticator();
        elsewhere.origin = "https://evil.example";
        assertThat(add(ann, "x", elsewhere.make(begin(ann))).errors())
                .containsExactly("/passkey wrong_passkey");

        SoftwareAuthenticator otherHost = new SoftwareAuthenticator();
        otherHost.host = "evil.example";
        assertThat(add(ann, "x", otherHost.make(begin(ann))).errors())
                .containsExactly("/passkey wrong_passkey");

        SoftwareAuthenticator untouched = new SoftwareAuthenticator();
        untouched.touched = false;
        assertThat(add(ann, "x", untouched.make(begin(ann))).errors())
                .containsExactly("/passkey wrong_passkey");

        JsonNode toSignIn = asked("sign_in");
        assertThat(add(ann, "x", new SoftwareAuthenticator().make(toSignIn)).errors())
                .as("a challenge to sign in adds nothing")
                .containsExactly("/passkey wrong_passkey");

        JsonNode late = new SoftwareAuthenticator().make(begin(ann));
        clock.pass(Duration.ofMinutes(5));
        assertThat(add(ann, "x", late).errors()).containsExactly("/passkey wrong_passkey");
        assertThat(names(ann)).isEmpty();
        assertThat(names(bob)).isEmpty();
    }

    @Test
    void aChallengeAddsOneAlone() {
        JsonNode options = begin(ann);
        assertThat(add(ann, "first", device.make(options)).status()).isEqualTo(201);

        assertThat(add(ann, "second", new SoftwareAuthenticator().make(options)).errors())
                .containsExactly("/passkey wrong_passkey");
        assertThat(add(ann, "again", device.make(begin(ann))).errors())
                .as("this one is there already")
                .containsExactly("/passkey wrong_passkey");
        assertThat(names(ann)).containsExactly("first");
        assertThat(begin(ann).at("/excludeCredentials/0/id").textValue())
                .isEqualTo(SoftwareAuthenticator.base64(device.id));
    }

    @Test
    void whatIsNoAnswerOfABrowserIsToldSo() {
        assertThat(ann.post(PASSKEYS, "{'name': 'x'}").errors())
                .containsExactly("/passkey required");
        assertThat(ann.post(PASSKEYS, "{'name': 'x', 'passkey': 5}").errors())
                .containsExactly("/passkey invalid_passkey");
        JsonNode options = begin(ann);
        ObjectNode garbage = device.make(options);
        garbage.withObject("/response").put("attestationObject", "AAAA");
        assertThat(add(ann, "x", garbage).errors()).containsExactly("/passkey wrong_passkey");
        garbage.withObject("/response").put("attestationObject", "no base64 url");
        assertThat(add(ann, "x", garbage).errors()).containsExactly("/passkey invalid_passkey");
        garbage.withObject("/response").put("attestationObject", "A".repeat(20_001));
        assertThat(add(ann, "x", garbage).errors()).containsExactly("/passkey invalid_passkey");
        assertThat(platform.stranger().post(PASSKEYS + "/login", "{}").errors())
                .containsExactly("/passkey required");
        assertThat(platform.stranger().post(PASSKEYS + "/options", "{'purpose': 'x'}").errors())
                .containsExactly("/purpose unknown_option");
    }

    @Test
    void oneUserHasTwentyAtMost() {
        for (int i = 0; i < 20; i++) {
            added(ann, new SoftwareAuthenticator());
        }

        assertThat(ann.post(PASSKEYS + "/begin", PROOF).code()).isEqualTo("state_conflict");
    }

    @Test
    void itsOwnerIsToldByMail() {
        added(ann, device);

        assertThat(letter(mailOf("ann"), "A passkey was added").text()).contains("Laptop");
    }

    // --- Signing in by it alone

    @Test
    void itSignsInAloneAndIsBothFactors() {
        ann.patch(SETTINGS, "{'secondFactor': 'everybody'}");
        added(ann, device);

        ApiClient.Answer in = enter(device);
        assertThat(in.status()).as(in.toString()).isEqualTo(200);
        ApiClient client = platform.stranger().withTokens(in.json());
        assertThat(client.me("/user/email")).isEqualTo(mailOf("ann"));
        assertThat(client.get("/api/v1/users").status()).isEqualTo(200);
        assertThat(audited("sign_in.succeeded")).contains("{\"how\":\"passkey\"}");
    }

    @Test
    void whatIsAskedSaysNothingOfAnybody() {
        added(ann, device);
        JsonNode options = asked("sign_in");

        assertThat(options.get("allowCredentials")).isEmpty();
        assertThat(options.get("userVerification").textValue()).isEqualTo("required");
        assertThat(options.get("rpId").textValue()).isEqualTo("armature.example");
        assertThat(asked("second_factor").get("userVerification").textValue())
                .isEqualTo("preferred");
    }

    @Test
    void anAnswerIsGoodOnceNotEvenForTwoAtOnce() {
        added(ann, device);
        device.count = 0;
        platform.update(
                "update passkey set sign_count = 0 where credential_id = decode('%s', 'hex')"
                        .formatted(HexFormat.of().formatHex(device.id)));
        JsonNode used = device.use(asked("sign_in"));

        List<CompletableFuture<ApiClient.Answer>> all =
                IntStream.range(0, 4)
                        .mapToObj(i -> CompletableFuture.supplyAsync(() -> enter(used)))
                        .toList();
        assertThat(all.stream().map(answer -> answer.join().status()))
                .containsExactlyInAnyOrder(200, 401, 401, 401);
        refused(enter(used));
    }

    @Test
    void anAnswerIsGoodForFiveMinutesAndChallengesAreForgottenThen() {
        added(ann, device);
        JsonNode used = device.use(asked("sign_in"));
        clock.pass(Duration.ofMinutes(5));

        refused(enter(used));
        assertThat(enter(device).status()).isEqualTo(200);
        platform.sweepIn(Duration.ofHours(2));
        assertThat(
                        platform.rows(
                                "select id from passkey_challenge where tenant_id = (select tenant_id from tenant where slug = '%s')"
                                        .formatted(slug)))
                .isEmpty();
    }

    @Test
    void anAnswerThatIsBentIsRefused() {
        added(ann, device);

        device.origin = "https://evil.example";
        refused(enter(device));
        device.origin = TestPlatform.URL;
        device.host = "evil.example";
        refused(enter(device));
        device.host = "armature.example";
        device.verifies = false;
        refused(enter(device));
        device.verifies = true;
        device.touched = false;
        refused(enter(device));
        device.touched = true;
        refused(enter(device.use(asked("second_factor"))));
        refused(enter(device.use(Json.object().put("challenge", "AAAA"))));
        ObjectNode tampered = device.use(asked("sign_in"));
        byte[] signature =
                Base64.getUrlDecoder().decode(tampered.at("/response/signature").textValue());
        int last = signature.length - 1;
        signature[last] = (byte) (signature[last] ^ 1);
        tampered.withObject("/response").put("signature", SoftwareAuthenticator.base64(signature));
        refused(enter(tampered));

        assertThat(enter(device).status()).as("and one that is not holds").isEqualTo(200);
        assertThat(audited("sign_in.failed")).contains("{\"wrong\":\"passkey\"}");
    }

    @Test
    void aChallengeOfAnotherInstallationIsNone() {
        added(ann, device);
        ObjectNode options = (ObjectNode) asked("sign_in");
        byte[] challenge = Base64.getUrlDecoder().decode(options.get("challenge").textValue());
        challenge[20] = (byte) (challenge[20] ^ 1);
        options.put("challenge", SoftwareAuthenticator.base64(challenge));

        refused(enter(device.use(options)));
    }

    @Test
    void aDeviceThatCountsBackIsRefusedAndNoted() {
        added(ann, device);
        device.count = 10;
        assertThat(enter(device).status()).isEqualTo(200);

        device.count = 5;
        refused(enter(device));
        assertThat(audited("passkey.refused")).hasSize(1);
        assertThat(audited("passkey.refused").getFirst()).contains("copy");
        device.count = 11;
        assertThat(enter(device).status()).isEqualTo(200);
    }

    @Test
    void aPasskeyIsItsUsersInTheirTenantAlone() {
        ApiClient bob = user("bob");
        added(ann, device);
        String annsHandle = device.userHandle;
        device.userHandle = handle(bob);
        refused(enter(device));

        ApiClient other = platform.newTenant(slug + "other");
        device.userHandle = handle(other);
        refused(enter(device));
        device.userHandle = SoftwareAuthenticator.base64(new byte[32]);
        refused(enter(device));
        device.userHandle = null;
        refused(enter(device));
        device.userHandle = annsHandle;
        assertThat(enter(device).status()).isEqualTo(200);

        String id = ann.get(PASSKEYS).json().at("/data/0/id").textValue();
        for (ApiClient stranger : List.of(bob, other)) {
            assertThat(names(stranger)).isEmpty();
            assertThat(stranger.patch(PASSKEYS + "/" + id, "{'name': 'mine'}").status())
                    .isEqualTo(404);
            assertThat(stranger.post(PASSKEYS + "/" + id + "/remove", PROOF).status())
                    .isEqualTo(404);
        }
        assertThat(names(ann)).containsExactly("Laptop");
    }

    private static String handle(ApiClient client) {
        return begin(client).at("/user/id").textValue();
    }

    @Test
    void guessingIsBoundedByTheAccountAsWithPasswords() {
        added(ann, device);
        device.verifies = false;
        for (int i = 0; i < 10; i++) {
            refused(enter(device));
        }

        assertThat(enter(device).status()).isEqualTo(429);
        assertThat(login(mailOf("ann"), null).status())
                .as("it is one count for both")
                .isEqualTo(429);
        clock.pass(Duration.ofMinutes(2));
        device.verifies = true;
        assertThat(enter(device).status()).isEqualTo(200);
    }

    @Test
    void aBrowserOfTheirsCountsByItself() {
        added(ann, device);
        ApiClient.Answer first =
                platform.stranger()
                        .post(
                                PASSKEYS + "/login?session=cookie",
                                body(device.use(asked("sign_in"))));
        String mark = first.cookie("armature_device");
        device.verifies = false;
        for (int i = 0; i < 10; i++) {
            refused(enter(device));
        }
        device.verifies = true;

        assertThat(first.json().has("refresh_token")).isFalse();
        assertThat(enter(device).status()).isEqualTo(429);
        assertThat(enter(device.use(asked("sign_in")), "Cookie", mark).status()).isEqualTo(200);
    }

    @Test
    void whoMayNotComeInByPasswordMayNotByAPasskey() {
        ApiClient bob = user("bob");
        added(bob, device);
        String bobsId = bob.me("/user/id");
        ann.delete("/api/v1/users/" + bobsId);
        refused(enter(device));
        ann.patch("/api/v1/users/" + bobsId, "{'active': true}");
        assertThat(enter(device).status()).isEqualTo(200);

        SoftwareAuthenticator annsOwn = new SoftwareAuthenticator();
        added(ann, annsOwn);
        platform.update(
                "update tenant set passwords = false, recovery_user = '%s' where slug = '%s'"
                        .formatted(ann.me("/user/id"), slug));
        refused(enter(device));
        assertThat(enter(annsOwn).status()).as("the recovery administrator").isEqualTo(200);
        platform.update(
                "update tenant set passwords = true, verified_only = true where slug = '%s'"
                        .formatted(slug));
        assertThat(enter(device).code()).isEqualTo("email_unverified");
        platform.update(
                "update tenant set verified_only = false, active = false where slug = '%s'"
                        .formatted(slug));
        assertThat(enter(device).code()).isEqualTo("tenant_suspended");
        device.verifies = false;
        refused(enter(device));
    }

    @Test
    void aSignInFromElsewhereIsTold() {
        ApiClient bob = user("bob");
        added(bob, device);
        assertThat(enter(device.use(asked("sign_in")), "User-Agent", "elsewhere/2.0").status())
                .isEqualTo(200);

        assertThat(letter(mailOf("bob"), "New sign-in").text()).contains("elsewhere/2.0");
    }

    @Test
    void itReachesOtherTenantsAsFarAsTheSessionInWhichItWasAdded() {
        added(ann, device);
        ApiClient byPasskey = platform.stranger().withTokens(enter(device).json());
        ApiClient other = platform.newTenant(slug + "second");
        assertThat(link(byPasskey, slug + "second").status()).isEqualTo(201);
        assertThat(
                        byPasskey
                                .post("/api/v1/auth/switch", "{'tenant': '" + slug + "second'}")
                                .status())
                .isEqualTo(200);

        ApiClient bob = user("bob");
        SoftwareAuthenticator bobs = new SoftwareAuthenticator();
        added(bob, bobs);
        ApiClient bobsSession = platform.stranger().withTokens(enter(bobs).json());
        assertThat(link(bobsSession, slug + "second").code())
                .as("an administrator gave the password with which it was added")
                .isEqualTo("state_conflict");
        assertThat(other.get(PASSKEYS).json().get("data")).isEmpty();
    }

    @Test
    void aUserOfAnotherTenantIsLinkedByTheirPasskeyAlone() {
        String second = slug + "second";
        ApiClient other = platform.newTenant(second);
        added(other, device);
        JsonNode used = device.use(asked("sign_in"));

        ApiClient.Answer linked = ann.post("/api/v1/auth/memberships", body(used));

        assertThat(linked.status()).as(linked.toString()).isEqualTo(201);
        assertThat(linked.json().get("tenant").textValue()).isEqualTo(second);
        assertThat(ann.post("/api/v1/auth/switch", "{'tenant': '" + second + "'}").code())
                .isEqualTo("second_factor_required");
        ObjectNode to = Json.object().put("tenant", second);
        to.set("passkey", device.use(asked("second_factor")));
        ApiClient.Answer switched = ann.post("/api/v1/auth/switch", Json.write(to));
        assertThat(platform.stranger().withTokens(switched.json()).me("/user/id"))
                .isEqualTo(other.me("/user/id"));
    }

    @Test
    void aPasskeyThatWouldNotSignInLinksNobody() {
        String second = slug + "second";
        ApiClient other = platform.newTenant(second);
        added(other, device);
        added(ann, new SoftwareAuthenticator());
        JsonNode used = device.use(asked("sign_in"));
        assertThat(enter(used).status()).isEqualTo(200);
        refused(ann.post("/api/v1/auth/memberships", body(used)));
        refused(ann.post("/api/v1/auth/memberships", body(device.use(asked("second_factor")))));
        device.verifies = false;
        refused(ann.post("/api/v1/auth/memberships", body(device.use(asked("sign_in")))));
        device.verifies = true;
        refused(
                ann.post(
                        "/api/v1/auth/memberships",
                        body(new SoftwareAuthenticator().use(asked("sign_in")))));

        ObjectNode named = Json.object().put("tenant", second);
        named.set("passkey", device.use(asked("sign_in")));
        assertThat(ann.post("/api/v1/auth/memberships", Json.write(named)).errors())
                .as("it tells itself whose it is")
                .containsExactly("/tenant unknown_attribute");
        assertThat(ann.post("/api/v1/auth/memberships", "{}").errors())
                .containsExactlyInAnyOrder(
                        "/tenant required", "/email required", "/password required");

        platform.update("update tenant set active = false where slug = '%s'".formatted(second));
        assertThat(ann.post("/api/v1/auth/memberships", body(device.use(asked("sign_in")))).code())
                .isEqualTo("tenant_suspended");
        platform.update("update tenant set active = true where slug = '%s'".formatted(second));
        assertThat(ann.get("/api/v1/me").json().get("memberships")).hasSize(1);
    }

    @Test
    void anAccountAtAProviderIsLinkedByAPasskeyOfOnesOwn() {
        String provider =
                ann.create(
                        "/api/v1/identity-providers",
                        "{'kind': 'saml', 'name': 'Elsewhere', 'issuer': 'urn:idp', 'signInUrl': 'https://idp.example/sso', 'certificates': ['%s']}"
                                .formatted(SamlKeys.rsa().base64()));
        added(ann, device);
        JsonNode used = device.use(ann.post(PASSKEYS + "/proof", "{}").json());

        ApiClient.Answer begun = linkAccount(ann, provider, used);

        assertThat(begun.status()).as(begun.toString()).isEqualTo(200);
        assertThat(begun.json().get("leave").textValue()).startsWith("https://idp.example/sso?");
        assertThat(linkAccount(ann, provider, used).errors())
                .as("used before")
                .containsExactly("/passkey wrong_passkey");
        assertThat(linkAccount(ann, provider, device.use(asked("sign_in"))).errors())
                .as("what was asked for signing in")
                .containsExactly("/passkey wrong_passkey");
        ApiClient bob = user("bob");
        SoftwareAuthenticator bobs = new SoftwareAuthenticator();
        added(bob, bobs);
        JsonNode ofBob = bobs.use(bob.post(PASSKEYS + "/proof", "{}").json());
        assertThat(linkAccount(ann, provider, ofBob).errors())
                .as("somebody else's")
                .containsExactly("/passkey wrong_passkey");
        assertThat(
                        ann.post(
                                        "/api/v1/auth/providers/link",
                                        "{'provider': '%s'}".formatted(provider))
                                .errors())
                .containsExactly("/password required");
    }

    private static ApiClient.Answer linkAccount(ApiClient client, String provider, JsonNode used) {
        return client.post(
                "/api/v1/auth/providers/link",
                Json.write(Json.object().put("provider", provider).set("passkey", used)));
    }

    private ApiClient.Answer link(ApiClient client, String tenant) {
        return client.post(
                "/api/v1/auth/memberships",
                "{'tenant': '%s', 'email': 'ann@%s.example', 'password': '%s'}"
                        .formatted(tenant, tenant, PASSWORD));
    }

    // --- As a second factor

    @Test
    void itIsTheSecondFactorAfterThePasswordAlsoWhereItsPersonIsNotVerified() {
        added(ann, device);
        device.verifies = false;

        assertThat(login(mailOf("ann"), null).code()).isEqualTo("second_factor_required");
        JsonNode used = device.use(asked("second_factor"));
        assertThat(login(mailOf("ann"), used).status()).isEqualTo(200);
        assertThat(login(mailOf("ann"), used).code()).isEqualTo("invalid_second_factor");
        assertThat(login(mailOf("ann"), device.use(asked("sign_in"))).code())
                .as("what was asked for signing in alone")
                .isEqualTo("invalid_second_factor");
        assertThat(
                        platform.stranger()
                                .post(
                                        "/api/v1/auth/login",
                                        Json.write(
                                                Json.object()
                                                        .put("tenant", slug)
                                                        .put("email", mailOf("ann"))
                                                        .put("password", "not the password")
                                                        .set(
                                                                "passkey",
                                                                device.use(
                                                                        asked("second_factor")))))
                                .code())
                .isEqualTo("invalid_credentials");
    }

    @Test
    void nobodyElsesWillDoAndWrongOnesAreBounded() {
        added(ann, device);
        ApiClient bob = user("bob");
        SoftwareAuthenticator bobs = new SoftwareAuthenticator();
        added(bob, bobs);
        for (int i = 0; i < 5; i++) {
            assertThat(login(mailOf("ann"), bobs.use(asked("second_factor"))).code())
                    .isEqualTo("invalid_second_factor");
        }

        assertThat(login(mailOf("ann"), device.use(asked("second_factor"))).status())
                .isEqualTo(429);
        assertThat(login(mailOf("bob"), bobs.use(asked("second_factor"))).status()).isEqualTo(200);
    }

    @Test
    void recoveryCodesComeWithTheFirstFactorOfAnyKindAndGoWithTheLast() {
        ApiClient.Answer first = added(ann, device);
        List<String> codes = new ArrayList<>();
        first.json().get("recoveryCodes").forEach(code -> codes.add(code.textValue()));
        assertThat(codes).hasSize(10);
        assertThat(added(ann, new SoftwareAuthenticator()).json().get("recoveryCodes")).isEmpty();
        String secret = ann.post(FACTOR, PROOF).json().get("secret").textValue();
        ApiClient.Answer confirmed =
                ann.post(FACTOR + "/confirm", "{'code': '" + code(secret) + "'}");
        assertThat(confirmed.json().get("recoveryCodes")).isEmpty();

        assertThat(ann.post(FACTOR + "/remove", PROOF).status()).isEqualTo(204);
        assertThat(
                        platform.stranger()
                                .post(
                                        "/api/v1/auth/login",
                                        "{'tenant': '%s', 'email': '%s', 'password': '%s', 'otp': '%s'}"
                                                .formatted(
                                                        slug,
                                                        mailOf("ann"),
                                                        PASSWORD,
                                                        codes.getFirst()))
                                .status())
                .isEqualTo(200);
        assertThat(ann.get(FACTOR).json().get("recoveryCodesLeft").intValue()).isEqualTo(9);
        assertThat(ann.post(FACTOR + "/recovery-codes", PROOF).status()).isEqualTo(200);
        for (JsonNode passkey : ann.get(PASSKEYS).json().get("data")) {
            ann.post(PASSKEYS + "/" + passkey.get("id").textValue() + "/remove", PROOF);
        }
        assertThat(ann.get(FACTOR).json().get("recoveryCodesLeft").intValue()).isZero();
        assertThat(login(mailOf("ann"), null).status()).isEqualTo(200);
    }

    @Test
    void itMeetsTheTenantsDemandAndTheLastOneStaysThen() {
        ann.patch(SETTINGS, "{'secondFactor': 'everybody'}");
        ApiClient.await(() -> ann.get("/api/v1/users").status() == 403);
        String id = added(ann, device).id();
        ApiClient.await(() -> ann.get("/api/v1/users").status() == 200);

        assertThat(ann.post(PASSKEYS + "/" + id + "/remove", PROOF).code())
                .isEqualTo("state_conflict");
        assertThat(names(ann)).containsExactly("Laptop");
        String second = added(ann, new SoftwareAuthenticator()).id();
        assertThat(ann.post(PASSKEYS + "/" + id + "/remove", PROOF).status()).isEqualTo(204);
        String secret = ann.post(FACTOR, PROOF).json().get("secret").textValue();
        ann.post(FACTOR + "/confirm", "{'code': '" + code(secret) + "'}");
        assertThat(ann.post(PASSKEYS + "/" + second + "/remove", PROOF).status()).isEqualTo(204);
        assertThat(ann.post(FACTOR + "/remove", PROOF).code()).isEqualTo("state_conflict");
        assertThat(ann.get(FACTOR).json().get("enabled").booleanValue()).isTrue();
    }

    @Test
    void anAdministratorTakesAllAwayAtOnce() {
        ApiClient bob = user("bob");
        added(bob, device);
        ann.delete("/api/v1/users/" + bob.me("/user/id") + "/second-factor");

        assertThat(names(bob)).isEmpty();
        refused(enter(device));
        assertThat(login(mailOf("bob"), null).status()).isEqualTo(200);
        assertThat(
                        platform.rows(
                                "select c.user_id from recovery_code c where c.user_id = '%s'"
                                        .formatted(bob.me("/user/id"))))
                .isEmpty();
    }

    // --- To show who is signed in that they still are

    @Test
    void itShowsThatWhoIsSignedInIsThem() {
        assertThat(ann.post(PASSKEYS + "/proof", "{}").code()).isEqualTo("state_conflict");
        added(ann, device);
        JsonNode options = ann.post(PASSKEYS + "/proof", "{}").json();
        assertThat(options.at("/allowCredentials/0/id").textValue())
                .isEqualTo(SoftwareAuthenticator.base64(device.id));
        JsonNode used = device.use(options);

        ApiClient.Answer begun = ann.post(PASSKEYS + "/begin", body(used));
        assertThat(begun.status()).as(begun.toString()).isEqualTo(200);
        assertThat(ann.post(PASSKEYS + "/begin", body(used)).errors())
                .containsExactly("/passkey wrong_passkey");
        assertThat(ann.post(PASSKEYS + "/begin", body(device.use(asked("second_factor")))).errors())
                .containsExactly("/passkey wrong_passkey");
        assertThat(
                        ann.post(
                                        "/api/v1/tenant/export",
                                        body(
                                                device.use(
                                                        ann.post(PASSKEYS + "/proof", "{}")
                                                                .json())))
                                .status())
                .isEqualTo(202);
    }

    @Test
    void somebodyElsesChallengeShowsNothing() {
        added(ann, device);
        ApiClient bob = user("bob");
        added(bob, new SoftwareAuthenticator());
        JsonNode bobs = bob.post(PASSKEYS + "/proof", "{}").json();

        assertThat(ann.post(PASSKEYS + "/begin", body(device.use(bobs))).errors())
                .containsExactly("/passkey wrong_passkey");
    }

    @Test
    void anAddressIsChangedWithThePasswordAndAPasskey() {
        added(ann, device);
        String change =
                "{\"email\": \"new@%s.example\", \"password\": \"%s\"".formatted(slug, PASSWORD);
        assertThat(ann.post("/api/v1/auth/email", change + "}").errors())
                .containsExactly("/otp required");
        JsonNode used = device.use(ann.post(PASSKEYS + "/proof", "{}").json());
        assertThat(ann.post("/api/v1/auth/email", change + ", \"passkey\": " + used + "}").status())
                .isEqualTo(202);
    }

    @Test
    void whoTakesTheirAccountBackShutsOutWhatWasAddedMeanwhile() {
        String secret = letter(mailOf("ann"), "Your e-mail address").secret();
        platform.stranger().post("/api/v1/auth/email/confirm", "{'token': '" + secret + "'}");
        added(ann, device);
        platform.update(
                "update passkey set created_at = now() - interval '15 days' where user_id = '%s'"
                        .formatted(ann.me("/user/id")));
        SoftwareAuthenticator thiefs = new SoftwareAuthenticator();
        added(ann, thiefs);
        ann.post(
                "/api/v1/auth/email",
                "{\"email\": \"thief@%s.example\", \"password\": \"%s\", \"passkey\": %s}"
                        .formatted(
                                slug,
                                PASSWORD,
                                thiefs.use(ann.post(PASSKEYS + "/proof", "{}").json())));
        String theirs = letter(mailOf("thief"), "New e-mail address").secret();
        platform.stranger().post("/api/v1/auth/email/confirm", "{'token': '" + theirs + "'}");
        assertThat(enter(thiefs).status()).isEqualTo(200);

        String back = letter(mailOf("ann"), "Your e-mail address at " + slug + " was").secret();
        assertThat(
                        platform.stranger()
                                .post(
                                        "/api/v1/auth/email/return",
                                        "{'token': '%s', 'password': 'another long password'}"
                                                .formatted(back))
                                .status())
                .isEqualTo(204);
        refused(enter(thiefs));
        assertThat(enter(device).status()).isEqualTo(200);
    }

    @Test
    void nobodyAddsOneForSomebodyElse() {
        ApiClient bob = user("bob");
        ApiClient asBob =
                ann.withTokens(
                        ann.send(
                                        "POST",
                                        "/api/v1/users/" + bob.me("/user/id") + "/see-as",
                                        null,
                                        null)
                                .json());
        assertThat(asBob.post(PASSKEYS + "/begin", PROOF).code()).isEqualTo("seeing_as");
        String key =
                ann.post(
                                "/api/v1/api-keys",
                                "{'name': 'k%s', 'scopes': ['read', 'write', 'metadata']}"
                                        .formatted(UUID.randomUUID()))
                        .json()
                        .path("key")
                        .textValue();
        assertThat(ann.withToken(key).post(PASSKEYS + "/begin", PROOF).code())
                .isEqualTo("scope_missing");
    }
}
