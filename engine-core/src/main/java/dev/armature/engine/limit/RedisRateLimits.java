package dev.armature.engine.limit;

import dev.armature.engine.redis.RedisLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts in Redis, for all nodes together: one script does it in one step and by one clock, that of
 * Redis. While Redis is away or slow each node counts by itself; no request waits longer for it
 * than {@link #PATIENCE}, and most do not at all, because for a while after it failed it is not
 * asked. Thread-safe.
 */
public final class RedisRateLimits implements RateLimits {

    /** How long a request waits for Redis. */
    static final Duration PATIENCE = Duration.ofMillis(5);

    /** How long Redis is left alone after it failed or was late. */
    static final Duration REST = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(RedisRateLimits.class);
    private static final String PREFIX = "armature:rate:";

    // Of each key the moment is kept at which nothing of its limit is used any more, in
    // microseconds; LocalRateLimits does the same. Numbers are written out whole, as Lua would
    // round them. Answers the place of the key that refuses, or -1, and what is used of each.
    private static final String SCRIPT =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000000 + time[2]
            local requests = tonumber(ARGV[1])
            local ends, used = {}, {}
            for i, key in ipairs(KEYS) do
                local interval, capacity = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
                local begin = math.max(tonumber(redis.call('GET', key) or 0), now)
                if begin + interval - now > capacity then
                    return {i - 1, string.format('%.0f', begin + interval - now)}
                end
                ends[i] = begin + requests * interval
                used[i] = string.format('%.0f', ends[i] - now)
            end
            if requests > 0 then
                for i, key in ipairs(KEYS) do
                    redis.call('SET', key, string.format('%.0f', ends[i]), 'PX', math.ceil((ends[i] - now) / 1000))
                end
            end
            return {-1, unpack(used)}
            """;

    private final RedisLink redis;
    private final RateLimits alone;
    private final Duration patience;
    private volatile @Nullable String digest;
    private volatile long askAgainAt = System.nanoTime();

    /**
     * @param alone what counts while Redis does not
     */
    public RedisRateLimits(RedisLink redis, RateLimits alone) {
        this(redis, alone, PATIENCE);
    }

    RedisRateLimits(RedisLink redis, RateLimits alone, Duration patience) {
        this.redis = redis;
        this.alone = alone;
        this.patience = patience;
    }

    @Override
    public CompletionStage<Verdict> take(List<Charge> charges) {
        return count(charges, 1, alone::take);
    }

    @Override
    public CompletionStage<Verdict> look(List<Charge> charges) {
        return count(charges, 0, alone::look);
    }

    private CompletionStage<Verdict> count(
            List<Charge> charges,
            int requests,
            Function<List<Charge>, CompletionStage<Verdict>> byItself) {
        CompletionStage<Verdict> asked = ask(charges, requests);
        return asked == null
                ? byItself.apply(charges)
                : asked.exceptionallyCompose(failure -> {
                    leaveAlone(failure);
                    return byItself.apply(charges);
                });
    }

    private void leaveAlone(Throwable failure) {
        long now = System.nanoTime();
        if (now - askAgainAt >= 0) {
            LOG.warn(
                    "Redis does not count requests; this node counts them by itself: {}",
                    failure.toString());
        }
        // Its scripts are gone with a Redis that was started anew.
        digest = null;
        askAgainAt = now + REST.toNanos();
    }

    /** What Redis says; null when it is not to be asked now. */
    private @Nullable CompletionStage<Verdict> ask(List<Charge> charges, int requests) {
        RedissonClient client = redis.client();
        if (client == null || System.nanoTime() - askAgainAt < 0) {
            return null;
        }
        List<Object> keys = new ArrayList<>(charges.size());
        List<Object> values = new ArrayList<>(2 * charges.size() + 1);
        values.add(Integer.toString(requests));
        for (Charge charge : charges) {
            keys.add(PREFIX + charge.subject().name());
            values.add(Long.toString(charge.interval()));
            values.add(Long.toString(charge.capacity()));
        }
        try {
            return evaluate(client.getScript(StringCodec.INSTANCE), keys, values.toArray())
                    .toCompletableFuture()
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .thenApply(answer -> verdict(charges, answer));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    // The text of the script travels once, its digest from then on.
    private CompletionStage<List<Object>> evaluate(
            RScript script, List<Object> keys, Object[] values) {
        String known = digest;
        if (known != null) {
            return script.evalShaAsync(
                    RScript.Mode.READ_WRITE, known, RScript.ReturnType.LIST, keys, values);
        }
        CompletionStage<String> loaded = script.scriptLoadAsync(SCRIPT);
        return loaded.thenCompose(fresh -> {
            digest = fresh;
            return script.evalShaAsync(
                    RScript.Mode.READ_WRITE, fresh, RScript.ReturnType.LIST, keys, values);
        });
    }

    private static Verdict verdict(List<Charge> charges, List<Object> answer) {
        int refusing = Integer.parseInt(answer.getFirst().toString());
        if (refusing >= 0) {
            Charge charge = charges.get(refusing);
            return Verdict.refused(
                    charge, Long.parseLong(answer.get(1).toString()) - charge.capacity());
        }
        long[] used = new long[charges.size()];
        for (int i = 0; i < used.length; i++) {
            used[i] = Long.parseLong(answer.get(i + 1).toString());
        }
        return Verdict.allowed(charges, used);
    }
}
