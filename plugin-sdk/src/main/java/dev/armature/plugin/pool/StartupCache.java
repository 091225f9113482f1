package dev.armature.plugin.pool;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JVM's cache of loaded and linked classes for workers, which halves the time they take to
 * start. It is made once for an installation, by a worker that runs nobody's code, and only where
 * all classes are in jars.
 */
final class StartupCache {

    private static final Logger LOG = LoggerFactory.getLogger(StartupCache.class);
    private static final long MAX_SECONDS = 300;

    private final WorkerCommand command;
    private final @Nullable Path file;

    /**
     * A cache for one command.
     *
     * @param folder where it is kept, or null for no cache
     */
    StartupCache(WorkerCommand command, @Nullable Path folder) {
        this.command = command;
        this.file =
                folder == null || !command.classPath().stream().allMatch(Files::isRegularFile)
                        ? null
                        : folder.toAbsolutePath().resolve("worker-" + key(command) + ".aot");
    }

    private static String key(WorkerCommand command) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<String> parts = new ArrayList<>(command.arguments());
            parts.add(System.getProperty("java.vm.version"));
            for (Path jar : command.classPath()) {
                parts.add(Files.size(jar) + " " + Files.getLastModifiedTime(jar));
            }
            parts.forEach(part -> digest.update((part + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The command's arguments, with the cache if there is one. */
    List<String> arguments() {
        return exists() ? command.withOption("-XX:AOTCache=" + file) : command.arguments();
    }

    boolean exists() {
        return file != null && Files.isRegularFile(file);
    }

    /**
     * Makes the cache unless it is there or cannot be. Takes some seconds. Interrupted, it leaves
     * neither a process nor a file.
     */
    void make() throws InterruptedException {
        if (file == null || exists()) {
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            Path made = Files.createTempFile(file.getParent(), "worker", ".making");
            try {
                if (train(made)) {
                    // Workers may run as another user.
                    made.toFile().setReadable(true, false);
                    Files.move(
                            made,
                            file,
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                    LOG.info("Plugin workers start faster from now on, with {}", file);
                }
            } finally {
                Files.deleteIfExists(made);
                Files.deleteIfExists(Path.of(made + ".config"));
            }
        } catch (IOException e) {
            LOG.warn("Plugin workers start without a cache: {}", e.toString());
        }
    }

    private boolean train(Path output) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command.withOption("-XX:AOTCacheOutput=" + output))
                        .directory(new File("/"))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            return process.waitFor(MAX_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } finally {
            end(process);
        }
    }

    /** The worker hands over to a second process, which writes the cache and outlives it. */
    private static void end(Process process) {
        List<ProcessHandle> assemblers = process.descendants().toList();
        process.destroyForcibly();
        assemblers.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        assemblers.forEach(assembler -> assembler.onExit().join());
    }
}
