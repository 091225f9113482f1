package dev.armature.plugin.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.plugin.sandbox.SandboxListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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
    void makingItIsEndedWithoutAProcessOrAFileLeft() throws IOException, InterruptedException {
        Path folder = Files.createDirectories(installation.resolve("cache"));
        WorkerCommand command =
                WorkerCommand.of(WorkerCommand.MAIN, 256, Installation.in(installation));
        Thread maker = Thread.ofPlatform().start(() -> make(new StartupCache(command, folder)));
        // The configuration is written by the first process as it ends, and read by the second.
        while (maker.isAlive() && !hasConfiguration(folder)) {
            Thread.sleep(5);
        }

        maker.interrupt();
        maker.join();

        assertThat(folder).isEmptyDirectory();
        assertThat(
                        ProcessHandle.allProcesses()
                                .flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(line -> line.contains(folder.toString()));
    }

    private static void make(StartupCache cache) {
        try {
            cache.make();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean hasConfiguration(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".config"));
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
