package dev.armature.engine.signal;

import static dev.armature.testing.MetadataFixture.editor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.redis.RedisLink;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.MetadataService;
import dev.armature.metadata.change.TenantModels;
import dev.armature.testing.MetadataFixture;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** A node hears of what another one publishes, by each way there is. */
class SignalsTest {

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("it did not come true within 30 seconds")
                    .isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** What holds for every way: two nodes, one publishes, the other knows without asking. */
    abstract static class Contract {

        MetadataFixture one;
        TenantModels other;

        @BeforeEach
        void open() throws Exception {
            one = new MetadataFixture();
            other = new TenantModels(one.transactions, one.store);
            connect();
        }

        @AfterEach
        void close() throws Exception {
            disconnect();
            one.close();
        }

        abstract void connect() throws Exception;

        abstract void disconnect() throws Exception;

        abstract MetadataPublisher.Announcer announcer();

        @Test
        void theOtherNodeServesTheNewModelWithoutBeingAsked() {
            MetadataService service =
                    new MetadataService(
                            new MetadataPublisher(
                                    one.transactions,
                                    one.store,
                                    one.models,
                                    List.of(),
                                    announcer()),
                            Clock.systemUTC());
            assertThat(other.current(one.acme).object("deal")).isNull();

            service.createObject(
                    editor(one.acme),
                    EngineFixture.json(
                            "{'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}]}"));

            await(() -> other.current(one.acme).object("deal") != null);
            assertThat(other.current(one.globex).objects()).isEmpty();
        }
    }

    @Nested
    class ByPostgres extends Contract {

        private PostgresSignals signals;

        @Override
        void connect() {
            signals = new PostgresSignals(one.database.application(), other);
        }

        @Override
        void disconnect() {
            signals.close();
        }

        @Override
        MetadataPublisher.Announcer announcer() {
            return (tenant, version) -> {};
        }
    }

    @Nested
    class ByRedis extends Contract {

        private RedisServer redis;
        private RedisLink senders;
        private RedisLink receivers;
        private RedisSignals sender;
        private RedisSignals receiver;

        @Override
        void connect() throws IOException {
            int port = freePort();
            String url = "redis://127.0.0.1:" + port;
            // The nodes are there before the Redis is: they must find it by themselves.
            senders = new RedisLink(url);
            receivers = new RedisLink(url);
            sender = new RedisSignals(senders, one.models);
            receiver = new RedisSignals(receivers, other);
            redis = new RedisServer(port);
            redis.start();
            await(() -> sender.isListening() && receiver.isListening());
        }

        @Override
        void disconnect() throws IOException {
            senders.close();
            receivers.close();
            redis.stop();
        }

        @Override
        MetadataPublisher.Announcer announcer() {
            return sender::announce;
        }

        @Test
        void aRedisThatGoesAwayHoldsUpNobody() throws IOException {
            redis.stop();

            MetadataService service =
                    new MetadataService(
                            new MetadataPublisher(
                                    one.transactions,
                                    one.store,
                                    one.models,
                                    List.of(),
                                    announcer()),
                            Clock.systemUTC());
            service.createObject(editor(one.acme), EngineFixture.json("{'name': 'deal'}"));

            assertThat(one.models.current(one.acme).object("deal")).isNotNull();
            redis = new RedisServer(freePort());
            redis.start();
        }

        private int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }
    }
}
