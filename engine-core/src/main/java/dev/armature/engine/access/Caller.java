package dev.armature.engine.access;

import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The person, or the rule or plugin on a person's behalf, that asks for something. */
public record Caller(
        Tenant tenant, UUID userId, String email, String name, Role role, String locale) {

    /** Who is said to have done what nobody asked for. */
    public static final UUID PLATFORM = new UUID(0, 0);

    /** The platform itself, for what it does by itself. */
    public static Caller platform(Tenant tenant) {
        return new Caller(tenant, PLATFORM, "", "Armature", Role.ADMINISTRATOR, tenant.locale());
    }

    public TenantId tenantId() {
        return tenant.id();
    }

    /** What expressions know of the caller at a moment. */
    public Environment environment(Instant now) {
        return new Environment(
                userId,
                email,
                name,
                List.of(role.word()),
                tenant.slug(),
                tenant.currency(),
                tenant.zone(),
                now);
    }
}
