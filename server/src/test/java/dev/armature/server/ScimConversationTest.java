package dev.armature.server;

import static dev.armature.server.ScimClient.ENTERPRISE;
import static dev.armature.server.ScimClient.GROUPS;
import static dev.armature.server.ScimClient.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What Entra ID and Okta say, in the order and in the words in which their documentation says that
 * they do, peculiarities included.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScimConversationTest {

    private TestPlatform platform;
    private ApiClient ann;
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
        scim = ScimClient.of(ann);
    }

    private static JsonNode ok(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    private static void empty(ApiClient.Answer answer) {
        JsonNode json = ok(answer);
        assertThat(json.get("totalResults").intValue()).isZero();
        assertThat(json.get("Resources").isArray()).isTrue();
    }

    @Test
    void entraIdTestsItsConnectionAndProvisionsAUser() {
        empty(scim.search(USERS, "userName eq '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef'"));
        empty(scim.search(USERS, "userName eq 'Test_User_1'"));
        ApiClient.Answer made =
                scim.post(
                        USERS,
                        """
                        {'schemas': ['urn:ietf:params:scim:schemas:core:2.0:User', '%s'], 'externalId': '0a21f0f2', 'userName': 'Test_User_1', 'active': true,
                         'emails': [{'primary': true, 'type': 'work', 'value': 'Test_User_1@testuser.com'}], 'meta': {'resourceType': 'User'},
                         'name': {'formatted': 'givenName familyName', 'familyName': 'familyName', 'givenName': 'givenName'}, 'roles': [], '%s': {'manager': '%s'}}
                        """
                                .formatted(ENTERPRISE, ENTERPRISE, ann.me("/user/id")));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        String path = USERS + "/" + made.id();

        assertThat(ok(scim.get(path))).isEqualTo(made.json());
        assertThat(scim.found("externalId eq '0a21f0f2'")).containsExactly("Test_User_1");
        assertThat(scim.found("emails[type eq 'work'].value eq 'test_user_1@testuser.com'"))
                .containsExactly("Test_User_1");
        assertThat(made.json().at("/name/formatted").textValue()).isEqualTo("givenName familyName");
        assertThat(made.json().at("/" + ENTERPRISE + "/manager/value").textValue())
                .isEqualTo(ann.me("/user/id"));

        JsonNode renamed =
                ok(
                        scim.patch(
                                path,
                                """
                                [{'op': 'Replace', 'path': 'emails[type eq \\"work\\"].value', 'value': 'updatedEmail@microsoft.com'},
                                 {'op': 'Replace', 'path': 'name.familyName', 'value': 'updatedFamilyName'}]
                                """));
        assertThat(renamed.at("/emails/0/value").textValue())
                .isEqualTo("updatedEmail@microsoft.com");
        assertThat(renamed.at("/name/familyName").textValue()).isEqualTo("updatedFamilyName");
        assertThat(
                        ok(scim.patch(
                                        path,
                                        "[{'op': 'Replace', 'path': 'userName', 'value': '5b50642d@testuser.com'}]"))
                                .get("userName")
                                .textValue())
                .isEqualTo("5b50642d@testuser.com");
    }

    @Test
    void entraIdReplacesManyAttributesInBothOfItsWays() {
        String path = USERS + "/" + scim.user("a@testuser.com");

        JsonNode one =
                ok(
                        scim.patch(
                                path,
                                """
                                [{'op': 'Replace', 'path': 'displayName', 'value': 'Pvlo'}, {'op': 'Replace', 'path': 'name.givenName', 'value': 'Gtfd'},
                                 {'op': 'Add', 'path': 'nickName', 'value': 'Babs'}, {'op': 'Replace', 'path': 'externalId', 'value': 'Eqpj'},
                                 {'op': 'Add', 'path': '%s:employeeNumber', 'value': 'Eqpj'}, {'op': 'Add', 'path': '%s:manager', 'value': [{'$ref': null, 'value': '%s'}]}]
                                """
                                        .formatted(ENTERPRISE, ENTERPRISE, ann.me("/user/id"))));
        assertThat(one.get("displayName").textValue()).isEqualTo("Pvlo");
        assertThat(one.get("externalId").textValue()).isEqualTo("Eqpj");
        assertThat(one.at("/" + ENTERPRISE + "/manager/displayName").textValue())
                .isEqualTo("Ann Admin");
        JsonNode other =
                ok(
                        scim.patch(
                                path,
                                """
                                [{'op': 'replace', 'path': 'emails[type eq \\"work\\"].value', 'value': 'b@test.microsoft.com'},
                                 {'op': 'replace', 'value': {'displayName': 'Bjfe', 'name.givenName': 'Kkom', 'name.familyName': 'Unua', '%s:employeeNumber': 'Aklq'}}]
                                """
                                        .formatted(ENTERPRISE)));
        assertThat(other.get("displayName").textValue()).isEqualTo("Bjfe");
        assertThat(other.at("/name/givenName").textValue()).isEqualTo("Kkom");
        assertThat(other.at("/name/familyName").textValue()).isEqualTo("Unua");
        assertThat(other.at("/" + ENTERPRISE + "/employeeNumber").textValue()).isEqualTo("Aklq");
        JsonNode alone =
                ok(scim.patch(path, "[{'op': 'Remove', 'path': '" + ENTERPRISE + ":manager'}]"));
        assertThat(alone.get(ENTERPRISE).has("manager")).isFalse();
    }

    @Test
    void entraIdSwitchesOffInBothOfItsWaysAndDeletes() {
        String path = USERS + "/" + scim.user("a@testuser.com");
        for (String off : List.of("'False'", "false")) {
            String on = off.startsWith("'") ? "'True'" : "true";
            String active = "[{'op': 'Replace', 'path': 'active', 'value': %s}]";
            assertThat(ok(scim.patch(path, active.formatted(off))).get("active").booleanValue())
                    .isFalse();
            assertThat(
                            ok(scim.search(USERS, "userName eq 'a@testuser.com'"))
                                    .at("/Resources/0/active")
                                    .booleanValue())
                    .isFalse();
            assertThat(ok(scim.patch(path, active.formatted(on))).get("active").booleanValue())
                    .isTrue();
        }
        assertThat(scim.delete(path).status()).isEqualTo(204);
        assertThat(scim.get(path).status()).isEqualTo(404);
    }

    @Test
    void entraIdProvisionsAGroup() {
        String eve = scim.user("eve@testuser.com");
        String max = scim.user("max@testuser.com");
        empty(
                scim.get(
                        GROUPS
                                + "?excludedAttributes=members&filter="
                                + ApiClient.encode("displayName eq \"displayName\"")));
        ApiClient.Answer made =
                scim.post(
                        GROUPS,
                        """
                        {'schemas': ['urn:ietf:params:scim:schemas:core:2.0:Group', 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
                         'externalId': '8aa1a0c0', 'displayName': 'displayName', 'meta': {'resourceType': 'Group'}}
                        """);
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.json().get("members")).isEmpty();
        String path = GROUPS + "/" + made.id();
        JsonNode bare = ok(scim.get(path + "?excludedAttributes=members"));
        assertThat(bare.has("members")).isFalse();
        assertThat(bare.get("externalId").textValue()).isEqualTo("8aa1a0c0");

        done(scim.patch(path, "[{'op': 'Replace', 'path': 'displayName', 'value': 'updated'}]"));
        String members =
                "[{'op': '%s', 'path': 'members', 'value': [{'$ref': null, 'value': '%s'}]}]";
        done(scim.patch(path, members.formatted("Add", eve)));
        done(scim.patch(path, members.formatted("Add", eve)));
        done(scim.patch(path, members.formatted("Add", max)));
        assertThat(ok(scim.get(path)).get("members")).hasSize(2);
        assertThat(
                        ScimClient.names(
                                scim.search(
                                        GROUPS,
                                        "id eq '" + made.id() + "' and members eq '" + eve + "'")))
                .containsExactly("updated");
        done(scim.patch(path, members.formatted("Remove", eve)));
        assertThat(ok(scim.get(path)).at("/members/0/value").textValue()).isEqualTo(max);
        done(
                scim.patch(
                        path,
                        "[{'op': 'remove', 'path': 'members[value eq \\\"" + max + "\\\"]'}]"));
        assertThat(ok(scim.get(path)).get("members")).isEmpty();
        done(scim.delete(path));
    }

    private static void done(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
    }

    @Test
    void entraIdDiscoversTheSchemas() {
        JsonNode schemas = ok(scim.get("/Schemas"));

        assertThat(schemas.get("totalResults").intValue()).isEqualTo(3);
        for (JsonNode schema : schemas.get("Resources")) {
            for (JsonNode attribute : schema.get("attributes")) {
                assertThat(attribute.get("mutability").textValue()).isIn("readWrite", "readOnly");
                assertThat(attribute.has("caseExact") && attribute.has("uniqueness")).isTrue();
            }
        }
    }

    @Test
    void oktaFindsCreatesAndUpdatesAUserByPut() {
        String query =
                USERS
                        + "?filter=userName%20eq%20%22test.user%40okta.local%22&startIndex=1&count=100";
        empty(scim.get(query));
        ApiClient.Answer made =
                scim.post(
                        USERS,
                        """
                        {'schemas': ['urn:ietf:params:scim:schemas:core:2.0:User'], 'userName': 'test.user@okta.local', 'name': {'givenName': 'Test', 'familyName': 'User'},
                         'emails': [{'primary': true, 'value': 'test.user@okta.local', 'type': 'work'}], 'displayName': 'Test User', 'locale': 'en-US',
                         'externalId': '00ujl29u0le5T6Aj10h7', 'groups': [], 'password': '1mz050nq', 'active': true}
                        """);
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(ok(scim.get(query)).at("/Resources/0/id").textValue()).isEqualTo(made.id());
        assertThat(scim.post(USERS, "{'userName': 'test.user@okta.local'}").status())
                .isEqualTo(409);

        String path = USERS + "/" + made.id();
        String read = scim.get(path).body();
        JsonNode put =
                ok(
                        scim.put(
                                path,
                                read.replace(
                                        "\"givenName\":\"Test\"",
                                        "\"givenName\":\"Another\",\"middleName\":\"\"")));
        assertThat(put.at("/name/givenName").textValue()).isEqualTo("Another");
        assertThat(put.get("externalId").textValue()).isEqualTo("00ujl29u0le5T6Aj10h7");
        assertThat(put.get("displayName").textValue()).isEqualTo("Test User");
        assertThat(
                        ok(scim.put(path, read.replace("\"active\":true", "\"active\":false")))
                                .get("active")
                                .booleanValue())
                .isFalse();
        assertThat(
                        ok(scim.patch(path, "[{'op': 'replace', 'value': {'active': true}}]"))
                                .get("active")
                                .booleanValue())
                .isTrue();
    }

    @Test
    void oktaSendsBackANameThatWasMadeOfItsPartsWithoutMeaningIt() {
        String path =
                USERS
                        + "/"
                        + scim.create(
                                USERS,
                                "{'userName': 'a@okta.local', 'name': {'givenName': 'Test', 'familyName': 'User'}}");

        String read = scim.get(path).body();
        assertThat(read).contains("\"displayName\":\"Test User\"");
        JsonNode put =
                ok(
                        scim.put(
                                path,
                                read.replace("\"givenName\":\"Test\"", "\"givenName\":\"Other\"")));

        assertThat(put.get("displayName").textValue()).isEqualTo("Other User");
    }

    @Test
    void oktaPushesAGroup() {
        String eve = scim.user("eve@okta.local");
        String max = scim.user("max@okta.local");
        String id =
                scim.create(
                        GROUPS,
                        "{'schemas': ['urn:ietf:params:scim:schemas:core:2.0:Group'], 'displayName': 'Test SCIMv2', 'members': []}");
        String path = GROUPS + "/" + id;
        assertThat(ok(scim.get(GROUPS + "?startIndex=1&count=100")).get("totalResults").intValue())
                .isEqualTo(1);
        done(
                scim.patch(
                        path,
                        "[{'op': 'replace', 'value': {'id': '%s', 'displayName': 'Test SCIMv20'}}]"
                                .formatted(id)));
        done(
                scim.patch(
                        path,
                        """
                        [{'op': 'remove', 'path': 'members[value eq \\"%s\\"]'}, {'op': 'add', 'path': 'members', 'value': [{'value': '%s', 'display': 'eve@okta.local'}]}]
                        """
                                .formatted(max, eve)));
        assertThat(ok(scim.get(path)).at("/members/0/value").textValue()).isEqualTo(eve);
        done(
                scim.patch(
                        path,
                        "[{'op': 'replace', 'path': 'members', 'value': [{'value': '%s', 'display': 'x'}, {'value': '%s', 'display': 'y'}]}]"
                                .formatted(eve, max)));
        JsonNode whole = ok(scim.get(path));
        assertThat(whole.get("members")).hasSize(2);
        assertThat(whole.get("displayName").textValue()).isEqualTo("Test SCIMv20");
        JsonNode put =
                ok(
                        scim.put(
                                path,
                                "{'displayName': 'Test SCIMv21', 'members': [{'value': '%s'}]}"
                                        .formatted(max)));
        assertThat(put.at("/members/0/value").textValue()).isEqualTo(max);
        done(scim.delete(path));
    }
}
