package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.armature.metadata.json.Json;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Groups, managers and attributes of users, and the conditions of roles that ask for them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PeopleApiTest {

    private static final String USERS = "/api/v1/users/";
    private static final String GROUPS = "/api/v1/groups";
    private static final String DEALS = "/api/v1/records/deal";

    private TestPlatform platform;
    private ApiClient ann;
    private String slug;
    private int users;

    private record Person(ApiClient client, String id) {}

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @BeforeEach
    void deals() {
        ann = platform.newTenant();
        slug = ann.me("/tenant/slug");
        ann.object(
                "{'name': 'account', 'fields': [{'name': 'region', 'type': 'text', 'indexed': true}]}");
        ann.object(
                """
                {'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'team', 'type': 'text', 'indexed': true},
                  {'name': 'amount', 'type': 'integer'}, {'name': 'account', 'type': 'reference', 'target': 'account'}]}
                """);
    }

    private Person person(String... roles) {
        String email = "p" + ++users + "@" + slug + ".example";
        String id =
                ann.create(
                        "/api/v1/users",
                        "{'name': 'P', 'email': '%s', 'password': 'a long password', 'roles': ['%s']}"
                                .formatted(email, String.join("', '", roles)));
        return new Person(platform.signIn(slug, email, "a long password"), id);
    }

    private void role(String name, String when) {
        ann.create(
                "/api/v1/roles",
                "{'name': '%s', 'objects': {'account': {'read': true}, 'deal': {'read': true, 'create': true, 'update': true, 'when': '%s'}}}"
                        .formatted(name, when));
    }

    private void group(String json) {
        ApiClient.Answer answer = ann.post(GROUPS, json);
        assertThat(answer.status()).describedAs(answer.toString()).isEqualTo(201);
    }

    private void change(Person person, String patch) {
        ApiClient.Answer answer = ann.patch(USERS + person.id, patch);
        assertThat(answer.status()).describedAs(answer.toString()).isEqualTo(200);
    }

    private static List<String> names(ApiClient client, String parameters) {
        ArrayNode data = client.get(DEALS + parameters).json().withArray("data");
        return StreamSupport.stream(data.spliterator(), false)
                .map(deal -> deal.get("name").textValue())
                .sorted()
                .toList();
    }

    private static void sees(Person person, String... names) {
        ApiClient.await(() -> names(person.client, "").equals(List.of(names)));
    }

    private void deal(String name, String further) {
        ann.create(DEALS, "{'name': '%s', %s}".formatted(name, further));
    }

    @Test
    void whoIsInAGroupIsInThoseAboveItAndSeesWhatIsTheirs() {
        role("seller", "team in user.groups");
        Person bob = person("seller");
        group("{'name': 'sales', 'label': 'Sales'}");
        group("{'name': 'north-sales', 'parent': 'sales', 'members': ['%s']}".formatted(bob.id));
        group("{'name': 'south-sales', 'parent': 'sales'}");
        deal("all", "'team': 'sales'");
        deal("north", "'team': 'north-sales'");
        deal("south", "'team': 'south-sales'");
        deal("none", "'team': null");

        sees(bob, "all", "north");
        JsonNode counted =
                bob.client.post(DEALS + "/aggregate", "{'measures': {'n': 'count()'}}").json();
        assertThat(counted.at("/data/0/n").intValue()).isEqualTo(2);
        assertThat(
                        bob.client
                                .get(DEALS + "?count=exact&limit=1")
                                .json()
                                .at("/page/count")
                                .intValue())
                .isEqualTo(2);
        assertThat(bob.client.get("/api/v1/me").json().get("groups"))
                .extracting(JsonNode::textValue)
                .containsExactly("north-sales", "sales");
        assertThat(bob.client.get("/api/v1/me").json().at("/user/groups"))
                .extracting(JsonNode::textValue)
                .containsExactly("north-sales");

        // The other way to the same lists.
        change(bob, "{'groups': ['south-sales']}");
        sees(bob, "all", "south");
        assertThat(ann.get(GROUPS + "/north-sales").json().get("members")).isEmpty();
        ann.patch(GROUPS + "/south-sales", "{'parent': null}");
        sees(bob, "south");
        ann.delete(GROUPS + "/south-sales");
        sees(bob);
    }

    @Test
    void aManagerSeesWhatBelongsToThemAndToAllBelow() {
        role("seller", "owner in user.reports");
        Person boss = person("seller");
        Person lead = person("seller");
        Person bob = person("seller");
        change(lead, "{'manager': '%s'}".formatted(boss.id));
        change(bob, "{'manager': '%s'}".formatted(lead.id));
        boss.client.create(DEALS, "{'name': 'boss'}");
        lead.client.create(DEALS, "{'name': 'lead'}");
        bob.client.create(DEALS, "{'name': 'bob'}");
        ann.create(DEALS, "{'name': 'ann'}");

        sees(boss, "bob", "boss", "lead");
        sees(lead, "bob", "lead");
        sees(bob, "bob");
        String bobs = only(bob);
        // What is read in the statement holds in memory too, where a write asks.
        assertThat(boss.client.patch(DEALS + "/" + bobs, "{'amount': 1}").status()).isEqualTo(200);
        assertThat(lead.client.patch(DEALS + "/" + bobs, "{'amount': 2}").status()).isEqualTo(200);
        assertThat(bob.client.patch(DEALS + "/" + first(boss, "boss"), "{'amount': 3}").status())
                .isEqualTo(404);

        // Who is switched off has records still.
        ann.patch(USERS + bob.id, "{'active': false}");
        sees(lead, "bob", "lead");
        change(bob, "{'manager': null}");
        sees(boss, "boss", "lead");
    }

    private static String only(Person person) {
        return person.client.get(DEALS).json().at("/data/0/id").textValue();
    }

    private static String first(Person person, String name) {
        return person.client
                .get(DEALS + "?filter=" + encode("name == \"" + name + "\""))
                .json()
                .at("/data/0/id")
                .textValue();
    }

    @Test
    void attributesPickRecordsAlsoOverReferences() {
        role("seller", "account.region in user.attributes.regions");
        Person bob = person("seller");
        for (String region : List.of("north", "south", "east")) {
            String account =
                    ann.create("/api/v1/records/account", "{'region': '%s'}".formatted(region));
            deal(region, "'account': '%s'".formatted(account));
        }
        deal("nowhere", "'account': null");

        assertThat(names(bob.client, "")).isEmpty();
        change(bob, "{'attributes': {'regions': ['north', 'east'], 'skills': ['x']}}");
        sees(bob, "east", "north");
        // A patch leaves the lists that it does not name.
        change(bob, "{'attributes': {'skills': null}}");
        assertThat(ann.get(USERS + bob.id).json().get("attributes").toString())
                .isEqualTo("{\"regions\":[\"north\",\"east\"]}");
        assertThat(names(bob.client, "?sort=account.region")).containsExactly("east", "north");
        change(bob, "{'attributes': {'regions': []}}");
        sees(bob);
    }

    @Test
    void explainTellsWhatConditionsKnowOfAUser() {
        role("seller", "team in user.groups");
        Person boss = person("seller");
        Person bob = person("seller");
        group("{'name': 'sales', 'members': ['%s']}".formatted(boss.id));
        change(bob, "{'manager': '%s'}".formatted(boss.id));
        change(boss, "{'attributes': {'regions': ['north']}}");

        JsonNode answer = ann.get("/api/v1/access/explain?object=deal&user=" + boss.id).json();

        assertThat(answer.get("standing").toString())
                .isEqualTo(
                        "{\"groups\":[\"sales\"],\"reports\":1,\"attributes\":{\"regions\":[\"north\"]}}");
    }

    @Test
    void nobodyIsAboveThemselves() {
        Person a = person("user");
        Person b = person("user");
        Person c = person("user");
        change(b, "{'manager': '%s'}".formatted(a.id));
        change(c, "{'manager': '%s'}".formatted(b.id));
        for (Person below : List.of(a, b, c)) {
            assertThat(ann.patch(USERS + a.id, "{'manager': '%s'}".formatted(below.id)).errors())
                    .containsExactly("/manager reference_cycle");
        }
        assertThat(
                        ann.patch(USERS + a.id, "{'manager': '%s'}".formatted(UUID.randomUUID()))
                                .errors())
                .containsExactly("/manager reference_not_found");
        assertThat(ann.patch(USERS + a.id, "{'manager': 'a'}").errors())
                .containsExactly("/manager invalid_id");

        group("{'name': 'g1'}");
        group("{'name': 'g2', 'parent': 'g1'}");
        group("{'name': 'g3', 'parent': 'g2'}");
        for (String below : List.of("g1", "g2", "g3")) {
            assertThat(ann.patch(GROUPS + "/g1", "{'parent': '%s'}".formatted(below)).errors())
                    .containsExactly("/parent reference_cycle");
        }
        assertThat(ann.post(GROUPS, "{'name': 'g4', 'parent': 'g4'}").errors())
                .containsExactly("/parent reference_cycle");
        assertThat(ann.post(GROUPS, "{'name': 'g4', 'parent': 'no'}").errors())
                .containsExactly("/parent reference_not_found");
        assertThat(ann.delete(GROUPS + "/g1").code()).isEqualTo("state_conflict");
        assertThat(ann.get(GROUPS + "/g4").status()).isEqualTo(404);
    }

    @Test
    void whatIsWrongIsNamedAtItsPlace() {
        Person bob = person("user");
        group("{'name': 'sales'}");
        assertThat(ann.post(GROUPS, "{'name': 'sales'}").code()).isEqualTo("not_unique");
        assertThat(ann.post(GROUPS, "{'name': 'a b', 'label': 5, 'x': 1}").errors())
                .containsExactly("/label wrong_type", "/name invalid_name", "/x unknown_attribute");
        assertThat(
                        ann.post(GROUPS, "{'name': 'a', 'members': ['%s', 'b']}".formatted(bob.id))
                                .errors())
                .containsExactly("/members/1 invalid_id");
        assertThat(
                        ann.post(
                                        GROUPS,
                                        "{'name': 'a', 'members': ['%s']}"
                                                .formatted(UUID.randomUUID()))
                                .errors())
                .containsExactly("/members reference_not_found");
        assertThat(ann.patch(GROUPS + "/sales", "{'name': 'b'}").errors())
                .containsExactly("/name unknown_attribute");
        assertThat(ann.patch(USERS + bob.id, "{'groups': ['sales', 'no']}").errors())
                .containsExactly("/groups reference_not_found");
        assertThat(
                        ann.patch(
                                        USERS + bob.id,
                                        "{'attributes': {'Bad name': [], 'a': 'x', 'b': [1]}}")
                                .errors())
                .containsExactly(
                        "/attributes/Bad name invalid_name",
                        "/attributes/a wrong_type",
                        "/attributes/b wrong_type");
        for (String refused :
                List.of(
                        "team in user.attributes",
                        "team in user.attributes.Regions",
                        "owner in user.groups",
                        "team in user.reports",
                        "user.groups == team")) {
            assertThat(
                            ann.post(
                                            "/api/v1/roles",
                                            "{'name': 'r', 'objects': {'deal': {'read': true, 'when': '%s'}}}"
                                                    .formatted(refused))
                                    .code())
                    .describedAs(refused)
                    .isEqualTo("invalid_metadata");
        }
    }

    @Test
    void formsDoNotKnowWhoReports() {
        assertThat(
                        ann.post(
                                        "/api/v1/metadata/objects/deal/layouts",
                                        "{'name': 'l', 'sections': [{'fields': [{'field': 'name', 'visibleWhen': 'owner in user.reports'}]}]}")
                                .errors())
                .containsExactly("/sections/0/fields/0/visibleWhen not_allowed");
        assertThat(
                        ann.post(
                                        "/api/v1/metadata/objects/deal/layouts",
                                        "{'name': 'l', 'sections': [{'fields': [{'field': 'name', 'visibleWhen': 'team in user.groups'}]}]}")
                                .status())
                .isEqualTo(201);
    }

    @Test
    void thereAreOnlySoMany() {
        Person bob = person("user");
        String ids = "'" + UUID.randomUUID() + "'";
        assertThat(
                        ann.post(
                                        GROUPS,
                                        "{'name': 'big', 'members': [%s]}"
                                                .formatted(many(10_001, i -> ids)))
                                .errors())
                .containsExactly("/members limit_exceeded");
        assertThat(
                        ann.patch(
                                        USERS + bob.id,
                                        "{'groups': [%s]}"
                                                .formatted(many(101, i -> "'g" + i + "'")))
                                .errors())
                .containsExactly("/groups limit_exceeded");
        assertThat(
                        ann.patch(
                                        USERS + bob.id,
                                        "{'attributes': {'a': [%s]}}"
                                                .formatted(many(201, i -> "'" + i + "'")))
                                .errors())
                .containsExactly("/attributes/a limit_exceeded");
        change(bob, "{'attributes': {%s}}".formatted(many(20, i -> "'a" + i + "': []")));
        assertThat(ann.patch(USERS + bob.id, "{'attributes': {'more': []}}").errors())
                .containsExactly("/attributes limit_exceeded");
        fillWithGroups();
        assertThat(ann.post(GROUPS, "{'name': 'more'}").errors())
                .containsExactly(" limit_exceeded");
    }

    private static String many(int count, java.util.function.IntFunction<String> each) {
        return String.join(", ", IntStream.range(0, count).mapToObj(each).toList());
    }

    private void fillWithGroups() {
        platform.update(
                "insert into user_group (tenant_id, id, name, label) select t.tenant_id, gen_random_uuid(), 'g' || n, 'G' from tenant t, generate_series(1, 1000) n where t.slug = '"
                        + slug
                        + "'");
    }

    @Test
    void administratorsAloneWorkWithGroupsAndItIsToldInTheAuditLog() {
        Person bob = person("user");
        for (String method : List.of("GET", "POST", "PATCH", "DELETE")) {
            String path = method.equals("GET") || method.equals("POST") ? GROUPS : GROUPS + "/g";
            byte[] body = "{\"name\": \"g\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            assertThat(bob.client.send(method, path, "application/json", body).status())
                    .isEqualTo(403);
        }
        assertThat(
                        bob.client
                                .patch(USERS + bob.id, "{'groups': [], 'roles': ['administrator']}")
                                .status())
                .isEqualTo(403);
        group("{'name': 'g', 'members': ['%s']}".formatted(bob.id));
        ann.patch(GROUPS + "/g", "{'members': []}");
        ann.delete(GROUPS + "/g");

        JsonNode entries = ann.get("/api/v1/audit?kind=group").json().get("data");

        assertThat(entries)
                .extracting(entry -> entry.get("kind").textValue())
                .containsExactly("group.deleted", "group.changed", "group.created");
        assertThat(entries.get(2).at("/detail/members").textValue()).isEqualTo("1");
        assertThat(Json.write(entries)).doesNotContain("password");
    }

    @Test
    void groupsAreThoseOfOneTenant() {
        Person bob = person("user");
        group("{'name': 'sales', 'members': ['%s']}".formatted(bob.id));
        ApiClient other = platform.newTenant();

        assertThat(other.get(GROUPS).json().get("data")).isEmpty();
        assertThat(other.get(GROUPS + "/sales").status()).isEqualTo(404);
        assertThat(
                        other.post(GROUPS, "{'name': 'sales', 'members': ['%s']}".formatted(bob.id))
                                .errors())
                .containsExactly("/members reference_not_found");
        String theirs = other.me("/user/id");
        assertThat(other.patch(USERS + theirs, "{'manager': '%s'}".formatted(bob.id)).errors())
                .containsExactly("/manager reference_not_found");
        assertThat(other.patch(USERS + theirs, "{'groups': ['sales']}").errors())
                .containsExactly("/groups reference_not_found");
    }
}
