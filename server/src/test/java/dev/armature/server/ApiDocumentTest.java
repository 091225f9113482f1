package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The API document of a tenant that has something of everything: linters find nothing in it, and a
 * client that is generated from it calls every operation, and is answered as the document says.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiDocumentTest {

    private static final Path WEB = Path.of("../ui-schema-renderer/web");
    private static final Path FOLDER = Path.of("target", "api-document").toAbsolutePath();

    private TestPlatform platform;
    private ForeignProvider provider;
    private FurnishedTenant tenant;

    @BeforeAll
    void open() throws IOException {
        Files.createDirectories(FOLDER);
        Clock clock = Clock.systemUTC();
        platform = new TestPlatform(clock, Map.of("armature.outbound.hosts", "localhost"));
        provider = new ForeignProvider(clock);
        provider.claims =
                said -> {
                    String subject = UUID.randomUUID().toString();
                    return said.subject(subject)
                            .claim("email", subject + "@elsewhere.example")
                            .claim("email_verified", true)
                            .claim("name", "Eve Else");
                };
        tenant = new FurnishedTenant(platform, "contract");
    }

    @AfterAll
    void close() {
        provider.close();
        platform.close();
    }

    @Test
    void twoLintersFindNothingInWhatAnAdministratorIsServed() throws Exception {
        assertThat(node("lint.mjs", document("linted.json", tenant.admin))).isEmpty();
    }

    @Test
    void norInWhatSomebodyWithoutRightsIsServed() throws Exception {
        tenant.admin.create("/api/v1/roles", "{'name': 'nothing', 'objects': {}}");
        tenant.admin.create(
                "/api/v1/users",
                "{'name': 'Nora', 'email': 'nora@contract.example', 'password': '%s', 'roles': ['nothing']}"
                        .formatted(FurnishedTenant.PASSWORD));
        ApiClient nora =
                platform.signIn(tenant.slug, "nora@contract.example", FurnishedTenant.PASSWORD);

        assertThat(node("lint.mjs", document("without-rights.json", nora))).isEmpty();
    }

    @Test
    void aGeneratedClientIsAnsweredByEveryOperationAsTheDocumentSays() throws Exception {
        Path document = document("served.json", tenant.admin);

        String output = node("client.mjs", document, setting(), FOLDER.resolve("client"));

        assertThat(output)
                .matches("(?s)\\d{3} operations called, \\d{3,} answers .*, 0 problems\\s*");
    }

    private static Path document(String name, ApiClient caller) throws IOException {
        ApiClient.Answer answer = caller.get("/api/v1/openapi.json");
        assertThat(answer.status()).isEqualTo(200);
        return Files.writeString(FOLDER.resolve(name), answer.body());
    }

    /** What the calls have to know of where they go to. */
    private Path setting() throws IOException {
        Path plugin = Files.write(FOLDER.resolve("plugin.zip"), PluginZip.parcels("").bytes());
        ObjectNode setting =
                Json.object()
                        .put("url", platform.url())
                        .put("slug", tenant.slug)
                        .put("email", "ann@" + tenant.slug + ".example")
                        .put("password", FurnishedTenant.PASSWORD)
                        .put("token", tenant.admin.token())
                        .put("mail", platform.mail.folder().toString())
                        .put("plugin", plugin.toString());
        setting.set("values", tenant.values);
        setting.putObject("provider")
                .put("issuer", provider.issuer())
                .put("clientId", ForeignProvider.CLIENT)
                .put("clientSecret", ForeignProvider.SECRET);
        return Files.writeString(FOLDER.resolve("setting.json"), Json.write(setting));
    }

    private static String node(String script, Path... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add("node");
        command.add(WEB.resolve("contract").resolve(script).toRealPath().toString());
        for (Path argument : arguments) {
            command.add(argument.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return output;
    }
}
