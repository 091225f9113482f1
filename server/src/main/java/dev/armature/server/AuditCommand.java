package dev.armature.server;

import dev.armature.engine.audit.AuditChain;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.tenant.Tenant;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code audit verify}: goes along the chain of each tenant's audit log and names the first entry
 * that is not as it was written.
 *
 * @param slug the tenant, or null for all
 * @param others the arguments that say where the data is
 */
record AuditCommand(@Nullable String slug, List<String> others) {

    AuditCommand {
        others = List.copyOf(others);
    }

    /** Reads what follows the command's name. */
    static AuditCommand read(String[] arguments) {
        if (arguments.length < 2 || !arguments[1].equals("verify")) {
            throw new StartupException("Say what to do: ./armature audit verify");
        }
        List<String> others =
                new ArrayList<>(Arrays.asList(arguments).subList(2, arguments.length));
        int at = others.indexOf("--tenant");
        if (at < 0) {
            return new AuditCommand(null, others);
        }
        if (at + 1 == others.size() || others.get(at + 1).startsWith("--")) {
            throw new StartupException("The option --tenant needs a value; see ./armature help");
        }
        String slug = others.get(at + 1);
        others.subList(at, at + 2).clear();
        return new AuditCommand(slug, others);
    }

    String[] rest() {
        return others.toArray(String[]::new);
    }

    /** Does it; 1 when a chain is broken. */
    int run(Maintenance.Tools tools, PrintStream out) {
        List<Tenant> tenants = slug == null ? tools.tenants() : List.of(tools.tenant(slug));
        int broken = 0;
        for (Tenant tenant : tenants) {
            AuditChain.Verified verified =
                    tools.transactions()
                            .run(
                                    tenant.id(),
                                    connection -> AuditChain.verify(connection, tenant.id()));
            String what = verified.broken();
            broken += what == null ? 0 : 1;
            out.println(
                    what == null
                            ? "%s: %d entries, head %s"
                                    .formatted(tenant.slug(), verified.entries(), verified.head())
                            : "%s: BROKEN. %s; the %d before it are intact"
                                    .formatted(tenant.slug(), what, verified.entries()));
        }
        return broken == 0 ? 0 : 1;
    }
}
