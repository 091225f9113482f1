package dev.armature.plugin.pool;

import static dev.armature.plugin.pool.Sandboxes.code;
import static dev.armature.plugin.pool.Sandboxes.handler;
import static dev.armature.plugin.pool.Sandboxes.ready;
import static dev.armature.plugin.pool.Sandboxes.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.plugin.sandbox.HostFunctions;
import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.PluginCall;
import dev.armature.plugin.sandbox.PluginCode;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginOutcome.Busy;
import dev.armature.plugin.sandbox.PluginOutcome.LimitExceeded;
import dev.armature.plugin.sandbox.PluginOutcome.Returned;
import dev.armature.plugin.sandbox.PluginOutcome.WorkerLost;
import dev.armature.plugin.sandbox.SandboxListener;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of calls when a worker process dies, and of the worker. */
class WorkerDeathTest {

    private final List<String> deaths = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final SandboxListener listener =
            new SandboxListener() {
                @Override
                public void workerDied(String reason) {
                    deaths.add(reason);
                }
            };
    private WorkerSandbox sandbox;

    @AfterEach
    void close() {
        sandbox.close();
        threads.close();
    }

    private void start() {
        sandbox = ready(WorkerSandbox.start(Sandboxes.patient(), listener));
    }

    private Future<PluginOutcome> begin(String tenant, String body, HostFunctions host) {
        PluginCode code = code(tenant, handler(body));
        return threads.submit(
                () -> sandbox.call(code, new PluginCall("run", "{}", Limits.job()), host));
    }

    private WorkerProcess busyWorker() {
        await(() -> sandbox.pool().workers().stream().anyMatch(worker -> worker.load() > 0));
        return sandbox.pool().workers().stream()
                .filter(worker -> worker.load() > 0)
                .findFirst()
                .orElseThrow();
    }

    private static void kill(WorkerProcess worker) {
        ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the wait has an end").isLessThan(end);
            // The worker that is waited for needs the processor.
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    @Test
    void aCallWhoseWorkerIsKilledIsMadeAgainAndTheWorkerReplaced() throws Exception {
        start();
        Future<PluginOutcome> call =
                begin(
                        "acme",
                        "const end = Date.now() + 1000; while (Date.now() < end); return 1;",
                        HostFunctions.NONE);
        WorkerProcess victim = busyWorker();

        kill(victim);

        assertThat(call.get()).isEqualTo(new Returned("1", null, List.of()));
        assertThat(deaths).containsExactly("it ended with status 137");
        await(() -> sandbox.workers() == SandboxOptions.defaults().workers() + 1);
        assertThat(sandbox.pool().workers()).doesNotContain(victim);
    }

    @Test
    void aCallThatUsedHostFunctionsIsLostWithItsWorker() throws Exception {
        start();
        List<String> asked = new CopyOnWriteArrayList<>();

        Future<PluginOutcome> call =
                begin(
                        "acme",
                        "host.records.create('deal', {}); while (true);",
                        (function, arguments) -> {
                            asked.add(function);
                            kill(busyWorker());
                            return "null";
                        });

        assertThat(call.get()).isEqualTo(new WorkerLost("it ended with status 137"));
        assertThat(asked).containsExactly("records.create");
    }

    @Test
    void aPluginWhoseCallsAreOftenLostIsRunAlone() throws Exception {
        start();
        HostFunctions killing =
                (function, arguments) -> {
                    kill(busyWorker());
                    return "null";
                };
        for (int i = 0; i < 2; i++) {
            assertThat(begin("acme", "host.lock('a'); while (true);", killing).get())
                    .isInstanceOf(WorkerLost.class);
        }

        assertThat(begin("acme", "host.lock('a'); while (true);", killing).get())
                .isEqualTo(new LimitExceeded("crash", "none", List.of()));
        assertThat(begin("acme", "return 1;", killing).get())
                .isEqualTo(new Returned("1", null, List.of()));
    }

    /** Starts workers whose guards do not suffice. */
    private void startLoose(int heapMebibytes) throws Exception {
        SandboxOptions usual = Sandboxes.patient();
        SandboxOptions options =
                new SandboxOptions(
                        usual.workers(),
                        usual.callsPerWorker(),
                        heapMebibytes,
                        usual.callsPerPlugin(),
                        usual.maxWait(),
                        usual.cpuShare(),
                        null);
        List<Path> classPath = new ArrayList<>(WorkerCommand.neededJars());
        classPath.add(testClasses());
        WorkerCommand command =
                WorkerCommand.of(
                        "dev.armature.plugin.worker.LooseWorker", heapMebibytes, classPath);
        sandbox = ready(WorkerSandbox.start(options, listener, command));
    }

    @Test
    void aHeapThatOneStepFillsEndsThatCallAlone() throws Exception {
        startLoose(128);

        Future<PluginOutcome> innocent =
                begin(
                        "acme",
                        "const end = Date.now() + 500; while (Date.now() < end); return 1;",
                        HostFunctions.NONE);
        Future<PluginOutcome> attack =
                begin(
                        "mallory",
                        "return 'x'.repeat(1 << 24).split('').length;",
                        HostFunctions.NONE);

        assertThat(attack.get()).isEqualTo(new LimitExceeded("memory", "128 MiB", List.of()));
        assertThat(innocent.get()).isEqualTo(new Returned("1", null, List.of()));
        assertThat(deaths).containsOnly("its heap was full");
    }

    @Test
    void whatCannotBeInterruptedIsKilledAndOthersAreAnswered() throws Exception {
        startLoose(512);

        Future<PluginOutcome> innocent =
                begin(
                        "acme",
                        "const end = Date.now() + 4000; while (Date.now() < end); return 1;",
                        HostFunctions.NONE);
        busyWorker();
        PluginOutcome attack =
                run(sandbox, "mallory", handler("return String(3n ** (10n ** 8n)).length;"));

        assertThat(attack).isInstanceOf(LimitExceeded.class);
        for (int i = 0; i < 20; i++) {
            assertThat(run(sandbox, "acme", handler("return 2;")))
                    .isEqualTo(new Returned("2", null, List.of()));
        }
        assertThat(innocent.get()).isEqualTo(new Returned("1", null, List.of()));
        await(() -> deaths.contains("a call that was ended did not stop"));
    }

    private static Path testClasses() throws URISyntaxException {
        return Path.of(
                WorkerDeathTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void aCallingThreadThatIsInterruptedGetsAway() throws Exception {
        start();
        List<Object> seen = new CopyOnWriteArrayList<>();
        Thread caller =
                Thread.startVirtualThread(() -> {
                    seen.add(
                            sandbox.call(
                                    code("acme", handler("while (true);")),
                                    new PluginCall("run", "{}", Limits.job()),
                                    HostFunctions.NONE));
                    seen.add(Thread.currentThread().isInterrupted());
                });
        WorkerProcess worker = busyWorker();

        caller.interrupt();
        caller.join();

        assertThat(seen)
                .containsExactly(new WorkerLost("the calling thread was interrupted"), true);
        await(() -> worker.load() == 0);
        assertThat(run(sandbox, "acme", handler("return 1;"))).isInstanceOf(Returned.class);
        assertThat(deaths).isEmpty();
    }

    @Test
    void aClosedSandboxAnswersAtOnce() throws Exception {
        start();
        Future<PluginOutcome> call = begin("acme", "while (true);", HostFunctions.NONE);
        WorkerProcess worker = busyWorker();

        sandbox.close();

        assertThat(call.get()).isEqualTo(new WorkerLost("the sandbox is closed"));
        assertThat(run(sandbox, "acme", handler("return 1;"))).isInstanceOf(Busy.class);
        await(() -> ProcessHandle.of(worker.pid()).isEmpty());
    }

    @Test
    void aWorkerEndsWhenThePlatformDoes() throws Exception {
        sandbox = Sandboxes.ready(WorkerSandbox.start(SandboxOptions.defaults(), listener));
        Process orphan =
                new ProcessBuilder(WorkerCommand.of(WorkerCommand.MAIN, 512).arguments())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();

        orphan.getOutputStream().close();

        assertThat(orphan.waitFor()).isZero();
    }
}
