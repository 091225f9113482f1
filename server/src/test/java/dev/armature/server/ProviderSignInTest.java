package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.armature.engine.identity.KeyRotation;
import dev.armature.engine.identity.MasterKey;
import dev.armature.engine.oauth.Parameters;
import dev.armature.metadata.json.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * People sign in with accounts that they have elsewhere, and nobody signs in with what is not
 * theirs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProviderSignInTest {

    private static final String PROVIDERS = "/api/v1/identity-providers";
    private static final String SETTINGS = "/api/v1/tenant/sign-in";
    private static final String FAILED = "external_sign_in_failed";
    private static final String UNKNOWN = "external_account_unknown";

    private final MovableClock clock = new MovableClock();
    private final TestPlatform platform =
            TestPlatform.underItsOwnAddress(clock, Map.of("armature.outbound.hosts", "localhost"));
    private ForeignProvider foreign;
    private ApiClient ann;
    private String slug;

    @BeforeEach
    void open() {
        foreign = new ForeignProvider(clock);
        ann = platform.newTenant();
        slug = ann.me("/tenant/slug");
    }

    @AfterEach
    void closeProvider() {
        foreign.close();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    // What the tests say

    private String add(String more) {
        return add(ann, more);
    }

    private String add(ApiClient administrator, String more) {
        return administrator.create(
                PROVIDERS,
                "{'name': 'Elsewhere', 'issuer': '%s', 'clientId': '%s', 'clientSecret': '%s'%s}"
                        .formatted(
                                foreign.issuer(),
                                ForeignProvider.CLIENT,
                                ForeignProvider.SECRET,
                                more));
    }

    private static final String MAKES = ", 'makesUsers': true";
    private static final String TRUSTED = ", 'trustsEmail': true";

    private void says(UnaryOperator<JWTClaimsSet.Builder> claims) {
        foreign.claims = claims;
    }

    private static UnaryOperator<JWTClaimsSet.Builder> verified(String subject, String email) {
        return claims ->
                claims.subject(subject)
                        .claim("email", email)
                        .claim("email_verified", true)
                        .claim("name", "Eve Else");
    }

    /** Has somebody shown that mail to their address reaches them. */
    private void shown(String email) {
        platform.update(
                "update user_account set email_verified = true where email = '" + email + "'");
    }

    private record Begun(String provider, String leave, String state, String binding) {}

    private Begun begin(String tenant, String provider) {
        ApiClient.Answer answer =
                platform.stranger()
                        .post(
                                "/api/v1/auth/providers/begin",
                                "{'tenant': '%s', 'provider': '%s'}".formatted(tenant, provider));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return begun(provider, answer.json());
    }

    private static Begun begun(String provider, JsonNode json) {
        String leave = json.get("leave").textValue();
        String state = Parameters.parse(URI.create(leave).getRawQuery()).get("state");
        return new Begun(provider, leave, state, json.get("binding").textValue());
    }

    private ApiClient.Answer finish(Begun begun, String... changed) {
        ObjectNode body =
                Json.object()
                        .put("provider", begun.provider)
                        .put("state", begun.state)
                        .put("binding", begun.binding);
        for (int i = 0; i < changed.length; i += 2) {
            body.put(changed[i], changed[i + 1]);
        }
        return platform.stranger()
                .send(
                        "POST",
                        "/api/v1/auth/providers/finish",
                        "application/json",
                        Json.bytes(body));
    }

    private ApiClient.Answer signIn(String provider) {
        Begun begun = begin(slug, provider);
        return finish(begun, "code", foreign.authorize(begun.leave));
    }

    private ApiClient in(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return platform.stranger().withTokens(answer.json());
    }

    private void assertRefused(ApiClient.Answer answer, String code, String why) {
        assertThat(answer.code()).as(answer.toString()).isEqualTo(code);
        assertThat(answer.body()).doesNotContain("token", "key of");
        assertThat(ann.refusedSignIns()).anyMatch(wrong -> wrong.contains(why));
        assertThat(platform.count(slug, "sign_in where provider_id is not null")).isZero();
    }

    // How it works

    @Test
    void whoWasProvisionedComesInByTheAddressThatWasProvisioned() {
        String provider = add(TRUSTED);
        ScimClient scim = ScimClient.of(ann);
        String eve = scim.user("eve@x.example");
        String max = scim.user("max@x.example");
        // Entra ID does not say of addresses that it has verified them.
        says(claims -> claims.subject("e").claim("email", "EVE@x.example"));
        assertThat(in(signIn(provider)).me("/user/id")).isEqualTo(eve);

        ann.patch("/api/v1/users/" + max, "{'email': 'given@x.example'}");
        says(verified("m", "given@x.example"));
        assertThat(signIn(provider).code()).isEqualTo("external_account_unknown");
        scim.delete(ScimClient.USERS + "/" + eve);
        says(claims -> claims.subject("e").claim("email", "eve@x.example"));
        assertThat(signIn(provider).code()).isEqualTo("external_account_unknown");
    }

    @Test
    void somebodyBecomesAUserAndIsTheSameTheNextTime() {
        String provider = add(MAKES);
        says(verified("s-1", "eve@else.example"));

        ApiClient eve = in(signIn(provider));

        assertThat(eve.me("/user/email")).isEqualTo("eve@else.example");
        assertThat(eve.me("/user/name")).isEqualTo("Eve Else");
        assertThat(eve.get("/api/v1/me").json().at("/user/roles/0").textValue()).isEqualTo("user");
        assertThat(foreign.authorization)
                .isEqualTo(
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                "client-1:a+secret%3A+with+%25%2C+%26+and+%3D"
                                                        .getBytes(StandardCharsets.US_ASCII)));
        // The address there may become another's; the account is the same.
        says(verified("s-1", "eve@new.example"));
        assertThat(in(signIn(provider)).me("/user/id")).isEqualTo(eve.me("/user/id"));
        assertThat(platform.count(slug, "user_account")).isEqualTo(2);
    }

    @Test
    void aTenantOfThisPlatformIsAProviderToo() {
        ApiClient there = platform.newTenant();
        OAuthApp app = OAuthApp.register(platform, there, "openid profile email");
        String provider =
                ann.create(
                        PROVIDERS,
                        "{'name': 'There', 'issuer': '%s', 'clientId': '%s', 'clientSecret': '%s', 'makesUsers': true, 'trustsEmail': true}"
                                .formatted(platform.url(), app.clientId(), app.secret()));
        String callback = ann.get(PROVIDERS + "/" + provider).json().get("redirectUri").textValue();
        there.patch(OAuthApp.APPS + "/" + app.id(), "{'redirectUris': ['" + callback + "']}");
        ApiClient bob = OAuthApp.user(platform, there, "bob");

        Begun begun = begin(slug, provider);
        Parameters back =
                OAuthApp.answer(
                        OAuthApp.decide(bob, URI.create(begun.leave).getRawQuery(), "allow"));
        ApiClient here = in(finish(begun, "code", back.get("code"), "iss", back.get("iss")));

        assertThat(here.me("/user/email")).isEqualTo(bob.me("/user/email"));
        assertThat(here.me("/tenant/slug")).isEqualTo(slug);
        assertThat(here.me("/user/id")).isNotEqualTo(bob.me("/user/id"));
        Begun again = begin(slug, provider);
        Parameters unnamed =
                OAuthApp.answer(
                        OAuthApp.decide(bob, URI.create(again.leave).getRawQuery(), "allow"));
        assertThat(finish(again, "code", unnamed.get("code")).code())
                .as("a provider that says it names itself has to")
                .isEqualTo(FAILED);
    }

    @Test
    void whatTheTokenLacksIsAskedForElsewhereIfItIsOfTheSameAccount() {
        foreign.userInfo =
                "{\"sub\": \"s-1\", \"email\": \"eve@else.example\", \"email_verified\": \"true\", \"realm\": {\"roles\": [\"staff\"]}}";
        String provider =
                add(
                        MAKES
                                + ", 'groupsClaim': 'realm.roles', 'groupRoles': {'staff': ['administrator']}");
        says(claims -> claims.subject("s-1"));

        ApiClient eve = in(signIn(provider));

        assertThat(eve.me("/user/email")).isEqualTo("eve@else.example");
        assertThat(eve.me("/user/name")).isEqualTo("eve@else.example");
        assertThat(eve.get(PROVIDERS).status()).as("who is staff administers").isEqualTo(200);
        says(claims -> claims.subject("s-2"));
        assertThat(signIn(provider).code()).isEqualTo(FAILED);
    }

    @Test
    void groupsGiveAndTakeRolesAtEachSignIn() {
        String provider =
                add(
                        MAKES
                                + ", 'groupsClaim': 'groups', 'groupRoles': {'chiefs': ['administrator'], 'staff': ['user']}, 'roles': []");
        UnaryOperator<JWTClaimsSet.Builder> eve = verified("s-1", "eve@else.example");
        says(claims -> eve.apply(claims).claim("groups", List.of("chiefs", "others")));
        ApiClient chief = in(signIn(provider));
        assertThat(ann.rolesOf(chief)).containsExactly("administrator");

        says(claims -> eve.apply(claims).claim("groups", "staff"));
        assertThat(ann.rolesOf(in(signIn(provider)))).containsExactly("user");
        says(eve);
        assertThat(ann.rolesOf(in(signIn(provider)))).as("of no group any more").isEmpty();
    }

    @Test
    void theLastAdministratorStaysOneWhateverTheirGroups() {
        String provider =
                add(
                        TRUSTED
                                + ", 'groupsClaim': 'groups', 'groupRoles': {'chiefs': ['administrator']}");
        shown(ann.me("/user/email"));
        says(verified("s-1", ann.me("/user/email")));

        assertThat(ann.rolesOf(in(signIn(provider)))).containsExactly("administrator");
    }

    @Test
    void anAddressSaysWhoSomebodyIsOnlyWhereTheProviderIsTrustedAndHasVerifiedIt() {
        String address = ann.me("/user/email");
        String provider = add(MAKES);
        says(verified("s-1", address));
        assertRefused(signIn(provider), UNKNOWN, "no user of the account");

        ann.patch(PROVIDERS + "/" + provider, "{'trustsEmail': true}");
        says(claims -> claims.subject("s-1").claim("email", address));
        assertRefused(signIn(provider), UNKNOWN, "no user of the account");
        says(claims ->
                claims.subject("s-1").claim("email", address).claim("email_verified", false));
        assertRefused(signIn(provider), UNKNOWN, "no user of the account");
        says(claims ->
                claims.subject("s-1").claim("email", address).claim("email_verified", "yes"));
        assertRefused(signIn(provider), UNKNOWN, "no user of the account");

        says(verified("s-1", address.toUpperCase(Locale.ROOT)));
        // Whoever gave the address here may not be whom the provider means.
        assertRefused(signIn(provider), UNKNOWN, "no user of the account");
        shown(address);
        assertThat(in(signIn(provider)).me("/user/id")).isEqualTo(ann.me("/user/id"));
        // The address was given to somebody else there, who is not taken for Ann.
        says(verified("s-2", address));
        assertThat(signIn(provider).code()).isEqualTo(UNKNOWN);
    }

    @Test
    void whoIsNoUserIsToldTheSameWhyeverTheyAreNotLetIn() {
        String provider = add(TRUSTED);
        List<String> told = new ArrayList<>();
        says(verified("s-1", "nobody@else.example"));
        told.add(RightsFixture.told(signIn(provider)));
        ApiClient bob = OAuthApp.user(platform, ann, "bob");
        shown(bob.me("/user/email"));
        says(verified("s-2", bob.me("/user/email")));
        in(signIn(provider));
        ann.patch("/api/v1/users/" + bob.me("/user/id"), "{'active': false}");
        told.add(RightsFixture.told(signIn(provider)));
        says(claims -> claims.subject("s-3").claim("email", ann.me("/user/email")));
        told.add(RightsFixture.told(signIn(provider)));

        assertThat(told).hasSize(3);
        assertThat(told.stream().distinct()).hasSize(1);
    }

    @Test
    void twoFirstSignInsAtOnceMakeOneUser() throws Exception {
        String provider = add(MAKES);
        says(verified("s-1", "eve@else.example"));
        List<Future<ApiClient.Answer>> both = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            both.add(threads.submit(() -> signIn(provider)));
            both.add(threads.submit(() -> signIn(provider)));
        }

        assertThat(in(both.getFirst().get()).me("/user/id"))
                .isEqualTo(in(both.getLast().get()).me("/user/id"));
        assertThat(platform.count(slug, "user_account")).isEqualTo(2);
    }

    @Test
    void aPersonLinksAnAccountByTheirPasswordAndUnlinksIt() {
        String provider = add("");
        says(claims -> claims.subject("s-9"));
        ApiClient.Answer wrong =
                ann.post(
                        "/api/v1/auth/providers/link",
                        "{'provider': '%s', 'password': 'not the password'}".formatted(provider));
        assertThat(wrong.errors()).containsExactly("/password wrong_password");
        Begun begun =
                begun(
                        provider,
                        ann.post(
                                        "/api/v1/auth/providers/link",
                                        "{'provider': '%s', 'password': 'a long password'}"
                                                .formatted(provider))
                                .json());
        ApiClient linked = in(finish(begun, "code", foreign.authorize(begun.leave)));
        assertThat(linked.me("/user/id")).isEqualTo(ann.me("/user/id"));
        ApiClient again = in(signIn(provider));
        assertThat(again.me("/user/id")).isEqualTo(ann.me("/user/id"));

        ApiClient bob = OAuthApp.user(platform, ann, "bob");
        Begun theirs =
                begun(
                        provider,
                        bob.post(
                                        "/api/v1/auth/providers/link",
                                        "{'provider': '%s', 'password': 'a long password'}"
                                                .formatted(provider))
                                .json());
        assertThat(finish(theirs, "code", foreign.authorize(theirs.leave)).code())
                .as("it is Ann's")
                .isEqualTo(UNKNOWN);

        JsonNode mine = ann.get("/api/v1/auth/identities").json().get("data");
        assertThat(mine).hasSize(1);
        String identity = mine.get(0).get("id").textValue();
        assertThat(bob.get("/api/v1/auth/identities").json().get("data")).isEmpty();
        assertThat(bob.delete("/api/v1/auth/identities/" + identity).code()).isEqualTo("not_found");
        assertThat(ann.delete("/api/v1/auth/identities/" + identity).status()).isEqualTo(204);
        again.awaitOut();
        assertThat(signIn(provider).code()).isEqualTo(UNKNOWN);
    }

    @Test
    void anAdministratorSeesAndTakesAccountsOfAUser() {
        String provider = add(MAKES);
        says(verified("s-1", "eve@else.example"));
        ApiClient eve = in(signIn(provider));
        String path = "/api/v1/users/" + eve.me("/user/id") + "/identities";
        assertThat(eve.get(path).status()).isEqualTo(403);
        JsonNode one = ann.get(path).json().at("/data/0");
        assertThat(one.get("issuer").textValue()).isEqualTo(foreign.issuer());
        assertThat(one.get("subject").textValue()).isEqualTo("s-1");

        assertThat(ann.delete(path + "/" + one.get("id").textValue()).status()).isEqualTo(204);

        eve.awaitOut();
    }

    @Test
    void aProviderThatHasVerifiedTheAddressVouchesForIt() {
        String provider = add(MAKES);
        ann.patch(PROVIDERS + "/" + provider, "{'trustsEmail': true}");
        shown(ann.me("/user/email"));
        assertThat(ann.patch(SETTINGS, "{'verifiedEmail': true}").status()).isEqualTo(200);

        says(claims -> claims.subject("s-1").claim("email", "eve@else.example"));
        ApiClient.Answer kept = signIn(provider);
        assertThat(kept.code())
                .as("a user by now, whom mail has not reached")
                .isEqualTo("email_unverified");
        assertThat(platform.mail.await("eve@else.example", 1).link()).contains("/confirm-email#");
        says(verified("s-1", "somebody@else.example"));
        assertThat(signIn(provider).code()).as("another address").isEqualTo("email_unverified");
        says(verified("s-1", "eve@else.example"));
        ApiClient eve = in(signIn(provider));
        assertThat(eve.get("/api/v1/me").json().at("/user/emailVerified").booleanValue()).isTrue();
    }

    // A tenant that demands it

    @Test
    void aTenantLetsNobodyInByPasswordButTheRecovery() {
        ApiClient bob = OAuthApp.user(platform, ann, "bob");
        assertThat(ann.patch(SETTINGS, "{'passwords': false}").code()).isEqualTo("state_conflict");
        String provider = add(TRUSTED);
        assertThat(ann.patch(SETTINGS, "{'passwords': false}").errors())
                .containsExactly("/recoveryAdministrator required");
        assertThat(
                        ann.patch(
                                        SETTINGS,
                                        "{'passwords': false, 'recoveryAdministrator': '%s'}"
                                                .formatted(bob.me("/user/id")))
                                .errors())
                .containsExactly("/recoveryAdministrator required");

        ApiClient.Answer changed =
                ann.patch(
                        SETTINGS,
                        "{'passwords': false, 'recoveryAdministrator': '%s'}"
                                .formatted(ann.me("/user/id")));

        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        String email = bob.me("/user/email");
        bob.awaitOut();
        assertThat(choices(slug).json().get("passwords").booleanValue()).isFalse();
        assertThat(RightsFixture.told(login(email, "a long password")))
                .isEqualTo(RightsFixture.told(login("nobody@x.example", "a long password")));
        assertThat(login(ann.me("/user/email"), "a long password").status()).isEqualTo(200);
        shown(email);
        says(verified("s-1", email));
        assertThat(in(signIn(provider)).me("/user/email")).isEqualTo(email);
        ann.patch("/api/v1/users/" + bob.me("/user/id"), "{'roles': ['administrator']}");
        assertThat(ann.patch("/api/v1/users/" + ann.me("/user/id"), "{'roles': ['user']}").code())
                .as("the recovery stays an administrator")
                .isEqualTo("state_conflict");
        assertThat(ann.delete(PROVIDERS + "/" + provider).code()).isEqualTo("state_conflict");
        assertThat(ann.patch(PROVIDERS + "/" + provider, "{'active': false}").code())
                .isEqualTo("state_conflict");
        assertThat(ann.patch(SETTINGS, "{'passwords': true}").status()).isEqualTo(200);
        assertThat(login(email, "a long password").status()).isEqualTo(200);
    }

    private ApiClient.Answer login(String email, String password) {
        return platform.stranger()
                .post(
                        "/api/v1/auth/login",
                        "{'tenant': '%s', 'email': '%s', 'password': '%s'}"
                                .formatted(slug, email, password));
    }

    private ApiClient.Answer choices(String tenant) {
        return platform.stranger().get("/api/v1/auth/providers?tenant=" + tenant);
    }

    @Test
    void aSessionOfAProviderNeedsNoSecondFactorHereAndReachesNoOtherTenant() {
        String provider = add(TRUSTED);
        ApiClient bob = OAuthApp.user(platform, ann, "bob");
        shown(bob.me("/user/email"));
        says(verified("s-1", bob.me("/user/email")));
        ApiClient in = in(signIn(provider));
        ann.patch(SETTINGS, "{'secondFactor': 'everybody'}");
        ApiClient.await(() -> bob.get("/api/v1/openapi.json").status() == 403);

        assertThat(bob.get("/api/v1/openapi.json").code())
                .isEqualTo("second_factor_setup_required");
        assertThat(in.get("/api/v1/openapi.json").status()).isEqualTo(200);
        ApiClient elsewhere = platform.newTenant();
        assertThat(
                        in.post(
                                        "/api/v1/auth/memberships",
                                        "{'tenant': '%s', 'email': '%s', 'password': 'a long password'}"
                                                .formatted(
                                                        elsewhere.me("/tenant/slug"),
                                                        elsewhere.me("/user/email")))
                                .code())
                .isEqualTo("state_conflict");
    }

    // How it is set up

    @Test
    void aProviderIsKeptWithoutItsSecretBeingTold() {
        String provider = add("");

        String told = ann.get(PROVIDERS).body() + ann.get(PROVIDERS + "/" + provider).body();
        assertThat(told).doesNotContain("a secret").contains("\"hasSecret\":true");
        assertThat(platform.rows("select sealed from identity_provider").toString())
                .doesNotContain("a secret");
        assertThat(ann.get("/api/v1/audit").body()).doesNotContain("a secret");
        assertThat(choices(slug).body()).contains("Elsewhere").doesNotContain("issuer", "client");
        ann.patch(PROVIDERS + "/" + provider, "{'name': 'Other', 'clientSecret': null}");
        assertThat(ann.get(PROVIDERS + "/" + provider).body()).contains("\"hasSecret\":false");
    }

    @Test
    void theSecretIsSealedAnewWithAnotherMasterKey() {
        MasterKey first = new MasterKey(new byte[MasterKey.LENGTH]);
        byte[] other = new byte[MasterKey.LENGTH];
        other[0] = 1;
        TestPlatform stopped =
                TestPlatform.underItsOwnAddress(
                        clock, Map.of("armature.outbound.hosts", "localhost"));
        add(stopped.tenantWithoutLetters("sealed"), "");
        stopped.close();
        KeyRotation rotation = new KeyRotation(first, new MasterKey(other));

        assertThat(rotation.run(stopped.database.owner(), stopped.database.application().user()))
                .isEqualTo(1);
    }

    @Test
    void whatIsNoProviderIsNotAdded() {
        foreign.document = document -> document.put("issuer", "https://accounts.example.com");
        assertNotAdded(foreign.issuer(), "another issuer");
        foreign.document = document -> document.put("token_endpoint", "http://169.254.169.254/");
        assertNotAdded(foreign.issuer(), "token_endpoint");
        foreign.document =
                document -> document.put("authorization_endpoint", "javascript:alert(1)");
        assertNotAdded(foreign.issuer(), "authorization_endpoint");
        foreign.document = document -> document.without(List.of("jwks_uri"));
        assertNotAdded(foreign.issuer(), "jwks_uri");
        foreign.document = document -> document.put("padding", "x".repeat(300_000));
        assertNotAdded(foreign.issuer(), "more than");
        foreign.document = document -> document;
        foreign.jwks =
                exchange -> {
                    exchange.getResponseHeaders().set("Location", "http://127.0.0.1:5432/");
                    ForeignProvider.json(exchange, 302, "");
                };
        assertNotAdded(foreign.issuer(), "302");
        assertNotAdded("http://127.0.0.1:1/", "https://");
        assertNotAdded("https://10.1.2.3/", "none of the internet");
        assertNotAdded("https://[::ffff:169.254.169.254]/", "none of the internet");
        assertNotAdded("no address", "no address");
        assertThat(ann.get(PROVIDERS).json().get("data")).isEmpty();
    }

    private void assertNotAdded(String issuer, String why) {
        ApiClient.Answer answer =
                ann.post(
                        PROVIDERS,
                        "{'name': 'No', 'issuer': '%s', 'clientId': 'c'}".formatted(issuer));
        assertThat(answer.errors()).containsExactly("/issuer provider_does_not_answer");
        assertThat(answer.body()).contains(why);
    }

    @Test
    void whatIsWrongWithAProviderIsToldAtOnce() {
        assertThat(
                        ann.post(
                                        PROVIDERS,
                                        "{'name': '', 'issuer': 'x', 'scopes': ['email'], 'groupRoles': {'g': [1]}, 'more': 1}")
                                .errors())
                .containsExactly(
                        "/clientId required",
                        "/groupRoles/g/0 wrong_type",
                        "/more unknown_attribute",
                        "/name required",
                        "/scopes invalid_scopes");
        ApiClient.Answer roles =
                ann.post(
                        PROVIDERS,
                        "{'name': 'N', 'issuer': '%s', 'clientId': 'c', 'groupRoles': {'g': ['chief']}}"
                                .formatted(foreign.issuer()));
        assertThat(roles.errors()).containsExactly("/roles unknown_option");
    }

    @Test
    void onlyAdministratorsSetThemUp() {
        String provider = add("");
        ApiClient bob = OAuthApp.user(platform, ann, "bob");

        assertThat(bob.get(PROVIDERS).status()).isEqualTo(403);
        assertThat(bob.patch(PROVIDERS + "/" + provider, "{}").status()).isEqualTo(403);
        assertThat(bob.delete(PROVIDERS + "/" + provider).status()).isEqualTo(403);
        assertThat(platform.newTenant().get(PROVIDERS + "/" + provider).status()).isEqualTo(404);
        assertThat(choices("no-such-tenant").body())
                .isEqualTo("{\"passwords\":true,\"providers\":[]}");
    }

    @Test
    void whoCameInByAProviderThatIsTakenAwayIsOut() {
        String provider = add(MAKES);
        says(verified("s-1", "eve@else.example"));
        ApiClient eve = in(signIn(provider));
        ApiClient.Answer off = ann.patch(PROVIDERS + "/" + provider, "{'active': false}");
        assertThat(off.status()).isEqualTo(200);
        eve.awaitOut();
        assertThat(choices(slug).json().get("providers")).isEmpty();
        assertThat(
                        platform.stranger()
                                .post(
                                        "/api/v1/auth/providers/begin",
                                        "{'tenant': '%s', 'provider': '%s'}"
                                                .formatted(slug, provider))
                                .code())
                .isEqualTo(FAILED);
        ann.patch(PROVIDERS + "/" + provider, "{'active': true}");
        ApiClient again = in(signIn(provider));
        assertThat(ann.delete(PROVIDERS + "/" + provider).status()).isEqualTo(204);
        again.awaitOut();
    }

    // Attacks

    @Test
    void tokensThatAreNotForThisSignInOpenNothing() {
        String provider = add(MAKES);
        UnaryOperator<JWTClaimsSet.Builder> eve = verified("s-1", "eve@else.example");
        Instant now = clock.instant();
        record Attack(UnaryOperator<JWTClaimsSet.Builder> claims, String why) {}
        List<Attack> attacks =
                List.of(
                        new Attack(c -> c.issuer("https://accounts.example.com"), "another issuer"),
                        new Attack(c -> c.issuer(null), "another issuer"),
                        new Attack(c -> c.audience("client-2"), "another client"),
                        new Attack(c -> c.audience(List.of()), "another client"),
                        new Attack(
                                c -> c.audience(List.of("client-1", "client-2")), "another client"),
                        new Attack(c -> c.claim("azp", "client-2"), "another client"),
                        new Attack(
                                c -> c.expirationTime(Date.from(now.minusSeconds(90))), "expired"),
                        new Attack(c -> c.expirationTime(null), "expired"),
                        new Attack(c -> c.issueTime(Date.from(now.plusSeconds(600))), "to come"),
                        new Attack(
                                c -> c.notBeforeTime(Date.from(now.plusSeconds(600))), "to come"),
                        new Attack(c -> c.claim("nonce", "another"), "another sign-in"),
                        new Attack(c -> c.claim("nonce", null), "another sign-in"),
                        new Attack(c -> c.subject(null), "about nobody"),
                        new Attack(c -> c.subject("s".repeat(301)), "too long"));
        for (Attack attack : attacks) {
            says(claims -> attack.claims.apply(eve.apply(claims)));
            assertRefused(signIn(provider), FAILED, attack.why);
        }
        says(claims ->
                eve.apply(claims).audience(List.of("client-1", "x")).claim("azp", "client-1"));
        in(signIn(provider));
    }

    @Test
    void tokensThatAreSignedByNobodyOrSomebodyElseOpenNothing() {
        String provider = add(MAKES);
        says(verified("s-1", "eve@else.example"));
        foreign.signer = said -> new PlainJWT(said).serialize();
        assertRefused(signIn(provider), FAILED, "not signed");
        foreign.signer = said -> hmac(said, foreign.key.toPublicJWK().toJSONString());
        assertRefused(signIn(provider), FAILED, "algorithm");
        foreign.signer = said -> ForeignProvider.signed(said, ForeignProvider.key("k1"));
        assertRefused(signIn(provider), FAILED, "no key of the issuer");
        foreign.signer = said -> ForeignProvider.signed(said, ForeignProvider.key("unknown"));
        assertRefused(signIn(provider), FAILED, "no key of the issuer");
        foreign.signer = said -> foreign.signed(said).replaceFirst("[^.]*$", "");
        assertThat(signIn(provider).code()).isEqualTo(FAILED);
        foreign.signer = said -> "x".repeat(70_000);
        assertRefused(signIn(provider), FAILED, "too long");
    }

    private static String hmac(JWTClaimsSet said, String secret) {
        try {
            SignedJWT token =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("k1").build(), said);
            token.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aKeyThatIsNewAtTheProviderIsFetchedAndKeysThatAreMadeUpAreFetchedSeldom() {
        String provider = add(MAKES);
        says(verified("s-1", "eve@else.example"));
        in(signIn(provider));
        AtomicInteger fetched = new AtomicInteger();
        RSAKey fresh = ForeignProvider.key("k2");
        foreign.jwks =
                exchange -> {
                    fetched.incrementAndGet();
                    ForeignProvider.json(exchange, 200, ForeignProvider.keys(foreign.key, fresh));
                };
        foreign.signer = said -> ForeignProvider.signed(said, fresh);
        assertThat(signIn(provider).code()).as("fetched a moment ago").isEqualTo(FAILED);
        assertThat(fetched).hasValue(0);
        clock.pass(Duration.ofSeconds(61));
        in(signIn(provider));
        assertThat(fetched).hasValue(1);
    }

    @Test
    void aStateIsGoodOnceForTheBrowserThatBeganAndForAWhile() throws Exception {
        String provider = add(MAKES);
        says(verified("s-1", "eve@else.example"));
        Begun begun = begin(slug, provider);
        String code = foreign.authorize(begun.leave);
        assertThat(finish(begun, "code", code, "binding", "of another browser").code())
                .isEqualTo(FAILED);
        assertThat(finish(begun, "code", code, "binding", "").code()).isEqualTo(FAILED);
        assertThat(finish(begun, "code", code, "state", "made up").code()).isEqualTo(FAILED);
        in(finish(begun, "code", code));
        assertThat(finish(begun, "code", code).code()).as("used").isEqualTo(FAILED);
        assertThat(finish(begun, "code", foreign.authorize(begun.leave)).code())
                .as("used, with another code")
                .isEqualTo(FAILED);

        Begun late = begin(slug, provider);
        String lateCode = foreign.authorize(late.leave);
        clock.pass(Duration.ofMinutes(10));
        assertThat(finish(late, "code", lateCode).code()).isEqualTo(FAILED);

        Begun raced = begin(slug, provider);
        String racedCode = foreign.authorize(raced.leave);
        List<Future<ApiClient.Answer>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> finish(raced, "code", racedCode)));
            }
        }
        int good = 0;
        for (Future<ApiClient.Answer> one : all) {
            good += one.get().status() == 200 ? 1 : 0;
        }
        assertThat(good).isEqualTo(1);
    }

    @Test
    void aStateOfAnotherProviderOrTenantOpensNothing() {
        String provider = add(MAKES);
        String second = add(MAKES);
        says(verified("s-1", "eve@else.example"));
        Begun begun = begin(slug, provider);
        assertThat(finish(begun, "code", foreign.authorize(begun.leave), "provider", second).code())
                .as("it came to the address of another provider")
                .isEqualTo(FAILED);
        assertThat(
                        finish(
                                        begun,
                                        "code",
                                        foreign.authorize(begun.leave),
                                        "iss",
                                        "https://accounts.example.com")
                                .code())
                .as("the answer is of another issuer")
                .isEqualTo(FAILED);

        ApiClient other = platform.newTenant();
        String theirs = add(other, MAKES);
        Begun elsewhere = begin(other.me("/tenant/slug"), theirs);
        Begun here = begin(slug, provider);
        assertThat(
                        finish(
                                        here,
                                        "code",
                                        foreign.authorize(here.leave),
                                        "state",
                                        elsewhere.state)
                                .code())
                .isEqualTo(FAILED);
        assertThat(
                        platform.stranger()
                                .post(
                                        "/api/v1/auth/providers/begin",
                                        "{'tenant': '%s', 'provider': '%s'}"
                                                .formatted(slug, theirs))
                                .code())
                .isEqualTo(FAILED);
        assertThat(platform.count(slug, "sign_in where provider_id is not null")).isZero();
    }

    @Test
    void aProviderThatAnswersBadlyLetsNobodyIn() {
        String provider = add(MAKES);
        says(verified("s-1", "eve@else.example"));
        foreign.tokenEndpoint =
                exchange -> ForeignProvider.json(exchange, 200, "{\"id_token\": 1}");
        assertRefused(signIn(provider), FAILED, "no id_token");
        foreign.tokenEndpoint = exchange -> ForeignProvider.json(exchange, 200, "not json");
        assertRefused(signIn(provider), FAILED, "no JSON");
        foreign.tokenEndpoint =
                exchange -> ForeignProvider.json(exchange, 200, "\"" + "x".repeat(300_000) + "\"");
        assertRefused(signIn(provider), FAILED, "more than");
        foreign.tokenEndpoint =
                exchange -> {
                    exchange.getResponseHeaders().set("Location", platform.url() + "/api/v1/me");
                    ForeignProvider.json(exchange, 307, "");
                };
        assertRefused(signIn(provider), FAILED, "307");
        foreign.tokenEndpoint = foreign::token;
        Begun begun = begin(slug, provider);
        assertThat(finish(begun, "error", "access_denied").code()).isEqualTo(FAILED);
        Begun injected = begin(slug, provider);
        assertThat(finish(injected, "code", foreign.authorize(begin(slug, provider).leave)).code())
                .as("a code of another sign-in does not fit the verifier")
                .isEqualTo(FAILED);
        foreign.close();
        Begun dead = begin(slug, provider);
        assertThat(finish(dead, "code", UUID.randomUUID().toString()).code()).isEqualTo(FAILED);
    }

    @Test
    void browsersKeepTheBindingWhereNoScriptReadsIt() {
        String provider = add(MAKES);
        says(verified("s-1", "eve@else.example"));
        ApiClient.Answer begun =
                platform.stranger()
                        .post(
                                "/api/v1/auth/providers/begin?session=cookie",
                                "{'tenant': '%s', 'provider': '%s'}".formatted(slug, provider));
        assertThat(begun.json().has("binding")).isFalse();
        assertThat(begun.header("Set-Cookie"))
                .containsIgnoringCase("; HttpOnly")
                .contains("; SameSite=Strict");
        String leave = begun.json().get("leave").textValue();
        String body =
                "{'provider': '%s', 'state': '%s', 'code': '%s'}"
                        .formatted(
                                provider,
                                Parameters.parse(URI.create(leave).getRawQuery()).get("state"),
                                foreign.authorize(leave));

        assertThat(
                        platform.stranger()
                                .post("/api/v1/auth/providers/finish?session=cookie", body)
                                .code())
                .isEqualTo(FAILED);
        ApiClient.Answer in =
                platform.stranger()
                        .post(
                                "/api/v1/auth/providers/finish?session=cookie",
                                body,
                                "Cookie",
                                begun.cookie("armature_provider"));
        assertThat(in.status()).as(in.toString()).isEqualTo(200);
        assertThat(in.json().has("refresh_token")).isFalse();
        assertThat(in.cookie("armature_refresh")).isNotEmpty();
    }
}
