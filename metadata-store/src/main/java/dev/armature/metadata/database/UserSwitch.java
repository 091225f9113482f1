package dev.armature.metadata.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL refuses to run as root. An ordinary user needs nothing; root gets a user namespace in
 * which it is nobody, or, where those are forbidden, the user nobody itself.
 */
final class UserSwitch {

    private static final String NOBODY = "65534";

    private UserSwitch() {}

    /** What to put before a command so that it does not run as root. */
    static List<String> prefix(Path folder) throws IOException {
        Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        Object owner = Files.getAttribute(folder, "unix:uid");
        if (!uid.equals(0)) {
            if (!uid.equals(owner)) {
                throw new StartupException(
                        "The data folder "
                                + folder
                                + " belongs to another user; choose another with --data");
            }
            return List.of();
        }
        List<String> nobody =
                List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        if (owner.equals(0) && can("unshare", "-U", "true")) {
            return List.of("unshare", "-U");
        }
        if (!can("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "true")) {
            throw new StartupException(
                    "PostgreSQL cannot run as root here; start the platform as an ordinary user");
        }
        if (!can(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "test",
                "-x",
                folder.resolveSibling(".").toString())) {
            throw new StartupException(
                    "PostgreSQL, which does not run as root, cannot reach "
                            + folder
                            + "; choose a folder that others can enter, such as --data /var/lib/armature");
        }
        return nobody;
    }

    /** Gives a path to the user that the prefix switches to. */
    static void own(Path path, List<String> prefix) throws IOException {
        if (!prefix.isEmpty() && prefix.getFirst().equals("setpriv")) {
            Files.setAttribute(path, "unix:uid", Integer.valueOf(NOBODY));
            Files.setAttribute(path, "unix:gid", Integer.valueOf(NOBODY));
        }
    }

    static boolean can(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
