package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.metadata.tenant.TenantId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who provisions a tenant's users and groups.
 *
 * @param key the API key by which they do, or null for an administrator who is signed in
 */
public record Provisioner(Caller caller, @Nullable UUID key) {

    public TenantId tenant() {
        return caller.tenantId();
    }

    /** Something that they did. */
    AuditEvent did(AuditKind kind, Object subject) {
        AuditEvent event = AuditEvent.by(caller.userId(), kind, subject).with("by", "scim");
        return key == null ? event : event.with("key", key.toString());
    }
}
