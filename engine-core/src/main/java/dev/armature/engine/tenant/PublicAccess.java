package dev.armature.engine.tenant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;

/**
 * Whether people who are nobody in a tenant see pages of it. It is asked each time one is opened,
 * so a page that is forbidden is gone at once. Thread-safe.
 */
public final class PublicAccess {

    private final TenantDatabase database;

    public PublicAccess(TenantDatabase database) {
        this.database = database;
    }

    /**
     * What a tenant allows.
     *
     * @param forms forms that anybody fills in
     * @param links links by which anybody sees a record
     */
    public record Settings(boolean forms, boolean links) {

        /** As it is answered. */
        public ObjectNode toJson() {
            return Json.object().put("forms", forms).put("links", links);
        }
    }

    public Settings get(TenantId tenant) {
        return database.transaction(tenant, connection -> get(connection, tenant));
    }

    /** The same within a transaction of the tenant. */
    public static Settings get(Connection connection, TenantId tenant) {
        return Sql.of(
                        "select public_forms, public_links from tenant where tenant_id = ",
                        Sql.number(tenant.value()))
                .first(connection, row -> new Settings(row.getBoolean(1), row.getBoolean(2)))
                .orElseThrow();
    }

    /** Changes it by a merge patch of {@code {forms, links}}. */
    public Settings change(Caller caller, ObjectNode patch) {
        TenantId tenant = caller.tenantId();
        return database.transaction(
                tenant,
                connection -> {
                    Settings wanted = read(patch, get(connection, tenant));
                    Sql.of(
                                    "update tenant set public_forms = ",
                                    Sql.value(wanted.forms, ColumnType.BOOLEAN),
                                    ", public_links = ",
                                    Sql.value(wanted.links, ColumnType.BOOLEAN),
                                    " where tenant_id = ",
                                    Sql.number(tenant.value()))
                            .execute(connection);
                    AuditEvent.by(caller.userId(), AuditKind.SETTINGS_CHANGED, "public-access")
                            .with("forms", Boolean.toString(wanted.forms))
                            .with("links", Boolean.toString(wanted.links))
                            .write(connection, tenant);
                    return wanted;
                });
    }

    private static Settings read(ObjectNode patch, Settings before) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(patch, "", problems);
        Settings wanted =
                new Settings(
                        attributes.flag("forms", before.forms),
                        attributes.flag("links", before.links));
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return wanted;
    }
}
