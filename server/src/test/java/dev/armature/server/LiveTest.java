package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.live.LiveChanges;
import dev.armature.engine.operator.OperatorKeys;
import dev.armature.metadata.json.Json;
import dev.armature.testing.EveryHome;
import dev.armature.testing.TestPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Streams of changes begin, end and are bounded as is said of them. */
@EveryHome
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveTest {

    private static final String NOTES = "/api/v1/records/note";

    private final MovableClock clock = new MovableClock();
    private TestPlatform platform;
    private ApiClient ann;
    private String slug;

    @BeforeAll
    void open() {
        platform =
                new TestPlatform(
                        clock,
                        Map.of(
                                "armature.streams.user",
                                3,
                                "armature.streams.tenant",
                                4,
                                "armature.streams.node",
                                6));
        ann = tenant();
        slug = ann.me("/tenant/slug");
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private ApiClient tenant() {
        ApiClient client = platform.newTenant();
        client.object("{'name': 'note', 'fields': [{'name': 'name', 'type': 'text'}]}");
        client.object("{'name': 'other', 'fields': [{'name': 'name', 'type': 'text'}]}");
        return client;
    }

    private static void note(ApiClient client, String name) {
        client.create(NOTES, "{'name': '%s'}".formatted(name));
    }

    private ApiClient user(String name, String role) {
        ann.create(
                "/api/v1/users",
                "{'name': '%s', 'email': '%s@%s.example', 'password': 'a long password', 'roles': ['%s']}"
                        .formatted(name, name, slug, role));
        return platform.signIn(slug, name + "@" + slug + ".example", "a long password");
    }

    private int streams() {
        return platform.context.getBean(LiveChanges.class).open();
    }

    private void awaitStreams(int number) {
        ApiClient.await(() -> streams() == number);
    }

    /** A number is taken before and becomes visible after those that were taken later. */
    @Test
    void whatIsCommittedLateWithALowNumberIsToldTooAndNothingOvertakesIt() throws Exception {
        note(ann, "there");
        try (LiveStream stream = LiveStream.ready(ann, "?objects=note");
                Connection late = platform.tenants.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute(
                    "insert into outbox (at, tenant_id, object_id, version, record_id, operation, cause) select at, tenant_id, object_id, version, record_id, 'update', cause from outbox order by id desc limit 1");
            note(ann, "early");
            String last = stream.lastId();
            assertThat(stream.changes()).isEmpty();
            late.commit();
            stream.await(2);
            assertThat(stream.told()).containsExactly("changed there", "created early");
            try (LiveStream again = LiveStream.ready(ann, "?objects=note", "Last-Event-ID", last)) {
                again.await(2);
                assertThat(again.told()).containsExactly("changed there", "created early");
            }
        }
        awaitStreams(0);
    }

    @Test
    void anIdThatIsTooOldOrNobodysSaysThatAllHasToBeReadAnew() {
        String foreign;
        ApiClient other = tenant();
        try (LiveStream stream = LiveStream.ready(other, "")) {
            foreign = stream.lastId();
        }
        String old;
        try (LiveStream stream = LiveStream.ready(ann, "")) {
            old = stream.lastId();
        }
        for (String id : List.of("x", "AAAA", foreign)) {
            try (LiveStream stream = LiveStream.ready(ann, "?objects=note", "Last-Event-ID", id)) {
                assertThat(stream.all().getFirst().type()).as(id).isEqualTo("reset");
                note(ann, "after the reset");
                stream.await(1);
                assertThat(stream.told()).containsExactly("created after the reset");
            }
        }
        clock.pass(Duration.ofHours(13));
        try (LiveStream stream =
                LiveStream.ready(platform.signIn(slug), "", "Last-Event-ID", old)) {
            assertThat(stream.all().getFirst().data().get("reason").textValue())
                    .isEqualTo("too_old");
        } finally {
            clock.pass(Duration.ofHours(13).negated());
        }
        awaitStreams(0);
    }

    private static void assertEnds(LiveStream stream) {
        stream.awaitOver();
        assertThat(stream.all().getLast().type()).isEqualTo("end");
        assertThat(stream.all().getLast().data().get("reason").textValue())
                .isEqualTo("unauthenticated");
    }

    @Test
    void aStreamEndsWithTheSessionTheKeyAndTheUser() {
        ApiClient session = platform.signIn(slug);
        String made = ann.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['read']}").body();
        ApiClient key = ann.withToken(Json.read(made).get("key").textValue());
        ApiClient cleo = user("cleo", "user");
        try (LiveStream ofSession = LiveStream.ready(session, "");
                LiveStream ofKey = LiveStream.ready(key, "");
                LiveStream ofUser = LiveStream.ready(cleo, "");
                LiveStream stays = LiveStream.ready(ann, "")) {
            session.post("/api/v1/auth/logout", "{}");
            assertEnds(ofSession);
            ann.delete("/api/v1/api-keys/" + Json.read(made).get("id").textValue());
            assertEnds(ofKey);
            ann.patch("/api/v1/users/" + cleo.me("/user/id"), "{'active': false}");
            assertEnds(ofUser);
            note(ann, "still told");
            stays.await(1);
        }
        awaitStreams(0);
    }

    @Test
    void aStreamEndsWhenItsTokenExpires() {
        ApiClient session = platform.signIn(slug);
        try (LiveStream stream = LiveStream.ready(session, "")) {
            clock.pass(Duration.ofMinutes(16));
            assertEnds(stream);
        } finally {
            clock.pass(Duration.ofMinutes(16).negated());
        }
        awaitStreams(0);
    }

    @Test
    void aStreamEndsWithItsTenant() {
        ApiClient other = tenant();
        ApiClient operator =
                platform.stranger()
                        .withToken(OperatorKeys.create(platform.database.owner(), "Olga"));
        try (LiveStream stream = LiveStream.ready(other, "");
                LiveStream stays = LiveStream.ready(ann, "")) {
            operator.post(
                    "/api/operator/v1/tenants/" + other.me("/tenant/id") + "/suspend",
                    "{'reason': 'did not pay'}");
            assertEnds(stream);
            note(ann, "told to others");
            stays.await(1);
        }
        awaitStreams(0);
    }

    @Test
    void aRightThatIsTakenAwayIsGoneFromStreamsThatAreOpen() {
        ann.create(
                "/api/v1/roles",
                "{'name': 'reader', 'objects': {'note': {'read': true}, 'other': {'read': true}}}");
        ApiClient dan = user("dan", "reader");
        try (LiveStream stream = LiveStream.ready(dan, "")) {
            note(ann, "seen");
            stream.await(1);
            ann.patch("/api/v1/roles/reader", "{'objects': {'note': null}}");
            ApiClient.await(() -> dan.get(NOTES).status() == 404);
            stream.await("metadata");
            note(ann, "not seen");
            ann.create("/api/v1/records/other", "{'name': 'seen still'}");
            stream.await(2);
            assertThat(stream.told()).containsExactly("created seen", "created seen still");
        }
        awaitStreams(0);
    }

    @Test
    void aUserATenantAndANodeHaveSoManyStreamsAndNoMore() {
        ApiClient eve = user("eve", "user");
        ApiClient far = tenant();
        ApiClient farther = tenant();
        try (LiveStream one = LiveStream.ready(eve, "");
                LiveStream two = LiveStream.ready(eve, "");
                LiveStream three = LiveStream.ready(eve, "")) {
            assertRefused(eve, 429, "too_many_streams", "a user is 3");
            try (LiveStream four = LiveStream.ready(ann, "")) {
                assertRefused(ann, 429, "too_many_streams", "a tenant is 4");
                try (LiveStream five = LiveStream.ready(far, "");
                        LiveStream six = LiveStream.ready(far, "")) {
                    assertThat(List.of(five, six)).allMatch(stream -> !stream.isOver());
                    assertRefused(farther, 503, "overloaded", "6");
                    note(ann, "told to all who are in");
                    List.of(one, two, three, four).forEach(stream -> stream.await(1));
                }
            }
        }
        awaitStreams(0);
        try (LiveStream stream = LiveStream.ready(eve, "")) {
            assertThat(stream.status()).isEqualTo(200);
        }
        awaitStreams(0);
    }

    private static void assertRefused(ApiClient client, int status, String code, String limit) {
        ApiClient.Answer answer = client.get("/api/v1/events");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().get("detail").textValue()).contains(limit);
        assertThat(answer.header("Retry-After")).isEqualTo("10");
    }

    @Test
    void everyNodeTellsWhatEveryNodeWritesAndOneGoesOnWhereAnotherStopped() {
        TestPostgres.Database database = TestPostgres.create();
        try (TestPlatform first = new TestPlatform(database)) {
            ApiClient here = first.newTenant();
            here.object("{'name': 'note', 'fields': [{'name': 'name', 'type': 'text'}]}");
            String last;
            TestPlatform second = new TestPlatform(database);
            try (LiveStream stream = LiveStream.ready(at(second, here), "")) {
                note(here, "one");
                stream.await(1);
                last = stream.lastId();
                second.close();
                stream.awaitOver();
                assertThat(stream.all().getLast().data().get("reason").textValue())
                        .isEqualTo("closing");
            }
            note(here, "two");
            try (LiveStream stream = LiveStream.ready(here, "", "Last-Event-ID", last)) {
                note(here, "three");
                stream.await(2);
                assertThat(stream.told()).containsExactly("created two", "created three");
            }
        }
    }

    private static ApiClient at(TestPlatform node, ApiClient client) {
        return new ApiClient(node.url(), client.token());
    }
}
