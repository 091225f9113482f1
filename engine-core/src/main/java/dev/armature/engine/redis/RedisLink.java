package dev.armature.engine.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's connection to Redis. A Redis that is away, at the start or later, is tried again
 * until it is there; nobody waits for it. Thread-safe.
 */
public final class RedisLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final @Nullable String url;
    private final List<Consumer<RedissonClient>> waiting = new ArrayList<>();
    private final @Nullable Thread connecting;
    private volatile @Nullable RedissonClient client;
    private volatile boolean closing;

    /**
     * @param url such as {@code redis://host:6379}, or null where there is no Redis
     */
    public RedisLink(@Nullable String url) {
        this.url = url;
        this.connecting =
                url == null
                        ? null
                        : Thread.ofVirtual().name("redis-connect").start(() -> connect(url));
    }

    /** Whether there is a Redis to be reached at all. */
    public boolean isConfigured() {
        return url != null;
    }

    /** The connection, once there is one. */
    public @Nullable RedissonClient client() {
        return client;
    }

    /** Does something with the connection as soon as there is one. */
    public void whenConnected(Consumer<RedissonClient> action) {
        synchronized (waiting) {
            RedissonClient connected = client;
            if (connected == null) {
                waiting.add(action);
            } else {
                action.accept(connected);
            }
        }
    }

    private void connect(String address) {
        while (!closing && client == null) {
            RedissonClient fresh = null;
            try {
                fresh = Redisson.create(config(address));
                connected(fresh);
            } catch (RuntimeException e) {
                LOG.warn(
                        "Redis cannot be reached; the node does without until it can: {}",
                        e.getMessage());
                if (fresh != null) {
                    fresh.shutdown();
                }
                pause();
            }
        }
    }

    // What waits is done before the connection is shown: where it fails, all is tried again.
    private void connected(RedissonClient fresh) {
        synchronized (waiting) {
            waiting.forEach(action -> action.accept(fresh));
            waiting.clear();
            client = fresh;
        }
        if (closing) {
            fresh.shutdown();
        } else {
            LOG.info("Redis is reached");
        }
    }

    private static Config config(String address) {
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        config.useSingleServer()
                .setAddress(address)
                .setConnectionMinimumIdleSize(1)
                .setConnectionPoolSize(16)
                .setRetryAttempts(0)
                .setTimeout(1_000);
        return config;
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        if (connecting != null) {
            connecting.interrupt();
        }
        RedissonClient connected = client;
        if (connected != null && !connected.isShutdown()) {
            connected.shutdown();
        }
    }
}
