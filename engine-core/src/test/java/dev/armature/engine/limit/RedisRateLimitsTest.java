package dev.armature.engine.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.redis.RedisLink;
import dev.armature.metadata.tenant.TenantId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.api.options.KeysScanOptions;
import redis.embedded.RedisServer;

/** Counting in Redis, and what becomes of it when Redis is not there. */
class RedisRateLimitsTest extends RateLimitsContract {

    private static final TenantId TENANT = new TenantId(1);

    /** What counts while Redis does not; and how often it was asked. */
    private final RateLimits local = new LocalRateLimits();

    private final AtomicInteger alone = new AtomicInteger();
    private int port;
    private RedisServer redis;
    private RedisLink link;
    private RateLimits limits;

    @Override
    RateLimits limits() {
        return limits;
    }

    @BeforeEach
    void open() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        redis = new RedisServer(port);
        redis.start();
        link = new RedisLink("redis://127.0.0.1:" + port);
        await(() -> link.client() != null);
        // A machine that tests may be busy: what holds of counting is tried with patience.
        limits = new RedisRateLimits(link, counted(), Duration.ofSeconds(30));
    }

    private RateLimits counted() {
        return new RateLimits() {
            @Override
            public CompletionStage<Verdict> take(List<Charge> charges) {
                alone.incrementAndGet();
                return local.take(charges);
            }

            @Override
            public CompletionStage<Verdict> look(List<Charge> charges) {
                return local.look(charges);
            }
        };
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it came true in time").isLessThan(deadline);
            LockSupport.parkNanos(20_000_000);
        }
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        redis.stop();
    }

    private static Charge user(UUID id) {
        return new Charge(new Subject.OfUser(TENANT, id), 3);
    }

    private Verdict take(RateLimits counting, Charge charge) throws Exception {
        CompletableFuture<Verdict> verdict = counting.take(List.of(charge)).toCompletableFuture();
        return verdict.get(30, TimeUnit.SECONDS);
    }

    private boolean redisCounts() {
        try {
            int before = alone.get();
            take(limits, user(UUID.randomUUID()));
            return alone.get() == before;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nodesCountTogether() throws Exception {
        UUID id = UUID.randomUUID();
        try (RedisLink other = new RedisLink("redis://127.0.0.1:" + port)) {
            await(() -> other.client() != null);
            RateLimits neighbour =
                    new RedisRateLimits(other, new LocalRateLimits(), Duration.ofSeconds(30));
            take(limits, user(id));
            take(neighbour, user(id));

            assertThat(take(limits, user(id)).left()).isZero();
            assertThat(take(neighbour, user(id)).isAllowed()).isFalse();
        }
    }

    @Test
    void withoutRedisEachNodeCountsByItselfAndGoesBackWhenItIsThere() throws Exception {
        redis.stop();
        UUID id = UUID.randomUUID();

        for (int i = 0; i < 3; i++) {
            assertThat(take(limits, user(id)).isAllowed()).isTrue();
        }
        assertThat(take(limits, user(id)).isAllowed()).as("it is limited all the same").isFalse();
        assertThat(alone).hasPositiveValue();

        redis = new RedisServer(port);
        redis.start();
        await(this::redisCounts);
    }

    @Test
    void aRedisThatDoesNotAnswerIsNotWaitedFor() throws Exception {
        try (Socket pausing = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket waiting = new Socket(InetAddress.getLoopbackAddress(), port)) {
            send(pausing, "CLIENT PAUSE 20000 ALL");
            assertThat(pausing.getInputStream().read()).isEqualTo('+');
            send(waiting, "PING");
            RateLimits impatient = new RedisRateLimits(link, counted());
            UUID id = UUID.randomUUID();

            for (int i = 0; i < 3; i++) {
                assertThat(take(impatient, user(id)).isAllowed()).isTrue();
            }
            assertThat(take(impatient, user(id)).isAllowed()).isFalse();

            assertThat(alone).hasPositiveValue();
            assertThat(waiting.getInputStream().available()).as("what Redis said").isZero();
        }
    }

    private static void send(Socket socket, String command) throws IOException {
        socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void anUnreachableRedisKeepsNobodyWaiting() throws Exception {
        try (RedisLink nowhere = new RedisLink("redis://127.0.0.1:1")) {
            RateLimits without = new RedisRateLimits(nowhere, new LocalRateLimits());
            assertThat(take(without, user(UUID.randomUUID())).left()).isEqualTo(2);
        }
    }

    @Test
    void whatRedisKeepsEndsByItself() {
        limits.take(List.of(user(UUID.randomUUID()))).toCompletableFuture().join();

        assertThat(
                        link.client()
                                .getKeys()
                                .getKeys(KeysScanOptions.defaults().pattern("armature:rate:*")))
                .isNotEmpty()
                .allSatisfy(key ->
                        assertThat(link.client().getBucket(key).remainTimeToLive())
                                .isBetween(1L, Charge.WINDOW.toMillis()));
    }
}
