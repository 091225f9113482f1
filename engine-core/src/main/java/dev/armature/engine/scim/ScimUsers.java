package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.ProvisionedUsers;
import dev.armature.engine.identity.Provisioner;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** A tenant's users, as its identity provider sees and writes them. Thread-safe. */
public final class ScimUsers extends ScimStore {

    private static final Projection WHOLE = Projection.of(Schema.USER, List.of(), List.of());

    /** What a user has, and the names of their groups. */
    private static final String COLUMNS =
            "u.id, u.version, u.created_at, u.updated_at, u.email, u.name, u.active, u.locale, u.attributes, u.manager_id, p.external_id, coalesce(p.user_name, u.email) as user_name, p.user_name is not null as provisioned, coalesce(p.kept, '{}') as kept,"
                    + " (select b.name from user_account b where b.tenant_id = u.tenant_id and b.id = u.manager_id) as manager,"
                    + " (select coalesce(jsonb_agg(jsonb_build_array(g.id, g.label) order by g.name), '[]') from group_member m join user_group g on g.tenant_id = m.tenant_id and g.id = m.group_id where m.tenant_id = u.tenant_id and m.user_id = u.id) as groups";

    private final ProvisionedUsers users;

    public ScimUsers(TenantDatabase database, PublicUrl url, ProvisionedUsers users) {
        super(Schema.USER, database, url);
        this.users = users;
    }

    @Override
    Sql columns(Projection projection) {
        return Sql.raw(COLUMNS);
    }

    // Whom the provider has deleted is there for it again when an administrator has switched them
    // on.
    @Override
    String visible() {
        return " and (p.deleted_at is null or u.active)";
    }

    @Override
    String taken() {
        return "Another user has this userName, externalId or e-mail address; whoever was deleted keeps their address, and is switched on again by an administrator";
    }

    @Override
    ObjectNode read(ResultSet row, Projection projection) throws SQLException {
        UserForm form = UserForm.read(row);
        ObjectNode json = base(row, List.of(Schema.USER_URN, Schema.ENTERPRISE));
        json.setAll(form.shown());
        ArrayNode groups = json.putArray("groups");
        Json.read(row.getString("groups"))
                .forEach(group -> {
                    String id = group.get(0).textValue();
                    groups.addObject()
                            .put("value", id)
                            .put("display", group.get(1).textValue())
                            .put("$ref", location(Schema.GROUP.endpoint(), id));
                });
        referManager(json, row.getString("manager"));
        return projection.apply(json);
    }

    private void referManager(ObjectNode json, String name) {
        if (json.at("/" + Schema.ENTERPRISE.replace("/", "~1") + "/manager")
                instanceof ObjectNode manager) {
            manager.put("displayName", name)
                    .put(
                            "$ref",
                            location(Schema.USER.endpoint(), manager.get("value").textValue()));
        }
    }

    @Override
    public Resource create(Provisioner by, ObjectNode body) {
        UserWish wish = UserWish.of(Canonical.of(Schema.USER, body), null);
        String hash = users.unknownPassword();
        return changed(
                by.tenant(),
                connection -> {
                    ProvisionedUsers.hold(connection, by.tenant());
                    UUID id = users.create(connection, by, wish.patch(), wish.provisioned(), hash);
                    return required(connection, by.tenant(), id, WHOLE);
                });
    }

    @Override
    public Resource replace(Provisioner by, Target target, ObjectNode body, ScimQuery query) {
        ObjectNode wanted = Canonical.of(Schema.USER, body);
        return change(
                by,
                target,
                projection(query),
                form -> {
                    // What the client does not speak of as a whole stays as it is.
                    JsonNode extension = form.get(Schema.ENTERPRISE);
                    boolean spoken = wanted.has(Schema.ENTERPRISE) || body.has(Schema.ENTERPRISE);
                    form.removeAll();
                    form.setAll(wanted);
                    if (!spoken && extension != null) {
                        form.set(Schema.ENTERPRISE, extension);
                    }
                });
    }

    @Override
    Resource change(
            Provisioner by, Target target, Projection projection, Consumer<ObjectNode> change) {
        TenantId tenant = by.tenant();
        return changed(
                tenant,
                connection -> {
                    ProvisionedUsers.hold(connection, tenant);
                    hold(connection, tenant, target);
                    UserForm current = current(connection, tenant, target.id());
                    ObjectNode form = current.written();
                    change.accept(form);
                    UserWish wish = UserWish.of(form, current);
                    if (wish.changes(current)) {
                        users.change(connection, by, target.id(), wish.patch(), wish.provisioned());
                    }
                    return required(connection, tenant, target.id(), projection);
                });
    }

    private UserForm current(Connection connection, TenantId tenant, UUID id) {
        return one(connection, tenant, id, Sql.raw(COLUMNS), UserForm::read);
    }

    @Override
    public void delete(Provisioner by, Target target) {
        changed(
                by.tenant(),
                connection -> {
                    ProvisionedUsers.hold(connection, by.tenant());
                    hold(connection, by.tenant(), target);
                    current(connection, by.tenant(), target.id());
                    users.remove(connection, by, target.id());
                    return true;
                });
    }
}
