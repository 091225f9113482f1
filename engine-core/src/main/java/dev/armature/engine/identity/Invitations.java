package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
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
import dev.armature.metadata.tenant.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What administrators do about invitations to their tenant. Thread-safe. */
public final class Invitations {

    /** How long an invitation can be accepted. */
    public static final Duration LIFETIME = Duration.ofDays(7);

    private static final int MOST_LISTED = 1_000;

    private final TenantDatabase database;
    private final Post post;
    private final AttemptLimits limits;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public Invitations(
            TenantDatabase database, Post post, AttemptLimits limits, Ids ids, Clock clock) {
        this.database = database;
        this.post = post;
        this.limits = limits;
        this.ids = ids;
        this.clock = clock;
    }

    private record Wanted(String email, List<String> roles, @Nullable String locale) {}

    /** The newest first. */
    public List<Invitation> list(TenantId tenant) {
        Sql sql =
                Sql.of(
                        "select ",
                        Invitation.COLUMNS,
                        " from invitation where tenant_id = ",
                        Sql.number(tenant.value()),
                        " order by created_at desc, id limit ",
                        Sql.number(MOST_LISTED));
        Instant now = clock.instant();
        return database.transaction(
                tenant, connection -> sql.all(connection, row -> Invitation.read(row, now)));
    }

    /** Invites somebody by {@code {email, roles?, locale?}}. */
    public Invitation create(Caller by, ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        Wanted wanted =
                new Wanted(
                        NewUser.readEmail(attributes),
                        Objects.requireNonNullElse(
                                NewUser.readRoles(attributes), List.of(RoleDefinition.USER)),
                        attributes.optionalText("locale", 20));
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        takeLimits(by, wanted.email);
        SecretToken token = SecretToken.fresh(by.tenant().uid(), ids.next(), random);
        try {
            return database.transaction(
                    by.tenantId(), connection -> create(connection, by, wanted, token));
        } catch (DatabaseException e) {
            if (e.isNotUnique()) {
                throw taken("They are invited already; send it again instead");
            }
            throw e;
        }
    }

    // Nobody's mailbox is filled by those who make a tenant for it.
    private void takeLimits(Caller by, String email) {
        limits.take(
                List.of(
                        AttemptLimits.Limit.INVITATIONS.of(by.tenantId().toString()),
                        AttemptLimits.Limit.LETTERS_TO.of(by.tenant().slug(), Users.key(email))));
    }

    private Invitation create(Connection connection, Caller by, Wanted wanted, SecretToken token) {
        TenantId tenant = by.tenantId();
        Users.requireRoles(connection, tenant, wanted.roles);
        Sql key = Sql.value(Users.key(wanted.email), ColumnType.TEXT);
        boolean member =
                Sql.of(
                                "select 1 from user_account where tenant_id = ",
                                Sql.number(tenant.value()),
                                " and email_key = ",
                                key)
                        .first(connection, row -> true)
                        .isPresent();
        if (member) {
            throw taken("Another user has this e-mail address");
        }
        Sql.of(
                        "update invitation set revoked_at = now() where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and email_key = ",
                        key,
                        " and accepted_at is null and revoked_at is null and expires_at <= ",
                        Sql.value(clock.instant(), ColumnType.TIMESTAMPTZ))
                .execute(connection);
        Instant expires = clock.instant().plus(LIFETIME);
        Invitation made =
                one(
                        connection,
                        Sql.of(
                                "insert into invitation (tenant_id, id, email, email_key, roles, locale, invited_by, token_hash, expires_at) values (",
                                Sql.join(
                                        ", ",
                                        List.of(
                                                Sql.number(tenant.value()),
                                                Sql.value(token.id(), ColumnType.UUID),
                                                Sql.value(wanted.email, ColumnType.TEXT),
                                                key,
                                                Sql.array(wanted.roles, ColumnType.TEXT),
                                                Sql.value(wanted.locale, ColumnType.TEXT),
                                                Sql.value(by.userId(), ColumnType.UUID),
                                                Sql.bytes(token.hash()),
                                                Sql.value(expires, ColumnType.TIMESTAMPTZ))),
                                ") returning ",
                                Invitation.COLUMNS),
                        token.id());
        sent(connection, by, made, token);
        return made;
    }

    /** Sends it once more, with a new link; the old one works no more. */
    public Invitation resend(Caller by, UUID id) {
        TenantId tenant = by.tenantId();
        SecretToken token = SecretToken.fresh(by.tenant().uid(), id, random);
        return database.transaction(
                tenant,
                connection -> {
                    Invitation again =
                            one(
                                    connection,
                                    Sql.of(
                                            "update invitation set token_hash = ",
                                            Sql.bytes(token.hash()),
                                            ", invited_by = ",
                                            Sql.value(by.userId(), ColumnType.UUID),
                                            ", expires_at = ",
                                            Sql.value(
                                                    clock.instant().plus(LIFETIME),
                                                    ColumnType.TIMESTAMPTZ),
                                            " where ",
                                            open(tenant, id),
                                            " returning ",
                                            Invitation.COLUMNS),
                                    id);
                    takeLimits(by, again.email());
                    sent(connection, by, again, token);
                    return again;
                });
    }

    /** Takes it back: its link works no more. */
    public void revoke(Caller by, UUID id) {
        TenantId tenant = by.tenantId();
        database.transaction(
                tenant,
                connection -> {
                    one(
                            connection,
                            Sql.of(
                                    "update invitation set revoked_at = now() where ",
                                    open(tenant, id),
                                    " returning ",
                                    Invitation.COLUMNS),
                            id);
                    AuditEvent.by(by.userId(), AuditKind.INVITATION_REVOKED, id)
                            .write(connection, tenant);
                    return true;
                });
    }

    private void sent(Connection connection, Caller by, Invitation invitation, SecretToken token) {
        post.invite(connection, by, invitation, token.text());
        AuditEvent.by(by.userId(), AuditKind.INVITATION_SENT, invitation.id())
                .with("roles", String.join(" ", invitation.roles()))
                .write(connection, by.tenantId());
    }

    private static Sql open(TenantId tenant, UUID id) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                " and id = ",
                Sql.value(id, ColumnType.UUID),
                " and accepted_at is null and revoked_at is null");
    }

    private Invitation one(Connection connection, Sql sql, UUID id) {
        Instant now = clock.instant();
        return sql.first(connection, row -> Invitation.read(row, now))
                .orElseThrow(() -> EngineException.notFound("The open invitation " + id));
    }

    private static EngineException taken(String why) {
        return EngineException.invalid(
                ErrorCode.NOT_UNIQUE, new Problem("/email", "not_unique", why));
    }
}
