package dev.armature.server;

import com.zaxxer.hikari.HikariDataSource;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.home.HomeConnections;
import dev.armature.engine.home.HomeRegister;
import dev.armature.engine.home.Homes;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.secret.SecretBox;
import dev.armature.metadata.change.MetadataStore;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.HomePools;
import dev.armature.metadata.database.RoutedSource;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.tenant.Tenant;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.io.PrintStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Commands that work on an installation's data without serving it. */
final class Maintenance {

    private static final String CHECK = "check";
    private static final String VIEWS = "views";
    private static final String AUDIT = "audit";
    private static final String OPERATOR = "operator";
    private static final String ERASE = "erase";
    private static final String TENANT = "tenant";
    private static final String EXPORT = "export";

    /** All of them. */
    static final List<String> COMMANDS =
            List.of(CHECK, VIEWS, AUDIT, OPERATOR, ERASE, TENANT, EXPORT);

    private static final int CONNECTIONS = 2;

    private Maintenance() {}

    /** What a command works with. */
    record Tools(
            InstalledDatabase database,
            Homes homes,
            TenantTransactions transactions,
            TenantModels models,
            FileBodies bodies) {

        List<Tenant> tenants() {
            return TenantDirectory.all(homes);
        }

        Tenant tenant(String slug) {
            return tenants().stream()
                    .filter(tenant -> tenant.slug().equals(slug))
                    .findFirst()
                    .orElseThrow(() -> new StartupException("There is no tenant " + slug));
        }
    }

    @FunctionalInterface
    private interface Work {
        int with(Tools tools);
    }

    /** Whether the arguments begin with one of these commands. */
    static boolean isCommand(String[] arguments) {
        return arguments.length > 0 && COMMANDS.contains(arguments[0]);
    }

    /**
     * Runs a command.
     *
     * @return the exit status
     * @throws StartupException with one line that says what is wrong and what to do
     */
    static int run(String[] arguments, Map<String, String> environment, PrintStream out) {
        if (arguments[0].equals(VIEWS)) {
            ViewsCommand views = ViewsCommand.read(arguments);
            return open(Options.read(views.rest(), environment), tools -> views.run(tools, out));
        }
        if (arguments[0].equals(AUDIT)) {
            AuditCommand audit = AuditCommand.read(arguments);
            return open(Options.read(audit.rest(), environment), tools -> audit.run(tools, out));
        }
        if (arguments[0].equals(OPERATOR)) {
            OperatorCommand operator = OperatorCommand.read(arguments);
            return open(
                    Options.read(operator.rest(), environment), tools -> operator.run(tools, out));
        }
        if (arguments[0].equals(ERASE)) {
            EraseCommand erase = EraseCommand.read(arguments);
            return open(Options.read(erase.rest(), environment), tools -> erase.run(tools, out));
        }
        if (arguments[0].equals(TENANT)) {
            TenantCommand tenant = TenantCommand.read(arguments);
            return beside(Options.read(tenant.rest(), environment), tenant, out);
        }
        if (arguments[0].equals(EXPORT)) {
            ExportCommand export = ExportCommand.read(arguments);
            Options options = Options.read(export.rest(), environment);
            return open(
                    InstalledDatabase.openBeside(options),
                    options,
                    tools -> export.run(tools, out));
        }
        CheckCommand check = CheckCommand.read(arguments);
        return open(Options.read(check.rest(), environment), tools -> check.run(tools, out));
    }

    private static int beside(Options options, TenantCommand command, PrintStream out) {
        try (InstalledDatabase database = InstalledDatabase.openBeside(options)) {
            return command.run(register(options, database), out);
        }
    }

    private static int open(Options options, Work work) {
        return open(InstalledDatabase.openExisting(options), options, work);
    }

    // Without an installation among its beans the context has metadata and transactions alone:
    // no jobs, no events, no plugins begin to work.
    private static int open(InstalledDatabase opened, Options options, Work work) {
        try (InstalledDatabase database = opened;
                HikariDataSource pool = Databases.open(database.application(), CONNECTIONS);
                Homes homes = homes(options, database, pool);
                FileBodies bodies = options.bodies();
                ApplicationContext context = context(pool, homes)) {
            TenantTransactions transactions = context.getBean(TenantTransactions.class);
            TenantModels models =
                    new TenantModels(transactions, context.getBean(MetadataStore.class));
            return work.with(new Tools(database, homes, transactions, models, bodies));
        }
    }

    private static Homes homes(Options options, InstalledDatabase database, DataSource pool) {
        return new Homes(common(database), pool, register(options, database), HomeConnections.FEW);
    }

    private static Home common(InstalledDatabase database) {
        return Home.common(database.owner(), database.application());
    }

    private static HomeRegister register(Options options, InstalledDatabase database) {
        // The key is looked for only where there is an address to be read with it.
        SecretBox box =
                new SecretBox(purpose ->
                        MasterKeys.find(options.masterKey(), options.data()).derive(purpose));
        return new HomeRegister(common(database), box);
    }

    private static ApplicationContext context(DataSource pool, Homes homes) {
        ApplicationContext context =
                ApplicationContext.builder()
                        .singletons(Clock.systemUTC())
                        .properties(Map.of("datasources.default.dialect", "POSTGRES"))
                        .banner(false)
                        .build();
        context.registerSingleton(
                DataSource.class, new RoutedSource(pool), Qualifiers.byName("default"));
        context.registerSingleton(HomePools.class, homes);
        return context.start();
    }
}
