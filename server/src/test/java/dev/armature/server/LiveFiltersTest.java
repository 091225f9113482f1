package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Many who follow different records of one object: each hears of theirs, and of no other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveFiltersTest {

    private static final String TICKETS = "/api/v1/records/ticket";

    private TestPlatform platform;
    private ApiClient ann;
    private String slug;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @BeforeEach
    void tickets() {
        ann = platform.newTenant();
        slug = ann.me("/tenant/slug");
        ann.object("{'name': 'queue', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.object(
                """
                {'name': 'ticket', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'team', 'type': 'integer'}, {'name': 'hours', 'type': 'integer'},
                  {'name': 'queue', 'type': 'reference', 'target': 'queue'}]}
                """);
    }

    private static LiveStream listen(ApiClient client, String filter) {
        return LiveStream.ready(client, "?objects=ticket&filter=" + encode(filter));
    }

    private ApiClient user(String name) {
        ann.create(
                "/api/v1/users",
                "{'name': '%s', 'email': '%s@%s.example', 'password': 'a long password', 'roles': ['user']}"
                        .formatted(name, name, slug));
        return platform.signIn(slug, name + "@" + slug + ".example", "a long password");
    }

    @Test
    void eachFilterIsOfItsOwnWhetherTheyAreReadTogetherOrNot() {
        String fast = ann.create("/api/v1/records/queue", "{'name': 'fast'}");
        // A division may fail, and a path looks further: these two are read by themselves.
        List<LiveStream> streams = new ArrayList<>();
        for (String filter :
                List.of(
                        "team == 1",
                        "team == 2",
                        "team == 1 && hours > 5",
                        "team == null",
                        "10 / hours >= 2",
                        "queue.name == \"fast\"",
                        "startsWith(name, \"a\")")) {
            streams.add(listen(ann, filter));
        }
        String first =
                ann.create(
                        TICKETS,
                        "{'name': 'a', 'team': 1, 'hours': 9, 'queue': '%s'}".formatted(fast));
        streams.getFirst().await(1);
        ann.create(TICKETS, "{'name': 'b', 'team': 2, 'hours': 1}");
        ann.create(TICKETS, "{'name': 'c', 'hours': 2}");
        ann.patch(TICKETS + "/" + first, "{'team': 2, 'queue': null}");
        ann.create(TICKETS, "{'name': 'end 1', 'team': 1, 'hours': 9}");
        assertHeard(streams.get(0), "created a", "gone", "created end 1");
        assertHeard(streams.get(1), "created b", "changed a");
        assertHeard(streams.get(2), "created a", "gone", "created end 1");
        assertHeard(streams.get(3), "created c");
        assertHeard(streams.get(4), "created b", "created c");
        assertHeard(streams.get(5), "created a", "gone");
        assertHeard(streams.get(6), "created a", "changed a");
        streams.forEach(LiveStream::close);
    }

    private static void assertHeard(LiveStream stream, String... all) {
        stream.await(all.length);
        assertThat(stream.told()).containsExactly(all);
    }

    @Test
    void aFilterThatSpeaksOfTheUserIsOfEachForThemselves() {
        ApiClient bob = user("bob");
        ApiClient eve = user("eve");
        try (LiveStream bobs = listen(bob, "createdBy == user.id");
                LiveStream eves = listen(eve, "createdBy == user.id");
                LiveStream all = listen(ann, "team == null")) {
            bob.create(TICKETS, "{'name': 'of bob'}");
            eve.create(TICKETS, "{'name': 'of eve'}");
            bob.create(TICKETS, "{'name': 'of bob again'}");
            eve.create(TICKETS, "{'name': 'of eve again'}");
            all.await(4);
            assertHeard(bobs, "created of bob", "created of bob again");
            assertHeard(eves, "created of eve", "created of eve again");
        }
    }

    @Test
    void anotherTenantsRecordsAreNotHeardByTheSameFilter() {
        ApiClient other = platform.newTenant();
        other.object(
                "{'name': 'ticket', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'team', 'type': 'integer'}]}");
        try (LiveStream ours = listen(ann, "team == 1");
                LiveStream more = listen(ann, "team == 2");
                LiveStream theirs = listen(other, "team == 1")) {
            other.create(TICKETS, "{'name': 'theirs', 'team': 1}");
            ann.create(TICKETS, "{'name': 'ours', 'team': 1}");
            ann.create(TICKETS, "{'name': 'more', 'team': 2}");
            assertHeard(more, "created more");
            assertHeard(ours, "created ours");
            assertHeard(theirs, "created theirs");
        }
    }
}
