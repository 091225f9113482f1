package dev.armature.engine.webhook;

import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.event.EventFollower;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.Post;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.mail.LetterKind;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be delivered. Events come in as they are read from the outbox; they go out webhook
 * by webhook, of which a node takes one for a turn, and of each record the oldest first.
 * Thread-safe.
 */
final class DeliveryQueue implements EventFollower {

    /** How many deliveries of a webhook are under way at once, all nodes together. */
    static final int AT_ONCE = 8;

    /** A node that dies is followed by another after this long. */
    static final Duration LEASE = Duration.ofSeconds(60);

    /** How much may wait for a webhook before it is switched off. */
    static final int MOST_WAITING = 100_000;

    /** For how long nothing may have been taken before a webhook is switched off. */
    static final Duration LONGEST_FAILING = Duration.ofDays(5);

    private static final int MAX_TEXT = 500;
    private static final String WAITS = "d.state = 'pending'";

    // Of a ping there is no record, and of no record anything older.
    private static final String IS_OLDEST =
            " and (d.record_id is null or not exists (select from webhook_delivery e where e.tenant_id = d.tenant_id and e.webhook_id = d.webhook_id and e.record_id = d.record_id and e.state = 'pending' and (e.transaction_id, e.event_id) < (d.transaction_id, d.event_id)))";

    private final TenantDatabase database;
    private final Callers callers;
    private final TenantDirectory tenants;
    private final Post post;
    private final int mostWaiting;

    DeliveryQueue(
            TenantDatabase database,
            TenantDirectory tenants,
            Callers callers,
            Post post,
            int mostWaiting) {
        this.database = database;
        this.tenants = tenants;
        this.callers = callers;
        this.post = post;
        this.mostWaiting = mostWaiting;
    }

    /** A webhook that this node has for a time. */
    record Turn(TenantId tenant, UUID webhook, long number) {}

    /** What is delivered at once. */
    record Round(Webhook webhook, List<Delivery> deliveries) {
        boolean isFull() {
            return deliveries.size() == AT_ONCE;
        }
    }

    /** Why the platform switches a webhook off. The words are kept and answered. */
    enum Stop {
        GONE("gone"),
        FAILING("failing"),
        TOO_MANY_WAITING("too_many_waiting");

        private final String word;

        Stop(String word) {
            this.word = word;
        }
    }

    @Override
    public void follow(Connection connection, TenantId tenant, List<Long> events) {
        Sql.of(
                        "with told as (insert into webhook_delivery (tenant_id, webhook_id, id, object_id, record_id, version, operation, event_id, transaction_id, event_at, created_at) ",
                        "select o.tenant_id, w.id, gen_random_uuid(), o.object_id, o.record_id, o.version, o.operation, o.id, o.transaction_id, o.at, clock_timestamp() from outbox o join webhook w on w.tenant_id = o.tenant_id and w.active and o.operation = any(w.operations) and (w.objects is null or o.object_id = any(w.objects)) and not pg_visible_in_snapshot(o.transaction_id, w.since) where o.tenant_id = ",
                        Sql.number(tenant.value()),
                        " and o.id = any(",
                        Sql.array(events, "bigint"),
                        ") order by o.transaction_id, o.id on conflict do nothing returning webhook_id) ",
                        "update webhook w set due_at = least(w.due_at, now()) where w.tenant_id = ",
                        Sql.number(tenant.value()),
                        " and w.id in (select t.webhook_id from told t)")
                .execute(connection);
    }

    /** Takes a webhook that is due, unless its tenant has enough under way here. */
    Optional<Turn> claim(Collection<TenantId> full) {
        Sql sql =
                Sql.of(
                        "select tenant_id, id, turn from claim_webhook(make_interval(secs => ",
                        Sql.number((int) LEASE.toSeconds()),
                        "), ",
                        Sql.array(full.stream().map(TenantId::value).toList(), "int"),
                        ")");
        return database.firstInAnyHome(connection ->
                sql.first(
                        connection,
                        row ->
                                new Turn(
                                        new TenantId(row.getInt(1)),
                                        row.getObject(2, UUID.class),
                                        row.getLong(3))));
    }

    /** What comes next in a turn; empty when there is nothing, or the turn is over. */
    Optional<Round> next(Turn turn) {
        return database.transaction(
                turn.tenant,
                connection -> {
                    int held =
                            Sql.of(
                                            "update webhook w set leased_until = now() + make_interval(secs => ",
                                            Sql.number((int) LEASE.toSeconds()),
                                            ")",
                                            is(turn),
                                            " and w.active")
                                    .execute(connection);
                    if (held == 0) {
                        return Optional.empty();
                    }
                    List<Delivery> due = begin(connection, turn);
                    return due.isEmpty()
                            ? Optional.empty()
                            : Optional.of(
                                    new Round(
                                            Webhooks.required(
                                                    connection, turn.tenant, turn.webhook),
                                            due));
                });
    }

    private static Sql is(Turn turn) {
        return Sql.of(
                Webhooks.there(turn.tenant, turn.webhook),
                " and w.turn = ",
                Sql.number(turn.number));
    }

    private static Sql of(Turn turn) {
        return Delivery.of(turn.tenant, turn.webhook);
    }

    // An attempt is counted before it is made: what brings a node down is given up one day.
    private static List<Delivery> begin(Connection connection, Turn turn) {
        return Sql.of(
                        "update webhook_delivery d set attempts = d.attempts + 1 where d.tenant_id = ",
                        Sql.number(turn.tenant.value()),
                        " and d.id = any(array(select d.id from webhook_delivery d where ",
                        of(turn),
                        " and " + WAITS + " and d.next_attempt_at <= now()" + IS_OLDEST,
                        " order by d.transaction_id nulls first, d.event_id limit ",
                        Sql.number(AT_ONCE),
                        ")) returning ",
                        Delivery.COLUMNS)
                .all(connection, Delivery::read);
    }

    /**
     * Notes what became of a round.
     *
     * @return whether there is more to do at once
     */
    boolean note(Turn turn, Round round, Map<Delivery, Outcome> outcomes) {
        return database.transaction(
                turn.tenant,
                connection -> {
                    hold(connection, turn);
                    outcomes.forEach(
                            (delivery, outcome) -> note(connection, turn, delivery, outcome));
                    Tally tally = Tally.of(outcomes.values());
                    note(connection, turn, tally);
                    if (tally.gone()) {
                        stop(connection, turn, Stop.GONE);
                    }
                    return schedule(connection, turn, round.isFull());
                });
    }

    // In a statement of its own: what comes after sees all that was added until it has the row.
    private static void hold(Connection connection, Turn turn) {
        Sql.of(
                        "select true from webhook w",
                        Webhooks.there(turn.tenant, turn.webhook),
                        " for update")
                .first(connection, row -> true);
    }

    private static void note(Connection connection, Turn turn, Delivery delivery, Outcome outcome) {
        Sql what =
                switch (outcome) {
                    case Outcome.Later() ->
                            Sql.of(
                                    "attempts = greatest(d.attempts - 1, 0), next_attempt_at = ",
                                    in(Backoff.DELAYS.getFirst()));
                    case Outcome.Skipped(String why) ->
                            Sql.of(
                                    "state = 'skipped', ended_at = now(), status = null, millis = null, answer = null, error = ",
                                    text(why));
                    case Outcome.Tried tried -> tried(delivery, tried);
                };
        Sql.of(
                        "update webhook_delivery d set ",
                        what,
                        " where d.tenant_id = ",
                        Sql.number(turn.tenant.value()),
                        " and d.id = ",
                        Sql.value(delivery.id(), ColumnType.UUID),
                        " and d.attempts = ",
                        Sql.number(delivery.attempts()),
                        " and " + WAITS)
                .execute(connection);
    }

    private static Sql tried(Delivery delivery, Outcome.Tried tried) {
        Duration delay =
                tried.taken() || tried.isGone() || delivery.change() == null
                        ? null
                        : Backoff.after(delivery.attempts(), ThreadLocalRandom.current());
        Sql then =
                delay == null
                        ? Sql.of(
                                "ended_at = now(), state = ",
                                text(tried.taken() ? "delivered" : "failed"))
                        : Sql.of("next_attempt_at = ", in(longer(delay, tried.asked())));
        return Sql.of(
                then,
                ", status = ",
                Sql.value(tried.status(), ColumnType.NUMERIC),
                ", millis = ",
                Sql.number(tried.millis()),
                ", error = ",
                text(tried.error()),
                ", answer = ",
                text(tried.answer()));
    }

    private static Duration longer(Duration delay, @Nullable Duration asked) {
        return asked == null || asked.compareTo(delay) < 0 ? delay : asked;
    }

    private static Sql in(Duration delay) {
        return Sql.of("now() + make_interval(secs => ", Sql.number((int) delay.toSeconds()), ")");
    }

    private static Sql text(@Nullable String text) {
        return Sql.value(
                text == null || text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT),
                ColumnType.TEXT);
    }

    private static void note(Connection connection, Turn turn, Tally tally) {
        if (tally.taken()) {
            Sql.of(
                            "update webhook w set failures = 0, failing_since = null, not_before = ",
                            tally.asked() == null ? Sql.raw("null") : in(tally.asked()),
                            is(turn))
                    .execute(connection);
        } else if (tally.failed()) {
            int failures =
                    Sql.of(
                                    "update webhook w set failures = w.failures + 1, failing_since = coalesce(w.failing_since, now())",
                                    is(turn),
                                    " returning w.failures")
                            .first(connection, row -> row.getInt(1))
                            .orElse(1);
            Sql.of(
                            "update webhook w set not_before = ",
                            in(longer(Backoff.rest(failures), tally.asked())),
                            is(turn))
                    .execute(connection);
        }
    }

    private static boolean schedule(Connection connection, Turn turn, boolean full) {
        Sql due =
                full
                        ? Sql.raw("now()")
                        : Sql.of(
                                "(select min(d.next_attempt_at) from webhook_delivery d where ",
                                of(turn),
                                " and " + WAITS + IS_OLDEST + ")");
        return Sql.of(
                        "update webhook w set due_at = ",
                        due,
                        is(turn),
                        " returning w.active and w.due_at <= now() and coalesce(w.not_before <= now(), true)")
                .first(connection, row -> row.getBoolean(1))
                .orElse(false);
    }

    /**
     * Ends a turn: others may take the webhook. It is switched off if it has failed for too long.
     */
    void end(Turn turn) {
        database.transaction(
                turn.tenant,
                connection -> {
                    hold(connection, turn);
                    schedule(connection, turn, false);
                    boolean failing =
                            Sql.of(
                                            "update webhook w set leased_until = null",
                                            is(turn),
                                            " returning coalesce(w.failing_since < now() - make_interval(secs => ",
                                            Sql.number((int) LONGEST_FAILING.toSeconds()),
                                            "), false)")
                                    .first(connection, row -> row.getBoolean(1))
                                    .orElse(false);
                    if (failing) {
                        stop(connection, turn, Stop.FAILING);
                    } else if (waiting(connection, turn) > mostWaiting) {
                        stop(connection, turn, Stop.TOO_MANY_WAITING);
                    }
                    return true;
                });
    }

    /** The same of a turn that has gone wrong by the platform's own fault. */
    void endLater(Turn turn, Duration later) {
        database.transaction(
                turn.tenant,
                Sql.of(
                                "update webhook w set leased_until = null, due_at = now(), not_before = ",
                                in(later),
                                is(turn))
                        ::execute);
    }

    private int waiting(Connection connection, Turn turn) {
        return Sql.of(
                        "select count(*)::int from (select from webhook_delivery d where ",
                        of(turn),
                        " and " + WAITS + " limit ",
                        Sql.number(mostWaiting + 1),
                        ") w")
                .first(connection, row -> row.getInt(1))
                .orElse(0);
    }

    private void stop(Connection connection, Turn turn, Stop why) {
        int stopped =
                Sql.of(
                                "update webhook w set active = false, off_reason = ",
                                text(why.word),
                                Webhooks.there(turn.tenant, turn.webhook),
                                " and w.active")
                        .execute(connection);
        if (stopped == 0) {
            return;
        }
        Webhook webhook = Webhooks.required(connection, turn.tenant, turn.webhook);
        new AuditEvent(
                        AuditKind.WEBHOOK_STOPPED,
                        null,
                        webhook.id().toString(),
                        null,
                        Json.object())
                .with("name", webhook.draft().name())
                .with("reason", why.word)
                .write(connection, turn.tenant);
        tenants.find(turn.tenant)
                .flatMap(tenant -> callers.find(tenant, webhook.maker()))
                .ifPresent(maker ->
                        post.tell(
                                connection,
                                maker,
                                LetterKind.WEBHOOK_STOPPED,
                                Map.of("webhook", webhook.draft().name())));
    }

    /** What became of a round as a whole. */
    private record Tally(boolean taken, boolean failed, boolean gone, @Nullable Duration asked) {

        static Tally of(Collection<Outcome> outcomes) {
            boolean taken = false;
            boolean failed = false;
            boolean gone = false;
            Duration asked = null;
            for (Outcome outcome : outcomes) {
                if (outcome instanceof Outcome.Tried tried) {
                    taken |= tried.taken();
                    failed |= !tried.taken();
                    gone |= tried.isGone();
                    asked = tried.asked() == null ? asked : longer(tried.asked(), asked);
                }
            }
            return new Tally(taken, failed, gone, asked);
        }
    }
}
