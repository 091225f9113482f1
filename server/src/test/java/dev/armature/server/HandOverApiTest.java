package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The records of who leaves become those of another, and what rests on whose they are follows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandOverApiTest {

    private static final String DEALS = "/api/v1/records/deal";
    private static final String TEAMS = "/api/v1/records/team";
    private static final String ROLE =
            "{'name': 'seller', 'objects': {'team': {'read': true, 'create': true, 'update': true}, 'deal': {'read': true, 'create': true, 'update': true, 'when': 'owner == user.id'}}}";

    private TestPlatform platform;
    private ApiClient ann;
    private ApiClient bob;
    private ApiClient eve;
    private String slug;
    private String bobsId;
    private String evesId;
    private String team;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @BeforeEach
    void bobsRecords() {
        ann = platform.newTenant();
        slug = ann.me("/tenant/slug");
        ann.object(
                "{'name': 'team', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'lead', 'type': 'user'}]}");
        ann.object(
                """
                {'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'agent', 'type': 'user'}, {'name': 'amount', 'type': 'integer'},
                  {'name': 'team', 'type': 'reference', 'target': 'team'},
                  {'name': 'teamOwner', 'type': 'lookup', 'reference': 'team', 'field': 'name'}],
                 'validations': [{'name': 'small', 'expression': 'amount == null || amount < 100', 'message': 'Too much'}]}
                """);
        ann.create("/api/v1/roles", ROLE);
        bobsId = person("bob");
        evesId = person("eve");
        bob = platform.signIn(slug, "bob@" + slug + ".example", "a long password");
        eve = platform.signIn(slug, "eve@" + slug + ".example", "a long password");
        ApiClient.Answer rollup =
                ann.post(
                        "/api/v1/metadata/objects/team/fields",
                        "{'name': 'bobs', 'type': 'rollup', 'source': 'deal.team', 'function': 'count', 'filter': 'owner == \\\"%s\\\"'}"
                                .formatted(bobsId));
        assertThat(rollup.status()).describedAs(rollup.toString()).isEqualTo(201);
        team = bob.create(TEAMS, "{'name': 'north', 'lead': '%s'}".formatted(bobsId));
        for (int i = 0; i < 3; i++) {
            bob.create(DEALS, "{'name': 'bob%d', 'team': '%s'}".formatted(i, team));
        }
        ann.create(DEALS, "{'name': 'ann', 'agent': '%s', 'team': '%s'}".formatted(bobsId, team));
        eve.create(DEALS, "{'name': 'eve', 'agent': '%s'}".formatted(evesId));
    }

    private String person(String name) {
        return ann.create(
                "/api/v1/users",
                "{'name': '%s', 'email': '%s@%s.example', 'password': 'a long password', 'roles': ['seller']}"
                        .formatted(name, name, slug));
    }

    private ApiClient.Answer handOver(String further) {
        return ann.post(
                "/api/v1/users/" + bobsId + "/hand-over",
                "{'to': '%s'%s}".formatted(evesId, further));
    }

    private int count(ApiClient client, String filter) {
        return client.get(DEALS + "?count=exact&filter=" + encode(filter))
                .json()
                .at("/page/count")
                .intValue();
    }

    private int figure() {
        return ann.get(TEAMS + "/" + team).json().get("bobs").intValue();
    }

    @Test
    void aDryRunTellsTheNumbersAndDoesNothing() {
        ApiClient.Answer records = handOver(", 'dryRun': true");
        assertThat(records.status()).describedAs(records.toString()).isEqualTo(202);
        assertThat(records.json().get("objects").toString())
                .isEqualTo(
                        "[{\"object\":\"team\",\"records\":1},{\"object\":\"deal\",\"records\":3}]");
        assertThat(
                        handOver(", 'dryRun': true, 'fields': true")
                                .json()
                                .at("/objects/1/records")
                                .intValue())
                .isEqualTo(4);
        assertThat(count(bob, "true")).isEqualTo(3);
    }

    @Test
    void recordsBecomeThoseOfTheOtherAndCanBecomeTheirsAgain() {
        assertThat(figure()).isEqualTo(3);
        JsonNode objects = handOver("").json().get("objects");
        assertThat(objects).hasSize(2);
        String job = objects.get(1).get("job").textValue();
        ann.finished(objects.get(0).get("job").textValue());
        JsonNode done = ann.finished(job);
        assertThat(done.get("state").textValue()).describedAs(done.toString()).isEqualTo("done");
        assertThat(done.get("kind").textValue()).isEqualTo("handOver");
        assertThat(done.get("updated").intValue()).isEqualTo(3);

        assertThat(count(bob, "true")).isEqualTo(0);
        assertThat(count(eve, "name != \"eve\"")).isEqualTo(3);
        assertThat(figure()).isEqualTo(0);
        // Fields were not asked for.
        assertThat(count(ann, "agent == \"" + bobsId + "\"")).isEqualTo(1);
        JsonNode deal =
                eve.get(DEALS + "?filter=" + encode("name == \"bob0\"")).json().at("/data/0");
        assertThat(deal.get("owner").textValue()).isEqualTo(evesId);
        assertThat(deal.get("version").intValue()).isEqualTo(2);
        JsonNode version =
                eve.get(DEALS + "/" + deal.get("id").textValue() + "/history").json().at("/data/0");
        assertThat(version.at("/replaced/owner").textValue()).isEqualTo(bobsId);
        assertThat(version.at("/cause/0/kind").textValue()).isEqualTo("handOver");

        eve.patch(DEALS + "/" + deal.get("id").textValue(), "{'amount': 5}");
        JsonNode undone =
                ann.finished(ann.send("POST", "/api/v1/jobs/" + job + "/undo", null, null).id());
        assertThat(undone.get("updated").intValue()).describedAs(undone.toString()).isEqualTo(3);
        assertThat(count(bob, "true")).isEqualTo(3);
        assertThat(figure()).isEqualTo(3);
        assertThat(
                        ann.get(DEALS + "/" + deal.get("id").textValue())
                                .json()
                                .get("amount")
                                .intValue())
                .isEqualTo(5);
        assertThat(ann.get("/api/v1/audit?kind=owner").json().at("/data/0/detail/to").textValue())
                .isEqualTo(evesId);
    }

    @Test
    void whoLeavesIsReplacedInFieldsOfUsersToo() {
        ann.patch("/api/v1/users/" + bobsId, "{'active': false}");
        for (JsonNode object : handOver(", 'fields': true").json().get("objects")) {
            assertThat(ann.finished(object.get("job").textValue()).get("state").textValue())
                    .isEqualTo("done");
        }
        assertThat(count(ann, "agent == \"" + bobsId + "\"")).isEqualTo(0);
        assertThat(count(ann, "agent == \"" + evesId + "\"")).isEqualTo(2);
        assertThat(ann.get(TEAMS + "/" + team).json().get("lead").textValue()).isEqualTo(evesId);
        // The record itself stays whose it was.
        assertThat(count(ann, "name == \"ann\" && owner != \"" + evesId + "\"")).isEqualTo(1);
    }

    @Test
    void oneThatBecameSomebodyElsesSinceIsLeft() {
        String job = handOver("").json().at("/objects/1/job").textValue();
        ann.finished(job);
        String third = person("tim");
        ApiClient.Answer again =
                ann.post("/api/v1/users/" + evesId + "/hand-over", "{'to': '%s'}".formatted(third));
        again.json().get("objects").forEach(object -> ann.finished(object.get("job").textValue()));

        JsonNode undone =
                ann.finished(ann.send("POST", "/api/v1/jobs/" + job + "/undo", null, null).id());

        assertThat(undone.get("refused").intValue()).describedAs(undone.toString()).isEqualTo(3);
        assertThat(count(ann, "owner == \"" + third + "\"")).isEqualTo(4);
    }

    @Test
    void whatIsWrongIsNamed() {
        String path = "/api/v1/users/" + bobsId + "/hand-over";
        assertThat(ann.post(path, "{}").errors()).containsExactly("/to required");
        assertThat(ann.post(path, "{'to': 'x'}").errors()).containsExactly("/to invalid_id");
        for (String nobody : new String[] {bobsId, UUID.randomUUID().toString()}) {
            assertThat(ann.post(path, "{'to': '%s'}".formatted(nobody)).errors())
                    .containsExactly("/to reference_not_found");
        }
        ann.patch("/api/v1/users/" + evesId, "{'active': false}");
        assertThat(handOver("").errors()).containsExactly("/to reference_not_found");
        assertThat(bob.post(path, "{'to': '%s'}".formatted(evesId)).status()).isEqualTo(403);
        ApiClient other = platform.newTenant();
        assertThat(other.post(path, "{'to': '%s'}".formatted(evesId)).status()).isEqualTo(404);
    }
}
