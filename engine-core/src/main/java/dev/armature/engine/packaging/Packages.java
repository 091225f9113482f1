package dev.armature.engine.packaging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.plugin.InstalledPlugin;
import dev.armature.engine.plugin.PluginStore;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.change.EditContext;
import dev.armature.metadata.change.MetadataEdit;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.MetadataService.Editor;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.packaging.MetadataPackage;
import dev.armature.metadata.packaging.PackageEdit;
import dev.armature.metadata.packaging.PackageWriter;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.plugin.manifest.Version;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an administrator does with packages. Thread-safe. */
public final class Packages {

    /** How many of the packages that were applied are told. */
    public static final int MOST_LISTED = 50;

    private final TenantTransactions transactions;
    private final TenantModels models;
    private final MetadataPublisher publisher;
    private final PluginStore plugins;

    public Packages(
            TenantTransactions transactions,
            TenantModels models,
            MetadataPublisher publisher,
            PluginStore plugins) {
        this.transactions = transactions;
        this.models = models;
        this.publisher = publisher;
        this.plugins = plugins;
    }

    /** A tenant's metadata as a package. */
    public MetadataPackage export(TenantId tenant) {
        return PackageWriter.write(
                models.current(tenant).definition(), named(plugins.list(tenant)));
    }

    /** The same of metadata that a transaction sees. */
    public static MetadataPackage export(
            Connection connection, TenantModel model, PluginStore plugins) {
        return PackageWriter.write(
                model.definition(), named(plugins.list(connection, model.tenant())));
    }

    private static List<MetadataPackage.Plugin> named(List<InstalledPlugin> installed) {
        return installed.stream()
                .map(InstalledPlugin::manifest)
                .map(manifest ->
                        new MetadataPackage.Plugin(manifest.id(), manifest.version().toString()))
                .toList();
    }

    /** What a package would do. Nothing is changed, and writers wait while it is found out. */
    public ObjectNode plan(TenantId tenant, MetadataPackage wanted, PackageEdit.Rest rest) {
        return publisher.tryOut(
                tenant, edit(tenant, wanted, rest, named(plugins.list(tenant))), Plans::write);
    }

    /**
     * Makes the tenant's metadata what a package says, all of it or nothing.
     *
     * @throws EngineException {@code invalid_metadata} with everything that stands in the way
     */
    public TenantModel apply(Editor editor, MetadataPackage wanted, PackageEdit.Rest rest) {
        return change(
                editor,
                "apply a package",
                (connection, version, installed) -> edit(editor.tenant(), wanted, rest, installed));
    }

    /**
     * Makes the metadata what it was before the package that was applied last, with the values of
     * all that it deleted.
     *
     * @throws EngineException {@code state_conflict} when the metadata was changed since
     */
    public TenantModel rollBack(Editor editor) {
        return change(
                editor,
                "take a package back",
                (connection, version, installed) ->
                        new PackageEdit(
                                editor.tenant(),
                                before(connection, editor.tenant(), version),
                                PackageEdit.Rest.DELETE,
                                true));
    }

    /**
     * A package that was applied.
     *
     * @param version what the metadata became with it
     * @param isLast whether nothing was changed since, so that it can be taken back
     */
    public record Applied(long version, Instant at, @Nullable UUID by, boolean isLast) {}

    /** The packages that were applied last, the newest first. */
    public List<Applied> applied(TenantId tenant) {
        return transactions.run(
                tenant,
                connection ->
                        Sql.of(
                                        "select p.version, p.applied_at, p.applied_by, p.version = t.metadata_version from package_applied p join tenant t on t.tenant_id = p.tenant_id where p.tenant_id = ",
                                        Sql.number(tenant.value()),
                                        " order by p.version desc limit ",
                                        Sql.number(MOST_LISTED))
                                .all(connection, Packages::applied));
    }

    private static Applied applied(ResultSet row) throws SQLException {
        return new Applied(
                row.getLong(1),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                row.getObject(3, UUID.class),
                row.getBoolean(4));
    }

    private static MetadataEdit edit(
            TenantId tenant,
            MetadataPackage wanted,
            PackageEdit.Rest rest,
            List<MetadataPackage.Plugin> installed) {
        MetadataEdit edit = new PackageEdit(tenant, wanted, rest, false);
        Map<String, String> versions =
                installed.stream()
                        .collect(
                                Collectors.toMap(
                                        MetadataPackage.Plugin::id,
                                        MetadataPackage.Plugin::version));
        return (current, context) -> {
            for (int i = 0; i < wanted.plugins().size(); i++) {
                require(wanted.plugins().get(i), versions, Pointers.at("/plugins", i), context);
            }
            return edit.apply(current, context);
        };
    }

    private static void require(
            MetadataPackage.Plugin plugin,
            Map<String, String> versions,
            String pointer,
            EditContext context) {
        String has = versions.get(plugin.id());
        if (has == null) {
            context.problems()
                    .add(
                            pointer,
                            "plugin_missing",
                            "Install the plugin \"%s\" %s first"
                                    .formatted(plugin.id(), plugin.version()));
            return;
        }
        Version needed = Version.parse(plugin.version());
        Version here = Version.parse(has);
        if (needed == null || here == null || here.compareTo(needed) < 0) {
            context.problems()
                    .add(
                            Pointers.at(pointer, "version"),
                            "plugin_missing",
                            "The package needs the plugin \"%s\" %s; here it is %s"
                                    .formatted(plugin.id(), plugin.version(), has));
        }
    }

    /** Says what is to be done once nobody else changes the metadata. */
    @FunctionalInterface
    private interface Making {
        MetadataEdit of(
                Connection connection, long version, List<MetadataPackage.Plugin> installed);
    }

    private TenantModel change(Editor editor, String summary, Making making) {
        TenantId tenant = editor.tenant();
        TenantModel published =
                transactions.change(
                        tenant,
                        (connection, version) -> {
                            requireSeen(editor, version);
                            List<MetadataPackage.Plugin> installed =
                                    named(plugins.list(connection, tenant));
                            TenantDefinition[] before = new TenantDefinition[1];
                            MetadataEdit edit = making.of(connection, version, installed);
                            TenantModel after =
                                    publisher.publishWithin(
                                            connection,
                                            version,
                                            tenant,
                                            editor.actor(),
                                            summary,
                                            (current, context) -> {
                                                before[0] = current;
                                                return edit.apply(current, context);
                                            });
                            if (after.version() != version) {
                                keep(
                                        connection,
                                        editor,
                                        after.version(),
                                        PackageWriter.write(before[0], installed));
                            }
                            return after;
                        });
        publisher.published(published);
        return published;
    }

    private static void requireSeen(Editor editor, long version) {
        Long expected = editor.expectedVersion();
        if (expected != null && expected != version) {
            throw new EngineException(
                    ErrorCode.STALE_VERSION,
                    "The metadata is at version " + version + " by now; plan again");
        }
    }

    private static void keep(
            Connection connection, Editor editor, long version, MetadataPackage before) {
        UUID actor = editor.actor();
        Sql.of(
                        "insert into package_applied (tenant_id, version, applied_by, before) values (",
                        Sql.number(editor.tenant().value()),
                        ", ",
                        Sql.number(version),
                        ", ",
                        Sql.value(actor, ColumnType.UUID),
                        ", ",
                        Sql.value(Json.write(before.toJson()), ColumnType.TEXT),
                        ")")
                .execute(connection);
    }

    private static MetadataPackage before(Connection connection, TenantId tenant, long version) {
        return Sql.of(
                        "select before from package_applied where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and version = ",
                        Sql.number(version))
                .first(connection, row -> MetadataPackage.read(Json.read(row.getString(1))))
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.STATE_CONFLICT,
                                "The last change of the metadata was no package; nothing can be taken back. Export what you want, and apply it"));
    }
}
