package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An invitation makes one user, of the roles that it says, while who invited may still invite. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InvitationTest {

    private static final String INVITATIONS = "/api/v1/invitations";
    private static final String PASSWORD = "quite another one";

    private TestPlatform platform;
    private ApiClient ann;
    private ApiClient other;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
        ann = platform.newTenant("acme");
        other = platform.newTenant("other");
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private String invite(ApiClient by, String email, String more) {
        return by.create(INVITATIONS, "{'email': '%s'%s}".formatted(email, more));
    }

    private String secret(String email) {
        return platform.mail.await(email, 1).secret();
    }

    private ApiClient.Answer look(String token) {
        return platform.stranger()
                .post("/api/v1/auth/invitation", "{'token': '%s'}".formatted(token));
    }

    private ApiClient.Answer accept(String token, String name) {
        return platform.stranger()
                .post(
                        "/api/v1/auth/invitation/accept",
                        "{'token': '%s', 'name': '%s', 'password': '%s'}"
                                .formatted(token, name, PASSWORD));
    }

    private String state(ApiClient by, String id) {
        for (JsonNode invitation : by.get(INVITATIONS).json().get("data")) {
            if (invitation.get("id").textValue().equals(id)) {
                return invitation.get("state").textValue();
            }
        }
        return null;
    }

    @Test
    void whoIsInvitedChoosesNameAndPasswordAndIsAUser() {
        ann.create("/api/v1/roles", "{'name': 'sales', 'label': 'Sales'}");
        String id = invite(ann, "bob@x.example", ", 'roles': ['sales'], 'locale': 'ru'");
        Mailbox.Received letter = platform.mail.await("bob@x.example", 1);
        assertThat(letter.subject()).isEqualTo("Приглашение в acme");
        assertThat(letter.link()).startsWith(TestPlatform.URL + "/invitation#");

        assertThat(look(letter.secret()).json().toString())
                .isEqualTo("{\"tenant\":\"acme\",\"name\":\"acme\",\"email\":\"bob@x.example\"}");
        assertThat(state(ann, id)).isEqualTo("pending");
        assertThat(
                        platform.stranger()
                                .post(
                                        "/api/v1/auth/invitation/accept",
                                        "{'token': '%s', 'name': '', 'password': 'short'}"
                                                .formatted(letter.secret()))
                                .errors())
                .containsExactly("/name required");
        ApiClient.Answer made = accept(letter.secret(), "Bob");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().at("/roles/0").textValue()).isEqualTo("sales");

        ApiClient bob = platform.signIn("acme", "bob@x.example", PASSWORD);
        JsonNode me = bob.get("/api/v1/me").json();
        assertThat(me.at("/user/name").textValue()).isEqualTo("Bob");
        assertThat(me.at("/user/locale").textValue()).isEqualTo("ru");
        assertThat(bob.get(INVITATIONS).status()).isEqualTo(403);
        assertThat(state(ann, id)).isEqualTo("accepted");
        assertThat(accept(letter.secret(), "Eve").code()).isEqualTo("invalid_link");
        assertThat(
                        ann.get("/api/v1/audit?kind=invitation")
                                .json()
                                .get("data")
                                .findValuesAsText("kind"))
                .contains("invitation.sent", "invitation.accepted");
        assertThat(ann.get("/api/v1/audit").body()).doesNotContain(letter.secret());
    }

    @Test
    void ofManyAtOnceOneAccepts() {
        invite(ann, "many@x.example", "");
        String token = secret("many@x.example");
        List<CompletableFuture<ApiClient.Answer>> answers =
                IntStream.range(0, 5)
                        .mapToObj(i ->
                                CompletableFuture.supplyAsync(() -> accept(token, "Many " + i)))
                        .toList();

        assertThat(answers.stream().map(CompletableFuture::join).map(ApiClient.Answer::status))
                .containsOnlyOnce(201)
                .allMatch(status -> status == 201 || status == 422);
    }

    @Test
    void anInvitationIsSentAgainWithAnotherLinkOrTakenBack() {
        String id = invite(ann, "again@x.example", "");
        String first = secret("again@x.example");
        assertThat(ann.post(INVITATIONS, "{'email': 'AGAIN@x.example'}").code())
                .isEqualTo("not_unique");

        assertThat(ann.post(INVITATIONS + "/" + id + "/resend", "{}").status()).isEqualTo(200);
        String second = platform.mail.await("again@x.example", 2).secret();
        assertThat(look(first).code()).isEqualTo("invalid_link");
        assertThat(look(second).status()).isEqualTo(200);

        assertThat(ann.delete(INVITATIONS + "/" + id).status()).isEqualTo(204);
        assertThat(accept(second, "Eve").code()).isEqualTo("invalid_link");
        assertThat(state(ann, id)).isEqualTo("revoked");
        assertThat(ann.delete(INVITATIONS + "/" + id).code()).isEqualTo("not_found");
        assertThat(ann.post(INVITATIONS + "/" + id + "/resend", "{}").code())
                .isEqualTo("not_found");
        invite(ann, "again@x.example", "");
    }

    @Test
    void anInvitationIsGoodForSevenDaysAndThenAnotherMayBeSent() {
        String id = invite(ann, "late@x.example", "");
        String token = secret("late@x.example");
        assertThat(
                        platform.update(
                                "update invitation set expires_at = expires_at - interval '7 days' where email = 'late@x.example' and expires_at > now() + interval '6 days 23 hours'"))
                .isPositive();

        assertThat(accept(token, "Late").code()).isEqualTo("invalid_link");
        assertThat(state(ann, id)).isEqualTo("expired");
        invite(ann, "late@x.example", "");
        assertThat(state(ann, id)).isEqualTo("revoked");
    }

    @Test
    void whatAnAdministratorSentWhoIsNoneAnyMoreOpensNothing() {
        ann.create(
                "/api/v1/users",
                "{'name': 'Gone', 'email': 'gone@acme.example', 'password': 'a long password', 'roles': ['administrator']}");
        ApiClient gone = platform.signIn("acme", "gone@acme.example", "a long password");
        invite(gone, "door@x.example", ", 'roles': ['administrator']");
        String token = secret("door@x.example");
        assertThat(look(token).status()).isEqualTo(200);
        String id = gone.me("/user/id");
        ann.patch("/api/v1/users/" + id, "{'roles': ['user']}");

        assertThat(look(token).code()).isEqualTo("invalid_link");
        assertThat(accept(token, "Eve").code()).isEqualTo("invalid_link");
    }

    @Test
    void aRoleThatIsGoneByThenIsNotGiven() {
        ann.create("/api/v1/roles", "{'name': 'brief', 'label': 'Brief'}");
        invite(ann, "brief@x.example", ", 'roles': ['brief', 'user']");
        ann.delete("/api/v1/roles/brief");

        ApiClient.Answer made = accept(secret("brief@x.example"), "Brief");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().get("roles").toString()).isEqualTo("[\"user\"]");
    }

    @Test
    void whatIsNotValidIsTold() {
        assertThat(ann.post(INVITATIONS, "{'email': 'nobody', 'more': 1}").errors())
                .containsExactly("/email invalid_email", "/more unknown_attribute");
        assertThat(ann.post(INVITATIONS, "{'email': 'r@x.example', 'roles': ['nowhere']}").errors())
                .containsExactly("/roles unknown_option");
        assertThat(ann.post(INVITATIONS, "{'email': 'ann@acme.example'}").code())
                .isEqualTo("not_unique");
        assertThat(look("x").code()).isEqualTo("invalid_link");
    }

    @Test
    void anotherTenantsInvitationsDoNotExist() {
        String id = invite(ann, "wall@x.example", "");

        assertThat(other.get(INVITATIONS).json().get("data")).isEmpty();
        assertThat(other.delete(INVITATIONS + "/" + id).code()).isEqualTo("not_found");
        assertThat(other.post(INVITATIONS + "/" + id + "/resend", "{}").code())
                .isEqualTo("not_found");
        assertThat(state(ann, id)).isEqualTo("pending");
    }

    @Test
    void anAddressIsWrittenToFiveTimesAndATenantInvitesAHundred() {
        ApiClient busy = platform.newTenant("busy");
        String id = invite(busy, "often@x.example", "");
        List<ApiClient.Answer> again =
                IntStream.range(0, 5)
                        .mapToObj(i -> busy.post(INVITATIONS + "/" + id + "/resend", "{}"))
                        .toList();
        assertThat(again.subList(0, 4)).extracting(ApiClient.Answer::status).containsOnly(200);
        assertThat(again.getLast().json().get("detail").textValue())
                .contains("to have mail sent to this account");

        List<ApiClient.Answer> many =
                IntStream.range(0, 110)
                        .mapToObj(i ->
                                busy.post(INVITATIONS, "{'email': 'p%d@x.example'}".formatted(i)))
                        .toList();
        assertThat(many.subList(0, 95)).extracting(ApiClient.Answer::status).containsOnly(201);
        assertThat(many.getLast().json().get("detail").textValue())
                .contains("to invite people to this tenant");
    }
}
