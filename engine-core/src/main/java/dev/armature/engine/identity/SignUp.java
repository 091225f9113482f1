package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.Brand;
import dev.armature.metadata.tenant.Quotas;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/** Makes new tenants with their first administrator. Thread-safe. */
public final class SignUp {

    private static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int MAX_SLUG = 63;

    private final TenantDatabase database;
    private final Users users;
    private final Passwords passwords;
    private final AddressLetters letters;
    private final Ids ids;
    private final boolean open;

    /**
     * @param open whether strangers may sign up
     */
    public SignUp(
            TenantDatabase database,
            Users users,
            Passwords passwords,
            AddressLetters letters,
            Ids ids,
            boolean open) {
        this.database = database;
        this.users = users;
        this.passwords = passwords;
        this.letters = letters;
        this.ids = ids;
        this.open = open;
    }

    /** A new tenant and its administrator. */
    public record SignedUp(Tenant tenant, User administrator) {}

    private record NewTenant(
            String slug, String name, String locale, ZoneId zone, String currency) {}

    /** Signs a stranger's company up. */
    public SignedUp signUp(ObjectNode body) {
        if (!open) {
            throw new EngineException(ErrorCode.SIGN_UP_CLOSED, ErrorCode.SIGN_UP_CLOSED.title());
        }
        return create(body, true);
    }

    /**
     * Makes a tenant from {@code {name, slug, locale?, timeZone?, currency?, admin: {name, email,
     * password}}}.
     */
    public SignedUp create(ObjectNode body) {
        return create(body, false);
    }

    private SignedUp create(ObjectNode body, boolean stranger) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        NewTenant wanted = read(attributes);
        NewUser administrator =
                NewUser.read(body.path("admin"), "/admin", RoleDefinition.ADMINISTRATOR, problems);
        attributes.has("admin");
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        String hash = passwords.hash(administrator.password());
        TenantId id = nextId();
        try {
            return database.transaction(
                    id,
                    connection -> {
                        Tenant tenant = insert(connection, id, wanted);
                        User made = users.insert(connection, id, administrator, hash, true, false);
                        AuditEvent.by(made.id(), AuditKind.TENANT_CREATED, tenant.slug())
                                .write(connection, id);
                        if (stranger) {
                            letters.welcome(connection, tenant, Addressee.of(made));
                        }
                        return new SignedUp(tenant, made);
                    });
        } catch (DatabaseException e) {
            if (e.isNotUnique()) {
                throw EngineException.invalid(
                        ErrorCode.NOT_UNIQUE,
                        new Problem("/slug", "not_unique", "Another tenant has this slug"));
            }
            throw e;
        }
    }

    private static NewTenant read(Attributes attributes) {
        String slug = attributes.text("slug", MAX_SLUG);
        if (!slug.isEmpty() && !SLUG.matcher(slug).matches()) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("slug"),
                            "invalid_name",
                            "A slug has small letters and digits, with single hyphens between");
        }
        return new NewTenant(
                slug,
                TenantAttributes.name(attributes),
                Objects.requireNonNullElse(TenantAttributes.locale(attributes), "en"),
                Objects.requireNonNullElse(TenantAttributes.zone(attributes), ZoneId.of("UTC")),
                Objects.requireNonNullElse(TenantAttributes.currency(attributes), "EUR"));
    }

    private TenantId nextId() {
        return database.withoutTenant(connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "select nextval('tenant_tenant_id_seq')::int");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return new TenantId(row.getInt(1));
            }
        });
    }

    private Tenant insert(Connection connection, TenantId id, NewTenant tenant)
            throws SQLException {
        UUID uid = ids.next();
        Sql sql =
                Sql.of(
                        "insert into tenant (tenant_id, uid, slug, name, locale, time_zone, currency) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(id.value()),
                                        Sql.value(uid, ColumnType.UUID),
                                        Sql.value(tenant.slug, ColumnType.TEXT),
                                        Sql.value(tenant.name, ColumnType.TEXT),
                                        Sql.value(tenant.locale, ColumnType.TEXT),
                                        Sql.value(tenant.zone.getId(), ColumnType.TEXT),
                                        Sql.value(tenant.currency, ColumnType.TEXT))),
                        ")");
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement, 1);
            statement.executeUpdate();
        }
        return new Tenant(
                id,
                uid,
                tenant.slug,
                tenant.name,
                tenant.locale,
                tenant.zone,
                tenant.currency,
                true,
                Quotas.DEFAULT,
                Brand.NONE,
                null);
    }
}
