package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Roles: made and changed by administrators, had by users, and what they let them do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesApiTest {

    private static final String ROLES = "/api/v1/roles";
    private static final String TASKS = "/api/v1/records/task";

    private TestPlatform platform;
    private ApiClient ann;
    private String slug;
    private int users;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void tasks() {
        ann = platform.newTenant();
        slug = ann.me("/tenant/slug");
        ann.object(
                "{'name': 'team', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'lead', 'type': 'user'}]}");
        ann.object(
                """
                {'name': 'task', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'state', 'type': 'select', 'options': [{'value': 'open'}, {'value': 'done'}]},
                  {'name': 'price', 'type': 'decimal', 'scale': 2}, {'name': 'code', 'type': 'text', 'unique': true}, {'name': 'who', 'type': 'user'},
                  {'name': 'team', 'type': 'reference', 'target': 'team'}]}
                """);
    }

    /** A user with some roles, and their number. */
    private record Person(ApiClient client, String id) {}

    private Person person(String... roles) {
        String email = "user" + ++users + "@" + slug + ".example";
        String id =
                ann.create(
                        "/api/v1/users",
                        "{'name': 'U', 'email': '%s', 'password': 'a long password', 'roles': [%s]}"
                                .formatted(
                                        email,
                                        roles.length == 0
                                                ? ""
                                                : "'" + String.join("', '", roles) + "'"));
        return new Person(platform.signIn(slug, email, "a long password"), id);
    }

    private void role(String json) {
        ApiClient.Answer answer = ann.post(ROLES, json);
        assertThat(answer.status()).describedAs(answer.toString()).isEqualTo(201);
    }

    @Test
    void aRoleIsReadAsItWasWritten() {
        role(
                "{'name': 'clerk', 'description': 'Does tasks', 'objects': {'task': {'read': true, 'update': true, 'when': 'who == user.id', 'fields': {'price': {'read': false}}}}}");

        ApiClient.Answer read = ann.get(ROLES + "/clerk");

        assertThat(read.json().get("label").textValue()).isEqualTo("Clerk");
        assertThat(read.json().at("/objects/task/when").textValue()).isEqualTo("who == user.id");
        assertThat(read.json().at("/objects/task/create").booleanValue()).isFalse();
        assertThat(read.json().at("/objects/task/fields/price/read").booleanValue()).isFalse();
        assertThat(read.json().at("/otherObjects/read").booleanValue()).isFalse();
        assertThat(ann.get(ROLES).json().get("data")).hasSize(1);

        ApiClient.Answer changed =
                ann.patch(
                        ROLES + "/clerk",
                        "{'label': 'Clerks', 'objects': {'task': {'delete': true, 'when': null}}}",
                        "If-Match",
                        read.header("ETag"));
        assertThat(changed.json().at("/objects/task/delete").booleanValue()).isTrue();
        assertThat(changed.json().at("/objects/task").has("when")).isFalse();
        assertThat(changed.json().at("/objects/task/fields/price/read").booleanValue()).isFalse();
        assertThat(
                        ann.patch(
                                        ROLES + "/clerk",
                                        "{'label': 'X'}",
                                        "If-Match",
                                        read.header("ETag"))
                                .code())
                .isEqualTo("stale_version");
        assertThat(ann.delete(ROLES + "/clerk").status()).isEqualTo(204);
        assertThat(ann.get(ROLES + "/clerk").status()).isEqualTo(404);
    }

    @Test
    void whatIsWrongWithARoleIsNamedAtItsPlace() {
        assertThat(
                        ann.post(
                                        ROLES,
                                        """
                                        {'name': 'a b', 'kind': 'x', 'objects': {'nothing': {'read': true}, 'task': {'create': true, 'erase': true,
                                          'fields': {'nope': {}, 'price': {'read': false, 'write': true}, 'code': {'mask': true, 'read': false}, 'name': {'hide': true}}},
                                          'team': {'read': true}}, 'otherObjects': {'read': true, 'when': 'true'}}
                                        """)
                                .errors())
                .containsExactly(
                        "/kind unknown_attribute",
                        "/name invalid_name",
                        "/objects/nothing unknown_object",
                        "/objects/task/erase unknown_attribute",
                        "/objects/task/fields/code/mask not_allowed",
                        "/objects/task/fields/name/hide unknown_attribute",
                        "/objects/task/fields/nope unknown_field",
                        "/objects/task/fields/price/write not_allowed",
                        "/objects/task/read required",
                        "/otherObjects/when unknown_attribute");
        ApiClient.Answer wrong =
                ann.post(
                        ROLES,
                        "{'name': 'x', 'objects': {'task': {'read': true, 'when': 'price > 1 && nope == 2', 'updateWhen': 'price'}}}");
        assertThat(wrong.errors())
                .containsExactly(
                        "/objects/task/updateWhen expression_type",
                        "/objects/task/when unknown_field");
        assertThat(wrong.body()).contains("\"column\":14");
        for (String taken : List.of("user", "administrator")) {
            assertThat(ann.post(ROLES, "{'name': '%s'}".formatted(taken)).errors())
                    .containsExactly("/name not_unique");
        }
        role("{'name': 'clerk'}");
        assertThat(ann.post(ROLES, "{'name': 'clerk'}").errors())
                .containsExactly("/name not_unique");
        assertThat(ann.patch(ROLES + "/clerk", "{'name': 'other'}").errors())
                .containsExactly("/name not_allowed");
    }

    @Test
    void rolesAreForAdministratorsOfTheirOwnTenant() {
        role("{'name': 'clerk', 'otherObjects': {'read': true}}");
        ApiClient stranger = platform.newTenant();
        assertThat(stranger.get(ROLES + "/clerk").status()).isEqualTo(404);
        assertThat(stranger.get(ROLES).json().get("data")).isEmpty();
        assertThat(stranger.patch(ROLES + "/clerk", "{'label': 'x'}").status()).isEqualTo(404);
        assertThat(
                        stranger.post(
                                        "/api/v1/users",
                                        "{'name': 'E', 'email': 'e@e.example', 'password': 'a long password', 'roles': ['clerk']}")
                                .errors())
                .containsExactly("/roles unknown_option");

        for (Person nobody : List.of(person("clerk"), person("user"))) {
            assertThat(nobody.client().get(ROLES).code()).isEqualTo("forbidden");
            assertThat(nobody.client().get(ROLES + "/clerk").code()).isEqualTo("forbidden");
            assertThat(nobody.client().post(ROLES, "{'name': 'x'}").code()).isEqualTo("forbidden");
            assertThat(
                            nobody.client()
                                    .patch(ROLES + "/clerk", "{'otherObjects': {'delete': true}}")
                                    .code())
                    .isEqualTo("forbidden");
            assertThat(nobody.client().delete(ROLES + "/clerk").code()).isEqualTo("forbidden");
            assertThat(
                            nobody.client()
                                    .patch(
                                            "/api/v1/users/" + nobody.id(),
                                            "{'roles': ['administrator']}")
                                    .code())
                    .isEqualTo("forbidden");
            assertThat(
                            nobody.client()
                                    .get(
                                            "/api/v1/access/explain?user="
                                                    + nobody.id()
                                                    + "&object=task")
                                    .code())
                    .isEqualTo("forbidden");
        }
    }

    @Test
    void theRightsOfSeveralRolesAddUp() {
        role(
                "{'name': 'reader', 'objects': {'task': {'read': true, 'when': 'state == \\\"done\\\"', 'otherFields': {'read': false, 'write': false}, 'fields': {'name': {'write': false}}}}}");
        role(
                "{'name': 'maker', 'objects': {'task': {'read': true, 'create': true, 'when': 'state == \\\"open\\\"', 'fields': {'price': {'read': false}}}}}");
        ann.create(TASKS, "{'name': 'a', 'state': 'done', 'price': 1}");
        ann.create(TASKS, "{'name': 'b', 'state': 'open', 'price': 2}");
        ann.create(TASKS, "{'name': 'c', 'price': 3}");

        assertThat(names(person("reader"))).containsExactly("a");
        assertThat(names(person("maker"))).containsExactly("b");
        assertThat(names(person("reader", "maker"))).containsExactly("a", "b");
        assertThat(names(person("reader", "user"))).containsExactly("a", "b", "c");
        assertThat(person("reader").client().get(TASKS).json().at("/data/0").has("state"))
                .isFalse();
        assertThat(person("reader", "maker").client().get(TASKS).json().at("/data/0").has("state"))
                .isTrue();
        // A role that may read, and not create, does not say what is created.
        assertThat(
                        person("reader", "maker")
                                .client()
                                .post(TASKS, "{'name': 'd', 'state': 'done'}")
                                .code())
                .isEqualTo("forbidden");
        assertThat(person().client().get(TASKS).status()).isEqualTo(404);
        assertThat(person().client().get("/api/v1/metadata/objects").json().get("data")).isEmpty();
    }

    private static List<String> names(Person person) {
        return person.client()
                .get(TASKS + "?sort=name")
                .json()
                .get("data")
                .findValuesAsText("name");
    }

    @Test
    void aRightThatIsMissingIsForbiddenAndAnObjectThatIsNotSeenIsNotThere() {
        role("{'name': 'reader', 'objects': {'task': {'read': true}}}");
        ApiClient bob = person("reader").client();
        String id = ann.create(TASKS, "{'name': 'a', 'code': 'A'}");

        assertThat(bob.get(TASKS + "/" + id).status()).isEqualTo(200);
        assertThat(bob.post(TASKS, "{}").code()).isEqualTo("forbidden");
        assertThat(bob.patch(TASKS + "/" + id, "{}").code()).isEqualTo("forbidden");
        assertThat(bob.put(TASKS + "/" + id, "{}").code()).isEqualTo("forbidden");
        assertThat(bob.put(TASKS + "/by/code/A", "{}").code()).isEqualTo("forbidden");
        assertThat(bob.put(TASKS + "/by/code/B", "{}").code()).isEqualTo("forbidden");
        assertThat(bob.delete(TASKS + "/" + id).code()).isEqualTo("forbidden");
        assertThat(bob.send("POST", TASKS + "/" + id + "/restore", null, null).code())
                .isEqualTo("forbidden");
        assertThat(bob.post(TASKS + "/bulk", "{'operations': []}").code()).isEqualTo("forbidden");
        assertThat(bob.post(TASKS + "/update", "{'filter': 'true', 'set': {'name': 'x'}}").code())
                .isEqualTo("forbidden");
        assertThat(bob.post(TASKS + "/delete", "{'filter': 'true'}").code()).isEqualTo("forbidden");
        assertThat(bob.csv(TASKS + "/import", "name\nx\n").code()).isEqualTo("forbidden");
        for (ApiClient.Answer hidden :
                List.of(
                        bob.get("/api/v1/records/team"),
                        bob.post("/api/v1/records/team", "{}"),
                        bob.delete("/api/v1/records/team/" + id),
                        bob.csv("/api/v1/records/team/import", "name\nx\n"),
                        bob.post(
                                "/api/v1/records/team/update",
                                "{'filter': 'true', 'set': {'name': 'x'}}"))) {
            assertThat(hidden.code()).describedAs(hidden.toString()).isEqualTo("not_found");
        }
        JsonNode paths = bob.get("/api/v1/openapi.json").json().get("paths");
        assertThat(paths.get(TASKS).has("post")).isFalse();
        assertThat(paths.get(TASKS + "/{id}").has("delete")).isFalse();
        assertThat(paths.has(TASKS + "/bulk")).isFalse();
        assertThat(paths.has(ROLES)).isFalse();
    }

    @Test
    void whatIsWrittenMeetsTheConditionBeforeAndAfter() {
        role(
                """
                {'name': 'clerk', 'objects': {'task': {'read': true, 'create': true, 'update': true, 'delete': true, 'when': 'who == user.id',
                  'updateWhen': 'state != \\"done\\"', 'deleteWhen': 'price == null'}}}
                """);
        Person bob = person("clerk");
        String mine = "{'name': 'a', 'state': 'open', 'who': '%s'}".formatted(bob.id());

        assertThat(bob.client().post(TASKS, "{'name': 'x'}").code()).isEqualTo("forbidden");
        String id = bob.client().create(TASKS, mine);
        assertThat(bob.client().patch(TASKS + "/" + id, "{'who': null}").code())
                .isEqualTo("forbidden");
        assertThat(bob.client().patch(TASKS + "/" + id, "{'state': 'done'}").code())
                .isEqualTo("forbidden");
        assertThat(bob.client().patch(TASKS + "/" + id, "{'price': 2}").status()).isEqualTo(200);
        assertThat(bob.client().delete(TASKS + "/" + id).code()).isEqualTo("forbidden");
        ann.patch(TASKS + "/" + id, "{'state': 'done', 'price': null}");
        assertThat(bob.client().get(TASKS + "/" + id).status()).isEqualTo(200);
        assertThat(bob.client().patch(TASKS + "/" + id, "{'name': 'b'}").code())
                .isEqualTo("forbidden");
        assertThat(bob.client().delete(TASKS + "/" + id).status()).isEqualTo(204);
        assertThat(bob.client().send("POST", TASKS + "/" + id + "/restore", null, null).status())
                .isEqualTo(200);
        ann.patch(TASKS + "/" + id, "{'who': null}");
        assertThat(bob.client().patch(TASKS + "/" + id, "{'name': 'b'}").code())
                .isEqualTo("not_found");
        ann.delete(TASKS + "/" + id);
        assertThat(bob.client().send("POST", TASKS + "/" + id + "/restore", null, null).code())
                .isEqualTo("not_found");
        assertThat(bob.client().get(TASKS + "/" + id + "/history").code()).isEqualTo("not_found");
    }

    @Test
    void aFieldThatIsNotOnesToWriteMayBeSentBackAsItIs() {
        role(
                """
                {'name': 'clerk', 'objects': {'task': {'read': true, 'create': true, 'update': true, 'bulk': true, 'import': true,
                  'fields': {'state': {'write': false}, 'price': {'read': false}, 'code': {'mask': true}}}}}
                """);
        ApiClient bob = person("clerk").client();
        String id =
                ann.create(
                        TASKS, "{'name': 'a', 'state': 'open', 'price': 5, 'code': '123456789'}");
        String one = TASKS + "/" + id;

        assertThat(bob.patch(one, "{'state': 'done'}").errors())
                .containsExactly("/state not_writable");
        assertThat(bob.patch(one, "{'code': '123456789'}").errors())
                .containsExactly("/code not_writable");
        assertThat(bob.post(TASKS, "{'state': 'open'}").errors())
                .containsExactly("/state not_writable");
        assertThat(bob.post(TASKS, "{'name': 'b', 'state': null}").status()).isEqualTo(201);
        assertThat(bob.csv(TASKS + "/import", "state\nopen\n").errors())
                .containsExactly("/state not_writable");
        assertThat(
                        bob.post(TASKS + "/update", "{'filter': 'true', 'set': {'state': 'done'}}")
                                .errors())
                .containsExactly("/set/state not_writable");
        JsonNode read = bob.get(one).json();
        assertThat(read.get("code").textValue()).isEqualTo("••••6789");
        assertThat(bob.put(one, read.toString()).status()).isEqualTo(200);

        JsonNode replaced = bob.put(one, "{'name': 'c'}").json();
        assertThat(replaced.get("state").textValue()).isEqualTo("open");
        JsonNode whole = ann.get(one).json();
        assertThat(whole.get("price").intValue()).isEqualTo(5);
        assertThat(whole.get("code").textValue()).isEqualTo("123456789");
        assertThat(bob.get(TASKS + "?filter=" + encode("code == \"123456789\"")).errors())
                .containsExactly("filter unknown_field");
        assertThat(bob.put(TASKS + "/by/code/123456789", "{'name': 'd'}").status()).isEqualTo(404);
        JsonNode schema = bob.get("/api/v1/metadata/objects/task/schema").json();
        assertThat(schema.at("/properties/state/readOnly").booleanValue()).isTrue();
        assertThat(schema.at("/properties/name").has("readOnly")).isFalse();
    }

    @Test
    void conditionsWalkReferencesAndKnowWhoAsks() {
        role(
                "{'name': 'member', 'objects': {'task': {'read': true, 'update': true, 'when': 'team.lead == user.id || \\\"auditor\\\" in user.roles || user.email == team.name'}}}");
        role("{'name': 'auditor'}");
        Person bob = person("member");
        String own =
                ann.create(
                        "/api/v1/records/team", "{'name': 'o', 'lead': '%s'}".formatted(bob.id()));
        String other = ann.create("/api/v1/records/team", "{'name': 'p'}");
        String a = ann.create(TASKS, "{'name': 'a', 'team': '%s'}".formatted(own));
        String b = ann.create(TASKS, "{'name': 'b', 'team': '%s'}".formatted(other));

        assertThat(names(bob)).containsExactly("a");
        assertThat(names(person("member"))).isEmpty();
        assertThat(names(person("member", "auditor"))).containsExactly("a", "b");
        assertThat(bob.client().patch(TASKS + "/" + a, "{'price': 1}").status()).isEqualTo(200);
        assertThat(bob.client().patch(TASKS + "/" + b, "{'price': 1}").status()).isEqualTo(404);
    }

    @Test
    void aRoleFollowsItsObjectsAndFields() {
        role(
                "{'name': 'clerk', 'objects': {'task': {'read': true, 'when': 'price > 1', 'fields': {'code': {'read': false}}}, 'team': {'read': true}}}");
        ApiClient bob = person("clerk").client();
        ann.create(TASKS, "{'name': 'a', 'price': 2, 'code': 'x'}");

        assertThat(ann.delete("/api/v1/metadata/objects/task/fields/price").code())
                .isEqualTo("invalid_metadata");
        ann.patch("/api/v1/metadata/objects/task/fields/price", "{'name': 'cost'}");
        ann.patch("/api/v1/metadata/objects/task/fields/code", "{'name': 'number'}");
        ann.patch("/api/v1/metadata/objects/task", "{'name': 'job'}");

        JsonNode role = ann.get(ROLES + "/clerk").json();
        assertThat(role.at("/objects/job/when").textValue()).isEqualTo("cost > 1");
        assertThat(role.at("/objects/job/fields/number/read").booleanValue()).isFalse();
        JsonNode seen = bob.get("/api/v1/records/job").json().at("/data/0");
        assertThat(seen.get("name").textValue()).isEqualTo("a");
        assertThat(seen.has("number")).isFalse();

        // Of what is deleted nothing is shown, and nothing forgotten.
        ann.delete("/api/v1/metadata/objects/job/fields/number");
        ann.patch(ROLES + "/clerk", "{'objects': {'job': {'update': true}}}");
        assertThat(ann.get(ROLES + "/clerk").json().at("/objects/job/fields")).isEmpty();
        ann.send("POST", "/api/v1/metadata/objects/job/fields/number/restore", null, null);
        assertThat(bob.get("/api/v1/records/job").json().at("/data/0").has("number")).isFalse();
        ann.post("/api/v1/metadata/objects/job/fields", "{'name': 'other', 'type': 'text'}");
        assertThat(bob.get("/api/v1/records/job").json().at("/data/0").has("other")).isTrue();
    }

    @Test
    void aRoleThatSomebodyHasOrATransitionNamesStays() {
        role("{'name': 'clerk', 'objects': {'task': {'read': true, 'update': true}}}");
        Person bob = person("clerk");
        assertThat(ann.delete(ROLES + "/clerk").errors()).containsExactly(" in_use");
        ApiClient.Answer ways =
                ann.patch(
                        "/api/v1/metadata/objects/task",
                        "{'transitions': {'field': 'state', 'allow': [{'from': 'open', 'to': 'done', 'roles': ['clerk']}]}}");
        assertThat(ways.status()).describedAs(ways.toString()).isEqualTo(200);
        String id = ann.create(TASKS, "{'state': 'open'}");
        assertThat(ann.patch(TASKS + "/" + id, "{'state': 'done'}").code()).isEqualTo("forbidden");
        assertThat(bob.client().patch(TASKS + "/" + id, "{'state': 'done'}").status())
                .isEqualTo(200);

        ann.patch("/api/v1/users/" + bob.id(), "{'roles': []}");
        assertThat(ann.delete(ROLES + "/clerk").code()).isEqualTo("invalid_metadata");
        ann.patch("/api/v1/metadata/objects/task", "{'transitions': null}");
        assertThat(ann.delete(ROLES + "/clerk").status()).isEqualTo(204);
    }

    @Test
    void aRightThatIsTakenAwayIsGoneAtOnce() {
        role("{'name': 'clerk', 'objects': {'task': {'read': true}}}");
        Person bob = person("clerk");
        String id = ann.create(TASKS, "{'name': 'a'}");
        assertThat(bob.client().get(TASKS + "/" + id).status()).isEqualTo(200);

        ann.patch(ROLES + "/clerk", "{'objects': {'task': {'fields': {'name': {'read': false}}}}}");
        assertThat(bob.client().get(TASKS + "/" + id).json().has("name")).isFalse();
        ann.patch(ROLES + "/clerk", "{'objects': {'task': null}}");
        assertThat(bob.client().get(TASKS + "/" + id).status()).isEqualTo(404);

        ann.patch(ROLES + "/clerk", "{'otherObjects': {'read': true}}");
        assertThat(bob.client().get(TASKS + "/" + id).status()).isEqualTo(200);
        ann.patch("/api/v1/users/" + bob.id(), "{'roles': []}");
        ApiClient.await(() -> bob.client().get(TASKS + "/" + id).status() == 404);
    }

    @Test
    void meAndExplainTellWhatIsAllowedAndWhy() {
        role(
                "{'name': 'clerk', 'objects': {'task': {'read': true, 'update': true, 'when': 'state == \\\"open\\\"', 'fields': {'price': {'write': false}, 'code': {'read': false}}}}}");
        role("{'name': 'other', 'objects': {'team': {'read': true}}}");
        Person bob = person("other", "clerk");
        String open = ann.create(TASKS, "{'state': 'open'}");
        String done = ann.create(TASKS, "{'state': 'done'}");

        JsonNode me = bob.client().get("/api/v1/me").json();
        assertThat(me.get("roles"))
                .extracting(JsonNode::textValue)
                .containsExactly("clerk", "other");
        assertThat(me.at("/permissions/objects/task/update").booleanValue()).isTrue();
        assertThat(me.at("/permissions/objects/task/delete").booleanValue()).isFalse();
        assertThat(me.at("/permissions/objects/task/conditional/0").textValue()).isEqualTo("read");
        assertThat(me.at("/permissions/objects/task/fields/price/write").booleanValue()).isFalse();
        assertThat(me.at("/permissions/objects/task/fields").has("code")).isFalse();
        assertThat(me.at("/permissions/metadata").booleanValue()).isFalse();

        String explain =
                "/api/v1/access/explain?user=" + bob.id() + "&object=task&right=update&record=";
        JsonNode yes = ann.get(explain + open).json();
        assertThat(yes.get("allowed").booleanValue()).isTrue();
        assertThat(yes.at("/roles/0/role").textValue()).isEqualTo("clerk");
        assertThat(yes.at("/roles/0/condition").textValue()).isEqualTo("state == \"open\"");
        assertThat(yes.at("/roles/0/holds").booleanValue()).isTrue();
        assertThat(yes.at("/roles/1/grants").booleanValue()).isFalse();
        JsonNode no = ann.get(explain + done).json();
        assertThat(no.get("allowed").booleanValue()).isFalse();
        assertThat(no.at("/roles/0/holds").booleanValue()).isFalse();
        assertThat(ann.get(explain + open + "&field=price").json().get("allowed").booleanValue())
                .isFalse();
        assertThat(ann.get(explain + RightsFixture.noId()).status()).isEqualTo(404);
        assertThat(ann.get(explain + open + "&right=delete").status()).isEqualTo(400);
    }

    @Test
    void rulesActForThePlatformAndRefusalsTellNothingOfWhatIsHidden() {
        ann.post(
                "/api/v1/metadata/objects/task/rules",
                """
                {'name': 'fill', 'moment': 'beforeSave', 'on': ['create', 'update'], 'actions': [{'type': 'setField', 'field': 'price', 'value': '7'}]}
                """);
        ann.post(
                "/api/v1/metadata/objects/task/rules",
                """
                {'name': 'report', 'moment': 'afterCommit', 'on': ['create'], 'actions': [{'type': 'createRecord', 'object': 'team', 'values': {'name': 'name'}}]}
                """);
        ann.post(
                "/api/v1/metadata/objects/task/validations",
                "{'name': 'cheap', 'expression': 'name != \\\"dear\\\" || price < 1', 'field': 'price', 'message': 'Too dear'}");
        role(
                "{'name': 'clerk', 'objects': {'task': {'read': true, 'create': true, 'fields': {'price': {'read': false}}}}}");
        ApiClient bob = person("clerk").client();

        String id = bob.create(TASKS, "{'name': 'a'}");

        assertThat(ann.get(TASKS + "/" + id).json().get("price").intValue()).isEqualTo(7);
        ApiClient.await(() -> ann.get("/api/v1/records/team").json().get("data").size() == 1);
        ApiClient.Answer refused = bob.post(TASKS, "{'name': 'dear'}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body())
                .doesNotContain("price")
                .doesNotContain("Price")
                .doesNotContain("dear");
    }
}
