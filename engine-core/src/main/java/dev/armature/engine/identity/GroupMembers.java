package dev.armature.engine.identity;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Who is in which group. Stateless. */
final class GroupMembers {

    private GroupMembers() {}

    /** Puts a user into these groups, and out of all others. */
    static void putInto(
            Connection connection, TenantId tenant, UUID user, Collection<String> groups) {
        Set<String> unknown = new LinkedHashSet<>(groups);
        // Held, so that none is deleted before the user is in it.
        Sql.of(
                        "select name from user_group where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and name = any(",
                        Sql.array(groups.stream().filter(Groups::isName).toList(), ColumnType.TEXT),
                        ") for key share")
                .all(connection, row -> row.getString(1))
                .forEach(unknown::remove);
        refuse(unknown, "/groups", "group");
        Sql id = Sql.value(user, ColumnType.UUID);
        clear(connection, tenant, Sql.of("user_id = ", id));
        Sql.of(
                        "insert into group_member (tenant_id, group_id, user_id) select g.tenant_id, g.id, u.id from user_group g join user_account u on u.tenant_id = g.tenant_id and u.id = ",
                        id,
                        " where g.tenant_id = ",
                        Sql.number(tenant.value()),
                        " and g.name = any(",
                        Sql.array(groups, ColumnType.TEXT),
                        ")")
                .execute(connection);
    }

    /** Puts these users into a group, and all others out of it. */
    static void fill(Connection connection, TenantId tenant, UUID group, Collection<UUID> members) {
        clear(connection, tenant, Sql.of("group_id = ", Sql.value(group, ColumnType.UUID)));
        putIn(connection, tenant, group, members);
    }

    /** Takes these users out of a group. */
    static void takeOut(
            Connection connection, TenantId tenant, UUID group, Collection<UUID> members) {
        clear(
                connection,
                tenant,
                Sql.of(
                        "group_id = ",
                        Sql.value(group, ColumnType.UUID),
                        " and user_id = any(",
                        Sql.array(members, ColumnType.UUID),
                        ")"));
    }

    /** Puts these users, who are not in it, into a group. */
    static void putIn(
            Connection connection, TenantId tenant, UUID group, Collection<UUID> members) {
        Sql id = Sql.value(group, ColumnType.UUID);
        List<UUID> put =
                Sql.of(
                                "insert into group_member (tenant_id, group_id, user_id) select u.tenant_id, ",
                                id,
                                ", u.id from user_account u where u.tenant_id = ",
                                Sql.number(tenant.value()),
                                " and u.id = any(",
                                Sql.array(members, ColumnType.UUID),
                                ") returning user_id")
                        .all(connection, row -> row.getObject(1, UUID.class));
        Set<String> unknown = new LinkedHashSet<>();
        members.forEach(member -> unknown.add(member.toString()));
        put.forEach(member -> unknown.remove(member.toString()));
        refuse(unknown, "/members", "user");
    }

    private static void clear(Connection connection, TenantId tenant, Sql which) {
        Sql.of(
                        "delete from group_member where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and ",
                        which)
                .execute(connection);
    }

    private static void refuse(Set<String> unknown, String pointer, String what) {
        if (!unknown.isEmpty()) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem(
                            pointer,
                            "reference_not_found",
                            "There is no %s \"%s\"".formatted(what, unknown.iterator().next())));
        }
    }
}
