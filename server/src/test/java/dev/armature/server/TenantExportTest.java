package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.archive.ArchiveWork;
import dev.armature.engine.archive.TenantArchive;
import dev.armature.engine.archive.TenantExports;
import dev.armature.engine.audit.AuditLog;
import dev.armature.engine.file.BodyCheck;
import dev.armature.engine.file.BodyName;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.plugin.PluginStore;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.testing.FieldTypeTable;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The archive of all that a tenant has: everything of it is in it and nothing of another, as of one
 * moment; who had it made shows who they are first and fetches it alone; and it does not stay.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantExportTest {

    private static final String EXPORT = "/api/v1/tenant/export";
    private static final String PROOF = "{'password': 'a long password'}";
    private static final String OTHER = "otherTenantsMarker";
    private static final String SECRET = "aSecretThatStays";

    private TestPlatform platform;
    private ApiClient ann;
    private String slug;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
        furnish(platform.newTenant(), OTHER);
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        ann = platform.newTenant();
        slug = ann.me("/tenant/slug");
    }

    private <T> T bean(Class<T> type) {
        return platform.context.getBean(type);
    }

    /** Something of everything, with a text that is looked for. */
    private static String furnish(ApiClient client, String marker) {
        client.object(
                """
                {'name': 'note', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'over', 'type': 'reference', 'target': 'note'},
                   {'name': 'paper', 'type': 'file'}, {'name': 'code', 'type': 'secret'}, {'name': 'number', 'type': 'autoNumber'},
                   {'name': 'keeper', 'type': 'user'}, {'name': 'loud', 'type': 'formula', 'returns': 'text', 'expression': 'upper(name)'},
                   {'name': 'nameOver', 'type': 'lookup', 'reference': 'over', 'field': 'name'}]}
                """);
        String paper = RightsFixture.upload(client, marker + "Paper");
        String first =
                client.create(
                        "/api/v1/records/note",
                        "{'name': '%s', 'paper': '%s', 'code': '%s'}"
                                .formatted(marker, paper, SECRET));
        String second =
                client.create(
                        "/api/v1/records/note",
                        "{'name': 'second', 'over': '%s', 'keeper': '%s'}"
                                .formatted(first, client.me("/user/id")));
        client.patch("/api/v1/records/note/" + second, "{'name': '%sLater'}".formatted(marker));
        client.delete(
                "/api/v1/records/note/"
                        + client.create(
                                "/api/v1/records/note", "{'name': '%sGone'}".formatted(marker)));
        client.create("/api/v1/roles", "{'name': 'reader', 'objects': {'note': {'read': true}}}");
        String bob =
                client.create(
                        "/api/v1/users",
                        "{'name': 'Bob %s', 'email': '%s@bob.example', 'password': 'a long password', 'roles': ['reader']}"
                                .formatted(marker, marker));
        client.create(
                "/api/v1/groups",
                "{'name': 'north', 'label': '%s', 'members': ['%s']}".formatted(marker, bob));
        client.post(
                "/api/v1/records/note/" + first + "/shares",
                "{'user': '%s', 'access': 'read'}".formatted(bob));
        client.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['read']}");
        return first;
    }

    private String export(ApiClient client) {
        ApiClient.Answer begun = client.post(EXPORT, PROOF);
        assertThat(begun.status()).as(begun.toString()).isEqualTo(202);
        assertThat(begun.header("Location")).isEqualTo("/api/v1/jobs/" + begun.id());
        JsonNode done = client.finished(begun.id());
        assertThat(done.get("state").textValue()).as(done.toString()).isEqualTo("done");
        return begun.id();
    }

    private static String content(String id) {
        return EXPORT + "/" + id + "/content";
    }

    private static Map<String, byte[]> entries(byte[] zip) {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                assertThat(entries.put(entry.getName(), in.readAllBytes()))
                        .as("twice: " + entry.getName())
                        .isNull();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    private Map<String, byte[]> archive(ApiClient client) {
        return entries(client.get(content(export(client))).response().body());
    }

    private static List<JsonNode> lines(Map<String, byte[]> archive, String name) {
        assertThat(archive).containsKey(name);
        return new String(archive.get(name), StandardCharsets.UTF_8)
                .lines()
                .map(Json::read)
                .toList();
    }

    private static JsonNode manifest(Map<String, byte[]> archive) {
        return Json.read(new String(archive.get("manifest.json"), StandardCharsets.UTF_8));
    }

    @Test
    void allThatTheTenantHasIsInIt() {
        String first = furnish(ann, "marker");

        Map<String, byte[]> archive = archive(ann);

        JsonNode listed =
                ann.get("/api/v1/records/note?sort=createdAt&limit=10").json().get("data");
        List<JsonNode> records = lines(archive, "records/note.ndjson");
        assertThat(records).hasSize(2);
        for (int i = 0; i < 2; i++) {
            ObjectNode answered = listed.get(i).deepCopy();
            answered.remove("code");
            assertThat(records.get(i)).isEqualTo(answered);
        }
        assertThat(records.get(1).get("nameOver").textValue()).isEqualTo("marker");
        assertThat(records.get(1).get("loud").textValue()).isEqualTo("MARKERLATER");
        JsonNode deleted = lines(archive, "deleted/note.ndjson").getFirst();
        assertThat(deleted.get("name").textValue()).isEqualTo("markerGone");
        assertThat(Instant.parse(deleted.get("deletedAt").textValue())).isBefore(Instant.now());
        assertThat(lines(archive, "history/note.ndjson"))
                .hasSize(5)
                .anySatisfy(version -> {
                    assertThat(version.get("operation").textValue()).isEqualTo("update");
                    assertThat(version.at("/replaced/name").textValue()).isEqualTo("second");
                    assertThat(version.get("record").textValue())
                            .isEqualTo(records.get(1).get("id").textValue());
                });
        JsonNode file = lines(archive, "files.ndjson").getFirst();
        assertThat(file.get("name").textValue()).isEqualTo("markerPaper");
        byte[] body = archive.get(file.get("body").textValue());
        assertThat(new String(body, StandardCharsets.UTF_8)).isEqualTo("markerPaper");
        assertThat(Sha256.hex(body)).isEqualTo(file.get("sha256").textValue());
        assertThat(lines(archive, "people.ndjson"))
                .extracting(line -> line.get("kind").textValue())
                .contains("user", "group", "role");
        assertThat(lines(archive, "people.ndjson"))
                .anySatisfy(line -> {
                    assertThat(line.path("email").asText()).isEqualTo("marker@bob.example");
                    assertThat(line.get("groups").get(0).textValue()).isEqualTo("north");
                    assertThat(line.get("roles").get(0).textValue()).isEqualTo("reader");
                });
        JsonNode share = lines(archive, "shares.ndjson").getFirst();
        assertThat(share.get("record").textValue()).isEqualTo(first);
        assertThat(lines(archive, "audit.ndjson"))
                .extracting(line -> line.get("kind").textValue())
                .startsWith("tenant.created")
                .contains("user.created", "record.shared", "tenant.exported");
        JsonNode head = ann.get("/api/v1/audit/verification").json();
        assertThat(head.get("intact").booleanValue()).isTrue();
    }

    @Test
    void theMetadataIsThePackageThatIsExportedByItself() {
        furnish(ann, "marker");
        Map<String, byte[]> archive = archive(ann);
        Map<String, byte[]> alone =
                entries(ann.get("/api/v1/metadata/export?format=zip").response().body());
        assertThat(alone).containsKey("package.json").containsKey("objects/note.json");
        alone.forEach((name, content) ->
                assertThat(archive.get("metadata/" + name)).as(name).isEqualTo(content));
    }

    @Test
    void eachTypeOfFieldIsThereAsItIsAnswered() {
        List<FieldTypeTable.Row> rows = FieldTypeTable.rows();
        Map<String, JsonNode> answered = new LinkedHashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).column("taken").isEmpty()) {
                continue;
            }
            ObjectNode object = Json.object().put("name", "sample" + i);
            object.putArray("fields").add(rows.get(i).field("value"));
            ann.object(Json.write(object));
            ObjectNode record = Json.object();
            record.set("value", rows.get(i).column("taken").getFirst().get(0));
            ApiClient.Answer made =
                    ann.send(
                            "POST",
                            "/api/v1/records/sample" + i,
                            "application/json",
                            Json.bytes(record));
            if (made.status() == 201) {
                answered.put("sample" + i, ann.get(made.header("Location")).json());
            }
        }
        assertThat(answered).hasSizeGreaterThan(25);

        Map<String, byte[]> archive = archive(ann);

        answered.forEach((object, record) -> {
            assertThat(record.get("value").isNull()).as(object).isFalse();
            assertThat(lines(archive, "records/" + object + ".ndjson")).containsExactly(record);
        });
    }

    @Test
    void theManifestTellsOfEachEntryAndOfWhatIsLeftOut() {
        furnish(ann, "marker");
        Map<String, byte[]> archive = archive(ann);
        JsonNode manifest = manifest(archive);
        assertThat(manifest.get("format").textValue()).isEqualTo("armature-tenant");
        assertThat(manifest.get("formatVersion").intValue()).isEqualTo(1);
        assertThat(manifest.at("/tenant/slug").textValue()).isEqualTo(slug);
        assertThat(manifest.at("/leftOut/secretFields").toString()).isEqualTo("[\"note.code\"]");
        assertThat(manifest.at("/bodies/count").intValue()).isEqualTo(1);
        List<String> told = new ArrayList<>();
        for (JsonNode entry : manifest.get("entries")) {
            String name = entry.get("name").textValue();
            byte[] content = archive.get(name);
            told.add(name);
            assertThat(Sha256.hex(content)).as(name).isEqualTo(entry.get("sha256").textValue());
            assertThat(entry.get("bytes").longValue()).isEqualTo(content.length);
            if (name.endsWith(".ndjson")) {
                assertThat(entry.get("count").intValue()).isEqualTo(lines(archive, name).size());
            }
        }
        assertThat(archive.keySet())
                .allMatch(name ->
                        told.contains(name)
                                || name.equals("manifest.json")
                                || name.matches("files/[0-9a-f-]{36}"));
        assertThat(List.copyOf(archive.keySet()).getLast()).isEqualTo("manifest.json");
    }

    @Test
    void nothingOfAnotherTenantIsInItAndNothingThatLetsSomebodyIn() {
        furnish(ann, "marker");
        String hash =
                platform.rows(
                                "select password_hash from user_account where email = 'marker@bob.example' limit 1")
                        .getFirst();
        archive(ann)
                .forEach((name, content) -> {
                    String text = new String(content, StandardCharsets.UTF_8);
                    assertThat(name + text)
                            .doesNotContainIgnoringCase(OTHER)
                            .doesNotContain(SECRET)
                            .doesNotContain(hash)
                            .doesNotContain("argon2")
                            .doesNotContain("password_hash");
                });
    }

    @Test
    void hostileNamesOfFilesStayNames() {
        for (String name : List.of("..%2F..%2Fetc%2Fpasswd", "C%3A%5Cevil.exe", "a%0Ab", "con")) {
            ann.send(
                    "POST",
                    "/api/v1/files?name=" + name,
                    "application/octet-stream",
                    "x".getBytes(StandardCharsets.UTF_8));
        }
        ann.object("{'name': 'con', 'fields': [{'name': 'name', 'type': 'text'}]}");
        Map<String, byte[]> archive = archive(ann);
        assertThat(lines(archive, "files.ndjson")).hasSizeGreaterThanOrEqualTo(3);
        assertThat(archive.keySet())
                .allMatch(name -> name.matches("(\\w+/)*[\\w-]+(\\.[a-z]+)?"), "safe names");
    }

    @Test
    void whoAsksShowsWhoTheyAre() {
        assertThat(ann.post(EXPORT, "{}").errors()).containsExactly("/password required");
        assertThat(ann.post(EXPORT, "{'password': 'another password'}").errors())
                .containsExactly("/password wrong_password");
        assertThat(ann.post(EXPORT, "{'code': '123456'}").errors())
                .containsExactly("/code wrong_code");
        assertThat(ann.get(EXPORT).json().get("data")).isEmpty();
        String key =
                ann.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['metadata', 'write']}")
                        .json()
                        .get("key")
                        .textValue();
        ApiClient program = ann.withToken(key);
        assertThat(program.get("/api/v1/tenant").status()).isEqualTo(200);
        assertThat(program.post(EXPORT, PROOF).code()).isEqualTo("scope_missing");
        assertThat(program.get(EXPORT).code()).isEqualTo("scope_missing");
    }

    @Test
    void whoHadItMadeFetchesItAlone() {
        ann.create(
                "/api/v1/users",
                "{'name': 'Cleo', 'email': 'cleo@%s.example', 'password': 'a long password', 'roles': ['administrator']}"
                        .formatted(slug));
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password'}"
                        .formatted(slug));
        ApiClient cleo = platform.signIn(slug, "cleo@" + slug + ".example", "a long password");
        ApiClient bob = platform.signIn(slug, "bob@" + slug + ".example", "a long password");
        String id = export(ann);

        JsonNode seen = cleo.get(EXPORT).json().at("/data/0");
        assertThat(seen.get("id").textValue()).isEqualTo(id);
        assertThat(seen.get("createdBy").textValue()).isEqualTo(ann.me("/user/id"));
        assertThat(seen.get("state").textValue()).isEqualTo("done");
        String nowhere = RightsFixture.noId();
        for (ApiClient other : List.of(cleo, bob, platform.newTenant())) {
            assertThat(other.get(content(id)).status()).isEqualTo(404);
            assertThat(told(other.get(content(id))).replace(id, "ID"))
                    .isEqualTo(told(other.get(content(nowhere))).replace(nowhere, "ID"));
        }
        for (ApiClient.Answer refused :
                List.of(bob.get(EXPORT), bob.post(EXPORT, PROOF), bob.delete(EXPORT + "/" + id))) {
            assertThat(refused.status()).isEqualTo(403);
        }
        ApiClient.Answer fetched = ann.get(content(id));
        assertThat(fetched.status()).isEqualTo(200);
        assertThat(fetched.header("Content-Disposition"))
                .startsWith("attachment")
                .contains(slug + "-")
                .contains(".zip");
        assertThat(fetched.response().body()).hasSize(seen.get("size").intValue());
        assertThat(Sha256.hex(fetched.response().body())).isEqualTo(seen.get("sha256").textValue());
        assertThat(ann.get("/api/v1/audit?kind=archive.fetched").json().get("data")).hasSize(1);
    }

    private static String told(ApiClient.Answer answer) {
        return answer.body().replaceAll("\"traceId\".*", "");
    }

    @Test
    void aFewAreKeptAndNoneIsMadeBesideAnother() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < TenantExports.MOST; i++) {
            made.add(export(ann));
        }
        ApiClient.Answer refused = ann.post(EXPORT, PROOF);
        assertThat(refused.code()).isEqualTo("state_conflict");
        assertThat(refused.body()).contains("delete one first");

        assertThat(ann.delete(EXPORT + "/" + made.getFirst()).status()).isEqualTo(204);

        assertThat(ann.get(content(made.getFirst())).status()).isEqualTo(404);
        assertThat(bodies()).hasSize(TenantExports.MOST - 1);
        export(ann);
    }

    @Test
    void itIsKeptForAWeekAndCountsAsNoFileOfTheTenant() throws IOException {
        assertThat(TenantExports.KEPT).isEqualTo(Duration.ofDays(7));
        RightsFixture.upload(ann, "paper");
        String stock = stock();
        String id = export(ann);
        assertThat(stock()).isEqualTo(stock);
        assertThat(bodies()).hasSize(2);
        // The check takes it for what it is, however old.
        for (Path body : bodies()) {
            Files.setLastModifiedTime(body, FileTime.from(Instant.now().minus(Duration.ofDays(3))));
        }
        BodyCheck.Found found =
                new BodyCheck(bean(TenantTransactions.class), bean(FileBodies.class))
                        .find(tenant());
        assertThat(found.lines()).isEmpty();

        TenantExports later =
                new TenantExports(
                        bean(TenantDatabase.class),
                        bean(Jobs.class),
                        bean(FileBodies.class),
                        Clock.offset(Clock.systemUTC(), Duration.ofDays(7)));
        assertThatThrownBy(() -> later.fetch(caller(), UUID.fromString(id)))
                .isInstanceOf(EngineException.class);
        later.sweep(tenant(), Instant.now().plus(Duration.ofDays(6)));
        assertThat(ann.get(content(id)).status()).isEqualTo(200);
        later.sweep(tenant(), Instant.now().plus(Duration.ofDays(7)));
        assertThat(ann.get(content(id)).status()).isEqualTo(404);
        assertThat(ann.get(EXPORT).json().get("data")).isEmpty();
        assertThat(bodies()).hasSize(1);
    }

    private String stock() {
        return platform.rows(
                        "select sum(files) || ' ' || sum(file_bytes) from tenant_stock where tenant_id = "
                                + tenant())
                .getFirst();
    }

    private TenantId tenant() {
        return bean(TenantDirectory.class).find(slug).orElseThrow().id();
    }

    private Caller caller() {
        return bean(Callers.class).required(tenant(), UUID.fromString(ann.me("/user/id")));
    }

    private List<Path> bodies() {
        Path own = platform.files.resolve(tenant().toString());
        if (!Files.exists(own)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.walk(own)) {
            return paths.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> halves() {
        try (Stream<Path> paths = Files.list(platform.files.resolve("incoming"))) {
            return paths.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A job that nobody does but this test. */
    private UUID job() {
        UUID job = bean(Jobs.class).create(caller(), TenantExports.KIND, null, Json.object());
        platform.update(
                "insert into tenant_export (tenant_id, id, created_by) values (%s, '%s', '%s')"
                        .formatted(tenant(), job, ann.me("/user/id")));
        return job;
    }

    private void run(UUID id, FileBodies bodies, JobWork.Progress progress) {
        Job job = bean(Jobs.class).required(caller(), id);
        new ArchiveWork(
                        bean(TenantDirectory.class),
                        new TenantArchive(
                                bean(TenantDatabase.class),
                                bean(TenantModels.class),
                                bean(PluginStore.class),
                                bodies,
                                Clock.systemUTC()),
                        bodies,
                        bean(AuditLog.class),
                        bean(Jobs.class),
                        bean(TenantExports.class))
                .run(new Jobs.Claimed(tenant(), job), progress);
    }

    /** Bodies that do something when so much of an archive is written. */
    private FileBodies when(long bytes, Runnable deed) {
        FileBodies kept = bean(FileBodies.class);
        return new FileBodies() {
            @Override
            public Written write(BodyName name, InputStream content, long limit)
                    throws IOException {
                return kept.write(name, content, limit);
            }

            @Override
            public Written write(BodyName name, Writing writing) throws IOException {
                return kept.write(name, out -> writing.to(new Watched(out, bytes, deed)));
            }

            @Override
            public InputStream read(BodyName name, long from, long length) throws IOException {
                return kept.read(name, from, length);
            }

            @Override
            public OptionalLong size(BodyName name) throws IOException {
                return kept.size(name);
            }

            @Override
            public void delete(BodyName name) throws IOException {
                kept.delete(name);
            }

            @Override
            public void list(TenantId tenant, Consumer<Found> consumer) throws IOException {
                kept.list(tenant, consumer);
            }
        };
    }

    private static final class Watched extends FilterOutputStream {
        private final Runnable deed;
        private long left;

        Watched(OutputStream out, long bytes, Runnable deed) {
            super(out);
            this.left = bytes;
            this.deed = deed;
        }

        @Override
        public void write(byte[] content, int from, int length) throws IOException {
            out.write(content, from, length);
            if (left >= 0) {
                left -= length;
                if (left < 0) {
                    deed.run();
                }
            }
        }
    }

    @Test
    void whatIsWrittenMeanwhileIsInNoneOfItsEntries() {
        furnish(ann, "marker");
        UUID job = job();
        run(
                job,
                when(
                        100,
                        () -> {
                            furnishMore();
                            ann.object(
                                    "{'name': 'late', 'fields': [{'name': 'name', 'type': 'text'}]}");
                        }),
                () -> {});
        Map<String, byte[]> archive = entries(ann.get(content(job.toString())).response().body());
        archive.forEach((name, content) ->
                assertThat(name + new String(content, StandardCharsets.UTF_8))
                        .doesNotContain("meanwhile")
                        .doesNotContain("late.ndjson"));
        assertThat(lines(archive, "records/note.ndjson")).hasSize(2);
        assertThat(manifest(archive(ann)).get("metadataVersion").intValue())
                .isGreaterThan(manifest(archive).get("metadataVersion").intValue());
    }

    private void furnishMore() {
        String paper = RightsFixture.upload(ann, "meanwhile");
        ann.create("/api/v1/records/note", "{'name': 'meanwhile', 'paper': '%s'}".formatted(paper));
        ann.create("/api/v1/groups", "{'name': 'meanwhile', 'label': 'meanwhile'}");
    }

    @Test
    void aTryThatDiesLeavesNothingAndTheNextBeginsAnew() {
        furnish(ann, "marker");
        UUID job = job();
        int before = bodies().size();
        assertThatThrownBy(() ->
                        run(
                                job,
                                when(
                                        2_000,
                                        () -> {
                                            throw new IllegalStateException("the node dies");
                                        }),
                                () -> {}))
                .hasMessageContaining("the node dies");
        assertThat(bodies()).hasSize(before);
        assertThat(halves()).isEmpty();
        assertThat(ann.get(content(job.toString())).status()).isEqualTo(404);
        assertThat(ann.get(EXPORT).json().at("/data/0/readyAt").isNull()).isTrue();

        run(job, bean(FileBodies.class), () -> {});

        Map<String, byte[]> archive = entries(ann.get(content(job.toString())).response().body());
        assertThat(lines(archive, "records/note.ndjson")).hasSize(2);
        assertThat(bodies()).hasSize(before + 1);
        assertThat(bean(Jobs.class).required(caller(), job).processed()).isEqualTo(3);
    }

    @Test
    void whoseJobWasTakenOverHasNoSay() {
        UUID job = job();
        run(job, when(10, () -> run(job, bean(FileBodies.class), () -> {})), () -> {});
        assertThat(bodies()).hasSize(1);
        JsonNode listed = ann.get(EXPORT).json().at("/data/0");
        byte[] content = ann.get(content(job.toString())).response().body();
        assertThat(Sha256.hex(content)).isEqualTo(listed.get("sha256").textValue());
    }

    @Test
    void oneThatIsCancelledLeavesNothing() {
        furnish(ann, "marker");
        UUID job = job();
        int before = bodies().size();
        assertThatThrownBy(() ->
                        run(
                                job,
                                when(
                                        500,
                                        () -> {
                                            throw new JobWork.StoppedException(true);
                                        }),
                                () -> {}))
                .isInstanceOf(JobWork.StoppedException.class);
        assertThat(bodies()).hasSize(before);
        assertThat(halves()).isEmpty();
        ann.post("/api/v1/jobs/" + job + "/cancel", "{}");
        // Whoever asks again need not wait for it.
        platform.update(
                "update job set state = 'cancelled', finished_at = now() where id = '" + job + "'");
        export(ann);
    }

    @Test
    void aBodyThatIsNotThereIsToldAndTheRestIsTaken() throws IOException {
        furnish(ann, "marker");
        String lost = RightsFixture.upload(ann, "lost");
        for (Path body : bodies()) {
            if (body.getFileName().toString().equals(lost)) {
                Files.delete(body);
            }
        }
        Map<String, byte[]> archive = archive(ann);
        assertThat(lines(archive, "files.ndjson")).hasSize(2);
        JsonNode told = manifest(archive).get("bodies");
        assertThat(told.get("count").intValue()).isEqualTo(1);
        assertThat(told.get("missing").intValue()).isEqualTo(1);
        assertThat(told.at("/missingIds/0").textValue()).isEqualTo(lost);
    }

    @Test
    void whereAFieldCannotBeComputedTheStoredOnesAreThere() {
        ann.object(
                "{'name': 'due', 'fields': [{'name': 'days', 'type': 'integer'}, {'name': 'day', 'type': 'date'}, {'name': 'end', 'type': 'formula', 'returns': 'date', 'expression': 'day + days(days)'}]}");
        ann.create("/api/v1/records/due", "{'day': '2026-01-01', 'days': 1}");
        ann.create("/api/v1/records/due", "{'day': '9999-12-31', 'days': 200000000000}");
        ann.create("/api/v1/records/due", "{'day': '2026-01-01', 'days': 3}");
        assertThat(ann.get("/api/v1/records/due").status()).isEqualTo(400);

        Map<String, byte[]> archive = archive(ann);

        assertThat(lines(archive, "records/due.ndjson"))
                .extracting(record -> record.get("days").longValue())
                .containsExactly(1L, 200_000_000_000L, 3L);
        assertThat(manifest(archive).get("notComputed").toString()).isEqualTo("[\"due\"]");
    }
}
