package dev.armature.server;

import dev.armature.engine.operator.OperatorKeys;
import dev.armature.metadata.database.StartupException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * {@code operator create NAME}, {@code operator list} and {@code operator revoke ID}: the keys of
 * those who run the installation.
 *
 * @param what what to do
 * @param whom the name or the id that it is done with, empty for a list
 * @param others the arguments that say where the data is
 */
record OperatorCommand(String what, String whom, List<String> others) {

    private static final int MAX_NAME = 200;

    OperatorCommand {
        others = List.copyOf(others);
    }

    /** Reads what follows the command's name. */
    static OperatorCommand read(String[] arguments) {
        String what = arguments.length < 2 ? "" : arguments[1];
        int own =
                switch (what) {
                    case "list" -> 2;
                    case "create", "revoke" -> 3;
                    default ->
                            throw new StartupException(
                                    "Say what to do: ./armature operator create NAME, list or revoke ID");
                };
        if (arguments.length < own || arguments[own - 1].startsWith("--")) {
            throw new StartupException(
                    "Say whom: ./armature operator "
                            + what
                            + (what.equals("create") ? " NAME" : " ID"));
        }
        return new OperatorCommand(
                what,
                own == 3 ? arguments[2] : "",
                Arrays.asList(arguments).subList(own, arguments.length));
    }

    String[] rest() {
        return others.toArray(String[]::new);
    }

    int run(Maintenance.Tools tools, PrintStream out) {
        return switch (what) {
            case "create" -> create(tools, out);
            case "revoke" -> revoke(tools, out);
            default -> list(tools, out);
        };
    }

    private int create(Maintenance.Tools tools, PrintStream out) {
        if (whom.isBlank() || whom.length() > MAX_NAME) {
            throw new StartupException(
                    "An operator's name has from 1 to " + MAX_NAME + " characters");
        }
        out.println(OperatorKeys.create(tools.database().owner(), whom));
        out.println("This is the key of " + whom + "; it is told this once");
        return 0;
    }

    private int revoke(Maintenance.Tools tools, PrintStream out) {
        UUID id;
        try {
            id = UUID.fromString(whom);
        } catch (IllegalArgumentException e) {
            throw new StartupException("Give the id that ./armature operator list tells", e);
        }
        if (!OperatorKeys.revoke(tools.database().owner(), id)) {
            throw new StartupException("There is no key " + whom + " that holds");
        }
        out.println("The key does not hold any more");
        return 0;
    }

    private static int list(Maintenance.Tools tools, PrintStream out) {
        OperatorKeys.list(tools.database().owner())
                .forEach(key ->
                        out.println(
                                "%s  %s  %s%s"
                                        .formatted(
                                                key.id(),
                                                key.createdAt().toLocalDate(),
                                                key.name(),
                                                key.revokedAt() == null ? "" : "  (revoked)")));
        return 0;
    }
}
