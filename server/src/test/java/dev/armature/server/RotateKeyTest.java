package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command rotate-key: everything is sealed anew, or nothing is. */
class RotateKeyTest {

    private static final String OTHER = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir Path folder;

    private static ServerProcess.Ended rotate(Path data, Map<String, String> environment)
            throws Exception {
        return ServerProcess.ending(data, environment, RotateKey.COMMAND);
    }

    private static ApiClient signedIn(ServerProcess server) {
        String token =
                new ApiClient(server.url(), null)
                        .post(
                                "/api/v1/auth/login",
                                "{'tenant': 'acme', 'email': 'ann@acme.example', 'password': 'a long password'}")
                        .json()
                        .get("access_token")
                        .textValue();
        return new ApiClient(server.url(), token);
    }

    private static ApiClient.Answer login(ServerProcess server, String otp) {
        return new ApiClient(server.url(), null)
                .post(
                        "/api/v1/auth/login",
                        "{'tenant': 'acme', 'email': 'bob@acme.example', 'password': 'a long password'"
                                + otp
                                + "}");
    }

    @Test
    void secretsAndSignInsOutliveTheKeyTheyWereSealedWith() throws Exception {
        Path data = folder.resolve("data");
        Path keyFile = data.resolve("master.key");
        String secret;
        String device;
        try (ServerProcess server = new ServerProcess(data).start()) {
            new ApiClient(server.url(), null)
                    .post(
                            "/api/v1/tenants",
                            "{'name': 'Acme', 'slug': 'acme', 'admin': {'name': 'Ann', 'email': 'ann@acme.example', 'password': 'a long password'}}");
            ApiClient ann = signedIn(server);
            ann.object("{'name': 'box', 'fields': [{'name': 'pin', 'type': 'secret'}]}");
            secret =
                    "/api/v1/records/box/"
                            + ann.create("/api/v1/records/box", "{'pin': 'four digits'}")
                            + "/secrets/pin";

            ann.post(
                    "/api/v1/users",
                    "{'name': 'Bob', 'email': 'bob@acme.example', 'password': 'a long password'}");
            ApiClient bob = ann.withToken(login(server, "").json().get("access_token").textValue());
            device =
                    bob.post("/api/v1/auth/second-factor", "{'password': 'a long password'}")
                            .json()
                            .get("secret")
                            .textValue();
            bob.post(
                    "/api/v1/auth/second-factor/confirm",
                    "{'code': '" + SecondFactorApiTest.code(device, -1) + "'}");

            // Where the folder of mail should be there is a file, so a letter waits: not the one
            // that whoever signs up is sent.
            Path mail = data.resolve("mail");
            new Mailbox(mail).await("ann@acme.example", 1);
            Files.move(mail, data.resolve("kept"));
            Files.writeString(mail, "");
            new ApiClient(server.url(), null)
                    .post(
                            "/api/v1/auth/forgotten",
                            "{'tenant': 'acme', 'email': 'bob@acme.example'}");
            ApiClient.await(() -> server.output().contains("could not be kept"));

            assertThat(rotate(data, Map.of()).output())
                    .contains("is in use by another running platform");
        }
        String first = Files.readString(keyFile);

        assertThat(rotate(data, Map.of("ARMATURE_MASTER_KEY", OTHER)).output())
                .contains("give the new one by ARMATURE_NEW_MASTER_KEY");
        assertThat(
                        rotate(
                                        data,
                                        Map.of(
                                                "ARMATURE_MASTER_KEY",
                                                OTHER,
                                                "ARMATURE_NEW_MASTER_KEY",
                                                OTHER))
                                .output())
                .contains("The master key is not the one this database was set up with");
        assertThat(Files.readString(keyFile)).isEqualTo(first);

        ServerProcess.Ended done = rotate(data, Map.of());
        assertThat(done.output()).contains("The master key was changed, and 3 secrets sealed anew");
        assertThat(done.status()).isZero();
        assertThat(Files.readString(keyFile)).isNotEqualTo(first);
        assertThat(data.resolve("master.key.new")).doesNotExist();
        Files.delete(data.resolve("mail"));
        try (ServerProcess server = new ServerProcess(data).start()) {
            assertThat(signedIn(server).get(secret).json().get("value").textValue())
                    .isEqualTo("four digits");
            assertThat(login(server, "").code()).isEqualTo("second_factor_required");
            String otp = ", 'otp': '" + SecondFactorApiTest.code(device, 0) + "'";
            assertThat(login(server, otp).status()).isEqualTo(200);
            assertThat(new Mailbox(data.resolve("mail")).await("bob@acme.example", 1).link())
                    .startsWith("http://localhost:");
        }
    }

    @Test
    void keysThatSignTokensAreChangedByCommandAndPeopleStaySignedIn() throws Exception {
        Path data = folder.resolve("signing");
        ApiClient.Answer login;
        try (ServerProcess server = new ServerProcess(data).start()) {
            ApiClient stranger = new ApiClient(server.url(), null);
            stranger.post(
                    "/api/v1/tenants",
                    "{'name': 'Acme', 'slug': 'acme', 'admin': {'name': 'Ann', 'email': 'ann@acme.example', 'password': 'a long password'}}");
            login =
                    stranger.post(
                            "/api/v1/auth/login",
                            "{'tenant': 'acme', 'email': 'ann@acme.example', 'password': 'a long password'}");
        }

        List<String> two = signingKeys(data, "rotate").output().lines().toList();
        String first = two.getLast().substring(0, two.getLast().indexOf(' '));
        assertThat(two.getFirst()).doesNotContain("signs");
        assertThat(two.getLast()).endsWith("(signs)");
        assertThat(signingKeys(data, "revoke", first).output())
                .contains("signs")
                .doesNotContain(first);
        assertThat(signingKeys(data, "revoke", first).output())
                .contains("There is no signing key " + first);
        assertThat(signingKeys(data, "look").output()).contains("Say what to do");
        assertThat(signingKeys(data, "list").output()).doesNotContain(first);

        try (ServerProcess server = new ServerProcess(data).start()) {
            ApiClient stranger = new ApiClient(server.url(), null);
            assertThat(stranger.withTokens(login.json()).get("/api/v1/me").status()).isEqualTo(401);
            ApiClient.Answer refreshed =
                    stranger.post(
                            "/api/v1/auth/refresh",
                            "{'refresh_token': '%s'}"
                                    .formatted(login.json().get("refresh_token").textValue()));
            assertThat(stranger.withTokens(refreshed.json()).get("/api/v1/me").status())
                    .isEqualTo(200);
        }
    }

    private static ServerProcess.Ended signingKeys(Path data, String... words) throws Exception {
        String[] arguments = new String[words.length + 1];
        arguments[0] = SigningKeysCommand.COMMAND;
        System.arraycopy(words, 0, arguments, 1, words.length);
        return ServerProcess.ending(data, Map.of(), arguments);
    }
}
