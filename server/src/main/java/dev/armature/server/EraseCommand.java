package dev.armature.server;

import dev.armature.engine.erasure.Erasure;
import dev.armature.engine.erasure.Proof;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.Tenant;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * {@code erase SLUG --confirm SLUG --by NAME}: erases a suspended tenant for good and tells the
 * proof; {@code erase list}: all proofs, and whether they are as they were written.
 *
 * @param slug the tenant, empty for the list
 * @param others the arguments that say where the data is
 */
record EraseCommand(String slug, String by, String reason, List<String> others) {

    private static final String LIST = "list";
    private static final int MAX_TEXT = 500;

    EraseCommand {
        others = List.copyOf(others);
    }

    /** Reads what follows the command's name. */
    static EraseCommand read(String[] arguments) {
        if (arguments.length < 2 || arguments[1].startsWith("--")) {
            throw new StartupException(
                    "Say which tenant: ./armature erase SLUG --confirm SLUG --by NAME");
        }
        List<String> others =
                new ArrayList<>(Arrays.asList(arguments).subList(2, arguments.length));
        if (arguments[1].equals(LIST)) {
            return new EraseCommand("", "", "", others);
        }
        String confirmed = take(others, "--confirm");
        if (!confirmed.equals(arguments[1])) {
            throw new StartupException(
                    "Nothing of the tenant will be left, and nobody can bring it back. To say that you mean it: --confirm "
                            + arguments[1]);
        }
        String by = take(others, "--by");
        if (by.isBlank()) {
            throw new StartupException("Say who has it erased, for the proof: --by NAME");
        }
        return new EraseCommand(arguments[1], by, take(others, "--reason"), others);
    }

    private static String take(List<String> others, String option) {
        int at = others.indexOf(option);
        if (at < 0) {
            return "";
        }
        if (at + 1 == others.size() || others.get(at + 1).length() > MAX_TEXT) {
            throw new StartupException(
                    "The option %s needs a value of at most %d characters"
                            .formatted(option, MAX_TEXT));
        }
        String value = others.get(at + 1);
        others.subList(at, at + 2).clear();
        return value;
    }

    String[] rest() {
        return others.toArray(String[]::new);
    }

    int run(Maintenance.Tools tools, PrintStream out) {
        Erasure erasure = new Erasure(tools.homes(), tools.bodies(), Clock.systemUTC());
        return slug.isEmpty() ? list(erasure, out) : erase(erasure, tools.tenant(slug), out);
    }

    private int erase(Erasure erasure, Tenant tenant, PrintStream out) {
        try {
            Proof proof = erasure.erase(tenant, by, reason);
            out.println(proof.document());
            out.println("sha256 " + proof.hash());
            return 0;
        } catch (EngineException e) {
            throw new StartupException(e.getMessage(), e);
        }
    }

    private static int list(Erasure erasure, PrintStream out) {
        List<Proof> all = erasure.proofs();
        int status = 0;
        for (Proof proof : all) {
            boolean good = proof.follows(all);
            int left = erasure.finish(proof);
            out.println(proof.document());
            out.println(
                    "sha256 %s%s%s"
                            .formatted(
                                    proof.hash(),
                                    good ? "" : "  BROKEN: it is not what was written",
                                    left == 0
                                            ? ""
                                            : "  " + left + " files were left, and are gone now"));
            status = good ? status : 1;
        }
        return status;
    }
}
