package dev.armature.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.engine.record.RecordWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RelayTest {

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch secondBegun = new CountDownLatch(1);
    private final AtomicInteger attempts = new AtomicInteger();

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void first(RecordWriter.Turn leg) {
        leg.ready(() -> false);
        told.add("first stores");
        await(secondBegun);
        told.add("first is committed");
    }

    private void second(RecordWriter.Turn leg, boolean refusedAtFirst) {
        int attempt = attempts.incrementAndGet();
        told.add("second gets ready");
        secondBegun.countDown();
        leg.ready(() -> refusedAtFirst && attempt == 1);
        told.add("second stores");
    }

    @Test
    void whileOneIsStoredTheNextGetsReadyAndStoresAfterIt() {
        try (Relay relay = new Relay(true)) {
            relay.run(this::first);
            relay.run(leg -> second(leg, false));
            relay.finish();
        }

        assertThat(told)
                .containsExactly(
                        "first stores", "second gets ready", "first is committed", "second stores");
    }

    @Test
    void withoutOverlappingOneBeginsWhenTheOneBeforeIsCommitted() {
        secondBegun.countDown();
        try (Relay relay = new Relay(false)) {
            relay.run(this::first);
            relay.run(leg -> second(leg, true));
            relay.finish();
        }

        assertThat(told)
                .as("what is refused then was refused for good")
                .containsExactly(
                        "first stores", "first is committed", "second gets ready", "second stores");
    }

    @Test
    void whatIsRefusedWhileTheOneBeforeIsNotCommittedIsAskedAgain() {
        try (Relay relay = new Relay(true)) {
            relay.run(this::first);
            relay.run(leg -> second(leg, true));
            relay.finish();
        }

        assertThat(told)
                .containsExactly(
                        "first stores",
                        "second gets ready",
                        "first is committed",
                        "second gets ready",
                        "second stores");
    }

    @Test
    void oneThatIsBegunAgainNeedNotWaitForWhatTheNextHolds() {
        CountDownLatch letGo = new CountDownLatch(1);
        try (Relay relay = new Relay(true)) {
            relay.run(leg -> {
                leg.ready(() -> false);
                await(secondBegun);
                leg.again();
                await(letGo);
                leg.ready(() -> false);
                told.add("first stores");
            });
            relay.run(leg -> {
                try {
                    second(leg, false);
                } finally {
                    letGo.countDown();
                }
            });
            relay.finish();
        }

        assertThat(told)
                .containsExactly(
                        "second gets ready", "first stores", "second gets ready", "second stores");
    }

    @Test
    void whatOneFailsWithEndsTheNextBeforeItStoresAndIsThrown() {
        IllegalArgumentException failure = new IllegalArgumentException("disk full");
        try (Relay relay = new Relay(true)) {
            relay.run(leg -> {
                leg.ready(() -> false);
                await(secondBegun);
                throw failure;
            });
            relay.run(leg -> second(leg, false));

            assertThatThrownBy(relay::finish).isSameAs(failure);
            assertThatThrownBy(() -> relay.run(leg -> told.add("third"))).isSameAs(failure);
        }

        assertThat(told).containsExactly("second gets ready");
    }

    @Test
    void manyGoOneAfterTheOther() {
        List<Integer> stored = Collections.synchronizedList(new ArrayList<>());
        try (Relay relay = new Relay(true)) {
            for (int i = 0; i < 500; i++) {
                int number = i;
                relay.run(leg -> {
                    leg.ready(() -> number % 7 == 3);
                    stored.add(number);
                    if (number % 5 == 1) {
                        leg.again();
                        leg.ready(() -> false);
                    }
                });
            }
            relay.finish();
        }

        assertThat(stored).hasSize(500).isSorted();
    }
}
