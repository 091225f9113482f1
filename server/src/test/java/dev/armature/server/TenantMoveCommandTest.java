package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.StartupException;
import dev.armature.testing.CommonHomeOnly;
import dev.armature.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * An operator moves a tenant by the command line while its people work on two nodes: no request
 * fails, nothing is lost, and all that it had works where it is.
 */
@CommonHomeOnly("it moves tenants from the common home to others and back by itself")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantMoveCommandTest {

    private Path folder;
    private TestPlatform platform;
    private TestPlatform other;

    @BeforeAll
    void open() throws IOException {
        platform = new TestPlatform(TestPostgres.installed());
        other = new TestPlatform(platform.database, Clock.systemUTC(), Map.of());
        folder = CommandRun.folder(platform);
    }

    @AfterAll
    void close() {
        other.close();
        platform.close();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(platform, folder, arguments);
    }

    /** The command that moves a tenant to a database that has nothing yet. */
    private CommandRun toDatabase(String slug) {
        DatabaseAddress database = TestPostgres.installed().owner();
        return run(
                "tenant",
                "move",
                slug,
                "--to",
                "database",
                "--database",
                "postgres://%s:%s@%s:%d/%s"
                        .formatted(
                                database.user(),
                                database.password(),
                                database.host(),
                                database.port(),
                                database.database()));
    }

    private ApiClient furnished(String slug) {
        ApiClient ann = platform.newTenant(slug);
        ann.object(
                "{'name': 'note', 'fields': [{'name': 'name', 'type': 'text', 'unique': true}, {'name': 'doc', 'type': 'file'}, {'name': 'code', 'type': 'secret'}, {'name': 'number', 'type': 'autoNumber'}]}");
        ann.object("{'name': 'large', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.create("/api/v1/records/large", "{'name': 'one'}");
        ApiClient.Answer promoted =
                ann.post("/api/v1/metadata/objects/large/storage", "{'place': 'dedicated'}");
        assertThat(promoted.status()).as(promoted.body()).isEqualTo(202);
        JsonNode job = ann.finished(promoted.id());
        assertThat(job.get("state").textValue()).as(job.toString()).isEqualTo("done");
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password', 'roles': []}"
                        .formatted(slug));
        return ann;
    }

    /** Somebody who writes on a node as long as they are let. */
    private static final class Writer {
        private final ApiClient ann;
        private final String name;
        private final Queue<String> made = new ConcurrentLinkedQueue<>();
        private final Queue<String> failures = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean stop = new AtomicBoolean();
        private final Thread thread;

        Writer(ApiClient ann, String name) {
            this.ann = ann;
            this.name = name;
            thread = Thread.ofPlatform().start(this::write);
        }

        private void write() {
            for (int i = 0; !stop.get(); i++) {
                ApiClient.Answer answer =
                        ann.post(
                                "/api/v1/records/note",
                                "{'name': '%s %d', 'code': 'c'}".formatted(name, i));
                rest();
                if (answer.status() == 201) {
                    made.add(answer.id());
                    ApiClient.Answer read = ann.get("/api/v1/records/note/" + answer.id());
                    if (read.status() != 200) {
                        failures.add("read " + read);
                    }
                } else {
                    failures.add(answer.toString());
                }
            }
        }

        // So few that the object stays where it is.
        private static void rest() {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        void end() {
            stop.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void peopleOnTwoNodesGoOnWhileTheirTenantIsMovedEverywhere() {
        ApiClient ann = furnished("busy");
        ApiClient there = other.signIn("busy");
        String file = RightsFixture.upload(ann, "content");
        String doc =
                ann.create(
                        "/api/v1/records/note",
                        "{'name': 'with a file', 'doc': '%s'}".formatted(file));
        ApiClient.Answer once =
                ann.post(
                        "/api/v1/records/note",
                        "{'name': 'once'}",
                        "Idempotency-Key",
                        "the-same-key");
        List<Writer> writers = List.of(new Writer(ann, "a"), new Writer(there, "b"));
        List<CommandRun> runs = new ArrayList<>();
        runs.add(run("tenant", "move", "busy", "--to", "schema"));
        runs.add(toDatabase("busy"));
        runs.add(run("tenant", "move", "busy", "--to", "common"));
        writers.forEach(Writer::end);

        for (CommandRun run : runs) {
            assertThat(run.status()).as(run.output()).isZero();
            assertThat(run.output())
                    .contains("Both homes have the same rows")
                    .contains("writes were paused for");
        }
        List<String> all = new ArrayList<>();
        for (Writer writer : writers) {
            assertThat(writer.failures).isEmpty();
            assertThat(writer.made).isNotEmpty();
            all.addAll(writer.made);
        }
        assertThat(
                        platform.rows(
                                "select record_id::text from record_history where operation = 'create'"))
                .containsAll(all);
        assertThat(ann.get("/api/v1/records/note/" + all.getLast()).status()).isEqualTo(200);
        for (ApiClient who : List.of(ann, there)) {
            assertThat(who.get("/api/v1/records/large").json().get("data")).hasSize(1);
            assertThat(
                            who.get("/api/v1/records/note/" + doc)
                                    .json()
                                    .at("/doc/name")
                                    .isMissingNode())
                    .isFalse();
        }
        ApiClient.Answer again =
                ann.post(
                        "/api/v1/records/note",
                        "{'name': 'once'}",
                        "Idempotency-Key",
                        "the-same-key");
        assertThat(again.status()).as(again.toString()).isEqualTo(201);
        assertThat(again.id()).isEqualTo(once.id());
        CommandRun audited = run("audit", "verify", "--tenant", "busy");
        assertThat(audited.status()).as(audited.output()).isZero();
        CommandRun checked = run("check", "--tenant", "busy");
        assertThat(checked.status()).as(checked.output()).isZero();
    }

    @Test
    void aTenantIsListedWhereItLivesAndMovedBack() {
        ApiClient ann = furnished("away");
        platform.newTenant("beside");
        assertThat(run("tenant", "list").output()).contains("away  common", "beside  common");

        CommandRun moved = toDatabase("away");

        assertThat(moved.status()).as(moved.output()).isZero();
        assertThat(run("tenant", "list").output())
                .contains("another database")
                .contains("beside  common");
        ApiClient.Answer large = ann.get("/api/v1/records/large");
        assertThat(large.status()).as(large.toString()).isEqualTo(200);
        assertThat(large.json().get("data")).hasSize(1);
        assertThat(platform.signIn("away").create("/api/v1/records/note", "{'name': 'there'}"))
                .isNotBlank();
        assertThat(ann.create("/api/v1/records/large", "{'name': 'two'}")).isNotBlank();

        CommandRun back = run("tenant", "move", "away", "--back");

        assertThat(back.status()).as(back.output()).isZero();
        assertThat(run("tenant", "list").output()).contains("away  common");
        assertThat(ann.get("/api/v1/records/large").json().get("data")).hasSize(2);
        assertThat(ann.get("/api/v1/records/note").json().get("data")).hasSize(1);
    }

    @Test
    void whatIsNotUnderstoodMovesNothing() {
        platform.newTenant("kept");
        for (String[] wrong :
                List.of(
                        new String[] {"tenant"},
                        new String[] {"tenant", "move"},
                        new String[] {"tenant", "move", "kept"},
                        new String[] {"tenant", "move", "kept", "--to"},
                        new String[] {"tenant", "move", "kept", "--to", "nowhere"},
                        new String[] {"tenant", "move", "kept", "--to", "4711"},
                        new String[] {"tenant", "move", "kept", "--to", "common"},
                        new String[] {"tenant", "move", "kept", "--to", "database"},
                        new String[] {"tenant", "move", "kept", "--to", "schema", "--back"},
                        new String[] {"tenant", "move", "kept", "--back"},
                        new String[] {"tenant", "move", "nobody", "--to", "schema"})) {
            assertThatThrownBy(() -> run(wrong))
                    .as(String.join(" ", wrong))
                    .isInstanceOf(StartupException.class);
        }
        assertThat(run("tenant", "list").output()).contains("kept  common");
        assertThat(platform.signIn("kept").get("/api/v1/me").status()).isEqualTo(200);
    }
}
