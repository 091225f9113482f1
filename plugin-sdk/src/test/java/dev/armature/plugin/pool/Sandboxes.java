package dev.armature.plugin.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.plugin.sandbox.HostFunctions;
import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.PluginCall;
import dev.armature.plugin.sandbox.PluginCode;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginSandbox;
import dev.armature.plugin.sandbox.SandboxListener;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/** One sandbox for all tests that do no lasting harm to it, and short ways to use any sandbox. */
final class Sandboxes {

    private static final WorkerSandbox SHARED =
            ready(WorkerSandbox.start(patient(), SandboxListener.NONE));

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(SHARED::close));
    }

    private Sandboxes() {}

    /** Options for a busy machine, which takes its time to start the next worker. */
    static SandboxOptions patient() {
        return SandboxOptions.defaults().withCpuShare(100).withMaxWait(Duration.ofMinutes(1));
    }

    static WorkerSandbox shared() {
        return SHARED;
    }

    /** The same, once it takes calls. */
    static WorkerSandbox ready(WorkerSandbox sandbox) {
        try {
            assertThat(sandbox.awaitReady(Duration.ofMinutes(2))).isTrue();
            return sandbox;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static PluginCode code(String tenant, String source) {
        return new PluginCode(tenant, "test", checksum(source), source);
    }

    static PluginCall call(String contextJson) {
        return new PluginCall("run", contextJson, Limits.hook());
    }

    /** Calls the export {@code run} of a module. */
    static PluginOutcome run(PluginSandbox sandbox, String tenant, String source) {
        return sandbox.call(code(tenant, source), call("{}"), HostFunctions.NONE);
    }

    /** Calls a handler with this body, which sees {@code context} and {@code host}. */
    static PluginOutcome body(String body) {
        return run(SHARED, "acme", handler(body));
    }

    static String handler(String body) {
        return "export function run(context, host) {\n" + body + "\n}";
    }

    private static String checksum(String source) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(source.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
