package dev.armature.metadata.database;

import java.sql.Connection;
import java.util.Map;
import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.analytics.configuration.AnalyticsArgs;
import liquibase.changelog.ChangeLogParameters;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DatabaseChangelogCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.command.core.helpers.ShowSummaryArgument;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.ResourceAccessor;
import liquibase.ui.LoggerUIService;

/**
 * Brings the platform's own tables up to date, with Liquibase. Tenants' metadata never leads to DDL
 * here.
 */
public final class Migrations {

    /** The schema of the installation's own tables. */
    public static final String SCHEMA = "armature";

    private static final String CHANGELOG = "db/changelog.yaml";

    private Migrations() {}

    /**
     * @param owner a connection of the tables' owner; left open
     * @param appRole the role that gets the rights to use the tables
     * @param schema where the tables are; the text of a migration comes out the same as if it named
     *     it, and so does its checksum
     */
    static void run(Connection owner, String appRole, String schema) {
        run(owner, appRole, schema, new ClassLoaderResourceAccessor());
    }

    /** The same with the text of the migrations from elsewhere. */
    static void run(Connection owner, String appRole, String schema, ResourceAccessor texts) {
        try {
            Database database =
                    DatabaseFactory.getInstance()
                            .findCorrectDatabaseImplementation(new JdbcConnection(owner));
            database.setDefaultSchemaName(schema);
            database.setLiquibaseSchemaName(schema);
            ChangeLogParameters parameters = new ChangeLogParameters(database);
            parameters.set("schema", schema);
            parameters.set("appRole", "\"" + appRole + "\"");
            parameters.set("operatorRole", "\"" + TenantRoles.operators(appRole) + "\"");
            parameters.set("tenantRole", "\"" + TenantRoles.group(appRole) + "\"");
            Scope.child(
                    Map.of(
                            Scope.Attr.resourceAccessor.name(),
                            texts,
                            Scope.Attr.ui.name(),
                            new LoggerUIService(),
                            // Liquibase would tell its maker of each start; a company's own
                            // installation tells nobody.
                            AnalyticsArgs.ENABLED.getKey(),
                            false),
                    () ->
                            new CommandScope(UpdateCommandStep.COMMAND_NAME)
                                    .addArgumentValue(
                                            DbUrlConnectionArgumentsCommandStep.DATABASE_ARG,
                                            database)
                                    .addArgumentValue(
                                            UpdateCommandStep.CHANGELOG_FILE_ARG, CHANGELOG)
                                    .addArgumentValue(
                                            DatabaseChangelogCommandStep.CHANGELOG_PARAMETERS,
                                            parameters)
                                    .addArgumentValue(
                                            ShowSummaryArgument.SHOW_SUMMARY_OUTPUT,
                                            UpdateSummaryOutputEnum.LOG)
                                    .execute());
            owner.setAutoCommit(true);
        } catch (Exception e) {
            String reason =
                    String.valueOf(e.getMessage())
                            .lines()
                            .map(String::strip)
                            .limit(3)
                            .reduce((a, b) -> a + " " + b)
                            .orElse("no reason given");
            throw new StartupException(
                    "The database could not be migrated; was it made by another version? " + reason,
                    e);
        }
    }
}
