package dev.armature.engine.access;

import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Standing;
import dev.armature.metadata.model.Grants;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The person, or the rule or plugin on a person's behalf, that asks for something.
 *
 * @param roles the names of the roles that the person has, in order
 * @param trusted whether it is the platform that acts on the person's behalf, by what an
 *     administrator told it to do: nothing is kept from it
 * @param standing where the person stands among others, which conditions on records may ask
 * @param guest all that they may do who are nobody here, as a role that is none of the tenant's; or
 *     null for who has roles
 */
public record Caller(
        Tenant tenant,
        UUID userId,
        String email,
        String name,
        List<String> roles,
        String locale,
        boolean trusted,
        Standing standing,
        @Nullable RoleDefinition guest) {

    /** Who is said to have done what nobody asked for. */
    public static final UUID PLATFORM = new UUID(0, 0);

    private static final Set<String> EVERYTHING = Set.of(RoleDefinition.ADMINISTRATOR);

    public Caller {
        roles = List.copyOf(roles);
    }

    /** A person who asks for themselves, and stands alone. */
    public Caller(
            Tenant tenant,
            UUID userId,
            String email,
            String name,
            List<String> roles,
            String locale) {
        this(tenant, userId, email, name, roles, locale, Standing.ALONE);
    }

    /** A person who asks for themselves. */
    public Caller(
            Tenant tenant,
            UUID userId,
            String email,
            String name,
            List<String> roles,
            String locale,
            Standing standing) {
        this(tenant, userId, email, name, roles, locale, false, standing, null);
    }

    /**
     * Somebody who is nobody here. What they do is done in the platform's name.
     *
     * @param role all that they may do; its name is one that no role of a tenant can have
     */
    public static Caller guest(Tenant tenant, RoleDefinition role) {
        return new Caller(
                tenant, PLATFORM, "", "", List.of(), tenant.locale(), false, Standing.ALONE, role);
    }

    /** The platform itself, for what it does by itself. */
    public static Caller platform(Tenant tenant) {
        return new Caller(
                tenant,
                PLATFORM,
                "",
                "Armature",
                List.of(RoleDefinition.ADMINISTRATOR),
                tenant.locale(),
                true,
                Standing.ALONE,
                null);
    }

    /** The platform on the person's behalf. */
    public Caller asTrusted() {
        return new Caller(tenant, userId, email, name, roles, locale, true, standing, null);
    }

    public TenantId tenantId() {
        return tenant.id();
    }

    /** Whether they may change metadata, users and plugins. */
    public boolean isAdministrator() {
        return roles.contains(RoleDefinition.ADMINISTRATOR);
    }

    /** The roles whose rights the caller has. */
    Set<String> effectiveRoles() {
        if (trusted) {
            return EVERYTHING;
        }
        return guest == null ? Set.copyOf(roles) : Set.of(guest.name());
    }

    /** What the caller may do, by their tenant's metadata. */
    public Grants grants(TenantModel model) {
        if (!tenant.id().equals(model.tenant())) {
            throw new IllegalStateException(
                    "metadata of another tenant was taken for the caller's");
        }
        return guest == null ? model.grants(effectiveRoles()) : model.grants(guest);
    }

    /** What expressions know of the caller at a moment. */
    public Environment environment(Instant now) {
        return new Environment(
                userId,
                email,
                name,
                roles,
                tenant.slug(),
                tenant.currency(),
                tenant.zone(),
                now,
                standing);
    }
}
