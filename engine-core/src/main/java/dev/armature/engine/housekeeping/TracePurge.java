package dev.armature.engine.housekeeping;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Deletes what work leaves behind: events, effects, jobs, answers that were kept, old sign-ins,
 * mail.
 */
final class TracePurge {

    /**
     * How long events, and effects that are done, are kept. Parked ones wait for somebody, and an
     * event waits until the router has passed it, however long that may take.
     */
    static final Duration EVENTS_KEPT = Duration.ofDays(30);

    /** How long a job can be looked at, and undone, after it has ended. */
    static final Duration JOBS_KEPT = Duration.ofDays(30);

    /** How long an upload may take. */
    static final Duration UPLOADS_KEPT = Duration.ofDays(1);

    /** How long the answer to an idempotency key is kept. */
    static final Duration ANSWERS_KEPT = Duration.ofDays(1);

    /** How long a sign-in that has ended, or that nobody used any more, can be told of. */
    static final Duration SIGN_INS_KEPT = Duration.ofDays(60);

    /** How long it can be told what became of a letter, of a link in one, and of an invitation. */
    static final Duration MAIL_KEPT = Duration.ofDays(30);

    /** How long it can be told what became of a delivery; one that waits longer is given up. */
    static final Duration DELIVERIES_KEPT = Duration.ofDays(30);

    private TracePurge() {}

    /**
     * Deletes some of each kind.
     *
     * @return how many of the kind that had most
     */
    static int some(Connection connection, TenantId tenant, Instant now, int atMost) {
        return statements(tenant, now, atMost).stream()
                .mapToInt(statement -> statement.execute(connection))
                .max()
                .orElse(0);
    }

    private static List<Sql> statements(TenantId tenant, Instant now, int atMost) {
        Sql jobs =
                Sql.of(
                        "(j.finished_at < ",
                        moment(now.minus(JOBS_KEPT)),
                        " or (j.state = 'uploading' and j.created_at < ",
                        moment(now.minus(UPLOADS_KEPT)),
                        "))");
        return List.of(
                // Each hands on within 30 days, or its sign-in is over.
                delete(
                        "refresh_token",
                        tenant,
                        Sql.of("x.expires_at < ", moment(now.minus(SIGN_INS_KEPT))),
                        atMost),
                delete(
                        "sign_in",
                        tenant,
                        Sql.of(
                                "x.used_at < ",
                                moment(now.minus(SIGN_INS_KEPT)),
                                " and not exists (select from refresh_token t where t.tenant_id = x.tenant_id and t.family_id = x.id)"),
                        atMost),
                delete(
                        "oauth_refresh_token",
                        tenant,
                        Sql.of("x.expires_at < ", moment(now.minus(SIGN_INS_KEPT))),
                        atMost),
                // Takes with it what is left of its tokens, of which none is good any more.
                delete(
                        "oauth_grant",
                        tenant,
                        Sql.of("x.used_at < ", moment(now.minus(SIGN_INS_KEPT))),
                        atMost),
                delete(
                        "effect",
                        tenant,
                        Sql.of("x.done_at < ", moment(now.minus(EVENTS_KEPT))),
                        atMost),
                delete(
                        "outbox",
                        tenant,
                        Sql.of(
                                "x.at < ",
                                moment(now.minus(EVENTS_KEPT)),
                                " and (x.transaction_id, x.id) <= (select p.transaction_id, p.id from events_passed() p)",
                                " and not exists (select from effect e where e.tenant_id = x.tenant_id and e.event_id = x.id and e.done_at is null)"),
                        atMost),
                delete(
                        "job_change",
                        tenant,
                        Sql.of(
                                "exists (select from job j where j.tenant_id = x.tenant_id and j.id = x.job_id and ",
                                jobs,
                                ")"),
                        atMost),
                delete(
                        "job",
                        tenant,
                        Sql.of(
                                "not exists (select from job_change c where c.tenant_id = x.tenant_id and c.job_id = x.id) and exists (select from job j where j.tenant_id = x.tenant_id and j.id = x.id and ",
                                jobs,
                                ")"),
                        atMost),
                delete(
                        "account_link",
                        tenant,
                        Sql.of("x.expires_at < ", moment(now.minus(MAIL_KEPT))),
                        atMost),
                delete("oauth_assertion", tenant, Sql.of("x.expires_at < ", moment(now)), atMost),
                delete("passkey_challenge", tenant, Sql.of("x.expires_at < ", moment(now)), atMost),
                delete(
                        "provider_sign_in",
                        tenant,
                        Sql.of("x.expires_at < ", moment(now.minus(ANSWERS_KEPT))),
                        atMost),
                delete(
                        "invitation",
                        tenant,
                        Sql.of("x.expires_at < ", moment(now.minus(MAIL_KEPT))),
                        atMost),
                delete(
                        "outgoing_mail",
                        tenant,
                        Sql.of(
                                "x.created_at < ",
                                moment(now.minus(MAIL_KEPT)),
                                " and (x.sent_at is not null or x.parked_at is not null)"),
                        atMost),
                delete(
                        "webhook_delivery",
                        tenant,
                        Sql.of("x.created_at < ", moment(now.minus(DELIVERIES_KEPT))),
                        atMost),
                delete(
                        "idempotency_key",
                        tenant,
                        Sql.of("x.at < ", moment(now.minus(ANSWERS_KEPT))),
                        atMost));
    }

    private static Sql delete(String table, TenantId tenant, Sql condition, int atMost) {
        return Sql.of(
                "delete from " + table + " where tenant_id = ",
                Sql.number(tenant.value()),
                " and ctid = any(array(select x.ctid from " + table + " x where x.tenant_id = ",
                Sql.number(tenant.value()),
                " and ",
                condition,
                " limit ",
                Sql.number(atMost),
                "))");
    }

    private static Sql moment(Instant at) {
        return Sql.value(at, ColumnType.TIMESTAMPTZ);
    }
}
