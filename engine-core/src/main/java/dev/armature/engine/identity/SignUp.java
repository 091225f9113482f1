package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.HomePool;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.home.Home;
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
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
    private final int home;

    /**
     * @param open whether strangers may sign up
     * @param home the number of the home that new tenants live in
     */
    public SignUp(
            TenantDatabase database,
            Users users,
            Passwords passwords,
            AddressLetters letters,
            Ids ids,
            boolean open,
            int home) {
        this.database = database;
        this.users = users;
        this.passwords = passwords;
        this.letters = letters;
        this.ids = ids;
        this.open = open;
        this.home = home;
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
        Tenant tenant = tenant(nextId(), wanted);
        try {
            return settle(
                    tenant,
                    connection -> {
                        User made =
                                users.insert(
                                        connection, tenant.id(), administrator, hash, true, false);
                        AuditEvent.by(made.id(), AuditKind.TENANT_CREATED, tenant.slug())
                                .write(connection, tenant.id());
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

    private <T> T settle(Tenant tenant, TenantDatabase.Work<T> fill) {
        HomePool common = database.homes().getFirst();
        HomePool there = home();
        TenantDatabase.Work<T> work =
                connection -> {
                    insert(connection, tenant, Home.COMMON);
                    return fill.apply(connection);
                };
        if (there.isCommon()) {
            return database.transaction(common, tenant.id(), work);
        }
        // The directory decides whose a slug is, and knows nobody whose home failed to take them.
        T made =
                database.transaction(
                        common,
                        tenant.id(),
                        directory -> {
                            insert(directory, tenant, there.home());
                            return settle(there, tenant, work);
                        });
        database.learn(tenant.id(), there.home());
        return made;
    }

    private <T> T settle(HomePool there, Tenant tenant, TenantDatabase.Work<T> work) {
        try {
            return database.transaction(there, tenant.id(), work);
        } catch (DatabaseException e) {
            if (!e.isNotUnique() || !dropSlug(there, tenant.slug())) {
                throw e;
            }
        }
        return database.transaction(there, tenant.id(), work);
    }

    // Somebody whom the directory does not know: it was cut off when it was about to take them in.
    private boolean dropSlug(HomePool there, String slug) {
        Optional<TenantId> unknown =
                database.in(
                        there,
                        connection ->
                                Sql.of(
                                                "select tenant_id from find_tenant(",
                                                Sql.value(slug, ColumnType.TEXT),
                                                ")")
                                        .first(connection, row -> new TenantId(row.getInt(1))));
        unknown.ifPresent(id ->
                database.transaction(
                        there,
                        id,
                        Sql.of(
                                        "update tenant set slug = uid::text, active = false where tenant_id = ",
                                        Sql.number(id.value()))
                                ::execute));
        return unknown.isPresent();
    }

    private HomePool home() {
        return database.homes().stream()
                .filter(candidate -> candidate.home() == home)
                .findFirst()
                .orElseThrow(() ->
                        new EngineException(
                                ErrorCode.OVERLOADED,
                                "The database for new tenants is out of reach; try again later"));
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
        return database.inDirectory(connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement(
                                    "select nextval('tenant_tenant_id_seq')::int");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return new TenantId(row.getInt(1));
            }
        });
    }

    private Tenant tenant(TenantId id, NewTenant tenant) {
        return new Tenant(
                id,
                ids.next(),
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

    /** Of a tenant that lives elsewhere there is only an entry of the directory. */
    private static void insert(Connection connection, Tenant tenant, int home) {
        Sql.of(
                        "insert into tenant (tenant_id, uid, slug, name, locale, time_zone, currency, home_id, away) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(tenant.id().value()),
                                        Sql.value(tenant.uid(), ColumnType.UUID),
                                        Sql.value(tenant.slug(), ColumnType.TEXT),
                                        Sql.value(tenant.name(), ColumnType.TEXT),
                                        Sql.value(tenant.locale(), ColumnType.TEXT),
                                        Sql.value(tenant.zone().getId(), ColumnType.TEXT),
                                        Sql.value(tenant.currency(), ColumnType.TEXT),
                                        Sql.number(home),
                                        Sql.value(home != Home.COMMON, ColumnType.BOOLEAN))),
                        ")")
                .execute(connection);
    }
}
