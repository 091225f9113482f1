package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.ProvisionedGroups;
import dev.armature.engine.identity.Provisioner;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A tenant's groups, as its identity provider sees and writes them. Thread-safe. */
public final class ScimGroups extends ScimStore {

    /** How many members the groups of a page have at most, all together. */
    static final int MOST_MEMBERS = 50_000;

    private static final String MEMBERS = "members";
    private static final String VALUE = "value";
    private static final Projection WHOLE = Projection.of(Schema.GROUP, List.of(), List.of());

    private static final String COLUMNS =
            "u.id, u.version, u.created_at, u.updated_at, u.label, p.external_id, ";
    private static final String WITH_MEMBERS =
            "(select coalesce(jsonb_agg(jsonb_build_array(w.id, w.name) order by w.id), '[]') from group_member m join user_account w on w.tenant_id = m.tenant_id and w.id = m.user_id where m.tenant_id = u.tenant_id and m.group_id = u.id) as members";

    private final ProvisionedGroups groups;

    public ScimGroups(TenantDatabase database, PublicUrl url, ProvisionedGroups groups) {
        super(Schema.GROUP, database, url);
        this.groups = groups;
    }

    @Override
    Sql columns(Projection projection) {
        return Sql.raw(
                COLUMNS + (projection.shows(MEMBERS) ? WITH_MEMBERS : "null::jsonb as members"));
    }

    @Override
    String visible() {
        return "";
    }

    @Override
    String taken() {
        return "Another group has this displayName or externalId";
    }

    @Override
    void requireSmall(Connection connection, TenantId tenant, Sql page, Projection projection) {
        if (!projection.shows(MEMBERS)) {
            return;
        }
        int members =
                Sql.of(
                                "select count(*)::int from (select u.id",
                                page,
                                ") g join group_member m on m.group_id = g.id and m.tenant_id = ",
                                Sql.number(tenant.value()))
                        .first(connection, row -> row.getInt(1))
                        .orElse(0);
        if (members > MOST_MEMBERS) {
            throw new ScimRefusal(
                    ScimType.TOO_MANY,
                    "The groups of a page have at most %d members: ask for fewer, or with excludedAttributes=members"
                            .formatted(MOST_MEMBERS));
        }
    }

    @Override
    ObjectNode read(ResultSet row, Projection projection) throws SQLException {
        ObjectNode json = base(row, List.of(Schema.GROUP_URN));
        json.put("displayName", row.getString("label"));
        String members = row.getString(MEMBERS);
        if (members != null) {
            ArrayNode list = json.putArray(MEMBERS);
            Json.read(members).forEach(member -> list.add(member(member)));
        }
        return projection.apply(json);
    }

    private ObjectNode member(JsonNode member) {
        String id = member.get(0).textValue();
        return Json.object()
                .put(VALUE, id)
                .put("display", member.get(1).textValue())
                .put("type", Schema.USER.name())
                .put("$ref", location(Schema.USER.endpoint(), id));
    }

    /** What a group is to be. */
    private record Wish(ProvisionedGroups.Wanted wanted, Set<UUID> members) {

        static Wish of(ObjectNode form) {
            String label = form.path("displayName").textValue();
            if (label == null) {
                throw new ScimRefusal(ScimType.INVALID_VALUE, "\"displayName\" is missing");
            }
            return new Wish(
                    new ProvisionedGroups.Wanted(form.path("externalId").textValue(), label),
                    members(form.get(MEMBERS)));
        }

        private static Set<UUID> members(@Nullable JsonNode list) {
            Set<UUID> members = new LinkedHashSet<>();
            if (list != null) {
                list.forEach(member -> members.add(member(member)));
            }
            if (members.size() > ProvisionedGroups.MOST_MEMBERS) {
                throw new ScimRefusal(
                        ScimType.INVALID_VALUE,
                        "A group has at most " + ProvisionedGroups.MOST_MEMBERS + " members");
            }
            return members;
        }

        private static UUID member(JsonNode member) {
            String written = member.path(VALUE).textValue();
            UUID id = written == null ? null : Literals.id(written);
            if (id == null) {
                throw new ScimRefusal(
                        ScimType.INVALID_VALUE, "A member is the id of a user, as \"value\"");
            }
            return id;
        }
    }

    @Override
    public Resource create(Provisioner by, ObjectNode body) {
        Wish wish = Wish.of(Canonical.of(Schema.GROUP, body));
        return changed(
                by.tenant(),
                connection -> {
                    ProvisionedGroups.hold(connection, by.tenant());
                    UUID id = groups.create(connection, by, wish.wanted, wish.members);
                    return required(connection, by.tenant(), id, WHOLE);
                });
    }

    @Override
    public Resource replace(Provisioner by, Target target, ObjectNode body, ScimQuery query) {
        ObjectNode wanted = Canonical.of(Schema.GROUP, body);
        return change(
                by,
                target,
                projection(query),
                form -> {
                    form.removeAll();
                    form.setAll(wanted);
                });
    }

    @Override
    Resource change(
            Provisioner by, Target target, Projection projection, Consumer<ObjectNode> change) {
        TenantId tenant = by.tenant();
        return changed(
                tenant,
                connection -> {
                    ProvisionedGroups.hold(connection, tenant);
                    hold(connection, tenant, target);
                    ObjectNode form =
                            Canonical.of(
                                    Schema.GROUP,
                                    required(connection, tenant, target.id(), WHOLE).json());
                    Wish before = Wish.of(form);
                    change.accept(form);
                    Wish after = Wish.of(form);
                    if (!after.equals(before)) {
                        groups.change(
                                connection,
                                by,
                                target.id(),
                                after.wanted,
                                without(before.members, after.members),
                                without(after.members, before.members));
                    }
                    return required(connection, tenant, target.id(), projection);
                });
    }

    private static Set<UUID> without(Set<UUID> some, Set<UUID> others) {
        Set<UUID> rest = new HashSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    @Override
    public void delete(Provisioner by, Target target) {
        changed(
                by.tenant(),
                connection -> {
                    ProvisionedGroups.hold(connection, by.tenant());
                    hold(connection, by.tenant(), target);
                    groups.remove(connection, by, target.id());
                    return true;
                });
    }
}
