package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.metadata.database.StartupException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metadata carried from one tenant to another from the command line. */
class MetadataCommandTest {

    @TempDir Path folder;

    private record Ended(int status, String output) {}

    private static Ended run(String key, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int status =
                MetadataCommand.read(arguments)
                        .run(
                                key == null ? Map.of() : Map.of(MetadataCommand.KEY, key),
                                new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Ended(status, bytes.toString(StandardCharsets.UTF_8));
    }

    private static String key(ApiClient client) {
        return client.post("/api/v1/api-keys", "{'name': 'ci', 'scopes': ['metadata']}")
                .json()
                .get("key")
                .textValue();
    }

    @Test
    void aFolderIsExportedPlannedAndApplied() throws Exception {
        try (TestPlatform platform = TestPlatform.shared()) {
            ApiClient source = platform.newTenant();
            source.object("{'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}]}");
            ApiClient target = platform.newTenant();
            target.object("{'name': 'gone', 'fields': [{'name': 'name', 'type': 'text'}]}");
            target.create("/api/v1/records/gone", "{'name': 'x'}");
            for (String path : new String[] {"folder", "file.zip", "file.json", "file.yaml"}) {
                String written = folder.resolve(path).toString();
                assertThat(
                                run(
                                                key(source),
                                                "metadata",
                                                "export",
                                                written,
                                                "--url",
                                                platform.url())
                                        .status())
                        .isZero();
                Ended plan =
                        run(
                                key(target),
                                "metadata",
                                "plan",
                                written,
                                "--delete-rest",
                                "--url",
                                platform.url());
                assertThat(plan.status()).isZero();
                assertThat(plan.output())
                        .contains("create object deal", "create field deal.name")
                        .contains("LOST: object gone, which 1 records have");
            }
            String written = folder.resolve("folder").toString();
            assertThat(
                            run(
                                            key(target),
                                            "metadata",
                                            "apply",
                                            written,
                                            "--delete-rest",
                                            "--url",
                                            platform.url())
                                    .output())
                    .contains("Applied");
            assertThat(target.get("/api/v1/metadata/export").body())
                    .isEqualTo(source.get("/api/v1/metadata/export").body())
                    .isEqualTo(Files.readString(folder.resolve("file.json")));
            Path broken = folder.resolve("broken.json");
            Files.writeString(
                    broken,
                    "{\"format\": 1, \"objects\": [{\"name\": \"a\", \"fields\": [{\"name\": \"f\", \"type\": \"reference\", \"target\": \"none\"}]}]}");
            Ended refused =
                    run(
                            key(target),
                            "metadata",
                            "plan",
                            broken.toString(),
                            "--url",
                            platform.url());
            assertThat(refused.status()).isOne();
            assertThat(refused.output()).contains("REFUSED: /objects/0/fields/0/target");
            assertThatThrownBy(() ->
                            run(
                                    key(target),
                                    "metadata",
                                    "apply",
                                    broken.toString(),
                                    "--url",
                                    platform.url()))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("/objects/0/fields/0/target");
        }
    }

    @Test
    void whatIsNotSaidIsAskedFor() {
        assertThatThrownBy(() -> run(null, "metadata", "export", "x.json"))
                .hasMessageContaining(MetadataCommand.KEY);
        for (String[] wrong :
                new String[][] {
                    {"metadata"},
                    {"metadata", "export"},
                    {"metadata", "nonsense", "x"},
                    {"metadata", "export", "x", "--delete-rest"},
                    {"metadata", "plan", "x", "y"}
                }) {
            assertThatThrownBy(() -> run("k", wrong)).hasMessageContaining("Say what to do");
        }
    }
}
