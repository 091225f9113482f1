package dev.armature.plugin.pool;

import static dev.armature.plugin.pool.Sandboxes.code;
import static dev.armature.plugin.pool.Sandboxes.handler;
import static dev.armature.plugin.pool.Sandboxes.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.plugin.sandbox.HostFunctions;
import dev.armature.plugin.sandbox.PluginCode;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginOutcome.LimitExceeded;
import dev.armature.plugin.sandbox.PluginOutcome.Returned;
import dev.armature.plugin.sandbox.SandboxListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that try not to end, or to take all there is, while another tenant goes on working. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttacksTest {

    private final List<Integer> breaches = new CopyOnWriteArrayList<>();
    private WorkerSandbox sandbox;
    private ExecutorService threads;

    @BeforeAll
    void open() {
        SandboxListener listener =
                new SandboxListener() {
                    @Override
                    public void breached(PluginCode code, LimitExceeded breach, int recent) {
                        if (code.tenant().equals("counted")) {
                            breaches.add(recent);
                        }
                    }
                };
        sandbox = Sandboxes.ready(WorkerSandbox.start(Sandboxes.patient(), listener));
        threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterAll
    void close() {
        threads.close();
        sandbox.close();
    }

    /** Runs an attack while a second tenant makes calls, all of which have to be answered. */
    private PluginOutcome attack(String source) throws Exception {
        Future<PluginOutcome> attack = threads.submit(() -> run(sandbox, "mallory", source));
        List<PluginOutcome> innocent = new ArrayList<>();
        do {
            innocent.add(run(sandbox, "acme", handler("return [1, 2].map(n => n * 2);")));
        } while (!attack.isDone());
        assertThat(innocent)
                .allSatisfy(outcome ->
                        assertThat(outcome).isEqualTo(new Returned("[2,4]", null, List.of())));
        return attack.get();
    }

    // Asking for the time allocates, and so does throwing: on a fast machine that is over its limit
    // before the time is.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`while (true) {}` | `cpu statements`",
                "`for (;;) { try { for (;;); } finally { continue; } }` | `cpu statements`",
                "`while (true) { try { throw 1; } catch (e) {} }` | `cpu statements memory`",
                "`const end = Date.now() + 1e9; while (Date.now() < end);` | `cpu statements memory`",
                "`[3, 1, 2].sort(() => { while (true); });` | `cpu statements`",
                "`const kept = []; while (true) kept.push(new Array(1000).fill(0));` | `memory cpu`",
                "`let text = 'x'; const kept = []; while (true) { kept.push(text + kept.length); text += text.slice(0, 1000); }` | `memory cpu statements`",
                "`const kept = []; while (true) kept.push(new ArrayBuffer(1 << 20));` | `memory cpu`",
                "`const kept = {}; for (let i = 0; ; i++) kept['key' + i] = i;` | `memory cpu statements`",
                "`const map = new Map(); for (let i = 0; ; i++) map.set(i, [i]);` | `memory cpu statements`",
                "`new Array(2 ** 32 - 1).fill(0);` | `memory cpu`",
                "`const json = '[' + '1,'.repeat(1000000) + '1]'; for (;;) JSON.parse(json);` | `memory cpu`",
                "`function f() { try { f(); } catch (e) { f(); } } f();` | depth",
                "`function f() { try { f(); } finally { f(); } } f();` | depth",
                "`function f() { f(); } try { f(); } catch (e) { while (true); }` | depth",
                "`const p = new Proxy({}, { get(t, k, r) { return r[k]; } }); p.x;` | depth",
                "`const o = { get x() { return o.x; } }; o.x;` | depth",
                "`const o = { toString() { return '' + o; } }; '' + o;` | depth",
                "`class A { constructor() { new A(); } } new A();` | depth",
                "`function f(n) { return [n].map(f); } f(1);` | depth",
                "`const text = 'a'.repeat(30000); /^(a*?)(a*?)(a*?)(a*?)\\1\\2\\3\\4b$/.test(text);` | cpu",
                "`let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); for (;;) { try { p.x; } catch (e) {} }` | `cpu statements memory`",
                "`let a = []; for (let i = 0; i < 1e5; i++) a = [a]; for (;;) { try { JSON.stringify(a); } catch (e) {} }` | `cpu statements memory`",
                "`for (let i = 0; ; i++) { try { host.cache.get('a'); } catch (e) {} }` | hostCalls"
            })
    void isEndedByALimit(String body, String limits) throws Exception {
        assertThat(attack(handler(body)))
                .isInstanceOfSatisfying(
                        LimitExceeded.class,
                        exceeded -> assertThat(limits.split(" ")).contains(exceeded.limit()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while (true); export function run() {}",
                "export async function run() { while (true) await null; }",
                "function* g() { while (true) yield 1; } export function run() { for (const x of g()); }",
                "export function run() { function again() { return Promise.resolve().then(again); } return again(); }",
                "export async function run() { async function f() { await f(); } await f(); }",
                "export function run() { new Promise((resolve, reject) => { while (true); }); }"
            })
    void isEndedWhereverItHides(String source) throws Exception {
        assertThat(attack(source)).isInstanceOf(LimitExceeded.class);
    }

    /** Nothing interrupts these inside a worker, so the worker is ended and another takes over. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "3n ** (10n ** 8n);",
                "String(1n << 50000000n);",
                "let n = 3n; for (;;) n *= n;",
                "BigInt('9'.repeat(4000000)) ** 9n;"
            })
    void bigIntegersEndWithTheirWorker(String body) throws Exception {
        assertThat(attack(handler(body))).isInstanceOf(LimitExceeded.class);
    }

    @Test
    void aLimitIsNotCaught() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        HostFunctions host =
                (function, arguments) -> {
                    asked.add(arguments);
                    return "null";
                };

        PluginOutcome outcome =
                sandbox.call(
                        code(
                                "mallory",
                                handler(
                                        """
                                        try {
                                          while (true);
                                        } catch (e) {
                                          host.cache.get("caught");
                                        } finally {
                                          host.cache.get("finally");
                                        }
                                        """)),
                        Sandboxes.call("{}"),
                        host);

        assertThat(outcome).isInstanceOf(LimitExceeded.class);
        assertThat(asked).isEmpty();
    }

    @Test
    void whatWasLoggedBeforeALimitIsKept() {
        assertThat(run(sandbox, "mallory", handler("host.log.info('so far'); while (true);")).log())
                .hasSize(1);
    }

    @Test
    void breachesOfOnePluginInOneTenantAreCounted() {
        for (int i = 0; i < SandboxListener.SUSPEND_AT; i++) {
            run(sandbox, "counted", handler("while (true);"));
        }

        assertThat(breaches).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void manyAttacksAtOnceDoNotStopAnotherTenant() throws Exception {
        List<Future<PluginOutcome>> attacks = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String tenant = "mallory" + i % 6;
            String body =
                    switch (i % 3) {
                        case 0 -> "while (true);";
                        case 1 -> "function f() { try { f(); } catch (e) { f(); } } f();";
                        default -> "const kept = []; while (true) kept.push({});";
                    };
            attacks.add(threads.submit(() -> run(sandbox, tenant, handler(body))));
        }
        List<PluginOutcome> innocent = new ArrayList<>();
        do {
            innocent.add(run(sandbox, "acme", handler("return 'still here';")));
        } while (!attacks.stream().allMatch(Future::isDone));

        assertThat(innocent).allMatch(new Returned("\"still here\"", null, List.of())::equals);
        for (Future<PluginOutcome> attack : attacks) {
            assertThat(attack.get()).isInstanceOf(LimitExceeded.class);
        }
    }
}
