package dev.armature.engine.tenant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.file.ThumbnailSize;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a tenant's administrators say of it. Thread-safe. */
public final class TenantSettings {

    private final TenantDatabase database;
    private final TenantDirectory tenants;
    private final UploadedFiles files;
    private final Consumer<TenantId> changed;

    /**
     * @param changed told after a change, so that nobody here believes what was before
     */
    public TenantSettings(
            TenantDatabase database,
            TenantDirectory tenants,
            UploadedFiles files,
            Consumer<TenantId> changed) {
        this.database = database;
        this.tenants = tenants;
        this.files = files;
        this.changed = changed;
    }

    /** A tenant as it is answered. */
    public static ObjectNode toJson(Tenant tenant) {
        ObjectNode json =
                Json.object()
                        .put("id", tenant.uid().toString())
                        .put("slug", tenant.slug())
                        .put("name", tenant.name())
                        .put("locale", tenant.locale())
                        .put("timeZone", tenant.zone().getId())
                        .put("currency", tenant.currency());
        UUID logo = tenant.brand().logo();
        json.putObject("brand")
                .put("accent", tenant.brand().accent())
                .put("logo", logo == null ? null : logo.toString());
        Instant erasureDue = tenant.erasureDue();
        return json.put("erasureDueAt", erasureDue == null ? null : erasureDue.toString());
    }

    /** The caller's tenant as it is now. */
    public Tenant get(Caller caller) {
        return tenants.find(caller.tenantId()).orElseThrow();
    }

    /** Changes it by a merge patch. What changed is seen here at once, and elsewhere in seconds. */
    public Tenant change(Caller caller, ObjectNode patch) {
        TenantChange change = TenantChange.read(patch);
        TenantId id = caller.tenantId();
        Tenant after =
                database.transaction(
                        id,
                        connection -> {
                            Tenant before = TenantDirectory.held(connection, id);
                            Tenant wanted = change.applied(before);
                            if (wanted.equals(before)) {
                                return before;
                            }
                            keepLogo(connection, caller, before, change.newLogo());
                            update(connection, wanted);
                            note(connection, caller, before, wanted);
                            return wanted;
                        });
        changed.accept(id);
        return after;
    }

    private void keepLogo(
            Connection connection, Caller caller, Tenant before, @Nullable UUID logo) {
        if (logo == null || logo.equals(before.brand().logo())) {
            return;
        }
        if (files.keepImage(connection, caller, logo) == null) {
            Problems problems = new Problems();
            TenantChange.refuseLogo(problems);
            problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        }
    }

    private static void update(Connection connection, Tenant tenant) {
        Sql.of(
                        "update tenant set name = ",
                        Sql.value(tenant.name(), ColumnType.TEXT),
                        ", locale = ",
                        Sql.value(tenant.locale(), ColumnType.TEXT),
                        ", time_zone = ",
                        Sql.value(tenant.zone().getId(), ColumnType.TEXT),
                        ", currency = ",
                        Sql.value(tenant.currency(), ColumnType.TEXT),
                        ", accent = ",
                        Sql.value(tenant.brand().accent(), ColumnType.TEXT),
                        ", logo = ",
                        Sql.value(tenant.brand().logo(), ColumnType.UUID),
                        " where tenant_id = ",
                        Sql.number(tenant.id().value()))
                .execute(connection);
    }

    private static void note(Connection connection, Caller caller, Tenant before, Tenant after) {
        ObjectNode old = toJson(before);
        ObjectNode now = toJson(after);
        old.setAll((ObjectNode) old.remove("brand"));
        now.setAll((ObjectNode) now.remove("brand"));
        AuditEvent event = AuditEvent.by(caller.userId(), AuditKind.SETTINGS_CHANGED, "tenant");
        for (String name : List.of("name", "locale", "timeZone", "currency", "accent", "logo")) {
            if (!Objects.equals(old.get(name), now.get(name))) {
                event = event.with(name, now.get(name).asText("none"));
            }
        }
        event.write(connection, caller.tenantId());
    }

    /**
     * The logo, for everybody of the tenant.
     *
     * @throws EngineException {@code not_found} if there is none
     */
    public UploadedFiles.Content logo(Caller caller) {
        UUID logo = caller.tenant().brand().logo();
        if (logo == null) {
            throw EngineException.notFound("A logo");
        }
        return files.thumbnailForAll(caller.tenantId(), logo, ThumbnailSize.MEDIUM);
    }
}
