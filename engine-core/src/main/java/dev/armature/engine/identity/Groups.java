package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The groups of a tenant's users. Thread-safe. */
public final class Groups {

    /** How many groups a tenant may have. */
    static final int MOST = 1_000;

    /** How many users may be in one group. */
    static final int MOST_MEMBERS = 10_000;

    /** How many characters a name has at most. */
    static final int MAX_NAME = 63;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** How many characters a label has at most. */
    static final int MAX_LABEL = 120;

    private final TenantDatabase database;
    private final Ids ids;

    public Groups(TenantDatabase database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    /** What is said of a group. */
    private record Wanted(
            @Nullable String label,
            boolean placed,
            @Nullable String parent,
            @Nullable List<UUID> members) {

        static Wanted read(ObjectNode json, Attributes attributes) {
            String label = attributes.has("label") ? attributes.text("label", MAX_LABEL) : null;
            return new Wanted(
                    label,
                    json.has("parent"),
                    attributes.optionalText("parent", MAX_NAME),
                    attributes.has("members") ? readMembers(attributes) : null);
        }

        private static List<UUID> readMembers(Attributes attributes) {
            List<UUID> members =
                    attributes.list(
                            "members",
                            (node, at) -> {
                                UUID id = node.isTextual() ? Literals.id(node.textValue()) : null;
                                if (id == null) {
                                    attributes
                                            .problems()
                                            .add(at, "invalid_id", "The id of a user is expected");
                                }
                                return id;
                            });
            if (members.size() > MOST_MEMBERS) {
                attributes
                        .problems()
                        .add(
                                attributes.pointer("members"),
                                "limit_exceeded",
                                "A group has at most " + MOST_MEMBERS + " members");
            }
            return members.stream().distinct().toList();
        }
    }

    /** All of them, by name. */
    public List<Group> list(TenantId tenant) {
        return database.transaction(
                tenant, connection -> select(tenant, Sql.EMPTY).all(connection, Group::read));
    }

    private static Sql select(TenantId tenant, Sql further) {
        return Sql.of(
                "select ",
                Group.COLUMNS,
                " from user_group g where g.tenant_id = ",
                Sql.number(tenant.value()),
                further,
                " order by g.name");
    }

    /** The one of a name, or the answer that there is none. */
    public Group required(TenantId tenant, String name) {
        return database.transaction(tenant, connection -> required(connection, tenant, name));
    }

    static Group required(Connection connection, TenantId tenant, String name) {
        return find(connection, tenant, name)
                .orElseThrow(() -> EngineException.notFound("The group \"" + name + "\""));
    }

    private static Optional<Group> find(Connection connection, TenantId tenant, String name) {
        return isName(name)
                ? select(tenant, Sql.of(" and g.name = ", Sql.value(name, ColumnType.TEXT)))
                        .first(connection, Group::read)
                : Optional.empty();
    }

    /** Whether a group can be called so. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Makes one of {@code {name, label?, parent?, members?}}. */
    public Group create(Caller by, ObjectNode json) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(json, "", problems);
        String name = attributes.text("name", MAX_NAME);
        if (!name.isEmpty() && !isName(name)) {
            problems.add(
                    "/name",
                    "invalid_name",
                    "A name has letters, digits, points, dashes and underscores, and begins with a letter or a digit");
        }
        Wanted wanted = Wanted.read(json, attributes);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        TenantId tenant = by.tenantId();
        try {
            return database.transaction(
                    tenant,
                    connection -> {
                        Hierarchy.lock(connection, tenant, "groups");
                        requireRoom(connection, tenant);
                        UUID id = ids.next();
                        insert(connection, tenant, id, name);
                        return write(connection, by, id, name, wanted, AuditKind.GROUP_CREATED);
                    });
        } catch (DatabaseException e) {
            throw e.isNotUnique()
                    ? EngineException.invalid(
                            ErrorCode.NOT_UNIQUE,
                            new Problem("/name", "not_unique", "Another group has this name"))
                    : e;
        }
    }

    static void requireRoom(Connection connection, TenantId tenant) {
        long groups =
                Sql.of(
                                "select count(*) from user_group where tenant_id = ",
                                Sql.number(tenant.value()))
                        .first(connection, row -> row.getLong(1))
                        .orElseThrow();
        if (groups >= MOST) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem("", "limit_exceeded", "A tenant has at most " + MOST + " groups"));
        }
    }

    static void insert(Connection connection, TenantId tenant, UUID id, String name) {
        Sql text = Sql.value(name, ColumnType.TEXT);
        Sql.of(
                        "insert into user_group (tenant_id, id, version, name, label) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.value()),
                                        Sql.value(id, ColumnType.UUID),
                                        Sql.number(0),
                                        text,
                                        text)),
                        ")")
                .execute(connection);
    }

    /** Changes label, parent or members by a merge patch; the name stays. */
    public Group change(Caller by, String name, ObjectNode patch) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(patch, "", problems);
        Wanted wanted = Wanted.read(patch, attributes);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        TenantId tenant = by.tenantId();
        return database.transaction(
                tenant,
                connection -> {
                    Hierarchy.lock(connection, tenant, "groups");
                    UUID id = required(connection, tenant, name).id();
                    return write(connection, by, id, name, wanted, AuditKind.GROUP_CHANGED);
                });
    }

    private static Group write(
            Connection connection, Caller by, UUID id, String name, Wanted wanted, AuditKind kind) {
        TenantId tenant = by.tenantId();
        UUID parent = wanted.parent == null ? null : parent(connection, tenant, id, wanted.parent);
        Sql.of(
                        "update user_group set version = version + 1, updated_at = now(), label = coalesce(",
                        Sql.value(wanted.label, ColumnType.TEXT),
                        ", label), parent_id = ",
                        wanted.placed ? Sql.value(parent, ColumnType.UUID) : Sql.raw("parent_id"),
                        " where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(id, ColumnType.UUID))
                .execute(connection);
        if (wanted.members != null) {
            GroupMembers.fill(connection, tenant, id, wanted.members);
        }
        Group group = required(connection, tenant, name);
        AuditEvent.by(by.userId(), kind, name)
                .with("parent", group.parent() == null ? "" : group.parent())
                .with("members", Integer.toString(group.members().size()))
                .write(connection, tenant);
        return group;
    }

    private static UUID parent(Connection connection, TenantId tenant, UUID id, String name) {
        UUID parent = find(connection, tenant, name).map(Group::id).orElse(null);
        List<UUID> above =
                parent == null
                        ? List.of()
                        : Hierarchy.above(connection, tenant, "user_group", "parent_id", parent);
        Hierarchy.check(above, id, "/parent", "group");
        return above.getFirst();
    }

    /** Deletes one that has no group below it; its members stay users. */
    public void delete(Caller by, String name) {
        TenantId tenant = by.tenantId();
        database.transaction(
                tenant,
                connection -> {
                    Hierarchy.lock(connection, tenant, "groups");
                    Group group = required(connection, tenant, name);
                    requireNoneBelow(connection, tenant, group);
                    AuditEvent.by(by.userId(), AuditKind.GROUP_DELETED, name)
                            .with("members", Integer.toString(group.members().size()))
                            .write(connection, tenant);
                    return Sql.of(
                                    "delete from user_group where tenant_id = ",
                                    Sql.number(tenant.value()),
                                    " and id = ",
                                    Sql.value(group.id(), ColumnType.UUID))
                            .execute(connection);
                });
    }

    static void requireNoneBelow(Connection connection, TenantId tenant, Group group) {
        List<String> below =
                Sql.of(
                                "select name from user_group where tenant_id = ",
                                Sql.number(tenant.value()),
                                " and parent_id = ",
                                Sql.value(group.id(), ColumnType.UUID),
                                " order by name limit 5")
                        .all(connection, row -> row.getString(1));
        if (!below.isEmpty()) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "The group stands above \"%s\"; put those elsewhere first"
                            .formatted(String.join("\", \"", below)));
        }
    }
}
