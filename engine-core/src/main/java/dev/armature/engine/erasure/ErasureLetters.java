package dev.armature.engine.erasure;

import dev.armature.engine.mail.Letter;
import dev.armature.engine.mail.LetterKind;
import dev.armature.engine.mail.Letters;
import dev.armature.engine.mail.MailFailure;
import dev.armature.engine.mail.Mailer;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.home.HomeAddresses;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the proof of an erasure to the administrator who asked for it. The tenant's own mail went
 * with the tenant, so these letters wait beside the proofs: with them, or not at all. What is known
 * of who gets one goes when it is sent, or when it is not worth trying any more. Thread-safe.
 */
public final class ErasureLetters {

    /** How long one is tried, which is as long as the address is kept. */
    static final Duration KEPT = Duration.ofDays(3);

    private static final Logger LOG = LoggerFactory.getLogger(ErasureLetters.class);

    // Longer than a server that answers slowly can take, so that no other node has it meanwhile.
    private static final Duration AGAIN = Duration.ofMinutes(10);
    private static final int AT_ONCE = 20;

    private final HomeAddresses homes;
    private final Letters letters;
    private final Mailer mailer;
    private final Clock clock;

    /**
     * @param homes the databases as their owners
     */
    public ErasureLetters(HomeAddresses homes, Letters letters, Mailer mailer, Clock clock) {
        this.homes = homes;
        this.letters = letters;
        this.mailer = mailer;
        this.clock = clock;
    }

    /** Who asked for an erasure, as far as a letter to them takes it. */
    record Asker(String email, String locale, String tenant) {}

    /** Who asked that a tenant is erased, if they are somebody there still. */
    static Optional<Asker> asker(Connection connection, TenantId tenant) {
        return Sql.of(
                        "select u.email, coalesce(u.locale, t.locale), t.name from tenant t join user_account u on u.tenant_id = t.tenant_id and u.id = t.erasure_asked_by where u.active and t.tenant_id = ",
                        Sql.number(tenant.value()))
                .first(
                        connection,
                        row -> new Asker(row.getString(1), row.getString(2), row.getString(3)));
    }

    /** Queues one in the transaction that adds the proof. */
    static void add(Connection connection, Proof proof, Asker asker, Instant now) {
        Sql.of(
                        "insert into erasure_letter (position, recipient, locale, tenant_name, next_attempt_at, useful_until) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(proof.position()),
                                        Sql.value(asker.email, ColumnType.TEXT),
                                        Sql.value(asker.locale, ColumnType.TEXT),
                                        Sql.value(asker.tenant, ColumnType.TEXT),
                                        Sql.value(now, ColumnType.TIMESTAMPTZ),
                                        Sql.value(now.plus(KEPT), ColumnType.TIMESTAMPTZ))),
                        ")")
                .execute(connection);
    }

    private record Waiting(UUID id, Asker asker, boolean useful, Proof proof) {

        private static Waiting read(ResultSet row) throws SQLException {
            return new Waiting(
                    row.getObject(1, UUID.class),
                    new Asker(row.getString(2), row.getString(3), row.getString(4)),
                    row.getBoolean(5),
                    new Proof(row.getLong(6), row.getString(7), row.getString(8)));
        }
    }

    /** Sends those that wait, each by one node at a time. */
    public void send() {
        claim().forEach(this::send);
    }

    private List<Waiting> claim() {
        Sql now = Sql.value(clock.instant(), ColumnType.TIMESTAMPTZ);
        Sql again = Sql.value(clock.instant().plus(AGAIN), ColumnType.TIMESTAMPTZ);
        Sql sql =
                Sql.of(
                        "update erasure_letter l set next_attempt_at = ",
                        again,
                        " from erasure e where e.position = l.position and l.position in (select position from erasure_letter where next_attempt_at <= ",
                        now,
                        " order by position limit ",
                        Sql.number(AT_ONCE),
                        " for update skip locked) returning l.id, l.recipient, l.locale, l.tenant_name, l.useful_until > ",
                        now,
                        ", e.position, e.document, e.hash");
        return asOwner(connection -> sql.all(connection, Waiting::read));
    }

    private <T> T asOwner(Function<Connection, T> work) {
        return AsOwner.of(homes.homes().getFirst(), work);
    }

    private void send(Waiting waiting) {
        long proof = waiting.proof.position();
        if (!waiting.useful) {
            LOG.warn(
                    "The proof {} could not be sent in {} days, and is not any more",
                    proof,
                    KEPT.toDays());
            forget(proof);
            return;
        }
        try {
            mailer.send(waiting.id, letter(waiting));
            forget(proof);
        } catch (MailFailure e) {
            LOG.warn("The proof {} was not sent: {}", proof, e.getMessage());
            if (e.permanent()) {
                forget(proof);
            }
        }
    }

    private Letter letter(Waiting waiting) {
        return letters.write(
                LetterKind.ERASURE_PROOF,
                waiting.asker.email,
                waiting.asker.locale,
                Map.of(
                        "tenant",
                        waiting.asker.tenant,
                        "at",
                        waiting.proof.told().get("erasedAt").textValue(),
                        Letters.PROOF,
                        waiting.proof.document(),
                        Letters.HASH,
                        waiting.proof.hash()));
    }

    private void forget(long proof) {
        Sql delete = Sql.of("delete from erasure_letter where position = ", Sql.number(proof));
        asOwner(delete::execute);
    }
}
