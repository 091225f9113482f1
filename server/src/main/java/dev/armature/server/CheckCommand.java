package dev.armature.server;

import dev.armature.engine.check.ConsistencyCheck;
import dev.armature.engine.check.Finding;
import dev.armature.engine.file.BodyCheck;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.tenant.Tenant;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code check}: compares what is derived with the records, and repairs it if it is told to.
 *
 * @param slug the tenant, or null for all
 * @param others the arguments that say where the data is
 */
record CheckCommand(@Nullable String slug, boolean repair, List<String> others) {

    CheckCommand {
        others = List.copyOf(others);
    }

    /** Reads what follows the command's name. */
    static CheckCommand read(String[] arguments) {
        String slug = null;
        boolean repair = false;
        List<String> others = new ArrayList<>();
        for (int i = 1; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--repair" -> repair = true;
                case "--tenant" -> {
                    if (++i == arguments.length || arguments[i].startsWith("--")) {
                        throw new StartupException(
                                "The option --tenant needs a value; see ./armature help");
                    }
                    slug = arguments[i];
                }
                default -> others.add(arguments[i]);
            }
        }
        return new CheckCommand(slug, repair, others);
    }

    String[] rest() {
        return others.toArray(String[]::new);
    }

    /** Does it; 1 when something is wrong in the end. */
    int run(Maintenance.Tools tools, PrintStream out) {
        ConsistencyCheck check = new ConsistencyCheck(tools.transactions(), tools.models());
        List<Tenant> tenants = slug == null ? tools.tenants() : List.of(tools.tenant(slug));
        int objects = 0;
        int found = 0;
        int left = 0;
        for (Tenant tenant : tenants) {
            List<Integer> numbers = check.objects(tenant.id());
            out.println(tenant.slug() + ": " + count(numbers.size(), "object"));
            for (int number : numbers) {
                List<Finding> findings = check.find(tenant.id(), number);
                List<Finding> remaining =
                        repair && !findings.isEmpty()
                                ? check.repair(tenant.id(), number)
                                : findings;
                tell(tenant, findings, remaining, out);
                found += findings.size();
                left += remaining.size();
            }
            objects += numbers.size();
            BodyCheck bodies = new BodyCheck(tools.transactions(), tools.bodies());
            BodyCheck.Found files = bodies.find(tenant.id());
            files.lines().forEach(line -> out.println("  " + tenant.slug() + " " + line));
            found += files.lines().size();
            left += repair ? files.missing().size() : files.lines().size();
            if (repair && !files.left().isEmpty()) {
                bodies.repair(tenant.id(), files);
                out.println(
                        "    removed the bodies of " + count(files.left().size(), "unknown file"));
            }
        }
        out.println(
                "%s, %s: %s, %d not repaired"
                        .formatted(
                                count(tenants.size(), "tenant"),
                                count(objects, "object"),
                                count(found, "finding"),
                                left));
        return left == 0 ? 0 : 1;
    }

    private void tell(
            Tenant tenant, List<Finding> findings, List<Finding> remaining, PrintStream out) {
        findings.forEach(finding -> out.println("  " + tenant.slug() + " " + finding));
        if (repair && !findings.isEmpty()) {
            out.println(remaining.isEmpty() ? "    repaired" : "    repaired, except:");
            remaining.forEach(finding -> out.println("    " + finding));
        }
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
