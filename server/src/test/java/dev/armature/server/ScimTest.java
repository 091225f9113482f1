package dev.armature.server;

import static dev.armature.server.ScimClient.ENTERPRISE;
import static dev.armature.server.ScimClient.GROUPS;
import static dev.armature.server.ScimClient.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A tenant's identity provider makes, changes and lets go of its users and groups, and of those
 * alone; whoever has its key becomes no administrator by it, and nobody learns of other tenants.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScimTest {

    private TestPlatform platform;
    private ApiClient ann;
    private String slug;
    private ScimClient scim;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        ann = platform.newTenant();
        slug = ann.me("/tenant/slug");
        scim = ScimClient.of(ann);
    }

    private String annsId() {
        return ann.me("/user/id");
    }

    private JsonNode user(String id) {
        return ann.get("/api/v1/users/" + id).json();
    }

    // Who may

    @Test
    void aKeyThatWasMadeForItProvisionsAndDoesNothingElse() {
        assertThat(scim.get(USERS).status()).isEqualTo(200);
        for (String path :
                List.of("/api/v1/users", "/api/v1/records/x", "/api/v1/groups", "/api/v1/audit")) {
            assertThat(scim.client().get(path).code()).as(path).isEqualTo("scope_missing");
        }
        for (String scopes : List.of("'read'", "'write', 'metadata', 'secrets'")) {
            String key =
                    ann.post("/api/v1/api-keys", "{'name': 'k', 'scopes': [%s]}".formatted(scopes))
                            .json()
                            .get("key")
                            .textValue();
            assertRefused(new ScimClient(ann.withToken(key)).get(USERS), 403, null);
        }
        assertRefused(new ScimClient(platform.stranger()).get(USERS), 401, null);
    }

    @Test
    void administratorsAloneMakeSuchKeysAndTheirOwnEndWithTheirBeingOne() {
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password', 'roles': ['administrator']}"
                        .formatted(slug));
        ApiClient bob = platform.signIn(slug, "bob@" + slug + ".example", "a long password");
        ScimClient bobs = ScimClient.of(bob);
        String id = bob.me("/user/id");
        String given =
                ann.post(
                                "/api/v1/api-keys",
                                "{'name': 'k', 'scopes': ['scim'], 'user': '%s'}".formatted(id))
                        .json()
                        .get("key")
                        .textValue();

        ann.patch("/api/v1/users/" + id, "{'roles': ['user']}");

        ApiClient.await(
                () -> bobs.get(USERS).status() == 403 && bob.get("/api/v1/users").status() == 403);
        assertThat(new ScimClient(ann.withToken(given)).get(USERS).status()).isEqualTo(200);
        assertThat(bob.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['scim']}").code())
                .isEqualTo("forbidden");
        assertRefused(new ScimClient(bob).get(USERS), 403, null);
    }

    @Test
    void anAppOfOthersIsNeverLetProvision() {
        ApiClient.Answer answer =
                ann.post(
                        "/api/v1/oauth-apps",
                        "{'name': 'a', 'redirectUris': ['https://a.example/cb'], 'scopes': ['scim']}");

        assertThat(answer.errors()).containsExactly("/scopes unknown_option");
    }

    @Test
    void everyChangeIsToldWithTheKeyThatMadeIt() {
        String id = scim.user("eve@x.example");
        scim.patch(USERS + "/" + id, "[{'op': 'replace', 'path': 'active', 'value': false}]");
        scim.create(GROUPS, "{'displayName': 'Sales'}");

        String key = ann.get("/api/v1/api-keys").json().at("/data/0/id").textValue();
        for (String kind : List.of("user.created", "user.changed", "group.created")) {
            JsonNode entry = ann.get("/api/v1/audit?kind=" + kind).json().at("/data/0");
            assertThat(entry.at("/detail/key").textValue()).as(kind).isEqualTo(key);
            assertThat(entry.at("/detail/by").textValue()).isEqualTo("scim");
            assertThat(entry.get("actor").textValue()).isEqualTo(annsId());
        }
    }

    // Users

    @Test
    void aUserHasWhatThePlatformHasAPlaceFor() {
        ApiClient.Answer made =
                scim.post(
                        USERS,
                        """
                        {'schemas': ['urn:ietf:params:scim:schemas:core:2.0:User', '%s'], 'USERNAME': 'Eve', 'externalId': 'e-1', 'nickName': 'Evi', 'password': 'a password of theirs',
                         'name': {'givenName': 'Eve', 'familyName': 'Else'}, 'emails': [{'value': 'private@x.example', 'type': 'home'}, {'value': 'eve@x.example', 'type': 'work'}],
                         'title': 'Engineer', 'preferredLanguage': 'de', 'phoneNumbers': [{'value': '1'}],
                         '%s': {'department': 'R&D', 'manager': {'value': '%s'}, 'unheardOf': 1}}
                        """
                                .formatted(ENTERPRISE, ENTERPRISE, annsId()));

        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        JsonNode json = made.json();
        assertThat(made.header("Location")).endsWith("/scim/v2/Users/" + made.id());
        assertThat(json.at("/meta/location").textValue()).isEqualTo(made.header("Location"));
        assertThat(json.at("/meta/version").textValue()).isEqualTo(made.header("ETag"));
        assertThat(json.get("userName").textValue()).isEqualTo("Eve");
        assertThat(json.get("displayName").textValue()).isEqualTo("Eve Else");
        assertThat(json.at("/emails/0/value").textValue()).isEqualTo("eve@x.example");
        assertThat(json.get("emails")).hasSize(1);
        assertThat(json.at("/" + ENTERPRISE + "/manager/displayName").textValue())
                .isEqualTo("Ann Admin");
        assertThat(json.has("nickName") || json.has("password") || json.has("phoneNumbers"))
                .isFalse();
        assertThat(scim.get(USERS + "/" + made.id()).json()).isEqualTo(json);

        JsonNode user = user(made.id());
        assertThat(user.get("email").textValue()).isEqualTo("eve@x.example");
        assertThat(user.get("roles")).hasSize(1);
        assertThat(user.at("/roles/0").textValue()).isEqualTo("user");
        assertThat(user.at("/attributes/department/0").textValue()).isEqualTo("R&D");
        assertThat(user.get("manager").textValue()).isEqualTo(annsId());
        assertThat(user.get("emailVerified").booleanValue()).isFalse();
        assertThat(user.get("locale").textValue()).isEqualTo("de");
    }

    @Test
    void aPasswordThatIsSentOpensNothing() {
        scim.create(
                USERS,
                "{'userName': 'eve@x.example', 'password': 'a long password', 'active': true}");

        assertThat(
                        platform.stranger()
                                .post(
                                        "/api/v1/auth/login",
                                        "{'tenant': '%s', 'email': 'eve@x.example', 'password': 'a long password'}"
                                                .formatted(slug))
                                .status())
                .isEqualTo(401);
    }

    @Test
    void whoIsThereAlreadyIsFoundAndTakenOver() {
        String id = scim.found("userName eq 'ann@" + slug + ".example'").isEmpty() ? "" : annsId();

        ApiClient.Answer changed =
                scim.patch(
                        USERS + "/" + id,
                        "[{'op': 'add', 'path': 'externalId', 'value': 'a-1'}, {'op': 'replace', 'path': 'userName', 'value': 'ann'}]");

        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(scim.found("userName eq 'ANN'")).containsExactly("ann");
        assertThat(scim.found("userName eq 'ann@" + slug + ".example'")).isEmpty();
        assertThat(scim.found("externalId eq 'a-1'")).containsExactly("ann");
        assertThat(scim.found("externalId eq 'A-1'")).isEmpty();
        assertThat(ann.get("/api/v1/me").status()).isEqualTo(200);
        assertThat(user(id).get("name").textValue()).isEqualTo("Ann Admin");
    }

    @Test
    void namesAreTakenOncePerTenant() {
        scim.create(USERS, "{'userName': 'eve@x.example', 'externalId': 'e-1'}");
        for (String body :
                List.of(
                        "{'userName': 'EVE@x.example', 'emails': [{'value': 'o@x.example'}]}",
                        "{'userName': 'other', 'emails': [{'value': 'Eve@X.example'}]}",
                        "{'userName': 'other@x.example', 'externalId': 'e-1'}",
                        "{'userName': 'ann@%s.example', 'emails': [{'value': 'o@x.example'}]}"
                                .formatted(slug))) {
            assertRefused(scim.post(USERS, body), 409, "uniqueness");
        }

        ScimClient other = ScimClient.of(platform.newTenant());
        other.create(USERS, "{'userName': 'eve@x.example', 'externalId': 'e-1'}");
    }

    @Test
    void aPatchThatChangesNothingLeavesTheVersion() {
        String id = scim.user("eve@x.example");
        String version = scim.get(USERS + "/" + id).header("ETag");

        ApiClient.Answer same =
                scim.patch(
                        USERS + "/" + id, "[{'op': 'replace', 'path': 'active', 'value': true}]");

        assertThat(same.header("ETag")).isEqualTo(version);
        assertThat(ann.get("/api/v1/audit?kind=user.changed").json().get("data")).isEmpty();
    }

    @Test
    void aPutReplacesWhatItSpeaksOf() {
        String id =
                scim.create(
                        USERS,
                        "{'userName': 'eve@x.example', 'externalId': 'e-1', 'title': 'T', 'name': {'givenName': 'Eve', 'familyName': 'Else'}, '%s': {'department': 'D', 'division': 'V'}}"
                                .formatted(ENTERPRISE));

        JsonNode put =
                scim.put(
                                USERS + "/" + id,
                                "{'id': 'x', 'userName': 'eve@x.example', 'name': {'givenName': 'Eva', 'familyName': 'Else'}}")
                        .json();
        assertThat(put.get("id").textValue()).isEqualTo(id);
        assertThat(put.has("title") || put.has("externalId")).isFalse();
        assertThat(put.get("displayName").textValue()).isEqualTo("Eva Else");
        assertThat(put.at("/" + ENTERPRISE + "/department").textValue()).isEqualTo("D");

        JsonNode spoken =
                scim.put(
                                USERS + "/" + id,
                                "{'userName': 'eve@x.example', '%s': {'division': 'V'}}"
                                        .formatted(ENTERPRISE))
                        .json();
        assertThat(spoken.at("/" + ENTERPRISE).toString()).isEqualTo("{\"division\":\"V\"}");
        assertRefused(scim.put(USERS + "/" + id, "{'active': true}"), 400, "invalidValue");
    }

    @Test
    void deletingSwitchesOffAndLetsGo() {
        String id = scim.create(USERS, "{'userName': 'eve@x.example', 'externalId': 'e-1'}");
        String group =
                scim.create(
                        GROUPS,
                        "{'displayName': 'Sales', 'members': [{'value': '%s'}]}".formatted(id));

        assertThat(scim.delete(USERS + "/" + id).status()).isEqualTo(204);

        assertRefused(scim.get(USERS + "/" + id), 404, null);
        assertRefused(scim.delete(USERS + "/" + id), 404, null);
        assertThat(scim.found("userName sw 'eve'")).isEmpty();
        assertThat(scim.get(GROUPS + "/" + group).json().get("members")).isEmpty();
        assertThat(user(id).get("active").booleanValue()).isFalse();
        assertRefused(scim.post(USERS, "{'userName': 'eve@x.example'}"), 409, "uniqueness");

        ann.patch("/api/v1/users/" + id, "{'active': true}");
        assertThat(scim.found("userName eq 'eve@x.example'")).containsExactly("eve@x.example");
        assertThat(scim.user(id, "/externalId").isMissingNode()).isTrue();
    }

    @Test
    void whoIsSwitchedOffIsOutAtOnce() {
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password'}"
                        .formatted(slug));
        ApiClient bob = platform.signIn(slug, "bob@" + slug + ".example", "a long password");

        scim.patch(
                USERS + "/" + bob.me("/user/id"),
                "[{'op': 'Replace', 'path': 'active', 'value': 'False'}]");

        bob.awaitOut();
    }

    @Test
    void theLastAdministratorStays() {
        String path = USERS + "/" + annsId();

        assertRefused(scim.delete(path), 409, null);
        assertRefused(
                scim.patch(path, "[{'op': 'replace', 'value': {'active': false}}]"), 409, null);
        assertThat(user(annsId()).get("active").booleanValue()).isTrue();
    }

    @Test
    void whoHasTheKeyDoesNotBecomeAnAdministratorByAnAddress() {
        ApiClient.Answer answer =
                scim.patch(
                        USERS + "/" + annsId(),
                        "[{'op': 'replace', 'path': 'emails[type eq \\\"work\\\"].value', 'value': 'thief@x.example'}]");

        assertRefused(answer, 409, null);
        assertThat(user(annsId()).get("email").textValue()).isEqualTo("ann@" + slug + ".example");
    }

    @Test
    void anotherAddressCutsWhatLeadsToOtherTenants() {
        String id = scim.user("eve@x.example");
        platform.update(
                "insert into membership (tenant_id, user_id, account_id) select tenant_id, id, gen_random_uuid() from user_account where id = '"
                        + id
                        + "'");
        platform.update("update user_account set own_password = true where id = '" + id + "'");

        scim.patch(
                USERS + "/" + id,
                "[{'op': 'replace', 'path': 'emails', 'value': [{'value': 'new@x.example'}]}]");

        assertThat(platform.rows("select 1 from membership where user_id = '" + id + "'"))
                .isEmpty();
        assertThat(platform.rows("select own_password from user_account where id = '" + id + "'"))
                .containsExactly("f");
    }

    @Test
    void managersAreUsersOfTheTenantAndGoRoundInNoCircle() {
        String eve = scim.user("eve@x.example");
        String max = scim.user("max@x.example");
        String manager = "[{'op': 'add', 'path': '" + ENTERPRISE + ":manager', 'value': '%s'}]";
        assertThat(scim.patch(USERS + "/" + eve, manager.formatted(max)).status()).isEqualTo(200);
        assertRefused(scim.patch(USERS + "/" + max, manager.formatted(eve)), 400, "invalidValue");
        String foreign = ScimClient.of(platform.newTenant()).user("far@x.example");
        assertRefused(
                scim.patch(USERS + "/" + max, manager.formatted(foreign)), 400, "invalidValue");
        assertThat(scim.found(ENTERPRISE + ":manager eq '" + max + "'"))
                .containsExactly("eve@x.example");
    }

    // Groups

    @Test
    void aGroupKeepsItsNameWhateverItIsCalled() {
        String eve = scim.user("eve@x.example");
        ApiClient.Answer made =
                scim.post(
                        GROUPS,
                        "{'displayName': 'Müller & Söhne: Vertrieb', 'externalId': 'g-1', 'members': [{'value': '%s'}]}"
                                .formatted(eve));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.json().at("/members/0/display").textValue()).isEqualTo("eve@x.example");
        assertThat(ann.get("/api/v1/groups/Muller-Sohne-Vertrieb").json().get("id").textValue())
                .isEqualTo(made.id());

        scim.patch(
                GROUPS + "/" + made.id(),
                "[{'op': 'replace', 'path': 'displayName', 'value': 'Sales'}]");

        assertThat(ann.get("/api/v1/groups/Muller-Sohne-Vertrieb").json().get("label").textValue())
                .isEqualTo("Sales");
        assertThat(scim.user(eve, "/groups/0/display").textValue()).isEqualTo("Sales");
        assertThat(ScimClient.names(scim.search(GROUPS, "members eq '" + eve + "'")))
                .containsExactly("Sales");
        scim.create(GROUPS, "{'displayName': 'Müller/Söhne/Vertrieb'}");
        assertThat(ann.get("/api/v1/groups/Muller-Sohne-Vertrieb-2").status()).isEqualTo(200);
        assertThat(scim.create(GROUPS, "{'displayName': '営業'}")).isNotEmpty();
        assertRefused(scim.post(GROUPS, "{'displayName': 'SALES'}"), 409, "uniqueness");
        assertRefused(
                scim.post(GROUPS, "{'displayName': 'x', 'externalId': 'g-1'}"), 409, "uniqueness");
        assertRefused(scim.post(GROUPS, "{}"), 400, "invalidValue");
        assertRefused(
                scim.post(GROUPS, "{'displayName': '%s'}".formatted("x".repeat(121))),
                400,
                "invalidValue");
    }

    @Test
    void membersAreUsersOfTheTenant() {
        String eve = scim.user("eve@x.example");
        String foreign = ScimClient.of(platform.newTenant()).user("far@x.example");
        String group = GROUPS + "/" + scim.create(GROUPS, "{'displayName': 'Sales'}");
        for (String member : List.of(foreign, "nobody", RightsFixture.noId())) {
            assertRefused(
                    scim.patch(
                            group,
                            "[{'op': 'add', 'path': 'members', 'value': [{'value': '%s'}, {'value': '%s'}]}]"
                                    .formatted(eve, member)),
                    400,
                    "invalidValue");
        }
        assertThat(scim.get(group).json().get("members")).isEmpty();
    }

    @Test
    void aGroupAboveOthersStays() {
        String id = scim.create(GROUPS, "{'displayName': 'Above'}");
        ann.create("/api/v1/groups", "{'name': 'below', 'parent': 'Above'}");

        assertRefused(scim.delete(GROUPS + "/" + id), 409, null);
        ann.delete("/api/v1/groups/below");
        assertThat(scim.delete(GROUPS + "/" + id).status()).isEqualTo(204);
        assertRefused(scim.get(GROUPS + "/" + id), 404, null);
    }

    // Lists

    private void people() {
        scim.create(
                USERS,
                "{'userName': 'Zoe@x.example', 'displayName': 'Zoe \\\"Z\\\" Zane', 'title': 'Boss', 'externalId': 'Ext'}");
        scim.create(
                USERS,
                "{'userName': 'adam@x.example', 'displayName': 'Adam', 'active': false, '%s': {'department': 'Sales'}}"
                        .formatted(ENTERPRISE));
        scim.create(
                USERS,
                "{'userName': 'ben@x.example', 'displayName': 'Ben 100%', 'emails': [{'value': 'b_b@y.example'}], 'name': {'familyName': 'Benson'}}");
    }

    @Test
    void filtersAreThoseOfTheRfc() {
        people();
        String before = ann.me("/user/email");
        record Case(String filter, List<String> found) {}
        String zoe = "Zoe@x.example";
        String adam = "adam@x.example";
        String ben = "ben@x.example";
        for (Case one :
                List.of(
                        new Case("userName eq 'zoe@X.example'", List.of(zoe)),
                        new Case("userName EQ '" + before + "'", List.of(before)),
                        new Case("USERNAME sw 'A' and active eq false", List.of(adam)),
                        new Case("active eq 'False'", List.of(adam)),
                        new Case("not (userName co '@x.') ", List.of(before)),
                        new Case("displayName eq 'zoe \\\"z\\\" zane'", List.of(zoe)),
                        new Case("displayName ew '%'", List.of(ben)),
                        new Case("emails.value co '_'", List.of(ben)),
                        new Case("emails co 'y.ex'", List.of(ben)),
                        new Case("emails[type eq 'work' and value ew 'y.example']", List.of(ben)),
                        new Case("emails[type eq 'work'].value eq 'B_B@y.example'", List.of(ben)),
                        new Case("emails[type eq 'home']", List.of()),
                        new Case("title pr", List.of(zoe)),
                        new Case("title eq null and userName co '@x.'", List.of(adam, ben)),
                        new Case("title ne 'Boss' and userName co '@x.'", List.of(adam, ben)),
                        new Case(
                                "name.familyName ge 'bens' and name.familyName lt 'c'",
                                List.of(ben)),
                        new Case("name pr and name.familyName pr", List.of(ben)),
                        new Case("externalId eq 'Ext'", List.of(zoe)),
                        new Case("externalId eq 'ext'", List.of()),
                        new Case("externalId sw 'Ex'", List.of(zoe)),
                        new Case(ENTERPRISE + ":department eq 'sales'", List.of(adam)),
                        new Case(
                                "urn:ietf:params:scim:schemas:core:2.0:User:userName eq 'ben@x.example'",
                                List.of(ben)),
                        new Case(
                                "title eq 'x' or title eq 'boss' and active eq true", List.of(zoe)),
                        new Case(
                                "(title eq 'boss' or active eq false) and userName sw 'z'",
                                List.of(zoe)),
                        new Case("nickName eq 'x' or title pr", List.of(zoe)),
                        new Case("nickName pr", List.of()),
                        new Case("urn:other:2.0:User:tag eq 'x'", List.of()),
                        new Case("meta.resourceType eq 'Group'", List.of()),
                        new Case("meta.lastModified lt '2020-01-01T00:00:00Z'", List.of()),
                        new Case(
                                "meta.created gt '2020-01-01T00:00:00Z' and title pr",
                                List.of(zoe)),
                        new Case("groups pr", List.of()),
                        new Case("id eq 'nothing'", List.of()))) {
            assertThat(scim.found(one.filter))
                    .as(one.filter)
                    .containsExactlyInAnyOrderElementsOf(one.found);
        }
    }

    @Test
    void aFilterThatIsNoneIsRefused() {
        for (String filter :
                List.of(
                        "userName",
                        "userName eq",
                        "userName is 'x'",
                        "userName eq x",
                        "userName eq 'x",
                        "userName eq 'x' and",
                        "userName eq 'x' title pr",
                        "(userName eq 'x'",
                        "userName eq 'x')",
                        "not userName eq 'x'",
                        "emails[type eq 'work'",
                        "emails[groups[value eq 'x']]",
                        "userName[value eq 'x']",
                        "name eq 'x'",
                        "userName eq 1",
                        "userName gt null",
                        "active gt true",
                        "active eq 'maybe'",
                        "meta.created eq 'yesterday'",
                        "meta.created co '2026'",
                        "1x eq 'x'",
                        "a..b eq 'x'",
                        "userName eq {}",
                        "userName eq 'a\\u0000b'",
                        "userName eq '\\ud800'",
                        "; drop table user_account")) {
            assertRefused(scim.search(USERS, filter), 400, "invalidFilter");
        }
    }

    @Test
    void filtersHaveALengthAndADepth() {
        String deep = "(".repeat(20) + "title pr" + ")".repeat(20);
        assertThat(scim.found(deep)).isEmpty();
        assertRefused(scim.search(USERS, "(" + deep + ")"), 400, "invalidFilter");

        // Each "and" doubles the work of who reads it badly.
        String wide =
                IntStream.range(0, 250)
                        .mapToObj(i -> "active pr")
                        .collect(Collectors.joining(" and "));
        String body = "{'filter': '%s or title pr'}";
        assertThat(scim.post(USERS + "/.search", body.formatted(wide)).status()).isEqualTo(200);
        assertThat(scim.post(USERS + "/.search", body.formatted(" ".repeat(3_988))).status())
                .isEqualTo(400);
        ApiClient.Answer fits =
                scim.post(
                        USERS + "/.search",
                        "{'filter': '%s'}".formatted("title pr" + " ".repeat(3_992)));
        assertThat(fits.status()).as(fits.toString()).isEqualTo(200);
        assertRefused(
                scim.post(
                        USERS + "/.search",
                        "{'filter': '%s'}".formatted("title pr" + " ".repeat(3_993))),
                400,
                "invalidFilter");
    }

    @Test
    void listsComeInPagesOfAnOrderThatIsAskedFor() {
        people();
        String ann = "ann@" + slug + ".example";
        assertThat(ScimClient.names(scim.get(USERS + "?sortBy=userName")))
                .containsExactly("adam@x.example", ann, "ben@x.example", "Zoe@x.example");
        assertThat(
                        ScimClient.names(
                                scim.get(
                                        USERS
                                                + "?sortBy=displayName&sortOrder=descending&count=2")))
                .containsExactly("Zoe@x.example", "ben@x.example");
        assertThat(ScimClient.names(scim.get(USERS + "?sortBy=emails.value&startIndex=3&count=1")))
                .containsExactly("ben@x.example");

        JsonNode page = scim.get(USERS + "?startIndex=0&count=1").json();
        assertThat(page.get("totalResults").intValue()).isEqualTo(4);
        assertThat(page.get("startIndex").intValue()).isEqualTo(1);
        assertThat(page.get("itemsPerPage").intValue()).isEqualTo(1);
        JsonNode none = scim.get(USERS + "?count=-1").json();
        assertThat(none.get("totalResults").intValue()).isEqualTo(4);
        assertThat(none.get("Resources")).isEmpty();
        assertThat(scim.get(USERS + "?startIndex=2000000000&count=100000").json().get("Resources"))
                .isEmpty();
        assertRefused(scim.get(USERS + "?count=many"), 400, "invalidValue");
        assertRefused(scim.get(USERS + "?sortBy=nickName"), 400, "invalidValue");
        assertRefused(scim.get(USERS + "?sortOrder=up"), 400, "invalidValue");
    }

    @Test
    void aPageHasAtMostFiveHundred() {
        platform.update(
                "insert into user_account (tenant_id, id, email, email_key, name, roles, password_hash) select t.tenant_id, gen_random_uuid(), n || '@p.example', n || '@p.example', n::text, '{user}', '' from tenant t, generate_series(1, 520) n where t.slug = '"
                        + slug
                        + "'");

        JsonNode page = scim.get(USERS + "?count=100000").json();

        assertThat(page.get("totalResults").intValue()).isEqualTo(521);
        assertThat(page.get("Resources")).hasSize(500);
        assertThat(scim.get(USERS).json().get("Resources")).hasSize(100);
        assertThat(scim.get("/ServiceProviderConfig").json().at("/filter/maxResults").intValue())
                .isEqualTo(500);
    }

    @Test
    void whatIsAnsweredIsWhatIsAskedFor() {
        String id =
                scim.create(
                        USERS,
                        "{'userName': 'eve@x.example', 'name': {'givenName': 'Eve'}, '%s': {'department': 'D', 'division': 'V'}}"
                                .formatted(ENTERPRISE));
        String path = USERS + "/" + id;

        JsonNode some =
                scim.get(path + "?attributes=USERNAME,name.givenName," + ENTERPRISE + ":department")
                        .json();
        assertThat(some.properties().stream().map(entry -> entry.getKey()))
                .containsExactlyInAnyOrder("schemas", "id", "userName", "name", ENTERPRISE);
        assertThat(some.get("name").toString()).isEqualTo("{\"givenName\":\"Eve\"}");
        assertThat(some.get(ENTERPRISE).toString()).isEqualTo("{\"department\":\"D\"}");
        JsonNode rest = scim.get(path + "?excludedAttributes=id,meta,emails.type").json();
        assertThat(rest.has("id")).isTrue();
        assertThat(rest.has("meta")).isFalse();
        assertThat(rest.at("/emails/0").has("type")).isFalse();
        assertThat(rest.at("/emails/0/value").textValue()).isEqualTo("eve@x.example");
        JsonNode searched =
                scim.post(
                                USERS + "/.search",
                                "{'schemas': ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], 'filter': 'userName sw \\\"eve\\\"', 'attributes': ['userName'], 'count': 5, 'startIndex': 1}")
                        .json();
        assertThat(searched.at("/Resources/0").has("emails")).isFalse();
        assertThat(searched.get("totalResults").intValue()).isEqualTo(1);
        assertRefused(
                scim.get(path + "?attributes=" + "a,".repeat(100) + "a"), 400, "invalidValue");
    }

    // Versions

    @Test
    void aChangeIsMadeOfTheVersionThatIsKnown() {
        String path = USERS + "/" + scim.user("eve@x.example");
        String first = scim.get(path).header("ETag");
        assertThat(first).isEqualTo("W/\"1\"");
        String off = "[{'op': 'replace', 'path': 'active', 'value': false}]";

        assertThat(scim.patch(path, off, "If-Match", first).status()).isEqualTo(200);

        assertRefused(scim.patch(path, off, "If-Match", first), 412, null);
        assertRefused(
                scim.put(path, "{'userName': 'eve@x.example'}", "If-Match", first), 412, null);
        assertRefused(scim.delete(path, "If-Match", first), 412, null);
        assertRefused(scim.delete(path, "If-Match", "one"), 400, "invalidSyntax");
        String second = scim.get(path).header("ETag");
        assertThat(
                        scim.client()
                                .send("GET", "/scim/v2" + path, null, null, "If-None-Match", second)
                                .status())
                .isEqualTo(304);
        assertThat(scim.delete(path, "If-Match", second).status()).isEqualTo(204);
    }

    // Patches

    @Test
    void whatAPatchCannotDoIsRefusedWithItsReason() {
        String path = USERS + "/" + scim.user("eve@x.example");
        record Case(String operation, String type) {}
        for (Case one :
                List.of(
                        new Case("{'op': 'move', 'path': 'title', 'value': 'x'}", "invalidSyntax"),
                        new Case("{'op': 1}", "invalidSyntax"),
                        new Case("{'op': 'remove'}", "noTarget"),
                        new Case("{'op': 'replace', 'path': 'title'}", "invalidValue"),
                        new Case("{'op': 'replace', 'path': 1, 'value': 'x'}", "invalidPath"),
                        new Case("{'op': 'replace', 'path': 'a b', 'value': 'x'}", "invalidPath"),
                        new Case(
                                "{'op': 'replace', 'path': 'emails[type eq', 'value': 'x'}",
                                "invalidPath"),
                        new Case(
                                "{'op': 'replace', 'path': 'title[value eq 1]', 'value': 'x'}",
                                "invalidPath"),
                        new Case(
                                "{'op': 'replace', 'path': 'emails[type eq \\\"home\\\"].value', 'value': 'x'}",
                                "noTarget"),
                        new Case("{'op': 'replace', 'path': 'id', 'value': 'x'}", "mutability"),
                        new Case("{'op': 'add', 'path': 'groups', 'value': []}", "mutability"),
                        new Case(
                                "{'op': 'replace', 'path': 'meta.created', 'value': 'x'}",
                                "mutability"),
                        new Case("{'op': 'remove', 'path': 'userName'}", "mutability"),
                        new Case("{'op': 'replace', 'value': 'x'}", "invalidValue"),
                        new Case(
                                "{'op': 'replace', 'path': 'active', 'value': 'maybe'}",
                                "invalidValue"),
                        new Case(
                                "{'op': 'replace', 'path': 'title', 'value': {'a': 1}}",
                                "invalidValue"),
                        new Case("{'op': 'replace', 'path': 'name', 'value': 'x'}", "invalidValue"),
                        new Case(
                                "{'op': 'replace', 'path': 'title', 'value': '%s'}"
                                        .formatted("x".repeat(257)),
                                "invalidValue"),
                        new Case(
                                "{'op': 'replace', 'path': 'title', 'value': 'a\\u0000b'}",
                                "invalidValue"),
                        new Case(
                                "{'op': 'replace', 'path': 'emails', 'value': [{'value': 'none'}]}",
                                "invalidValue"),
                        new Case(
                                "{'op': 'add', 'path': '%s', 'value': 'x'}"
                                        .formatted("x".repeat(257)),
                                "invalidPath"))) {
            assertRefused(
                    scim.patch(
                            path,
                            "[{'op': 'replace', 'path': 'title', 'value': 'first'}, %s]"
                                    .formatted(one.operation)),
                    400,
                    one.type);
        }
        assertThat(scim.get(path).json().has("title")).as("all or nothing").isFalse();
        assertRefused(scim.patch(path, "[]"), 400, "invalidSyntax");
        assertRefused(scim.put(path, "[]"), 400, "invalidSyntax");
        assertRefused(scim.post(USERS, "{"), 400, "invalidSyntax");
        String operation = "{'op': 'remove', 'path': 'title'},";
        assertRefused(
                scim.patch(
                        path, "[" + operation.repeat(1_000) + "{'op': 'remove', 'path': 'title'}]"),
                400,
                "invalidValue");
    }

    @Test
    void whatThePlatformHasNoPlaceForIsPassedOver() {
        String path = USERS + "/" + scim.user("eve@x.example");

        ApiClient.Answer answer =
                scim.patch(
                        path,
                        """
                        [{'op': 'Add', 'path': 'phoneNumbers[type eq \\"mobile\\"].value', 'value': '1'}, {'op': 'Add', 'path': 'addresses[type eq \\"work\\"].country', 'value': 'X'},
                         {'op': 'Add', 'path': 'nickName', 'value': 'E'}, {'op': 'Add', 'path': 'urn:other:2.0:User:tag', 'value': 'x'},
                         {'op': 'Add', 'path': 'emails[type eq \\"other\\"].value', 'value': 'second@x.example'}]
                        """);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.header("ETag")).isEqualTo("W/\"1\"");
    }

    // Tenants

    @Test
    void whatIsAnotherTenantsIsNotThere() {
        ScimClient other = ScimClient.of(platform.newTenant());
        String foreign =
                other.create(
                        USERS, "{'userName': 'far@x.example', 'displayName': 'elsewhereMarker'}");
        String group =
                other.create(
                        GROUPS,
                        "{'displayName': 'elsewhereMarker', 'members': [{'value': '%s'}]}"
                                .formatted(foreign));
        String own = scim.user("far@x.example");

        for (String path : List.of(USERS + "/" + foreign, GROUPS + "/" + group)) {
            assertRefused(scim.get(path), 404, null);
            assertRefused(
                    scim.put(path, "{'userName': 'a@x.example', 'displayName': 'a'}"), 404, null);
            assertRefused(
                    scim.patch(path, "[{'op': 'replace', 'value': {'active': false}}]"), 404, null);
            assertRefused(scim.delete(path), 404, null);
        }
        for (String filter :
                List.of(
                        "displayName co 'elsewhere'",
                        "id eq '" + foreign + "'",
                        "groups.value eq '" + group + "'")) {
            assertThat(scim.found(filter)).isEmpty();
        }
        assertThat(scim.get(USERS + "?count=500").body()).doesNotContain("elsewhereMarker");
        assertThat(scim.get(GROUPS).body()).doesNotContain("elsewhereMarker");

        scim.delete(USERS + "/" + own);
        assertThat(other.user(foreign, "/active").booleanValue()).isTrue();
    }

    // The service

    @Test
    void theServiceSaysWhatItIs() {
        JsonNode configuration = scim.get("/ServiceProviderConfig").json();
        assertThat(configuration.at("/bulk/supported").booleanValue()).isFalse();
        assertThat(configuration.at("/patch/supported").booleanValue()).isTrue();
        assertThat(configuration.at("/etag/supported").booleanValue()).isTrue();
        assertThat(configuration.at("/changePassword/supported").booleanValue()).isFalse();
        assertThat(scim.get("/ResourceTypes").json().get("totalResults").intValue()).isEqualTo(2);
        assertThat(
                        scim.get("/ResourceTypes/User")
                                .json()
                                .at("/schemaExtensions/0/schema")
                                .textValue())
                .isEqualTo(ENTERPRISE);
        JsonNode schemas = scim.get("/Schemas").json();
        assertThat(schemas.get("Resources")).hasSize(3);
        for (JsonNode schema : schemas.get("Resources")) {
            String id = schema.get("id").textValue();
            assertThat(scim.get("/Schemas/" + id).json()).as(id).isEqualTo(schema);
        }
        assertRefused(scim.get("/Schemas/urn:nothing"), 404, null);
        assertRefused(scim.get("/Me"), 404, null);
        assertRefused(scim.client().get("/scim/v1/Users"), 404, "invalidVers");
        assertRefused(
                scim.client().send("POST", "/scim/v2/Users", "text/plain", new byte[1]), 415, null);
    }

    private static void assertRefused(ApiClient.Answer answer, int status, String type) {
        ScimClient.assertRefused(answer, status, type);
    }
}
