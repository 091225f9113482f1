package dev.armature.plugin.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.plugin.sandbox.SandboxListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers of a packaged server start from a cache, once it is made. */
class StartupCacheTest {

    @TempDir Path installation;

    @Test
    void workersUseTheCacheThatAnEarlierStartMade() throws IOException, InterruptedException {
        Path folder = installation.resolve("cache");
        WorkerCommand command =
                WorkerCommand.of(WorkerCommand.MAIN, 256, Installation.in(installation));
        StartupCache cache = new StartupCache(command, folder);
        assertThat(cache.arguments()).isEqualTo(command.arguments());

        cache.make();

        assertThat(cache.exists()).isTrue();
        try (WorkerSandbox sandbox =
                Sandboxes.ready(
                        WorkerSandbox.start(
                                SandboxOptions.defaults().withCacheFolder(folder),
                                SandboxListener.NONE,
                                command))) {
            long pid = sandbox.pool().workers().getFirst().pid();
            assertThat(Files.readString(Path.of("/proc", "" + pid, "maps"))).contains(".aot");
        }
    }

    @Test
    void thereIsNoneWhereClassesLieInFolders() throws InterruptedException {
        WorkerCommand command = WorkerCommand.of(WorkerCommand.MAIN, 256);
        StartupCache cache = new StartupCache(command, installation);

        cache.make();

        assertThat(cache.exists()).isFalse();
        assertThat(cache.arguments()).isEqualTo(command.arguments());
    }
}
