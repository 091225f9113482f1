package dev.armature.plugin.pool;

import static dev.armature.plugin.pool.Sandboxes.code;
import static dev.armature.plugin.pool.Sandboxes.handler;
import static dev.armature.plugin.pool.Sandboxes.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.plugin.sandbox.PluginOutcome.Returned;
import dev.armature.plugin.sandbox.SandboxListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** An installation without plugins has no processes for them. */
class WorkersWhenNeededTest {

    private final WorkerSandbox sandbox =
            WorkerSandbox.whenNeeded(Sandboxes.patient(), SandboxListener.NONE);

    @Test
    void thereAreNoneBeforeTheFirstCallWhichWaitsForOne() throws Exception {
        try (sandbox) {
            // Longer than the pool takes to look after its workers a few times.
            Thread.sleep(500);
            assertThat(children()).isZero();

            assertThat(run(sandbox, "acme", handler("return 1;"))).isInstanceOf(Returned.class);

            assertThat(children()).isPositive();
        }
    }

    @Test
    void theyAreStartedForACheckToo() {
        try (sandbox) {
            assertThat(sandbox.check(code("acme", handler("return 1;")), List.of("run")))
                    .isInstanceOf(Returned.class);
        }
    }

    @Test
    void allCallsThatComeFirstAreAnswered() throws Exception {
        try (sandbox;
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                String tenant = "tenant" + i;
                calls.add(
                        callers.submit(() ->
                                assertThat(run(sandbox, tenant, handler("return 1;")))
                                        .isInstanceOf(Returned.class)));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }
    }

    private int children() {
        return sandbox.pool().workers().size();
    }
}
