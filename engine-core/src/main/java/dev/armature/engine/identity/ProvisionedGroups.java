package dev.armature.engine.identity;

import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes groups as a tenant's identity provider has them. What it calls a group is the group's
 * label here and may change; the name, which conditions know, is made of it once. Thread-safe.
 */
public final class ProvisionedGroups {

    /** How many users may be in one group. */
    public static final int MOST_MEMBERS = Groups.MOST_MEMBERS;

    /** How long a name is that is made of a label, before a number makes it unlike others. */
    private static final int NAME_LENGTH = 50;

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^A-Za-z0-9._]+");
    private static final Pattern NOT_AT_ENDS = Pattern.compile("^[^A-Za-z0-9]+|-+$");

    private final Ids ids;

    public ProvisionedGroups(Ids ids) {
        this.ids = ids;
    }

    /** What the provider says of a group; {@code externalId} is its own name for it, or null. */
    public record Wanted(@Nullable String externalId, String label) {}

    /** Nobody else changes groups until the transaction ends. */
    public static void hold(Connection connection, TenantId tenant) {
        Hierarchy.lock(connection, tenant, "groups");
    }

    public UUID create(
            Connection connection, Provisioner by, Wanted wanted, Collection<UUID> members) {
        TenantId tenant = by.tenant();
        Groups.requireRoom(connection, tenant);
        UUID id = ids.next();
        Groups.insert(connection, tenant, id, freeName(connection, tenant, wanted.label));
        write(connection, by, id, wanted, AuditKind.GROUP_CREATED, Set.of(), members);
        return id;
    }

    private static String freeName(Connection connection, TenantId tenant, String label) {
        String plain = Normalizer.normalize(label, Normalizer.Form.NFD);
        String name = NOT_IN_NAMES.matcher(MARKS.matcher(plain).replaceAll("")).replaceAll("-");
        name = name.length() <= NAME_LENGTH ? name : name.substring(0, NAME_LENGTH);
        name = NOT_AT_ENDS.matcher(name).replaceAll("");
        String stem = name.isEmpty() ? "group" : name;
        Set<String> taken =
                new HashSet<>(
                        Sql.of(
                                        "select name from user_group where tenant_id = ",
                                        Sql.number(tenant.value()))
                                .all(connection, row -> row.getString(1)));
        String free = stem;
        for (int number = 2; taken.contains(free); number++) {
            free = stem + "-" + number;
        }
        return free;
    }

    /**
     * Changes what a group is called, and who is in it.
     *
     * @param out members who are none any more
     * @param in who becomes one
     */
    public void change(
            Connection connection,
            Provisioner by,
            UUID id,
            Wanted wanted,
            Collection<UUID> out,
            Collection<UUID> in) {
        write(connection, by, id, wanted, AuditKind.GROUP_CHANGED, out, in);
    }

    private static void write(
            Connection connection,
            Provisioner by,
            UUID id,
            Wanted wanted,
            AuditKind kind,
            Collection<UUID> out,
            Collection<UUID> in) {
        TenantId tenant = by.tenant();
        requireFree(connection, tenant, id, wanted.label);
        String name =
                Sql.of(
                                "update user_group set version = version + 1, updated_at = now(), label = ",
                                Sql.value(wanted.label, ColumnType.TEXT),
                                " where ",
                                is(tenant, "id", id),
                                " returning name")
                        .first(connection, row -> row.getString(1))
                        .orElseThrow(() -> EngineException.notFound("The group " + id));
        called(connection, tenant, id, wanted.externalId);
        GroupMembers.takeOut(connection, tenant, id, out);
        GroupMembers.putIn(connection, tenant, id, in);
        by.did(kind, name)
                .with("added", Integer.toString(in.size()))
                .with("removed", Integer.toString(out.size()))
                .write(connection, tenant);
    }

    private static void called(
            Connection connection, TenantId tenant, UUID id, @Nullable String externalId) {
        Sql statement =
                externalId == null
                        ? Sql.of("delete from provisioned_group where ", is(tenant, "group_id", id))
                        : Sql.of(
                                "insert into provisioned_group (tenant_id, group_id, external_id) values (",
                                Sql.number(tenant.value()),
                                ", ",
                                Sql.value(id, ColumnType.UUID),
                                ", ",
                                Sql.value(externalId, ColumnType.TEXT),
                                ") on conflict (tenant_id, group_id) do update set external_id = excluded.external_id");
        statement.execute(connection);
    }

    // Providers find groups by what they are called, and take none where there are two.
    private static void requireFree(Connection connection, TenantId tenant, UUID id, String label) {
        if (label.isBlank() || label.length() > Groups.MAX_LABEL) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem(
                            "/displayName",
                            "too_long",
                            "A group is called by 1 to %d characters".formatted(Groups.MAX_LABEL)));
        }
        boolean taken =
                Sql.of(
                                "select 1 from user_group where tenant_id = ",
                                Sql.number(tenant.value()),
                                " and id <> ",
                                Sql.value(id, ColumnType.UUID),
                                " and lower(label) = lower(",
                                Sql.value(label, ColumnType.TEXT),
                                ")")
                        .first(connection, row -> true)
                        .isPresent();
        if (taken) {
            throw EngineException.invalid(
                    ErrorCode.NOT_UNIQUE,
                    new Problem("/displayName", "not_unique", "Another group is called so"));
        }
    }

    /** Deletes one that has no group below it; its members stay users. */
    public void remove(Connection connection, Provisioner by, UUID id) {
        TenantId tenant = by.tenant();
        String name =
                Sql.of("select name from user_group where ", is(tenant, "id", id))
                        .first(connection, row -> row.getString(1))
                        .orElseThrow(() -> EngineException.notFound("The group " + id));
        Group group = Groups.required(connection, tenant, name);
        Groups.requireNoneBelow(connection, tenant, group);
        by.did(AuditKind.GROUP_DELETED, name)
                .with("members", Integer.toString(group.members().size()))
                .write(connection, tenant);
        Sql.of("delete from user_group where ", is(tenant, "id", id)).execute(connection);
    }

    private static Sql is(TenantId tenant, String column, UUID id) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                " and " + column + " = ",
                Sql.value(id, ColumnType.UUID));
    }
}
