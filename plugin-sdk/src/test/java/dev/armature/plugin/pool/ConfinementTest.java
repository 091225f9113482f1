package dev.armature.plugin.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.plugin.sandbox.PluginOutcome.Returned;
import dev.armature.plugin.sandbox.SandboxListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operating system knows of a worker of a packaged server. */
class ConfinementTest {

    @TempDir Path installation;

    @Test
    void aWorkerHasNoEnvironmentNoNetworkAndAUserOfItsOwn()
            throws IOException, InterruptedException {
        WorkerCommand command =
                WorkerCommand.of(WorkerCommand.MAIN, 256, Installation.in(installation));
        try (WorkerSandbox sandbox =
                Sandboxes.ready(
                        WorkerSandbox.start(
                                SandboxOptions.defaults(), SandboxListener.NONE, command))) {
            assertThat(Sandboxes.run(sandbox, "acme", Sandboxes.handler("return 1;")))
                    .isEqualTo(new Returned("1", null, List.of()));

            Path worker = Path.of("/proc", "" + sandbox.pool().workers().getFirst().pid());
            assertThat(Files.readAllBytes(worker.resolve("environ"))).isEmpty();
            assertThat(worker.resolve("cwd").toRealPath()).isEqualTo(Path.of("/"));
            List<String> prefix = Confinement.prefix(command);
            if (prefix.contains("unshare")) {
                assertThat(Files.readAllLines(worker.resolve("net/dev")))
                        .filteredOn(line -> line.contains(":"))
                        .allMatch(line -> line.strip().startsWith("lo:"));
            }
            assertThat(prefix.contains("setpriv")).isEqualTo(isRoot());
            if (isRoot()) {
                assertThat(Files.readAllLines(worker.resolve("status")))
                        .contains("Uid:\t65521\t65521\t65521\t65521", "NoNewPrivs:\t1")
                        .contains("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000");
            }
        }
    }

    @Test
    void aWorkerIsGivenOnlyTheJarsItNeeds() {
        assertThat(WorkerCommand.neededJars())
                .hasSize(10)
                .noneMatch(jar -> jar.toString().contains("postgres"))
                .noneMatch(jar -> jar.toString().contains("jackson"));
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }
}
