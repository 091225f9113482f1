package dev.armature.plugin.pool;

import dev.armature.plugin.sandbox.HostFunctions;
import dev.armature.plugin.sandbox.PluginCall;
import dev.armature.plugin.sandbox.PluginCode;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginOutcome.Returned;
import dev.armature.plugin.sandbox.SandboxListener;
import dev.armature.plugin.sandbox.Usage;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * Prints how long one call of a hook takes, there and back, each in a fresh context:
 *
 * <pre>
 * mvn -q -pl plugin-sdk test-compile dependency:build-classpath -Dmdep.outputFile=target/cp
 * java --enable-native-access=ALL-UNNAMED -cp plugin-sdk/target/test-classes:plugin-sdk/target/classes:$(cat plugin-sdk/target/cp) dev.armature.plugin.pool.RoundTrip
 * </pre>
 */
final class RoundTrip {

    private static final int ROUNDS = 8;
    private static final int CALLS = 2_000;

    private RoundTrip() {}

    public static void main(String[] arguments) throws Exception {
        LongAdder cpu = new LongAdder();
        SandboxListener listener =
                new SandboxListener() {
                    @Override
                    public void ended(
                            PluginCode code, PluginCall call, PluginOutcome outcome, Usage usage) {
                        cpu.add(usage.cpu().toNanos());
                    }
                };
        long start = System.nanoTime();
        try (WorkerSandbox sandbox =
                Sandboxes.ready(
                        WorkerSandbox.start(
                                SandboxOptions.defaults().withCpuShare(100), listener))) {
            System.out.printf("ready after %,d ms%n", (System.nanoTime() - start) / 1_000_000);
            measure("hook, 20 fields", sandbox, hook(), 20, cpu);
            measure("hook, 100 fields", sandbox, hook(), 100, cpu);
            measure("hook and one host call", sandbox, asking(), 20, cpu);
        }
    }

    private static String hook() {
        return "if (context.record.amount.compare(1000) > 0) context.record.stage = 'big';";
    }

    private static String asking() {
        return "context.record.stage = host.records.get('stage', 's').name;";
    }

    private static void measure(
            String name, WorkerSandbox sandbox, String body, int fields, LongAdder cpu) {
        PluginCode code = Sandboxes.code("acme", Sandboxes.handler(body));
        PluginCall call = Sandboxes.call(context(fields));
        HostFunctions host = (function, arguments) -> "{\"name\": \"Proposal\"}";
        for (int round = 1; round <= ROUNDS; round++) {
            long[] nanos = new long[CALLS];
            cpu.reset();
            for (int i = 0; i < CALLS; i++) {
                long start = System.nanoTime();
                PluginOutcome outcome = sandbox.call(code, call, host);
                nanos[i] = System.nanoTime() - start;
                if (!(outcome instanceof Returned)) {
                    throw new IllegalStateException(outcome.toString());
                }
            }
            Arrays.sort(nanos);
            System.out.printf(
                    "%s, round %d: p50 %,d µs, p99 %,d µs, best %,d µs; CPU of the script %,d µs%n",
                    name,
                    round,
                    nanos[CALLS / 2] / 1_000,
                    nanos[CALLS * 99 / 100] / 1_000,
                    nanos[0] / 1_000,
                    cpu.sum() / CALLS / 1_000);
        }
    }

    private static String context(int fields) {
        StringBuilder json =
                new StringBuilder("{\"record\":{\"amount\":{\"$decimal\":\"2000.50\"}");
        for (int i = 1; i < fields; i++) {
            json.append(",\"field").append(i).append("\":\"value ").append(i).append('"');
        }
        return json.append("}}").toString();
    }
}
