package dev.armature.engine.mail;

import dev.armature.engine.recurring.Recurring;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the letters that are queued, tries again what a server did not take, and parks what it
 * never takes until the operator has looked at it. Of several nodes one at a time has a letter.
 * Thread-safe.
 */
public final class MailSender implements AutoCloseable {

    /** How often a letter is tried, over some four hours, before it is parked. */
    static final int MAX_ATTEMPTS = 12;

    private static final Logger LOG = LoggerFactory.getLogger(MailSender.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration FIRST_DELAY = Duration.ofSeconds(10);
    private static final Duration LONGEST_DELAY = Duration.ofHours(1);

    // Longer than a server that answers slowly can take for all that is said to it. A node that
    // dies
    // just after the server took a letter sends it again, under the same Message-ID.
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final int AT_ONCE = 5;
    private static final int MAX_ERROR = 1_000;

    private final TenantDatabase database;
    private final SecretBox box;
    private final Mailer mailer;
    private final Recurring work;

    public MailSender(TenantDatabase database, SecretBox box, Mailer mailer) {
        this.database = database;
        this.box = box;
        this.mailer = mailer;
        this.work =
                new Recurring(
                        "mail",
                        POLL,
                        this::sendSome,
                        LOG,
                        "The queue of mail could not be looked at");
    }

    private record Claimed(TenantId tenant, UUID id, int attempts) {}

    private record Stored(String sealed, boolean useful) {}

    private boolean sendSome() {
        List<Claimed> claimed = claim();
        if (!claimed.isEmpty()) {
            try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
                claimed.forEach(letter -> each.execute(() -> handle(letter)));
            }
        }
        return claimed.size() >= AT_ONCE;
    }

    private List<Claimed> claim() {
        Sql sql =
                Sql.of(
                        "select tenant_id, id, attempts from claim_mail(",
                        Sql.number(AT_ONCE),
                        ", make_interval(secs => ",
                        Sql.number((int) LEASE.toSeconds()),
                        "))");
        return database.allInEachHome(connection ->
                sql.all(
                        connection,
                        row ->
                                new Claimed(
                                        new TenantId(row.getInt(1)),
                                        row.getObject(2, UUID.class),
                                        row.getInt(3))));
    }

    private void handle(Claimed letter) {
        try {
            Stored stored = read(letter);
            if (!stored.useful) {
                park(letter, "It was not sent in time: what it tells of is over");
                return;
            }
            mailer.send(
                    letter.id,
                    Letter.fromJson(
                            box.open(
                                    MailQueue.place(letter.tenant.value(), letter.id),
                                    stored.sealed)));
            update(letter, Sql.raw("sent_at = now(), sealed = null, error = null"));
        } catch (MailFailure e) {
            failed(letter, e);
        } catch (GeneralSecurityException e) {
            park(letter, "It was sealed with another master key");
        } catch (RuntimeException e) {
            LOG.warn("Mail {} of tenant {} could not be handled", letter.id, letter.tenant, e);
        }
    }

    private Stored read(Claimed letter) {
        Sql sql =
                Sql.of("select sealed, useful_until > now() from outgoing_mail where ", is(letter));
        return database.transaction(
                letter.tenant,
                connection ->
                        sql.first(
                                        connection,
                                        row -> new Stored(row.getString(1), row.getBoolean(2)))
                                .orElseThrow());
    }

    private void failed(Claimed letter, MailFailure failure) {
        String error = String.valueOf(failure.getMessage());
        if (failure.permanent() || letter.attempts >= MAX_ATTEMPTS) {
            park(letter, error);
            return;
        }
        LOG.info("Mail {} of tenant {} is tried again: {}", letter.id, letter.tenant, error);
        update(
                letter,
                Sql.of(
                        "error = ",
                        text(error),
                        ", next_attempt_at = now() + make_interval(secs => ",
                        Sql.number((int) delay(letter.attempts).toSeconds()),
                        ")"));
    }

    /** How long a letter waits after so many attempts. */
    static Duration delay(int attempts) {
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(attempts - 1, 20));
        return delay.compareTo(LONGEST_DELAY) < 0 ? delay : LONGEST_DELAY;
    }

    private void park(Claimed letter, String error) {
        LOG.warn("Mail {} of tenant {} is parked: {}", letter.id, letter.tenant, error);
        update(letter, Sql.of("error = ", text(error), ", parked_at = now()"));
    }

    // Only of the attempt that is ours: after a lease another node may have it.
    private void update(Claimed letter, Sql what) {
        Sql sql =
                Sql.of(
                        "update outgoing_mail set ",
                        what,
                        " where ",
                        is(letter),
                        " and attempts = ",
                        Sql.number(letter.attempts));
        database.transaction(letter.tenant, sql::execute);
    }

    private static Sql is(Claimed letter) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(letter.tenant.value()),
                " and id = ",
                Sql.value(letter.id, ColumnType.UUID));
    }

    private static Sql text(String error) {
        return Sql.value(
                error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR),
                ColumnType.TEXT);
    }

    @Override
    public void close() {
        work.close();
    }
}
