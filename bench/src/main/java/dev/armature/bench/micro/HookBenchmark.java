package dev.armature.bench.micro;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.bench.http.SampleDeals;
import dev.armature.metadata.json.Json;
import dev.armature.plugin.pool.SandboxOptions;
import dev.armature.plugin.pool.WorkerSandbox;
import dev.armature.plugin.sandbox.HostFunctions;
import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.PluginCall;
import dev.armature.plugin.sandbox.PluginCode;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.SandboxListener;
import java.time.Duration;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A plugin's hook, called in a worker process and back. */
@State(Scope.Benchmark)
public class HookBenchmark {

    private static final String MODULE =
            """
            const chances = { new: 10, qualified: 30, proposal: 60, won: 100, lost: 0 };
            export const deal = {
                beforeSave(context, host) {
                    context.record.probability = chances[context.record.stage];
                }
            };
            """;

    private final PluginCode code = new PluginCode("bench", "bench", "1", MODULE);
    private final PluginCall call = new PluginCall("deal.beforeSave", context(), Limits.hook());
    private final WorkerSandbox sandbox;

    public HookBenchmark() {
        // One plugin that is called without end would else be made to wait for its share.
        sandbox =
                WorkerSandbox.start(
                        SandboxOptions.defaults().withCpuShare(100), SandboxListener.NONE);
        try {
            if (!sandbox.awaitReady(Duration.ofMinutes(2))) {
                throw new IllegalStateException("no worker came up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String context() {
        ObjectNode context = Json.object().put("moment", "beforeUpdate").put("object", "deal");
        ObjectNode deal = SampleDeals.deal(7, List.of("01a1fed1-7b03-7000-82e4-cf8595ed9e47"));
        context.set("record", deal);
        context.set("old", deal.deepCopy().put("version", 1));
        return Json.write(context);
    }

    /** One beforeSave hook that sets a field of a record of 11, in a fresh script context. */
    @Benchmark
    public PluginOutcome.Returned beforeSave() {
        PluginOutcome outcome = sandbox.call(code, call, HostFunctions.NONE);
        if (outcome instanceof PluginOutcome.Returned returned) {
            return returned;
        }
        throw new IllegalStateException(outcome.toString());
    }

    @TearDown
    public void close() {
        sandbox.close();
    }
}
