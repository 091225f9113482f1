package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.testing.CommonHomeOnly;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that cannot succeed says why in one line and ends with a status that is not zero. */
@CommonHomeOnly("it starts installations that have no tenants yet")
class StartTest {

    @TempDir Path folder;

    private void endsWith(ServerProcess.Ended ended, String line) {
        assertThat(ended.status()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output().strip().lines()).hasSize(1);
        assertThat(ended.output()).startsWith("armature: ").contains(line);
    }

    @Test
    void aPortInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            endsWith(
                    ServerProcess.failing(folder.resolve("a"), Map.of(), "--port", port),
                    "Port " + port + " on 127.0.0.1 is in use; choose another with --port");
        }
        assertThat(folder.resolve("a/postgres")).doesNotExist();
    }

    @Test
    void aDataFolderOfAnotherVersion() throws Exception {
        Files.createDirectories(folder.resolve("b/postgres/data"));
        Files.writeString(folder.resolve("b/postgres/data/PG_VERSION"), "14\n");

        endsWith(
                ServerProcess.failing(folder.resolve("b"), Map.of(), "--port", "0"),
                "was made by PostgreSQL 14, this is 18");
    }

    @Test
    void aDatabaseThatCannotBeReached() throws Exception {
        Map<String, String> environment =
                Map.of("DATABASE_URL", "postgres://someone:s3cret@127.0.0.1:1/nowhere");

        ServerProcess.Ended ended =
                ServerProcess.failing(folder.resolve("c"), environment, "--port", "0");

        endsWith(ended, "The database someone@127.0.0.1:1/nowhere cannot be used");
        assertThat(ended.output()).doesNotContain("s3cret");
    }

    @Test
    void anAddressThatIsNone() throws Exception {
        endsWith(
                ServerProcess.failing(
                        folder.resolve("d"), Map.of("DATABASE_URL", "mysql://x"), "--port", "0"),
                "DATABASE_URL is not understood");
        endsWith(
                ServerProcess.failing(
                        folder.resolve("d"), Map.of("ARMATURE_MASTER_KEY", "short"), "--port", "0"),
                "ARMATURE_MASTER_KEY is not 32 bytes in Base64");
    }

    @Test
    void anOptionThatIsNotKnown() throws Exception {
        endsWith(
                ServerProcess.failing(folder.resolve("e"), Map.of(), "--prot", "1"),
                "The option --prot is not known");
        endsWith(
                ServerProcess.failing(folder.resolve("e"), Map.of(), "--port"),
                "The option --port needs a value");
        endsWith(
                ServerProcess.failing(folder.resolve("e"), Map.of(), "--port", "x"),
                "The port x is not a number");
    }

    @Test
    void aCheckOfWhatIsNotThere() throws Exception {
        endsWith(
                ServerProcess.failing(folder.resolve("h"), Map.of(), "check"),
                "There is no data in " + folder.resolve("h"));
        endsWith(
                ServerProcess.failing(folder.resolve("h"), Map.of(), "check", "--tenant"),
                "The option --tenant needs a value");
        assertThat(folder.resolve("h/postgres")).doesNotExist();
    }

    @Test
    void aCheckOfATenantThatIsNotThere() throws Exception {
        new ServerProcess(folder.resolve("i")).start().close();

        assertThat(ServerProcess.ending(folder.resolve("i"), Map.of(), "check"))
                .isEqualTo(
                        new ServerProcess.Ended(
                                0, "0 tenants, 0 objects: 0 findings, 0 not repaired\n"));
        endsWith(
                ServerProcess.failing(folder.resolve("i"), Map.of(), "check", "--tenant", "nobody"),
                "There is no tenant nobody");
    }

    @Test
    void aDataFolderThatARunningPlatformUses() throws Exception {
        try (ServerProcess running = new ServerProcess(folder.resolve("f")).start()) {
            assertThat(running.output()).contains("Armature is running at");
            endsWith(
                    ServerProcess.failing(folder.resolve("f"), Map.of(), "--port", "0"),
                    "is in use by another running platform");
        }
    }

    @Test
    void anotherMasterKeyThanTheDatabaseWasSetUpWith() throws Exception {
        new ServerProcess(folder.resolve("g")).start().close();
        String other = Base64.getEncoder().encodeToString(new byte[32]);

        ServerProcess.Ended ended =
                ServerProcess.failing(
                        folder.resolve("g"), Map.of("ARMATURE_MASTER_KEY", other), "--port", "0");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output().strip().lines().toList().getLast())
                .startsWith(
                        "armature: The master key is not the one this database was set up with");
        assertThat(ended.output()).doesNotContain("\tat ");
    }
}
