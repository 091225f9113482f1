package dev.armature.plugin.pool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operating system adds to the walls around a worker: no network, and, where the platform
 * runs as root, a user that owns nothing. The script engine gives scripts neither files nor
 * network; this is for the day on which one gets out of it.
 */
final class Confinement {

    private static final Logger LOG = LoggerFactory.getLogger(Confinement.class);

    /** Not nobody, whom other services share; between systemd's dynamic users and nobody. */
    static final String USER = "65521";

    private Confinement() {}

    /**
     * What to put before a worker's command so that it runs confined as far as is possible here.
     */
    static List<String> prefix(WorkerCommand command) {
        if (!Files.isExecutable(Path.of("/usr/bin/env"))) {
            return List.of();
        }
        boolean root = isRoot();
        List<String> prefix = new ArrayList<>();
        List<String> noNetwork =
                root
                        ? List.of("unshare", "--net", "--ipc", "--")
                        : List.of("unshare", "--user", "--net", "--ipc", "--");
        if (works(noNetwork)) {
            prefix.addAll(noNetwork);
        } else {
            LOG.info(
                    "Plugin workers share the platform's network: namespaces are not allowed here");
        }
        if (root) {
            List<String> ownUser =
                    List.of(
                            "setpriv",
                            "--reuid=" + USER,
                            "--regid=" + USER,
                            "--clear-groups",
                            "--no-new-privs",
                            "--inh-caps=-all",
                            "--bounding-set=-all",
                            "--");
            if (canRead(ownUser, command)) {
                prefix.addAll(ownUser);
            } else {
                LOG.warn(
                        "Plugin workers run as root, because another user cannot read {}; install"
                                + " the platform where others can read it, or run it as an ordinary"
                                + " user",
                        command.classPath().getFirst());
            }
        }
        return List.copyOf(prefix);
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean canRead(List<String> user, WorkerCommand command) {
        List<String> probe = new ArrayList<>(user);
        probe.addAll(List.of("sh", "-c", "for file; do test -r \"$file\" || exit 1; done", "sh"));
        probe.add(command.arguments().getFirst());
        command.classPath().forEach(path -> probe.add(path.toString()));
        return succeeds(probe);
    }

    private static boolean works(List<String> prefix) {
        List<String> probe = new ArrayList<>(prefix);
        probe.add("true");
        return succeeds(probe);
    }

    private static boolean succeeds(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
