package dev.armature.engine.oauth;

import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.AppScopes;
import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Exchanges codes for what they were given for, each once. Thread-safe. */
final class GrantUse {

    private final Clock clock;

    GrantUse(Clock clock) {
        this.clock = clock;
    }

    /** What an app comes with. */
    record Offer(SecretToken code, @Nullable String redirectUri, String challenge) {}

    /** A grant that holds. */
    record Held(
            UUID grantId,
            UUID userId,
            AppScopes scopes,
            @Nullable Instant signedInAt,
            @Nullable String nonce) {

        static Held read(ResultSet row) throws SQLException {
            return new Held(
                    row.getObject("id", UUID.class),
                    row.getObject("user_id", UUID.class),
                    AppScopes.of(row.getArray("scopes")),
                    instant(row, "signed_in_at"),
                    row.getString("nonce"));
        }

        IdTokens.Subject subject() {
            return new IdTokens.Subject(userId, signedInAt, nonce);
        }

        /** The same for an id token that answers no request of a browser. */
        Held withoutNonce() {
            return new Held(grantId, userId, scopes, signedInAt, null);
        }
    }

    private record Row(
            Held held, boolean used, boolean alive, String redirectUri, String challenge) {}

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /** Uses a code up. Empty when it is not good; one that was used before ends its grant. */
    Optional<Held> byCode(Connection connection, Clients.Client client, Offer offer) {
        TenantId tenant = client.tenant().id();
        Row row = row(connection, client, offer.code).orElse(null);
        if (row == null) {
            return Optional.empty();
        }
        if (row.used) {
            copied(connection, tenant, row.held, "a code was used twice");
            return Optional.empty();
        }
        boolean good =
                row.alive
                        && (offer.redirectUri == null || offer.redirectUri.equals(row.redirectUri))
                        && TokenEndpoint.same(row.challenge, offer.challenge);
        if (!good) {
            return Optional.empty();
        }
        Sql.of(
                        "update oauth_grant set code_used_at = now(), used_at = now() where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(row.held.grantId, ColumnType.UUID))
                .execute(connection);
        return Optional.of(row.held);
    }

    // Held until the transaction ends: of two who come at once, the second finds it used.
    private Optional<Row> row(Connection connection, Clients.Client client, SecretToken code) {
        return code.find(
                connection,
                Sql.of(
                        """
                        select g.code_hash, g.id, g.user_id, g.scopes, g.signed_in_at, g.nonce, g.code_used_at, g.redirect_uri, g.code_challenge,
                            g.ended_at is null and (g.session_id is null or exists (select from sign_in s where s.tenant_id = g.tenant_id and s.id = g.session_id and s.ended_at is null))
                            and exists (select from user_account u where u.tenant_id = g.tenant_id and u.id = g.user_id and u.active)
                        """,
                        " and g.code_expires_at > ",
                        Sql.value(clock.instant(), ColumnType.TIMESTAMPTZ),
                        " as alive from oauth_grant g where g.code_hash is not null and g.tenant_id = ",
                        Sql.number(client.tenant().id().value()),
                        " and g.id = ",
                        Sql.value(code.id(), ColumnType.UUID),
                        " and g.app_id = ",
                        Sql.value(client.app().id(), ColumnType.UUID),
                        " for update of g"),
                row ->
                        new Row(
                                Held.read(row),
                                row.getObject("code_used_at") != null,
                                row.getBoolean("alive"),
                                row.getString("redirect_uri"),
                                row.getString("code_challenge")));
    }

    /** Ends a grant of which somebody has a copy. */
    static void copied(Connection connection, TenantId tenant, Held held, String how) {
        if (Grants.end(connection, tenant, held.grantId)) {
            AuditEvent.by(held.userId, AuditKind.OAUTH_GRANT_ENDED, held.grantId)
                    .with("how", how)
                    .write(connection, tenant);
        }
    }
}
