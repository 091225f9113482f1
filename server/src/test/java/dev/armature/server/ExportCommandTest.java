package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.operator.OperatorKeys;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.json.Json;
import dev.armature.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** An operator writes all that a tenant has into a file, which is there whole or not at all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExportCommandTest {

    private TestPlatform platform;
    private Path folder;
    private Path target;
    private String slug;
    private ApiClient ann;
    private int tenants;

    @BeforeAll
    void open() throws IOException {
        platform = new TestPlatform(TestPostgres.installed());
        folder = CommandRun.folder(platform);
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenantWithSomethingInIt() throws IOException {
        slug = "leaving" + ++tenants;
        ann = platform.newTenant(slug);
        target = Files.createDirectory(folder.resolve("out" + tenants)).resolve("all.zip");
        furnish(ann, "marker" + tenants);
    }

    private static void furnish(ApiClient client, String marker) {
        client.object(
                "{'name': 'note', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'doc', 'type': 'file'}, {'name': 'code', 'type': 'secret'}]}");
        String file = RightsFixture.upload(client, marker);
        client.create(
                "/api/v1/records/note",
                "{'name': '%s', 'code': 'under lock', 'doc': '%s'}".formatted(marker, file));
    }

    private CommandRun export(String... arguments) {
        return CommandRun.of(
                platform,
                folder,
                Stream.concat(Stream.of("export"), Stream.of(arguments)).toArray(String[]::new));
    }

    private Map<String, String> entries() throws IOException {
        Map<String, String> entries = new TreeMap<>();
        try (ZipFile zip = new ZipFile(target.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    entries.put(
                            entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return entries;
    }

    private List<Path> written() {
        try (Stream<Path> files = Files.list(target.getParent())) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theArchiveHasAllOfTheTenantAndNothingOfAnother() throws IOException {
        String marker = "marker" + tenants;
        furnish(platform.newTenant(slug + "-other"), "elsewhere");

        CommandRun run = export(slug, "--to", target.toString());

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(written()).containsExactly(target);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-------");
        assertThat(run.output())
                .contains("1 records and 1 files")
                .contains("sha256 " + Sha256.hex(Files.readAllBytes(target)));
        Map<String, String> entries = entries();
        assertThat(entries.get("records/note.ndjson")).contains(marker);
        assertThat(entries.entrySet().stream().filter(entry -> entry.getKey().startsWith("files/")))
                .singleElement()
                .satisfies(file -> assertThat(file.getValue()).isEqualTo(marker));
        assertThat(entries.get("people.ndjson")).contains("ann@" + slug + ".example");
        JsonNode manifest = Json.read(entries.get("manifest.json"));
        assertThat(manifest.at("/tenant/slug").textValue()).isEqualTo(slug);
        assertThat(manifest.get("notComputed")).isEmpty();
        assertThat(entries.values())
                .noneMatch(content -> content.contains("elsewhere"))
                .noneMatch(content -> content.contains("under lock"));
    }

    @Test
    void theTenantsAuditLogSaysThatTheOperatorTookEverything() throws IOException {
        export(slug, "--to", target.toString());

        JsonNode entry = ann.get("/api/v1/audit?kind=tenant").json().at("/data/0");
        assertThat(entry.get("kind").textValue()).isEqualTo("tenant.exported");
        assertThat(entry.get("actor").isNull()).isTrue();
        assertThat(entry.at("/detail/by").textValue()).isEqualTo("operator");
        assertThat(entries().get("audit.ndjson")).contains("tenant.exported");
    }

    @Test
    void aTenantThatIsSuspendedIsWrittenTooBeforeItIsErased() throws IOException {
        platform.stranger()
                .withToken(OperatorKeys.create(platform.database.owner(), "Olga"))
                .post(
                        "/api/operator/v1/tenants/" + ann.me("/tenant/id") + "/suspend",
                        "{'reason': 'it asked to go'}");

        assertThat(export(slug, "--to", target.toString()).status()).isZero();

        assertThat(entries().get("records/note.ndjson")).contains("marker" + tenants);
    }

    @Test
    void nothingIsOverwrittenAndWhatIsMissingIsSaid() throws IOException {
        Files.writeString(target, "mine");
        refused("is there already; name another file", slug, "--to", target.toString());
        assertThat(Files.readString(target)).isEqualTo("mine");
        refused("There is no folder", slug, "--to", folder.resolve("none/all.zip").toString());
        refused("There is no tenant nobody", "nobody", "--to", target + "2");
        refused("Say which tenant");
        refused("Say which tenant", "--to", target.toString());
        refused("Say which file", slug);
        refused("Say which file", slug, "--to");
        assertThat(written()).containsExactly(target);
    }

    private void refused(String why, String... arguments) {
        assertThatThrownBy(() -> export(arguments))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatAnEarlierTryLeftIsWrittenOver() throws IOException {
        Files.writeString(target.resolveSibling("all.zip.part"), "half of it");

        assertThat(export(slug, "--to", target.toString()).status()).isZero();

        assertThat(written()).containsExactly(target);
        assertThat(entries()).containsKey("manifest.json");
    }

    @Test
    void whoStopsItFindsNothingOfIt() throws Exception {
        try (Connection connection = platform.tenants.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // It comes to the groups after it has begun to write, and waits here.
            statement.execute("lock table user_group in access exclusive mode");
            try (ServerProcess run =
                    ServerProcess.going(
                            folder,
                            CommandRun.environment(platform),
                            "export",
                            slug,
                            "--to",
                            target.toString())) {
                ApiClient.await(() -> !run.isAlive() || !written().isEmpty());
                assertThat(run.isAlive()).as(run.output()).isTrue();
                assertThat(written()).containsExactly(target.resolveSibling("all.zip.part"));
            }
            connection.rollback();
        }
        assertThat(written()).isEmpty();
        assertThat(export(slug, "--to", target.toString()).status()).isZero();
    }
}
