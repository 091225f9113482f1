package dev.armature.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadAheadTest {

    private final AtomicInteger read = new AtomicInteger();

    private Integer upTo(int last) {
        int next = read.incrementAndGet();
        return next <= last ? next : null;
    }

    @Test
    void allComesInOrderAndThenNothingMore() throws Exception {
        List<Integer> all = new ArrayList<>();
        try (ReadAhead<Integer> ahead = new ReadAhead<>(() -> upTo(1_000))) {
            for (Integer one = ahead.next(); one != null; one = ahead.next()) {
                all.add(one);
            }
            assertThat(ahead.next()).isNull();
        }
        assertThat(all).hasSize(1_000).isSorted().startsWith(1).endsWith(1_000);
        assertThat(read).as("the end is asked for once").hasValue(1_001);
    }

    @Test
    void theNextIsReadWhileOneIsWorkedOnAndNoneBeyondIt() throws Exception {
        CountDownLatch second = new CountDownLatch(2);
        try (ReadAhead<Integer> ahead =
                new ReadAhead<>(() -> {
                    second.countDown();
                    return upTo(5);
                })) {
            assertThat(ahead.next()).isEqualTo(1);
            assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(read).hasValue(2);
    }

    @Test
    void whatReadingFailsWithIsThrownInItsTurn() throws Exception {
        try (ReadAhead<Integer> ahead =
                new ReadAhead<>(() -> {
                    if (read.get() == 1) {
                        throw new IOException("cut");
                    }
                    return upTo(5);
                })) {
            assertThat(ahead.next()).isEqualTo(1);
            assertThatThrownBy(ahead::next).isInstanceOf(IOException.class).hasMessage("cut");
        }
    }

    @Test
    void nothingIsReadAnyMoreOnceItIsClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        try (ReadAhead<Integer> ahead =
                new ReadAhead<>(() -> {
                    begun.countDown();
                    try {
                        Thread.sleep(200);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return ended.incrementAndGet();
                })) {
            assertThat(ahead).isNotNull();
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ended).hasValue(1);
    }
}
