package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An address is somebody's own when mail there reaches them, and changed by nobody else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnAddressTest {

    private static final String EMAIL = "/api/v1/auth/email";
    private static final String PASSWORD = "a long password";
    private static final String FRESH = "and now another one";

    private final MovableClock clock = new MovableClock();
    private final TestPlatform platform = new TestPlatform(clock, Map.of());
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

    private static String email(ApiClient person) {
        return person.me("/user/email");
    }

    private static String id(ApiClient person) {
        return person.me("/user/id");
    }

    private ApiClient.Answer change(ApiClient person, String email, String password) {
        return person.post(EMAIL, "{'email': '%s', 'password': '%s'}".formatted(email, password));
    }

    private ApiClient.Answer confirm(String secret) {
        return platform.stranger().post(EMAIL + "/confirm", "{'token': '%s'}".formatted(secret));
    }

    private ApiClient.Answer giveBack(String secret, String password) {
        return platform.stranger()
                .post(
                        EMAIL + "/return",
                        "{'token': '%s', 'password': '%s'}".formatted(secret, password));
    }

    private static boolean isVerified(ApiClient person) {
        return person.get("/api/v1/me").json().at("/user/emailVerified").booleanValue();
    }

    private static String fresh(String name) {
        return name + UUID.randomUUID() + "@else.example";
    }

    private ApiClient.Answer login(String email, String password) {
        return platform.stranger()
                .post(
                        "/api/v1/auth/login",
                        "{'tenant': '%s', 'email': '%s', 'password': '%s'}"
                                .formatted(slug, email, password));
    }

    private String resetLink(String email, int letters) {
        platform.stranger()
                .post(
                        "/api/v1/auth/forgotten",
                        "{'tenant': '%s', 'email': '%s'}".formatted(slug, email));
        return platform.mail.await(email, letters).secret();
    }

    private ApiClient.Answer reset(String secret) {
        return platform.stranger()
                .post(
                        "/api/v1/auth/reset",
                        "{'token': '%s', 'password': '%s'}".formatted(secret, FRESH));
    }

    /** What is shown of an address in a letter, where nothing becomes a link that is none. */
    private static String nameOf(String email) {
        return email.substring(0, email.indexOf('@'));
    }

    /** Bob, who has shown that his address is his. */
    private ApiClient bob() {
        ApiClient bob = OAuthApp.user(platform, ann, "bob");
        assertThat(bob.post(EMAIL + "/verification", "").status()).isEqualTo(202);
        assertThat(confirm(platform.mail.await(email(bob), 1).secret()).status()).isEqualTo(204);
        return bob;
    }

    private List<String> kinds() {
        List<String> kinds = new ArrayList<>();
        platform.signIn(slug)
                .get("/api/v1/audit")
                .json()
                .get("data")
                .forEach(entry -> kinds.add(entry.get("kind").textValue()));
        return kinds.stream().filter(kind -> kind.startsWith("email")).toList();
    }

    @Test
    void whoSignsUpIsSentALinkThatShowsThatTheAddressIsTheirs() {
        Mailbox.Received letter = platform.mail.await(email(ann), 1);
        assertThat(letter.link()).startsWith(TestPlatform.URL + "/confirm-email#");
        assertThat(isVerified(ann)).isFalse();

        assertThat(confirm(letter.secret()).status()).isEqualTo(204);

        assertThat(isVerified(ann)).isTrue();
        assertThat(confirm(letter.secret()).code()).as("once").isEqualTo("invalid_link");
        assertThat(ann.post(EMAIL + "/verification", "").code()).isEqualTo("state_conflict");
        assertThat(kinds()).containsExactly("email.verified");
        assertThat(ann.get("/api/v1/audit").body()).doesNotContain(letter.secret());
    }

    @Test
    void whoLostTheLetterHasAnotherSentAndNotEndlessly() {
        String email = email(ann);
        platform.mail.await(email, 1);
        for (int i = 2; i <= 6; i++) {
            assertThat(ann.post(EMAIL + "/verification", "").status()).isEqualTo(202);
        }
        assertThat(ann.post(EMAIL + "/verification", "").code()).isEqualTo("too_many_requests");
        assertThat(confirm(platform.mail.await(email, 6).secret()).status()).isEqualTo(204);
        assertThat(confirm(platform.mail.to(email).getFirst().secret()).code())
                .as("all others end with it")
                .isEqualTo("invalid_link");
    }

    @Test
    void linksWorkForAWhileInOneInstallationAndForWhatTheyWereSentFor() {
        String verification = platform.mail.await(email(ann), 1).secret();
        assertThat(giveBack(verification, FRESH).code()).isEqualTo("invalid_link");
        assertThat(reset(verification).code()).isEqualTo("invalid_link");
        assertThat(confirm("made up").code()).isEqualTo("invalid_link");
        String reset = resetLink(email(ann), 2);
        assertThat(confirm(reset).code()).isEqualTo("invalid_link");

        String address = fresh("ann");
        change(ann, address, PASSWORD);
        String change = platform.mail.await(address, 1).secret();
        clock.pass(Duration.ofHours(2));
        assertThat(confirm(change).code()).isEqualTo("invalid_link");
        clock.pass(Duration.ofHours(22));
        assertThat(confirm(verification).code()).isEqualTo("invalid_link");
    }

    @Test
    void whoAcceptedAnInvitationOrSetAPasswordByALinkHasShownIt() {
        String bob = fresh("bob");
        ann.create("/api/v1/invitations", "{'email': '%s'}".formatted(bob));
        platform.stranger()
                .post(
                        "/api/v1/auth/invitation/accept",
                        "{'token': '%s', 'name': 'Bob', 'password': '%s'}"
                                .formatted(platform.mail.await(bob, 1).secret(), PASSWORD));
        assertThat(isVerified(platform.signIn(slug, bob, PASSWORD))).isTrue();

        platform.mail.await(email(ann), 1);
        String address = email(ann);
        assertThat(reset(resetLink(address, 2)).status()).isEqualTo(204);
        assertThat(isVerified(platform.signIn(slug, address, FRESH))).isTrue();
    }

    @Test
    void anAddressIsChangedByALinkToTheNewOneAndTheOldOneIsTold() {
        ApiClient bob = bob();
        String old = email(bob);
        String address = fresh("bob");

        assertThat(change(bob, address, PASSWORD).status()).isEqualTo(202);
        Mailbox.Received letter = platform.mail.await(address, 1);
        assertThat(letter.text()).as("who wants it").contains(nameOf(old));
        assertThat(email(bob)).as("until the link is followed").isEqualTo(old);
        assertThat(confirm(letter.secret()).status()).isEqualTo(204);

        assertThat(email(bob)).isEqualTo(address);
        assertThat(isVerified(bob)).isTrue();
        Mailbox.Received notice = platform.mail.await(old, 2);
        assertThat(notice.text()).contains("was changed", nameOf(address));
        assertThat(notice.link()).startsWith(TestPlatform.URL + "/return-email#");
        assertThat(login(old, PASSWORD).code()).isEqualTo("invalid_credentials");
        assertThat(login(address, PASSWORD).status()).isEqualTo(200);
        assertThat(kinds()).contains("email.changed");
    }

    @Test
    void whoLostTheirAddressToSomebodyWithTheirPasswordTakesTheAccountBack() {
        ApiClient bob = bob();
        String old = email(bob);
        String first = fresh("thief");
        String second = fresh("thief");
        change(bob, first, PASSWORD);
        confirm(platform.mail.await(first, 1).secret());
        change(bob, second, PASSWORD);
        confirm(platform.mail.await(second, 1).secret());
        String pending = fresh("thief");
        change(bob, pending, PASSWORD);
        String thieves = platform.mail.await(first, 2).secret();
        String mine = platform.mail.await(old, 2).secret();
        assertThat(giveBack(mine, "short").errors()).containsExactly("/password too_short");

        clock.pass(Duration.ofDays(6));
        assertThat(giveBack(mine, FRESH).status()).isEqualTo(204);

        bob.awaitOut();
        assertThat(login(old, PASSWORD).code()).isEqualTo("invalid_credentials");
        ApiClient again = platform.signIn(slug, old, FRESH);
        assertThat(email(again)).isEqualTo(old);
        assertThat(giveBack(mine, PASSWORD).code()).as("once").isEqualTo("invalid_link");
        assertThat(giveBack(thieves, PASSWORD).code()).isEqualTo("invalid_link");
        assertThat(confirm(platform.mail.await(pending, 1).secret()).code())
                .isEqualTo("invalid_link");
        assertThat(kinds()).contains("email.returned");
    }

    @Test
    void theWayBackEndsAfterAWeekAndLeadsToNoAddressThatWasNeverShown() {
        ApiClient bob = bob();
        String old = email(bob);
        String address = fresh("bob");
        change(bob, address, PASSWORD);
        confirm(platform.mail.await(address, 1).secret());
        clock.pass(Duration.ofDays(7));
        assertThat(giveBack(platform.mail.await(old, 2).secret(), FRESH).code())
                .isEqualTo("invalid_link");

        ApiClient mistyped = OAuthApp.user(platform, platform.signIn(slug), "mistyped");
        String strangers = email(mistyped);
        String right = fresh("right");
        change(mistyped, right, PASSWORD);
        confirm(platform.mail.await(right, 1).secret());
        assertThat(platform.mail.await(strangers, 1).text())
                .contains(nameOf(right))
                .doesNotContain("#", "/return-email");
    }

    @Test
    void nobodyChangesItWithoutThePasswordOrWithAKey() {
        String address = fresh("eve");
        assertThat(change(ann, address, "not the password").errors())
                .containsExactly("/password wrong_password");
        assertThat(change(ann, "no address", PASSWORD).errors())
                .containsExactly("/email invalid_email");
        ApiClient key =
                ann.withToken(
                        ann.post(
                                        "/api/v1/api-keys",
                                        "{'name': 'k', 'scopes': ['write', 'metadata']}")
                                .json()
                                .get("key")
                                .textValue());
        assertThat(change(key, address, PASSWORD).code()).isEqualTo("scope_missing");
        assertThat(platform.mail.to(address)).isEmpty();
    }

    @Test
    void whoHasASecondFactorGivesACodeOfItToo() {
        String secret =
                ann.post("/api/v1/auth/second-factor", "{'password': '%s'}".formatted(PASSWORD))
                        .json()
                        .get("secret")
                        .textValue();
        long ahead = (clock.millis() - System.currentTimeMillis()) / 30_000;
        String recovery =
                ann.post(
                                "/api/v1/auth/second-factor/confirm",
                                "{'code': '%s'}".formatted(SecondFactorApiTest.code(secret, ahead)))
                        .json()
                        .at("/recoveryCodes/0")
                        .textValue();
        String address = fresh("ann");
        String with = "{'email': '%s', 'password': '%s', 'otp': '%s'}";

        assertThat(change(ann, address, PASSWORD).errors()).containsExactly("/otp required");
        assertThat(ann.post(EMAIL, with.formatted(address, PASSWORD, "000000")).errors())
                .containsExactly("/otp wrong_code");
        assertThat(platform.mail.to(address)).isEmpty();
        assertThat(ann.post(EMAIL, with.formatted(address, PASSWORD, recovery)).status())
                .isEqualTo(202);
        assertThat(ann.post(EMAIL, with.formatted(address, PASSWORD, recovery)).errors())
                .as("once")
                .containsExactly("/otp wrong_code");
    }

    @Test
    void whetherAnotherUserHasTheAddressIsToldToWhoReadsItsMail() {
        ApiClient bob = OAuthApp.user(platform, ann, "bob");
        String taken = email(bob);

        assertThat(RightsFixture.told(change(ann, taken, PASSWORD)))
                .isEqualTo(RightsFixture.told(change(ann, fresh("free"), PASSWORD)));
        String first = platform.mail.await(taken, 1).secret();
        assertThat(confirm(first).code()).as("ended by the one after it").isEqualTo("invalid_link");
        change(ann, taken, PASSWORD);
        assertThat(confirm(platform.mail.await(taken, 2).secret()).code()).isEqualTo("not_unique");
        assertThat(email(ann)).isNotEqualTo(taken);
        assertThat(email(bob)).isEqualTo(taken);
    }

    @Test
    void linksGoWithTheAddressThatTheyWereSentTo() {
        String old = email(ann);
        platform.mail.await(old, 1);
        String reset = resetLink(old, 2);
        String address = fresh("ann");
        change(ann, address, PASSWORD);
        confirm(platform.mail.await(address, 1).secret());

        assertThat(reset(reset).code()).isEqualTo("invalid_link");
        assertThat(confirm(platform.mail.to(old).getFirst().secret()).code())
                .isEqualTo("invalid_link");
        assertThat(email(ann)).isEqualTo(address);
    }

    @Test
    void anAddressThatAnAdministratorGivesIsUnverifiedAndNoLinkUndoesIt() {
        ApiClient bob = bob();
        String old = email(bob);
        String mine = fresh("bob");
        change(bob, mine, PASSWORD);
        confirm(platform.mail.await(mine, 1).secret());
        String wanted = fresh("bob");
        change(bob, wanted, PASSWORD);

        String given = fresh("given");
        ann.patch("/api/v1/users/" + id(bob), "{'email': '%s'}".formatted(given));
        assertThat(isVerified(bob)).isFalse();
        assertThat(confirm(platform.mail.await(wanted, 1).secret()).code())
                .isEqualTo("invalid_link");
        assertThat(giveBack(platform.mail.await(old, 2).secret(), FRESH).code())
                .isEqualTo("invalid_link");

        String sending = "/api/v1/users/" + id(bob) + "/email-verification";
        assertThat(bob.post(sending, "").code()).isEqualTo("forbidden");
        assertThat(ann.post(sending, "").status()).isEqualTo(202);
        confirm(platform.mail.await(given, 1).secret());
        assertThat(isVerified(bob)).isTrue();
        ann.patch(
                "/api/v1/users/" + id(bob),
                "{'email': '%s'}".formatted(given.toUpperCase(Locale.ROOT)));
        assertThat(isVerified(bob)).as("the same address").isTrue();
        assertThat(ann.post(sending, "").code()).isEqualTo("state_conflict");
        assertThat(kinds()).contains("email_verification.sent");
    }

    @Test
    void whoIsSwitchedOffGetsNoLinkAndNoneOfTheirsWorks() {
        ApiClient bob = OAuthApp.user(platform, ann, "bob");
        bob.post(EMAIL + "/verification", "");
        String secret = platform.mail.await(email(bob), 1).secret();
        String path = "/api/v1/users/" + id(bob);
        ann.delete(path);

        assertThat(confirm(secret).code()).isEqualTo("invalid_link");
        assertThat(ann.post(path + "/email-verification", "").code()).isEqualTo("state_conflict");
    }

    @Test
    void aTenantMayLetInNobodyWhomMailHasNotReached() {
        String settings = "/api/v1/tenant/sign-in";
        ApiClient bob = OAuthApp.user(platform, ann, "bob");
        String email = email(bob);
        assertThat(ann.get(settings).json().get("verifiedEmail").booleanValue()).isFalse();
        assertThat(ann.patch(settings, "{'verifiedEmail': true}").code())
                .as("she would keep herself out")
                .isEqualTo("state_conflict");
        confirm(platform.mail.await(email(ann), 1).secret());
        assertThat(ann.patch(settings, "{'verifiedEmail': true}").status()).isEqualTo(200);

        bob.awaitOut();
        assertThat(login(email, "not the password").code())
                .as("told to nobody but who could come in")
                .isEqualTo("invalid_credentials");
        assertThat(platform.mail.to(email)).isEmpty();
        assertThat(login(email, PASSWORD).code()).isEqualTo("email_unverified");
        assertThat(confirm(platform.mail.await(email, 1).secret()).status()).isEqualTo(204);
        assertThat(login(email, PASSWORD).status()).isEqualTo(200);
        assertThat(ann.get("/api/v1/me").status()).isEqualTo(200);

        ApiClient other = platform.newTenant();
        assertThat(isVerified(other)).as("each tenant chooses for itself").isFalse();
        assertThat(other.get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void whoeverMakesManyTenantsInSomebodysNameFillsNoMailbox() {
        String victim = fresh("victim");
        for (int i = 0; i < 7; i++) {
            ApiClient.Answer made =
                    platform.stranger()
                            .post(
                                    "/api/v1/tenants",
                                    "{'name': 'Spam', 'slug': 'spam-%d', 'admin': {'name': 'Eve', 'email': '%s', 'password': '%s'}}"
                                            .formatted(i, victim, PASSWORD));
            assertThat(made.status()).isEqualTo(201);
        }
        platform.mail.await(victim, 5);
        platform.mail.await(email(platform.newTenant()), 1);

        assertThat(platform.mail.to(victim)).hasSize(5);
    }

    @Test
    void lettersToNewAddressesAreLimited() {
        for (int i = 0; i < 5; i++) {
            assertThat(change(ann, fresh("victim"), PASSWORD).status()).isEqualTo(202);
        }
        assertThat(change(ann, fresh("victim"), PASSWORD).code()).isEqualTo("too_many_requests");
    }
}
