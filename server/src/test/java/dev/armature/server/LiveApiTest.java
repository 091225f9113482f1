package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Whoever listens hears of every record that changes and that they see, once, in order, and after a
 * break from where they were; and of nothing else.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveApiTest {

    private static final String DEALS = "/api/v1/records/deal";
    private static final String NOTES = "/api/v1/records/note";

    private ApiClient ann;
    private ApiClient north;
    private ApiClient cleo;
    private ApiClient dan;
    private String cleosId;

    @BeforeAll
    void open() {
        TestPlatform platform = TestPlatform.shared();
        ann = platform.newTenant();
        ann.object(
                """
                {'name': 'deal', 'titleField': 'name', 'fields': [
                  {'name': 'name', 'type': 'text'}, {'name': 'region', 'type': 'text', 'indexed': true},
                  {'name': 'amount', 'type': 'decimal', 'scale': 2}, {'name': 'margin', 'type': 'decimal', 'scale': 2},
                  {'name': 'phone', 'type': 'text'},
                  {'name': 'parent', 'type': 'reference', 'target': 'deal'}]}
                """);
        ann.object("{'name': 'note', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.object("{'name': 'vault', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.create(
                "/api/v1/roles",
                """
                {'name': 'north', 'objects': {'note': {'read': true},
                  'deal': {'read': true, 'update': true, 'when': 'region == \\"north\\"',
                           'fields': {'margin': {'read': false}, 'phone': {'mask': true}}}}}
                """);
        ann.create(
                "/api/v1/roles",
                """
                {'name': 'own', 'objects': {'note': {'read': true},
                  'deal': {'read': true, 'create': true, 'update': true, 'when': 'owner == user.id || parent.region == \\"west\\"'}}}
                """);
        String slug = ann.me("/tenant/slug");
        user(slug, "bob", "north");
        cleosId = user(slug, "cleo", "own");
        user(slug, "dan", "own");
        north = platform.signIn(slug, "bob@" + slug + ".example", "a long password");
        cleo = platform.signIn(slug, "cleo@" + slug + ".example", "a long password");
        dan = platform.signIn(slug, "dan@" + slug + ".example", "a long password");
    }

    private String user(String slug, String name, String role) {
        return ann.create(
                "/api/v1/users",
                "{'name': '%s', 'email': '%s@%s.example', 'password': 'a long password', 'roles': ['%s']}"
                        .formatted(name, name, slug, role));
    }

    private String deal(String name, String region) {
        return ann.create(
                DEALS,
                "{'name': '%s', 'region': '%s', 'margin': 7, 'phone': '5551234567'}"
                        .formatted(name, region));
    }

    /** What is told after all that was done before, to those who see notes. */
    private void note(String name, LiveStream... streams) {
        ann.create(NOTES, "{'name': '%s'}".formatted(name));
        for (LiveStream stream : streams) {
            stream.await(event -> event.isChange() && event.record("name").equals(name));
        }
    }

    @Test
    void recordsThatAreMadeChangedDeletedAndRestoredAreToldWithWhatTheyAre() {
        try (LiveStream stream = LiveStream.ready(ann, "?objects=deal")) {
            String id = ann.create(DEALS, "{'name': 'one', 'amount': 1.50}");
            ann.patch(DEALS + "/" + id, "{'name': 'two'}");
            stream.await(2);
            ann.delete(DEALS + "/" + id);
            stream.await(3);
            ann.post(DEALS + "/" + id + "/restore", "{}");
            List<LiveStream.Event> events = stream.await(4);
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
            assertThat(stream.header("Cache-Control")).isEqualTo("no-store");
            assertThat(events)
                    .extracting(LiveStream.Event::type)
                    .containsExactly("created", "changed", "deleted", "restored");
            assertThat(events).allMatch(event -> event.data().get("id").textValue().equals(id));
            assertThat(events)
                    .allMatch(event -> event.data().get("object").textValue().equals("deal"));
            assertThat(events)
                    .allMatch(event -> event.id().equals(event.data().get("event").textValue()));
            assertThat(events.get(1).record("name")).isEqualTo("two");
            assertThat(events.get(1).data().get("version").intValue()).isEqualTo(2);
            assertThat(events.get(1).data().at("/record/amount").decimalValue())
                    .isEqualByComparingTo("1.50");
            assertThat(events.get(2).data().has("record")).isFalse();
            assertThat(events.get(3).record("name")).isEqualTo("two");
        }
    }

    @Test
    void whoComesBackHearsWhatTheyMissedOnceAndInOrder() {
        List<String> names = new ArrayList<>();
        String last;
        try (LiveStream stream = LiveStream.ready(ann, "?objects=deal")) {
            ann.create(DEALS, "{'name': 'before'}");
            stream.await(1);
            last = stream.lastId();
        }
        for (int i = 0; i < 25; i++) {
            names.add("created missed" + i);
            ann.create(DEALS, "{'name': 'missed%d'}".formatted(i));
        }
        try (LiveStream stream = LiveStream.ready(ann, "?objects=deal", "Last-Event-ID", last)) {
            names.add("created live");
            ann.create(DEALS, "{'name': 'live'}");
            stream.await(26);
            assertThat(stream.told()).containsExactlyElementsOf(names);
        }
    }

    @Test
    void aFilterTellsOfWhatMeetsItAndOfWhatDoesNotAnyMore() {
        try (LiveStream stream =
                LiveStream.ready(
                        ann,
                        "?objects=deal&filter=" + encode("region == \"north\"") + "&fields=name")) {
            String northern = ann.create(DEALS, "{'name': 'n', 'region': 'north', 'amount': 3}");
            String southern = ann.create(DEALS, "{'name': 's', 'region': 'south'}");
            stream.await(1);
            ann.patch(DEALS + "/" + southern, "{'amount': 2}");
            ann.patch(DEALS + "/" + northern, "{'region': 'south'}");
            stream.await(2);
            ann.patch(DEALS + "/" + northern, "{'region': 'west'}");
            ann.patch(DEALS + "/" + southern, "{'region': 'north'}");
            List<LiveStream.Event> events = stream.await(3);
            assertThat(stream.told()).containsExactly("created n", "gone", "changed s");
            assertThat(events.get(1).data().get("id").textValue()).isEqualTo(northern);
            assertThat(events.getFirst().data().get("record")).hasSize(2);
        }
    }

    @Test
    void oneRecordIsHeardOfAlone() {
        String one = deal("one", "north");
        String other = deal("other", "north");
        try (LiveStream stream = LiveStream.ready(ann, "?objects=deal&id=" + one)) {
            ann.patch(DEALS + "/" + other, "{'name': 'x'}");
            ann.patch(DEALS + "/" + one, "{'name': 'y'}");
            stream.await(1);
            assertThat(stream.told()).containsExactly("changed y");
        }
    }

    /**
     * Records that a role does not show are not told of, nor that they are there; fields neither.
     */
    @Test
    void aRoleHearsOfWhatItShows() {
        String southern = deal("southern", "south");
        String leaving = deal("leaving", "north");
        try (LiveStream stream = LiveStream.ready(north, "")) {
            ann.create("/api/v1/records/vault", "{'name': 'secret'}");
            String northern = deal("northern", "north");
            ann.patch(DEALS + "/" + southern, "{'region': 'east'}");
            ann.patch(DEALS + "/" + leaving, "{'region': 'south', 'name': 'hidden by now'}");
            ann.patch(DEALS + "/" + leaving, "{'name': 'more'}");
            ann.delete(DEALS + "/" + southern);
            ann.delete(DEALS + "/" + northern);
            note("end of the role", stream);
            assertThat(stream.changes())
                    .extracting(LiveStream.Event::type)
                    .containsExactly("created", "gone", "deleted", "created");
            LiveStream.Event gone = stream.await("gone");
            assertThat(gone.data().get("id").textValue()).isEqualTo(leaving);
            assertThat(gone.data()).hasSize(4);
            assertThat(stream.all().toString())
                    .doesNotContain("margin")
                    .doesNotContain("5551234567")
                    .doesNotContain("hidden by now");
        }
    }

    @Test
    void whatAConditionSaysOfWhoLooksIsToldToEachForThemselves() {
        try (LiveStream hers = LiveStream.ready(cleo, "");
                LiveStream his = LiveStream.ready(dan, "")) {
            String id = cleo.create(DEALS, "{'name': 'cleo made it'}");
            String far = ann.create(DEALS, "{'name': 'far', 'region': 'west'}");
            hers.await(1);
            ann.post(
                    "/api/v1/users/" + cleosId + "/hand-over",
                    "{'to': '%s'}".formatted(dan.me("/user/id")));
            his.await(1);
            ann.patch(DEALS + "/" + id, "{'parent': '%s'}".formatted(far));
            hers.await(3);
            ann.patch(DEALS + "/" + id, "{'parent': null}");
            note("end of the own", hers, his);
            assertThat(hers.changes())
                    .extracting(LiveStream.Event::type)
                    .containsExactly("created", "gone", "changed", "gone", "created");
            assertThat(his.changes())
                    .extracting(LiveStream.Event::type)
                    .containsExactly("changed", "changed", "changed", "created");
        }
    }

    @Test
    void aRecordThatIsSharedIsToldOfFromThenOn() {
        String id = deal("shared", "south");
        ann.post(
                DEALS + "/" + id + "/shares",
                "{'user': '%s', 'access': 'read'}".formatted(cleosId));
        ApiClient.await(() -> cleo.get(DEALS + "/" + id).status() == 200);
        try (LiveStream hers = LiveStream.ready(cleo, "");
                LiveStream his = LiveStream.ready(dan, "")) {
            ann.patch(DEALS + "/" + id, "{'name': 'shared on'}");
            note("end of the shared", hers, his);
            assertThat(hers.told())
                    .containsExactly("changed shared on", "created end of the shared");
            assertThat(his.told()).containsExactly("created end of the shared");
        }
    }

    @Test
    void whatIsNotSeenIsAskedForAsWhatIsNotThere() {
        for (String parameters : List.of("objects=O", "objects=deal,O", "objects=O&filter=true")) {
            isUnknown(parameters, "O", "vault", "qqqqq", "404");
        }
        for (String parameters : List.of("filter=F%3E1", "fields=F", "fields=parent.F")) {
            isUnknown("objects=deal&" + parameters, "F", "margin", "qqqqqq", "400");
        }
    }

    /** What is hidden is answered as a name that nothing has. */
    private void isUnknown(
            String parameters, String place, String hidden, String nothing, String status) {
        assertThat(told(parameters, place, hidden))
                .isEqualTo(told(parameters, place, nothing))
                .startsWith(status);
    }

    private String told(String parameters, String place, String name) {
        String address = "/api/v1/events?" + parameters.replace(place, name);
        return RightsFixture.told(north.get(address)).replace(name, place);
    }

    @Test
    void whatIsAskedForWronglyIsSaidBeforeAnythingIsTold() {
        for (String parameters :
                List.of(
                        "filter=true",
                        "objects=deal,note&fields=name",
                        "id=1",
                        "objects=deal&id=1",
                        "objects=deal&what=1",
                        "objects=deal&filter=1",
                        "numbers=x")) {
            ApiClient.Answer answer = ann.get("/api/v1/events?" + parameters);
            assertThat(answer.status()).as(parameters + answer).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("invalid_query");
        }
    }

    @Test
    void aKeyHearsOfWhatItWasMadeFor() {
        String key =
                ann.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['read:note']}")
                        .json()
                        .get("key")
                        .textValue();
        ApiClient program = ann.withToken(key);
        assertThat(program.get("/api/v1/events?objects=deal").code()).isEqualTo("scope_missing");
        try (LiveStream stream = LiveStream.ready(program, "")) {
            deal("not for keys", "north");
            note("for keys", stream);
            assertThat(stream.told()).containsExactly("created for keys");
        }
    }

    @Test
    void manyRecordsOfOneRequestAreToldInTheirOrder() {
        StringBuilder operations = new StringBuilder();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            names.add("created bulk" + i);
            operations
                    .append(i == 0 ? "" : ",")
                    .append("{'op': 'create', 'record': {'name': 'bulk%d'}}".formatted(i));
        }
        try (LiveStream stream = LiveStream.ready(ann, "?objects=deal&numbers=string")) {
            ann.post(DEALS + "/bulk", "{'operations': [%s]}".formatted(operations));
            List<LiveStream.Event> events = stream.await(100);
            assertThat(stream.told()).containsExactlyElementsOf(names);
            assertThat(events).allMatch(event -> event.data().get("version").isTextual());
        }
    }
}
