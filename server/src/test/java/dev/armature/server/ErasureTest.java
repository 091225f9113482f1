package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.operator.OperatorKeys;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.json.Json;
import dev.armature.testing.EveryHome;
import dev.armature.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A tenant is erased for good: nothing of it is left in any table that there is, in the catalogue
 * or on the disk, nothing of another has changed, and what is left proves it.
 */
@EveryHome
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErasureTest {

    private static final String MARKER = "zebra4711";

    /** What the platform itself writes to of tenants that do nothing. */
    private static final List<String> MOVING =
            List.of("tenant_usage", "api_key_usage", "audit_pending");

    private Path folder;
    private TestPlatform platform;
    private ApiClient operator;

    @BeforeAll
    void open() throws IOException {
        platform = new TestPlatform(TestPostgres.installed());
        operator =
                platform.stranger()
                        .withToken(OperatorKeys.create(platform.database.owner(), "Olga"));
        folder = CommandRun.folder(platform);
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(platform, folder, arguments);
    }

    /** A tenant that has something of nearly everything. */
    private ApiClient furnished(String slug) {
        ApiClient ann = platform.newTenant(slug);
        ann.object(
                "{'name': 'note', 'fields': [{'name': 'name', 'type': 'text', 'unique': true}, {'name': 'over', 'type': 'reference', 'target': 'note'}, {'name': 'doc', 'type': 'file'}, {'name': 'code', 'type': 'secret'}, {'name': 'number', 'type': 'autoNumber'}]}");
        ann.object("{'name': 'large', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.create("/api/v1/records/large", "{'name': '%s'}".formatted(MARKER));
        ann.post("/api/v1/metadata/objects/large/storage", "{'place': 'dedicated'}");
        ApiClient.await(() ->
                ann.get("/api/v1/metadata/objects/large/storage")
                        .json()
                        .get("place")
                        .textValue()
                        .equals("dedicated"));
        String file = RightsFixture.upload(ann, MARKER);
        String first =
                ann.create(
                        "/api/v1/records/note",
                        "{'name': '%s', 'code': '%s', 'doc': '%s'}"
                                .formatted(MARKER, MARKER, file));
        ann.create("/api/v1/records/note", "{'name': 'b', 'over': '%s'}".formatted(first));
        ann.finished(ann.csv("/api/v1/records/note/import", "name\nc\nb\n").id());
        ann.create("/api/v1/roles", "{'name': 'reader', 'objects': {'note': {'read': true}}}");
        String bob =
                ann.create(
                        "/api/v1/users",
                        "{'name': 'Bob %s', 'email': 'bob@%s.example', 'password': 'a long password', 'roles': ['reader']}"
                                .formatted(MARKER, slug));
        ann.create(
                "/api/v1/groups",
                "{'name': 'north', 'label': '%s', 'members': ['%s']}".formatted(MARKER, bob));
        ann.post(
                "/api/v1/records/note/" + first + "/shares",
                "{'user': '%s', 'access': 'read'}".formatted(bob));
        ann.post("/api/v1/api-keys", "{'name': '%s', 'scopes': ['read']}".formatted(MARKER));
        ann.post(
                "/api/v1/invitations",
                "{'email': '%s@else.example', 'roles': []}".formatted(MARKER));
        platform.stranger()
                .post(
                        "/api/v1/auth/forgotten",
                        "{'tenant': '%s', 'email': 'bob@%s.example'}".formatted(slug, slug));
        ann.post("/api/v1/records/note", "{'name': 'once'}", "Idempotency-Key", "key-" + MARKER);
        return ann;
    }

    private String number(String slug) {
        return platform.rows("select tenant_id from tenant where slug = '%s'".formatted(slug))
                .getFirst();
    }

    private List<String> tables() {
        return platform.rows(
                "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and a.attname = 'tenant_id' order by 1");
    }

    /** The rows of a tenant by table, and all that is in them. */
    private Map<String, String> rows(String number) {
        Map<String, String> rows = new TreeMap<>();
        for (String table : tables()) {
            rows.put(
                    table,
                    platform.rows(
                                    "select count(*) || ' ' || coalesce(md5(string_agg(t::text, '' order by t::text)), '') from %s t where tenant_id = %s"
                                            .formatted(table, number))
                            .getFirst());
        }
        rows.keySet().removeAll(MOVING);
        return rows;
    }

    private Map<String, String> settled(String number) {
        List<Map<String, String>> seen = new ArrayList<>(List.of(rows(number)));
        ApiClient.await(() -> {
            seen.add(rows(number));
            boolean pending =
                    !platform.rows("select 1 from audit_pending where tenant_id = " + number)
                            .isEmpty();
            return !pending && seen.getLast().equals(seen.get(seen.size() - 2));
        });
        return seen.getLast();
    }

    /** Every table of every schema in which a text is found, of the directory's database too. */
    private List<String> holding(String text) {
        List<String> found = new ArrayList<>();
        for (TestPostgres.Database database : List.of(platform.tenants, platform.database)) {
            for (String table :
                    database.rows(
                            "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname like 'armature%'")) {
                if (!database.rows(
                                "select 1 from %s t where t::text like '%%%s%%' limit 1"
                                        .formatted(table, text))
                        .isEmpty()) {
                    found.add(table);
                }
            }
        }
        return found;
    }

    private void suspend(ApiClient ann) {
        String id = ann.me("/tenant/id");
        assertThat(
                        operator.post(
                                        "/api/operator/v1/tenants/" + id + "/suspend",
                                        "{'reason': 'it asked to go'}")
                                .status())
                .isEqualTo(200);
    }

    private CommandRun erase(String slug) {
        return run("erase", slug, "--confirm", slug, "--by", "Olga", "--reason", "it asked");
    }

    @Test
    void nothingOfItIsLeftAndNothingOfAnotherChanges() throws IOException {
        ApiClient ann = furnished("gone");
        furnished("stays");
        String gone = number("gone");
        String stays = number("stays");
        assertThat(run("views", "gone").status()).isZero();
        String id = ann.me("/tenant/id");
        assertThatThrownBy(() -> erase("gone"))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("suspend it first");
        suspend(ann);
        ann.awaitOut();
        Map<String, String> before = settled(gone);
        assertThat(before.values().stream().filter(rows -> !rows.startsWith("0 ")))
                .as("tables with something in them: " + before)
                .hasSizeGreaterThan(25);
        Map<String, String> other = settled(stays);
        long files = filesOf(gone);
        assertThat(files).isPositive();
        long filesOfOther = filesOf(stays);

        CommandRun erased = erase("gone");

        assertThat(erased.status()).as(erased.output()).isZero();
        for (String table : tables()) {
            assertThat(
                            platform.rows(
                                    "select count(*) from %s where tenant_id = %s"
                                            .formatted(table, gone)))
                    .as(table)
                    .containsExactly("0");
        }
        assertThat(
                        platform.rows(
                                "select nspname from pg_namespace where nspname in ('armature_t%1$s', 'armature_v%1$s')"
                                        .formatted(gone)))
                .isEmpty();
        assertThat(
                        platform.rows(
                                "select rolname from pg_roles where rolname ~ '^%s_[tvw]%s$'"
                                        .formatted(platform.tenants.application().user(), gone)))
                .isEmpty();
        assertThat(filesOf(gone)).isZero();
        assertThat(holding("gone.example")).isEmpty();
        assertThat(settled(stays)).isEqualTo(other);
        assertThat(filesOf(stays)).isEqualTo(filesOfOther);
        assertThat(platform.signIn("stays").get("/api/v1/records/large").json().get("data"))
                .hasSize(1);

        JsonNode proof = Json.read(erased.output().lines().findFirst().orElseThrow());
        assertThat(proof.get("tenant").textValue()).isEqualTo(id);
        assertThat(proof.get("by").textValue()).isEqualTo("Olga");
        assertThat(proof.at("/audit/intact").booleanValue()).isTrue();
        assertThat(proof.at("/audit/head").textValue()).matches("[0-9a-f]{64}");
        before.forEach((table, rows) -> {
            if (!table.startsWith("audit_")) {
                assertThat(proof.get("rows").get(table).asText() + " ")
                        .as(table)
                        .isEqualTo(rows.substring(0, rows.indexOf(' ') + 1));
            }
        });
        assertThat(proof.get("rows").properties())
                .anySatisfy(entry -> {
                    assertThat(entry.getKey()).startsWith("armature_t" + gone + ".o");
                    assertThat(entry.getValue().intValue()).isEqualTo(1);
                });
        assertThat(proof.toString()).doesNotContain("\"gone\"").doesNotContain(MARKER);
        // The name is free for whoever comes, who finds nothing there.
        ApiClient next = platform.newTenant("gone");
        assertThat(next.get("/api/v1/metadata/objects").json().get("data")).isEmpty();
    }

    private long filesOf(String number) throws IOException {
        Path own = platform.files.resolve(number);
        if (!Files.exists(own)) {
            return 0;
        }
        try (Stream<Path> paths = Files.walk(own)) {
            return paths.filter(Files::isRegularFile).count();
        }
    }

    @Test
    void proofsAreListedAndOneThatWasChangedIsTold() throws IOException {
        suspend(platform.newTenant("one"));
        suspend(platform.newTenant("two"));
        String number = number("two");
        erase("one");
        erase("two");
        // As when it was cut off before the bodies went.
        Path left = platform.files.resolve(number + "/ab/01a22886-0e0d-7000-ac4a-576acc8380ab");
        Files.createDirectories(left.getParent());
        Files.writeString(left, MARKER);

        CommandRun listed = run("erase", "list");

        assertThat(listed.status()).as(listed.output()).isZero();
        assertThat(listed.output())
                .contains("1 files were left, and are gone now")
                .doesNotContain("BROKEN");
        assertThat(Files.exists(left)).isFalse();

        String last = "(select max(position) from erasure)";
        String document =
                platform.database
                        .rows("select document from erasure where position = " + last)
                        .getFirst();
        ObjectNode other = Json.readObject(document);
        other.put("by", "Nobody");
        // A proof that somebody changed makes nobody lose files.
        ApiClient bystander = platform.newTenant("bystander");
        RightsFixture.upload(bystander, MARKER);
        other.put("number", Integer.parseInt(number("bystander")));
        platform.database.update(
                "update erasure set document = '%s' where position = %s"
                        .formatted(Json.write(other), last));
        CommandRun broken = run("erase", "list");
        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.output()).containsOnlyOnce("BROKEN");
        assertThat(filesOf(number("bystander"))).isEqualTo(1);
        platform.database.update(
                "update erasure set document = '%s' where position = %s".formatted(document, last));
        platform.database.update("delete from erasure where position = 1");
        assertThat(run("erase", "list").output()).contains("BROKEN");
        platform.database.update("delete from erasure");
    }

    @Test
    void whoDoesNotSayItTwiceAndWhoTheyAreErasesNothing() {
        platform.newTenant("kept");
        for (String[] wrong :
                List.of(
                        new String[] {"erase"},
                        new String[] {"erase", "kept"},
                        new String[] {"erase", "kept", "--confirm", "other", "--by", "Olga"},
                        new String[] {"erase", "kept", "--confirm", "kept"},
                        new String[] {"erase", "kept", "--confirm", "kept", "--by"})) {
            assertThatThrownBy(() -> run(wrong)).isInstanceOf(StartupException.class);
        }
        assertThatThrownBy(() -> erase("nobody")).hasMessageContaining("There is no tenant nobody");
        assertThat(platform.signIn("kept").get("/api/v1/me").status()).isEqualTo(200);
    }
}
