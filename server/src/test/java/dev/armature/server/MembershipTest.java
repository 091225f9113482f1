package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A person goes from one tenant of theirs to another without signing in again. Nobody else does,
 * whatever an administrator of either does to the user that is theirs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MembershipTest {

    private static final String PASSWORD = "a long password";
    private static final String OWN = "chosen by myself";

    private TestPlatform platform;
    private String here;
    private String there;
    private ApiClient ann;
    private ApiClient thereAdmin;
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
    void twoTenants() {
        here = "first" + ++count;
        there = "other" + count;
        ann = platform.newTenant(here);
        thereAdmin = platform.newTenant(there);
    }

    /** Somebody whose password an administrator has given; a session of theirs. */
    private ApiClient given(ApiClient admin, String slug, String name) {
        admin.create(
                "/api/v1/users",
                "{'name': '%s', 'email': '%s@%s.example', 'password': '%s'}"
                        .formatted(name, name, slug, PASSWORD));
        return platform.signIn(slug, name + "@" + slug + ".example", PASSWORD);
    }

    /** The same once they have chosen their own. */
    private ApiClient own(ApiClient admin, String slug, String name) {
        ApiClient.Answer changed =
                given(admin, slug, name)
                        .post(
                                "/api/v1/auth/password",
                                "{'password': '%s', 'newPassword': '%s'}".formatted(PASSWORD, OWN));
        assertThat(changed.status()).isEqualTo(204);
        return platform.signIn(slug, name + "@" + slug + ".example", OWN);
    }

    private static ApiClient.Answer link(
            ApiClient from, String slug, String email, String password) {
        return from.post(
                "/api/v1/auth/memberships",
                "{'tenant': '%s', 'email': '%s', 'password': '%s'}"
                        .formatted(slug, email, password));
    }

    private static ApiClient.Answer go(ApiClient from, String slug) {
        return from.post("/api/v1/auth/switch", "{'tenant': '%s'}".formatted(slug));
    }

    private static ApiClient with(ApiClient client, ApiClient.Answer tokens) {
        assertThat(tokens.status()).as(tokens.toString()).isEqualTo(200);
        return client.withTokens(tokens.json());
    }

    private static List<String> memberships(ApiClient client) {
        List<String> slugs = new ArrayList<>();
        client.get("/api/v1/me")
                .json()
                .get("memberships")
                .forEach(one -> slugs.add(one.get("tenant").textValue()));
        return slugs;
    }

    private List<String> kinds(ApiClient admin) {
        return admin.get("/api/v1/audit?limit=500").json().get("data").findValuesAsText("kind");
    }

    /** Bob, linked in both tenants; his session in the first. */
    private ApiClient linkedBob() {
        own(thereAdmin, there, "bob");
        ApiClient bob = own(ann, here, "bob");
        assertThat(link(bob, there, "bob@" + there + ".example", OWN).status()).isEqualTo(201);
        return bob;
    }

    @Test
    void onePersonGoesToAndFroAndBothTenantsKnowThatButNotWhereTo() {
        ApiClient bob = linkedBob();
        assertThat(memberships(bob)).containsExactly(here, there);

        ApiClient bobThere = with(bob, go(bob, there));

        JsonNode me = bobThere.get("/api/v1/me").json();
        assertThat(me.at("/tenant/slug").textValue()).isEqualTo(there);
        assertThat(me.at("/user/email").textValue()).isEqualTo("bob@" + there + ".example");
        assertThat(memberships(bobThere)).containsExactly(there, here);
        assertThat(with(bobThere, go(bobThere, here)).get("/api/v1/me").status()).isEqualTo(200);
        assertThat(bob.get("/api/v1/me").status()).as("the first session holds").isEqualTo(200);
        assertThat(kinds(ann)).contains("session.switched", "membership.linked");
        assertThat(kinds(thereAdmin)).contains("sign_in.succeeded", "membership.linked");
        assertThat(ann.get("/api/v1/audit?limit=500").body()).doesNotContain(there);
        assertThat(thereAdmin.get("/api/v1/audit?limit=500").body()).doesNotContain(here);
        assertThat(ann.get("/api/v1/users").body()).doesNotContain(there);
    }

    @Test
    void aSwitchInTheBrowserEndsTheSessionThatItLeaves() {
        ApiClient bob = linkedBob();
        ApiClient.Answer answer =
                bob.post("/api/v1/auth/switch?session=cookie", "{'tenant': '%s'}".formatted(there));

        assertThat(answer.json().has("refresh_token")).isFalse();
        assertThat(answer.response().headers().allValues("Set-Cookie").toString())
                .contains("armature_refresh=");
        bob.awaitOut();
        assertThat(with(bob, answer).get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void whereSomebodyIsNoUserIsAsIfItWereNotThere() {
        ApiClient bob = linkedBob();
        platform.newTenant("third" + count);

        List<ApiClient.Answer> answers = List.of(go(bob, "third" + count), go(bob, "nowhere"));
        assertThat(answers).extracting(ApiClient.Answer::code).containsOnly("not_found");
        assertThat(answers.get(0).body().replace("third" + count, "nowhere"))
                .isEqualToIgnoringCase(
                        answers.get(1)
                                .body()
                                .replace(
                                        answers.get(1).json().get("traceId").textValue(),
                                        answers.get(0).json().get("traceId").textValue()));
        assertThat(go(ann, there).code()).isEqualTo("not_found");
    }

    @Test
    void anAdministratorWhoSetsAPasswordGetsNoFurtherThanTheirOwnTenant() {
        ApiClient bob = linkedBob();
        ApiClient bobThere = with(bob, go(bob, there));

        thereAdmin.patch(
                "/api/v1/users/" + bobThere.me("/user/id"),
                "{'password': 'known to somebody else'}");
        ApiClient thief =
                platform.signIn(there, "bob@" + there + ".example", "known to somebody else");

        assertThat(memberships(thief)).containsExactly(there);
        assertThat(go(thief, here).code()).isEqualTo("not_found");
        assertThat(memberships(bob)).containsExactly(here);
        thief.post(
                "/api/v1/auth/password",
                "{'password': 'known to somebody else', 'newPassword': 'and then another one'}");
        ApiClient again =
                platform.signIn(there, "bob@" + there + ".example", "and then another one");
        assertThat(go(again, here).code()).isEqualTo("not_found");
    }

    @Test
    void anAdministratorWhoTakesTheAddressGetsNoFurtherEither() {
        ApiClient bob = linkedBob();
        ApiClient bobThere = with(bob, go(bob, there));
        String mine = "thief" + count + "@evil.example";

        thereAdmin.patch(
                "/api/v1/users/" + bobThere.me("/user/id"), "{'email': '%s'}".formatted(mine));
        assertThat(go(bobThere, here).code()).isEqualTo("not_found");
        platform.stranger()
                .post(
                        "/api/v1/auth/forgotten",
                        "{'tenant': '%s', 'email': '%s'}".formatted(there, mine));
        platform.stranger()
                .post(
                        "/api/v1/auth/reset",
                        "{'token': '%s', 'password': 'and then another one'}"
                                .formatted(platform.mail.await(mine, 1).secret()));
        ApiClient thief = platform.signIn(there, mine, "and then another one");

        assertThat(memberships(thief)).containsExactly(there);
        assertThat(go(thief, here).code()).isEqualTo("not_found");
    }

    @Test
    void aPasswordThatAnAdministratorGaveLinksNothing() {
        ApiClient bob = given(ann, here, "bob");
        own(thereAdmin, there, "bob");
        given(thereAdmin, there, "carl");
        ApiClient dora = own(ann, here, "dora");

        assertThat(link(bob, there, "bob@" + there + ".example", OWN).code())
                .isEqualTo("state_conflict");
        assertThat(link(dora, there, "carl@" + there + ".example", PASSWORD).code())
                .isEqualTo("state_conflict");
        assertThat(memberships(bob)).containsExactly(here);
        assertThat(memberships(dora)).containsExactly(here);
    }

    @Test
    void aKeyDoesNotSwitchOrTellWhereElseItsUserIs() {
        ApiClient bob = linkedBob();
        String key =
                ann.post(
                                "/api/v1/api-keys",
                                "{'name': 'k', 'scopes': ['read', 'write', 'metadata'], 'user': '%s'}"
                                        .formatted(bob.me("/user/id")))
                        .json()
                        .get("key")
                        .textValue();
        ApiClient program = bob.withToken(key);

        assertThat(memberships(program)).containsExactly(here);
        assertThat(go(program, there).code()).isEqualTo("scope_missing");
        assertThat(link(program, there, "x@x.example", OWN).code()).isEqualTo("scope_missing");
    }

    @Test
    void aWrongProofIsAnsweredAsAtSignInAndCounted() {
        own(thereAdmin, there, "bob");
        ApiClient bob = own(ann, here, "bob");
        String email = "bob@" + there + ".example";

        List<ApiClient.Answer> answers = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            answers.add(link(bob, there, email, "not the password"));
        }
        assertThat(answers.subList(0, 10))
                .extracting(ApiClient.Answer::code)
                .containsOnly("invalid_credentials");
        assertThat(answers.getLast().status()).isEqualTo(429);
        assertThat(link(bob, "nowhere", email, OWN).code()).isEqualTo("invalid_credentials");
    }

    @Test
    void whoIsSwitchedOffOrTakenOutIsNotReached() {
        ApiClient bob = linkedBob();
        ApiClient bobThere = with(bob, go(bob, there));
        String id = bobThere.me("/user/id");

        thereAdmin.delete("/api/v1/users/" + id);
        assertThat(memberships(bob)).containsExactly(here);
        assertThat(go(bob, there).code()).isEqualTo("not_found");
        thereAdmin.patch("/api/v1/users/" + id, "{'active': true}");
        assertThat(go(bob, there).status()).isEqualTo(200);

        assertThat(bob.delete("/api/v1/auth/memberships/" + there).status()).isEqualTo(204);
        assertThat(memberships(bob)).containsExactly(here);
        assertThat(go(bob, there).code()).isEqualTo("not_found");
        assertThat(bob.delete("/api/v1/auth/memberships/" + there).code()).isEqualTo("not_found");
        assertThat(kinds(thereAdmin)).contains("membership.unlinked");
    }

    @Test
    void aTenantsSecondFactorIsAskedForThere() {
        ApiClient bob = linkedBob();
        ApiClient bobThere = with(bob, go(bob, there));
        String secret =
                bobThere.post("/api/v1/auth/second-factor", "{'password': '%s'}".formatted(OWN))
                        .json()
                        .get("secret")
                        .textValue();
        bobThere.post(
                "/api/v1/auth/second-factor/confirm",
                "{'code': '%s'}".formatted(SecondFactorApiTest.code(secret, -1)));

        assertThat(go(bob, there).code()).isEqualTo("second_factor_required");
        assertThat(
                        bob.post(
                                        "/api/v1/auth/switch",
                                        "{'tenant': '%s', 'otp': '000000'}".formatted(there))
                                .code())
                .isEqualTo("invalid_second_factor");
        assertThat(
                        bob.post(
                                        "/api/v1/auth/switch",
                                        "{'tenant': '%s', 'otp': '%s'}"
                                                .formatted(
                                                        there, SecondFactorApiTest.code(secret, 0)))
                                .status())
                .isEqualTo(200);
        ann.patch("/api/v1/tenant/sign-in", "{'secondFactor': 'everybody'}");
        ApiClient back = with(bobThere, go(bobThere, here));
        assertThat(back.get("/api/v1/metadata/objects").code())
                .isEqualTo("second_factor_setup_required");
    }

    @Test
    void twoOfOneTenantAreNotOnePerson() {
        ApiClient bob = linkedBob();
        ApiClient carl = own(ann, here, "carl");

        assertThat(link(carl, here, "bob@" + here + ".example", OWN).code())
                .isEqualTo("state_conflict");
        assertThat(link(carl, there, "bob@" + there + ".example", OWN).code())
                .isEqualTo("state_conflict");
        assertThat(memberships(carl)).containsExactly(here);
        assertThat(memberships(bob)).containsExactly(here, there);
    }
}
