package dev.armature.server;

import dev.armature.engine.storage.SqlViews;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.tenant.Tenant;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * {@code views}: makes readable SQL views of a tenant's objects.
 *
 * @param sensitive whether values of sensitive fields are shown
 * @param others the arguments that say where the data is
 */
record ViewsCommand(String slug, boolean sensitive, List<String> others) {

    private static final String SENSITIVE = "--sensitive";

    private static final String IN_USE = "2BP01";

    ViewsCommand {
        others = List.copyOf(others);
    }

    /** Reads what follows the command's name. */
    static ViewsCommand read(String[] arguments) {
        if (arguments.length < 2 || arguments[1].startsWith("--")) {
            throw new StartupException("Name the tenant: ./armature views <tenant's slug>");
        }
        List<String> others =
                Arrays.asList(arguments).subList(2, arguments.length).stream()
                        .filter(argument -> !argument.equals(SENSITIVE))
                        .toList();
        return new ViewsCommand(arguments[1], others.size() < arguments.length - 2, others);
    }

    String[] rest() {
        return others.toArray(String[]::new);
    }

    int run(Maintenance.Tools tools, PrintStream out) {
        Tenant tenant = tools.tenant(slug);
        SqlViews views = new SqlViews(tools.homes());
        try {
            SqlViews.Made made = views.make(tools.models().refresh(tenant.id()), sensitive);
            out.println(
                    "%d views in the schema %s; to let somebody read them: grant \"%s\" to …"
                            .formatted(made.views(), made.schema(), made.role()));
            return 0;
        } catch (DatabaseException e) {
            if (e.state().equals(IN_USE)) {
                throw new StartupException(
                        "Something was made of these views; drop it first, and make it anew after: "
                                + String.valueOf(
                                                Objects.requireNonNullElse(e.getCause(), e)
                                                        .getMessage())
                                        .lines()
                                        .findFirst()
                                        .orElse(""),
                        e);
            }
            throw e;
        }
    }
}
