package dev.armature.plugin.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.IOAccess;

/**
 * JavaScript with everything switched off that reaches outside of a script or cannot be
 * interrupted. One for a process. Thread-safe, but scripts run on the threads of {@link #newThread}
 * only.
 */
public final class ScriptEngine implements AutoCloseable {

    /**
     * The community edition takes these options under the trusted policy alone, so that policy is
     * taken and every access denied by hand; see docs/decisions/0004-plugin-workers.md.
     */
    private static final Map<String, String> OPTIONS =
            Map.ofEntries(
                    Map.entry("engine.WarnInterpreterOnly", "false"),
                    Map.entry("js.allow-eval", "false"),
                    Map.entry("js.annex-b", "false"),
                    Map.entry("js.atomics", "false"),
                    Map.entry("js.bigint", "false"),
                    Map.entry("js.console", "false"),
                    Map.entry("js.disable-eval", "true"),
                    Map.entry("js.disable-with", "true"),
                    Map.entry("js.esm-eval-returns-exports", "true"),
                    Map.entry("js.foreign-object-prototype", "false"),
                    Map.entry("js.global-arguments", "false"),
                    Map.entry("js.graal-builtin", "false"),
                    Map.entry("js.intl-402", "false"),
                    Map.entry("js.java-package-globals", "false"),
                    Map.entry("js.load", "false"),
                    Map.entry("js.max-apply-argument-length", "100000"),
                    Map.entry("js.max-prototype-chain-length", "1000"),
                    Map.entry("js.max-typed-array-length", "4194304"),
                    Map.entry("js.performance", "false"),
                    Map.entry("js.polyglot-builtin", "false"),
                    Map.entry("js.print", "false"),
                    Map.entry("js.regexp-static-result", "false"),
                    Map.entry("js.shared-array-buffer", "false"),
                    Map.entry("js.stack-trace-limit", "30"),
                    Map.entry("js.strict", "true"),
                    Map.entry("js.string-length-limit", "4194304"),
                    Map.entry("js.timezone", "UTC"));

    private static final int STACK_BYTES = 16 << 20;

    private final Engine engine;
    private final GuardInstrument guard;
    private final Source prelude;
    private final PreparedContexts contexts = new PreparedContexts(this);
    private final AtomicLong threads = new AtomicLong();

    ScriptEngine(Map<String, String> changedOptions) {
        engine =
                Engine.newBuilder("js")
                        .allowExperimentalOptions(true)
                        .options(OPTIONS)
                        .options(changedOptions)
                        .in(InputStream.nullInputStream())
                        .out(OutputStream.nullOutputStream())
                        .err(OutputStream.nullOutputStream())
                        .logHandler(System.err)
                        .build();
        guard =
                Objects.requireNonNull(engine.getInstruments().get(GuardInstrument.ID))
                        .lookup(GuardInstrument.class);
        prelude =
                Source.newBuilder("js", prelude(), "armature:prelude")
                        .internal(true)
                        .buildLiteral();
    }

    /** Starts the engine; {@link #isSound} then warms it up. */
    public static ScriptEngine start() {
        return new ScriptEngine(Map.of());
    }

    /** Begins to make contexts ahead of the calls that will need them. */
    public void prepareContexts() {
        contexts.start();
    }

    private static String prelude() {
        return "(function (callHost, writeLog) {\n\"use strict\";\n"
                + resource("decimal.js")
                + resource("host.js")
                + resource("invoke.js")
                + "})";
    }

    static String resource(String name) {
        try (InputStream in = ScriptEngine.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A thread that scripts may run on: with a stack deep enough that the depth limit comes first.
     */
    public Thread newThread(Runnable task) {
        Thread thread = new GuestThread(task, "script-" + threads.incrementAndGet(), STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Whether the built-in functions work as they should. A script that fails deep inside one can
     * leave it broken for the whole process; and running all of them once, before any tenant's
     * code, is what prevents that. To be called on a thread of {@link #newThread}.
     */
    public boolean isSound() {
        return new SelfTest(this).passes();
    }

    Context newContext() {
        return Context.newBuilder("js")
                .engine(engine)
                .allowHostAccess(HostAccess.NONE)
                .allowHostClassLoading(false)
                .allowIO(IOAccess.NONE)
                .allowPolyglotAccess(PolyglotAccess.NONE)
                .allowEnvironmentAccess(EnvironmentAccess.NONE)
                .allowNativeAccess(false)
                .allowCreateThread(false)
                .allowCreateProcess(false)
                .allowInnerContextOptions(false)
                .allowValueSharing(false)
                .build();
    }

    PreparedContexts contexts() {
        return contexts;
    }

    GuardInstrument guard() {
        return guard;
    }

    Source preludeSource() {
        return prelude;
    }

    @Override
    public void close() {
        engine.close(true);
    }
}
