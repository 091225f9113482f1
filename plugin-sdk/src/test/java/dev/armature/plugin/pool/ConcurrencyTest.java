package dev.armature.plugin.pool;

import static dev.armature.plugin.pool.Sandboxes.code;
import static dev.armature.plugin.pool.Sandboxes.handler;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.plugin.sandbox.HostFunctions;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginOutcome.Busy;
import dev.armature.plugin.sandbox.PluginOutcome.Returned;
import dev.armature.plugin.sandbox.SandboxListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many calls at once, from virtual threads. */
class ConcurrencyTest {

    @Test
    void callsOfManyTenantsRunAtOnceAndGetTheirOwnAnswers() throws Exception {
        List<Future<PluginOutcome>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 64; i++) {
                int number = i;
                calls.add(
                        threads.submit(() ->
                                Sandboxes.shared()
                                        .call(
                                                code(
                                                        "tenant" + number % 16,
                                                        handler(
                                                                "return [context.number, host.cache.get('k')];")),
                                                Sandboxes.call("{\"number\": " + number + "}"),
                                                (function, arguments) -> "\"of " + number + "\"")));
            }
        }

        for (int i = 0; i < 64; i++) {
            assertThat(calls.get(i).get())
                    .isEqualTo(new Returned("[" + i + ",\"of " + i + "\"]", null, List.of()));
        }
    }

    @Test
    void onePluginOfOneTenantHasEightCallsAtOnceAndOthersWait() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch eight = new CountDownLatch(8);
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        HostFunctions host =
                (function, arguments) -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    eight.countDown();
                    try {
                        release.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    now.decrementAndGet();
                    return "null";
                };
        List<Future<PluginOutcome>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                calls.add(
                        threads.submit(() ->
                                Sandboxes.shared()
                                        .call(
                                                code(
                                                        "crowded",
                                                        handler("host.lock('a'); return 1;")),
                                                Sandboxes.call("{}"),
                                                host)));
            }
            eight.await();
            assertThat(Sandboxes.run(Sandboxes.shared(), "acme", handler("return 2;")))
                    .isEqualTo(new Returned("2", null, List.of()));
            release.countDown();
        }

        for (Future<PluginOutcome> call : calls) {
            assertThat(call.get()).isEqualTo(new Returned("1", null, List.of()));
        }
        assertThat(most).hasValue(8);
    }

    @Test
    void hooksThatSetOffHooksOfTheirOwnDoNotWaitForEachOther() throws Exception {
        List<Future<PluginOutcome>> calls = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(8);
        HostFunctions nesting =
                (function, arguments) -> {
                    all.countDown();
                    try {
                        all.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    PluginOutcome inner =
                            Sandboxes.run(Sandboxes.shared(), "nested", handler("return 'inner';"));
                    return ((Returned) inner).resultJson();
                };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                calls.add(
                        threads.submit(() ->
                                Sandboxes.shared()
                                        .call(
                                                code(
                                                        "nested",
                                                        handler(
                                                                "return host.records.create('a', {});")),
                                                Sandboxes.call("{}"),
                                                nesting)));
            }
        }

        for (Future<PluginOutcome> call : calls) {
            assertThat(call.get()).isEqualTo(new Returned("\"inner\"", null, List.of()));
        }
    }

    @Test
    void whoWaitsTooLongForATurnIsToldSo() throws Exception {
        SandboxOptions hasty = new SandboxOptions(1, 16, 512, 1, Duration.ofMillis(50), 100, null);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (WorkerSandbox sandbox =
                        Sandboxes.ready(WorkerSandbox.start(hasty, SandboxListener.NONE));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<PluginOutcome> first =
                    threads.submit(() ->
                            sandbox.call(
                                    code("acme", handler("host.lock('a'); return 1;")),
                                    Sandboxes.call("{}"),
                                    (function, arguments) -> {
                                        asked.countDown();
                                        try {
                                            release.await();
                                        } catch (InterruptedException e) {
                                            throw new IllegalStateException(e);
                                        }
                                        return "null";
                                    }));
            asked.await();

            assertThat(Sandboxes.run(sandbox, "acme", handler("return 1;")))
                    .isEqualTo(new Busy("it has 1 calls under way already"));
            release.countDown();
            assertThat(first.get()).isInstanceOf(Returned.class);
        }
    }
}
