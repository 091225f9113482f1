package dev.armature.engine.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Entrant;
import dev.armature.metadata.tenant.Brand;
import dev.armature.metadata.tenant.Quotas;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is told waits in order and once, up to a bound; who is slower than that is let go. */
class SubscriptionTest {

    private static final int BOUND = 1_000;

    private final AtomicInteger closed = new AtomicInteger();
    private final Subscription subscription = subscription();

    private Subscription subscription() {
        Tenant tenant =
                new Tenant(
                        new TenantId(1),
                        UUID.randomUUID(),
                        "acme",
                        "Acme",
                        "en",
                        ZoneOffset.UTC,
                        "EUR",
                        true,
                        Quotas.DEFAULT,
                        Brand.NONE,
                        null);
        Caller caller = new Caller(tenant, UUID.randomUUID(), "a@b", "Ann", List.of("user"), "en");
        return new Subscription(
                "token",
                new Entrant(caller, UUID.randomUUID(), null, null, false),
                new Audience(List.of("user"), null, null, Interest.ALL),
                new Position(5, 0),
                BOUND,
                closed::incrementAndGet);
    }

    private static Messages changes(int length, long... transactions) {
        List<Messages.Message> list = new ArrayList<>();
        for (long transaction : transactions) {
            list.add(
                    new Messages.Message(
                            new Position(transaction, 1),
                            "id" + transaction,
                            "changed",
                            "x".repeat(length).getBytes(StandardCharsets.UTF_8)));
        }
        return Messages.of(list);
    }

    private List<String> taken() {
        List<String> ids = new ArrayList<>();
        for (Messages next = subscription.take(); next != null; next = subscription.take()) {
            next.list()
                    .forEach(message ->
                            ids.add(message.id() == null ? message.type() : message.id()));
        }
        return ids;
    }

    @Test
    void whatWasToldBeforeIsNotToldAgain() {
        subscription.tell(changes(1, 4, 5, 6), new Position(6, 1));
        subscription.tell(changes(1, 4, 5, 6), new Position(6, 1));
        subscription.tell(changes(1, 6, 7), new Position(8, 0));
        assertThat(taken()).containsExactly("id5", "id6", "id7");
    }

    @Test
    void whatIsToldLiveWaitsForWhatWasMissed() {
        subscription.catchUp();
        subscription.tell(changes(1, 6), new Position(7, 0));
        subscription.beat(Messages.beat("beat"), new Position(7, 0), Duration.ZERO);
        assertThat(taken()).isEmpty();
        subscription.tell(changes(1, 3));
        assertThat(taken()).containsExactly("id3");
        subscription.caughtUp();
        assertThat(taken()).containsExactly("id6");
    }

    @Test
    void aSlowReaderIsLetGoAndKeepsTheIdByWhichTheyGoOn() {
        subscription.tell(changes(10 * BOUND, 6), new Position(6, 1));
        assertThat(subscription.isOver()).isFalse();
        assertThat(taken()).containsExactly("id6");
        subscription.tell(changes(BOUND / 2, 7), new Position(7, 1));
        subscription.tell(changes(BOUND / 2, 8), new Position(8, 1));
        assertThat(subscription.ending()).isEqualTo(Ending.SLOW);
        assertThat(closed).hasValue(1);
        subscription.tell(changes(1, 9), new Position(9, 1));
        assertThat(taken()).containsExactly("end");
        assertThat(subscription.isOver()).isTrue();
    }

    @Test
    void aBeatGoesNoFurtherBackThanWhatIsToldLive() {
        subscription.beat(Messages.beat("early"), new Position(4, 0), Duration.ZERO);
        assertThat(taken()).isEmpty();
        subscription.beat(Messages.beat("late"), new Position(6, 0), Duration.ZERO);
        assertThat(taken()).containsExactly("late");
    }

    @Test
    void itEndsOnce() {
        subscription.end(Ending.GONE);
        subscription.end(Ending.CLOSING);
        assertThat(subscription.ending()).isEqualTo(Ending.GONE);
        assertThat(closed).hasValue(1);
    }

    @Test
    void idsAreOfOneTenantAndCannotBeMadeUp() {
        EventIds ids = new EventIds(new byte[32]);
        TenantId tenant = new TenantId(1);
        Position position = new Position(77, 12);
        Instant at = Instant.ofEpochSecond(1_000_000);
        String id = ids.write(tenant, position, at);
        assertThat(ids.read(tenant, id)).isEqualTo(new EventIds.Mark(position, at));
        assertThat(ids.write(tenant, position, at)).isEqualTo(id);
        assertThat(ids.read(new TenantId(2), id)).isNull();
        Position elsewhere = new Position(3, 77, 12);
        assertThat(ids.read(tenant, ids.write(tenant, elsewhere, at)))
                .isEqualTo(new EventIds.Mark(elsewhere, at));
        assertThat(
                        new EventIds(
                                        "another secret, also 32 bytes..."
                                                .getBytes(StandardCharsets.UTF_8))
                                .read(tenant, id))
                .isNull();
        for (int i = 0; i < id.length(); i++) {
            char other = id.charAt(i) == 'A' ? 'B' : 'A';
            // The last character has bits that mean nothing.
            if (i < id.length() - 1) {
                assertThat(ids.read(tenant, id.substring(0, i) + other + id.substring(i + 1)))
                        .isNull();
            }
        }
        assertThat(ids.read(tenant, "!")).isNull();
    }
}
