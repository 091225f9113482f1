package dev.armature.engine.federation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.KeyRotation;
import dev.armature.engine.identity.Room;
import dev.armature.engine.identity.Users;
import dev.armature.engine.record.Ids;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.MergePatch;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The providers that a tenant's people may come in by. Thread-safe. */
public final class Providers {

    /** How many a tenant may have. */
    static final int MOST_OF_A_TENANT = 20;

    private static final int MAX_SECRET = 1_000;
    private static final String SECRET = "clientSecret";

    private final TenantDatabase database;
    private final Discovery discovery;
    private final SecretBox box;
    private final PublicUrl url;
    private final Ids ids;

    Providers(TenantDatabase database, Discovery discovery, SecretBox box, PublicUrl url, Ids ids) {
        this.database = database;
        this.discovery = discovery;
        this.box = box;
        this.url = url;
        this.ids = ids;
    }

    /** As administrators see one. */
    public ObjectNode json(Tenant tenant, Provider provider) {
        if (!(provider.draft().protocol() instanceof Protocol.Saml)) {
            return provider.toJson(callback(provider.id()));
        }
        SamlAddresses addresses = addresses(tenant, provider.id());
        return provider.toJson(addresses.answers()).put("metadataUrl", addresses.metadata());
    }

    SamlAddresses addresses(Tenant tenant, UUID id) {
        return new SamlAddresses(url, tenant.uid(), id);
    }

    /** Where it sends people back to: one for each, so that none can answer for another. */
    String callback(UUID id) {
        return url.of(Provider.CALLBACK + id);
    }

    /** All of a tenant, by name. */
    public List<Provider> list(TenantId tenant) {
        Sql sql =
                Sql.of(
                        "select ",
                        Provider.COLUMNS,
                        " from identity_provider where tenant_id = ",
                        Sql.number(tenant.value()),
                        " order by lower(name), id");
        return database.transaction(tenant, connection -> sql.all(connection, Provider::read));
    }

    /**
     * One of them.
     *
     * @throws EngineException {@code not_found}
     */
    public Provider required(TenantId tenant, UUID id) {
        return find(tenant, id).orElseThrow(() -> unknown(id));
    }

    private static EngineException unknown(UUID id) {
        return EngineException.notFound("The provider " + id);
    }

    Optional<Provider> find(TenantId tenant, UUID id) {
        Sql sql = Sql.of("select ", Provider.COLUMNS, " from identity_provider", there(tenant, id));
        return database.transaction(tenant, connection -> sql.first(connection, Provider::read));
    }

    private static Sql there(TenantId tenant, UUID id) {
        return Sql.of(
                " where tenant_id = ",
                Sql.number(tenant.value()),
                " and id = ",
                Sql.value(id, ColumnType.UUID));
    }

    /** The secret by which the tenant proves to be the client. */
    @Nullable String secret(TenantId tenant, Provider provider) {
        String sealed = provider.sealed();
        try {
            return sealed == null
                    ? null
                    : box.open(KeyRotation.providerPlace(tenant.value(), provider.id()), sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The secret of a provider cannot be opened", e);
        }
    }

    /** Adds one; it has to answer. */
    public Provider create(Caller by, ObjectNode body) {
        ObjectNode rest = body.deepCopy();
        // One that speaks SAML is told no secret, and one that is given is not known there.
        boolean saml = Protocol.Kind.SAML.word().equals(rest.path("kind").asText());
        JsonNode secret = saml ? null : rest.remove(SECRET);
        ProviderDraft draft = ProviderDraft.read(rest);
        requireAnswer(draft);
        UUID id = ids.next();
        String sealed = sealed(by.tenantId(), id, secret);
        return database.transaction(
                by.tenantId(),
                connection -> {
                    requireRoom(connection, by.tenantId());
                    Users.requireRoles(connection, by.tenantId(), draft.allRoles());
                    Provider made = insert(connection, by.tenantId(), id, draft, sealed);
                    noted(AuditKind.PROVIDER_CREATED, by, made).write(connection, by.tenantId());
                    return made;
                });
    }

    private void requireAnswer(ProviderDraft draft) {
        if (draft.protocol() instanceof Protocol.Saml) {
            return;
        }
        try {
            discovery.keys(discovery.look(draft.issuer()));
        } catch (ProviderFailure e) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem("/issuer", "provider_does_not_answer", e.what()));
        }
    }

    private @Nullable String sealed(TenantId tenant, UUID id, @Nullable JsonNode secret) {
        if (secret == null || secret.isNull()) {
            return null;
        }
        if (!secret.isTextual()
                || secret.textValue().isEmpty()
                || secret.textValue().length() > MAX_SECRET) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem(
                            "/" + SECRET,
                            "wrong_type",
                            "A text of at most "
                                    + MAX_SECRET
                                    + " characters is expected, or null for none"));
        }
        return box.seal(KeyRotation.providerPlace(tenant.value(), id), secret.textValue());
    }

    private static void requireRoom(Connection connection, TenantId tenant) {
        Room.require(
                connection,
                Sql.of("identity_provider where tenant_id = ", Sql.number(tenant.value())),
                MOST_OF_A_TENANT,
                "A tenant has at most %d providers; delete some first");
    }

    private static Provider insert(
            Connection connection,
            TenantId tenant,
            UUID id,
            ProviderDraft draft,
            @Nullable String sealed) {
        List<Column> columns = columns(draft, sealed);
        return Sql.of(
                        "insert into identity_provider (tenant_id, id, ",
                        Sql.join(", ", columns.stream().map(Column::named).toList()),
                        ") values (",
                        Sql.number(tenant.value()),
                        ", ",
                        Sql.value(id, ColumnType.UUID),
                        ", ",
                        Sql.join(", ", columns.stream().map(Column::value).toList()),
                        ") returning ",
                        Provider.COLUMNS)
                .first(connection, Provider::read)
                .orElseThrow();
    }

    private record Column(String name, Sql value) {

        Sql named() {
            return Sql.of(name);
        }

        Sql set() {
            return Sql.of(name, " = ", value);
        }
    }

    private static List<Column> columns(ProviderDraft draft, @Nullable String sealed) {
        List<Column> columns = new ArrayList<>();
        columns.add(text("kind", draft.protocol().kind().word()));
        columns.add(text("name", draft.name()));
        columns.add(text("issuer", draft.issuer()));
        switch (draft.protocol()) {
            case Protocol.OpenId spoken -> {
                columns.add(text("client_id", spoken.clientId()));
                columns.add(texts("scopes", spoken.scopes()));
            }
            case Protocol.Saml spoken -> {
                columns.add(text("sign_in_url", spoken.signInUrl()));
                columns.add(texts("certificates", spoken.certificates()));
                columns.add(text("email_attribute", spoken.emailAttribute()));
                columns.add(text("name_attribute", spoken.nameAttribute()));
            }
        }
        columns.add(flag("active", draft.active()));
        columns.add(flag("makes_users", draft.makesUsers()));
        columns.add(flag("trusts_email", draft.trustsEmail()));
        columns.add(texts("roles", draft.roles()));
        columns.add(text("groups_claim", draft.groupsClaim()));
        columns.add(text("group_roles", Json.write(draft.groupRolesJson())));
        columns.add(text("sealed", sealed));
        return columns;
    }

    private static Column text(String name, @Nullable String value) {
        return new Column(name, Sql.value(value, ColumnType.TEXT));
    }

    private static Column texts(String name, List<String> values) {
        return new Column(name, Sql.array(values, ColumnType.TEXT));
    }

    private static Column flag(String name, boolean value) {
        return new Column(name, Sql.value(value, ColumnType.BOOLEAN));
    }

    private static AuditEvent noted(AuditKind kind, Caller by, Provider provider) {
        ProviderDraft draft = provider.draft();
        return AuditEvent.by(by.userId(), kind, provider.id())
                .with("name", draft.name())
                .with("kind", draft.protocol().kind().word())
                .with("issuer", draft.issuer())
                .with("active", Boolean.toString(draft.active()))
                .with("makesUsers", Boolean.toString(draft.makesUsers()))
                .with("trustsEmail", Boolean.toString(draft.trustsEmail()))
                .with("roles", String.join(" ", draft.allRoles()));
    }

    /** Changes one by a merge patch; a secret of which nothing is said stays. */
    public Provider change(Caller by, UUID id, ObjectNode patch) {
        TenantId tenant = by.tenantId();
        Provider before = required(tenant, id);
        ObjectNode rest = patch.deepCopy();
        boolean saml = before.draft().protocol() instanceof Protocol.Saml;
        JsonNode secret = saml ? null : rest.remove(SECRET);
        ProviderDraft draft = ProviderDraft.read(MergePatch.apply(before.draft().toJson(), rest));
        if (draft.protocol().kind() != before.draft().protocol().kind()) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem(
                            "/kind",
                            "cannot_change",
                            "A provider goes on speaking what it spoke; add another one"));
        }
        if (!draft.issuer().equals(before.draft().issuer())) {
            requireAnswer(draft);
        }
        String sealed = patch.has(SECRET) ? sealed(tenant, id, secret) : before.sealed();
        return database.transaction(
                tenant,
                connection -> {
                    Users.requireRoles(connection, tenant, draft.allRoles());
                    Provider changed =
                            update(connection, tenant, id, draft, sealed)
                                    .orElseThrow(() -> unknown(id));
                    if (!draft.active()) {
                        end(connection, tenant, id);
                    }
                    noted(AuditKind.PROVIDER_CHANGED, by, changed).write(connection, tenant);
                    return changed;
                });
    }

    private static Optional<Provider> update(
            Connection connection,
            TenantId tenant,
            UUID id,
            ProviderDraft draft,
            @Nullable String sealed) {
        return Sql.of(
                        "update identity_provider set ",
                        Sql.join(", ", columns(draft, sealed).stream().map(Column::set).toList()),
                        there(tenant, id),
                        " returning ",
                        Provider.COLUMNS)
                .first(connection, Provider::read);
    }

    /** Deletes one, and ends all sessions that it has begun; who belongs to which account stays. */
    public void delete(Caller by, UUID id) {
        TenantId tenant = by.tenantId();
        Sql delete =
                Sql.of(
                        "delete from identity_provider",
                        there(tenant, id),
                        " returning ",
                        Provider.COLUMNS);
        database.transaction(
                tenant,
                connection -> {
                    Provider gone =
                            delete.first(connection, Provider::read).orElseThrow(() -> unknown(id));
                    end(connection, tenant, id);
                    noted(AuditKind.PROVIDER_DELETED, by, gone).write(connection, tenant);
                    return true;
                });
    }

    // A tenant whose people come in by no password keeps a way in besides the recovery.
    private static void end(Connection connection, TenantId tenant, UUID id) {
        boolean shut =
                Sql.of(
                                "select not t.passwords and not exists (select from identity_provider p where p.tenant_id = t.tenant_id and p.active) from tenant t where t.tenant_id = ",
                                Sql.number(tenant.value()))
                        .first(connection, row -> row.getBoolean(1))
                        .orElse(false);
        if (shut) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "Nobody could sign in any more; let people sign in by password first");
        }
        Sql.of(
                        "update sign_in set ended_at = now() where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and provider_id = ",
                        Sql.value(id, ColumnType.UUID),
                        " and ended_at is null")
                .execute(connection);
    }
}
