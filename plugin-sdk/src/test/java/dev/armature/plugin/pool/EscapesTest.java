package dev.armature.plugin.pool;

import static dev.armature.plugin.pool.Sandboxes.body;
import static dev.armature.plugin.pool.Sandboxes.code;
import static dev.armature.plugin.pool.Sandboxes.handler;
import static dev.armature.plugin.pool.Sandboxes.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.plugin.sandbox.HostCallException;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginOutcome.LimitExceeded;
import dev.armature.plugin.sandbox.PluginOutcome.Returned;
import dev.armature.plugin.sandbox.PluginOutcome.Threw;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways out of a script that lead nowhere. */
class EscapesTest {

    private static String resultOf(String body) {
        PluginOutcome outcome = body(body);
        assertThat(outcome).isInstanceOf(Returned.class);
        return ((Returned) outcome).resultJson();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Java",
                "Polyglot",
                "Graal",
                "Packages",
                "java",
                "javax",
                "com",
                "org",
                "process",
                "require",
                "module",
                "exports",
                "global",
                "window",
                "self",
                "load",
                "loadWithNewGlobal",
                "print",
                "printErr",
                "console",
                "quit",
                "exit",
                "readline",
                "fetch",
                "XMLHttpRequest",
                "setTimeout",
                "setInterval",
                "queueMicrotask",
                "WebAssembly",
                "SharedArrayBuffer",
                "Atomics",
                "BigInt",
                "Worker",
                "Debug",
                "performance",
                "Intl",
                "ShadowRealm",
                "escape",
                "unescape",
                "callHost",
                "writeLog",
                "Decimal",
                "arguments",
                "__dirname",
                "Deno",
                "Bun"
            })
    void theGlobalScopeLacks(String name) {
        assertThat(resultOf("return typeof globalThis['" + name + "'];"))
                .isEqualTo("\"undefined\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eval('1')",
                "(0, eval)('1')",
                "Function('return 1')()",
                "new Function('return 1')",
                "(() => {}).constructor('return 1')()",
                "host.log.info.constructor('return 1')()",
                "host.constructor.constructor('return 1')()",
                "(async () => {}).constructor('return 1')",
                "(function* () {}).constructor('return 1')",
                "Reflect.construct(Function, ['return 1'])",
                "[].map.constructor('return this')()",
                "host.decimal('1').constructor.constructor('return 1')()",
                "new (class extends Function {})('return 1')"
            })
    void codeIsNotMadeOfTexts(String expression) {
        assertThat(body("return typeof " + expression + ";"))
                .isInstanceOfSatisfying(
                        Threw.class,
                        threw ->
                                assertThat(threw.message())
                                        .isEqualTo(
                                                "EvalError: dynamic evaluation of code is disabled."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'fs'",
                "'node:fs'",
                "'/etc/passwd'",
                "'file:///etc/passwd'",
                "'./other.js'",
                "'https://example.com/a.js'",
                "'data:text/javascript,export default 1'",
                "'java:java.lang.System'"
            })
    void nothingIsImported(String specifier) {
        assertThat(
                        run(
                                Sandboxes.shared(),
                                "acme",
                                "export async function run() { return Object.keys(await import("
                                        + specifier
                                        + ")); }"))
                .isInstanceOf(Threw.class);
        assertThat(
                        run(
                                Sandboxes.shared(),
                                "acme",
                                "import * as x from "
                                        + specifier
                                        + "; export function run() { return 1; }"))
                .isInstanceOf(Threw.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`return 3n ** (10n ** 8n);` | SyntaxError",
                "`with (host) { log.info('a'); }` | SyntaxError",
                "`return arguments.callee;` | TypeError",
                "`return host.log.info.caller;` | TypeError",
                "`host.records = {};` | TypeError",
                "`host.records.get = () => 1;` | TypeError",
                "`delete host.fail;` | TypeError",
                "`Object.defineProperty(host, 'x', {value: 1});` | TypeError",
                "`Object.setPrototypeOf(host, {});` | TypeError",
                "`host.__proto__ = {};` | TypeError",
                "`undeclared = 1;` | ReferenceError",
                "`return new WeakRef(1);` | TypeError"
            })
    void isRefused(String body, String error) {
        assertThat(body(body))
                .isInstanceOfSatisfying(
                        Threw.class, threw -> assertThat(threw.message()).startsWith(error));
    }

    @Test
    void whatOneCallChangesTheNextDoesNotSee() {
        String source =
                """
                let calls = 0;
                export function run(context, host) {
                  const seen = [calls, {}.polluted, [].map.tag, globalThis.kept, typeof JSON.parse('1')];
                  calls++;
                  Object.prototype.polluted = "yes";
                  Array.prototype.map.tag = "yes";
                  globalThis.kept = "yes";
                  JSON.parse = () => "stolen";
                  Promise.prototype.then = () => {};
                  return seen;
                }
                """;

        for (int i = 0; i < 3; i++) {
            assertThat(((Returned) run(Sandboxes.shared(), "acme", source)).resultJson())
                    .isEqualTo("[0,null,null,null,\"number\"]");
        }
    }

    @Test
    void changedBuiltInsDoNotLeadOut() {
        assertThat(
                        body(
                                """
                                const seen = [];
                                let busy = false;
                                for (const type of [Array, String, Object, Function, Error, Promise]) {
                                  for (const key of Reflect.ownKeys(type.prototype)) {
                                    const was = Object.getOwnPropertyDescriptor(type.prototype, key);
                                    if (typeof was.value === "function" && was.configurable && key !== "constructor") {
                                      Object.defineProperty(type.prototype, key, {
                                        configurable: true,
                                        value: function (...args) {
                                          if (!busy) {
                                            busy = true;
                                            for (const arg of [this, ...args]) {
                                              if (typeof arg === "function") seen[seen.length] = arg;
                                            }
                                            busy = false;
                                          }
                                          return Reflect.apply(was.value, this, args);
                                        },
                                      });
                                    }
                                  }
                                }
                                host.log.info("a", { b: 1 });
                                try { host.cache.get("k"); } catch (e) {}
                                busy = true;
                                let made = 0;
                                for (let i = 0; i < seen.length; i++) {
                                  try {
                                    const answer = seen[i]("cache.get", "{}");
                                    if (typeof answer === "string" && "=!".includes(answer[0])) made++;
                                  } catch (e) {}
                                }
                                return [seen.length > 0, made];
                                """))
                .isInstanceOfSatisfying(
                        Returned.class,
                        returned -> assertThat(returned.resultJson()).isEqualTo("[true,0]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`return { toJSON() { throw new Error('t'); } };` | Error: t",
                "`return { get a() { throw new Error('g'); } };` | Error: g",
                "`return { then(resolve) { throw new Error('th'); } };` | Error: th",
                "`return { then() {} };` | The handler returned a promise that nothing settles",
                "`const a = {}; a.a = a; return a;` | TypeError: Converting circular structure to JSON",
                "`return new Proxy({}, { ownKeys() { throw new Error('p'); } });` | Error: p",
                "`throw 1;` | Thrown: 1",
                "`throw null;` | Thrown: null",
                "`throw undefined;` | Thrown: undefined",
                "`throw Symbol('s');` | Thrown: Symbol(s)",
                "`throw { toString() { return 'o'; } };` | Thrown: o",
                "`throw { toString() { throw 1; } };` | Something was thrown that cannot be shown",
                "`throw new Proxy({}, {});` | Thrown: [object Object]",
                "`throw new Proxy(new Error('a'), { get() { throw 1; } });` | Something was thrown that cannot be shown",
                "`const e = new Error('x'); Object.defineProperty(e, 'stack', { get() { throw 2; } }); throw e;` | Something was thrown that cannot be shown",
                "`const e = new Error('x'); e.stack = { a: 1 }; e.name = { toString: () => 'N' }; throw e;` | N: x"
            })
    void oddResultsAndExceptionsBecomeMessages(String body, String message) {
        assertThat(body(body))
                .isInstanceOfSatisfying(
                        Threw.class, threw -> assertThat(threw.message()).startsWith(message));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return { get a() { while (true); } };",
                "return { toJSON() { while (true); } };",
                "return { then() { while (true); } };",
                "return Promise.resolve().then(() => { while (true); });",
                "throw { toString() { while (true); } };",
                "throw new (class extends Error { get message() { while (true); } })();",
                "host.log.info({ toJSON() { while (true); } });",
                "context.record = { toJSON() { while (true); } };",
                "host.fail({ toString() { while (true); } });",
                "throw new Proxy({}, { getPrototypeOf() { while (true); } });"
            })
    void whatIsReadAfterwardsIsReadWithinTheLimits(String body) {
        assertThat(body(body)).isInstanceOf(LimitExceeded.class);
    }

    @Test
    void aHostFunctionsRefusalIsPlainData() {
        PluginOutcome outcome =
                Sandboxes.shared()
                        .call(
                                code(
                                        "acme",
                                        handler(
                                                """
                                                try { host.cache.get("a"); } catch (e) {
                                                  return [Object.getPrototypeOf(e) === Error.prototype, Reflect.ownKeys(e).sort(),
                                                    typeof e.getClass, typeof e.cause, e.stack.includes("java")];
                                                }
                                                """)),
                                Sandboxes.call("{}"),
                                (function, arguments) -> {
                                    throw new HostCallException("c", "m", null);
                                });

        assertThat(((Returned) outcome).resultJson())
                .isEqualTo(
                        "[true,[\"code\",\"field\",\"message\",\"name\",\"stack\"],\"undefined\",\"undefined\",false]");
    }

    @Test
    void hostFunctionsShowNeitherTheirSourceNorTheirOrigin() {
        assertThat(
                        resultOf(
                                "return [String(host.records.get), host.records.get.toString().includes('callHost')];"))
                .isEqualTo("[\"function get() { [native code] }\",false]");
        assertThat(
                        resultOf(
                                "return Object.getPrototypeOf(host.records.get) === Function.prototype;"))
                .isEqualTo("true");
    }

    @Test
    void hugeOutputsAreRefused() {
        String mebibyte = "'x'.repeat(1 << 20)";

        assertThat(body("return " + mebibyte + ";")).isEqualTo(exceeded("output"));
        assertThat(body("context.record = [" + mebibyte + "];")).isEqualTo(exceeded("output"));
        assertThat(body("host.cache.set('k', " + mebibyte + ");")).isEqualTo(exceeded("output"));
        assertThat(
                        body(
                                "try { host.cache.set('k', "
                                        + mebibyte
                                        + "); } catch (e) {} while (true);"))
                .isEqualTo(exceeded("output"));
    }

    @Test
    void hugeInputsAreRefused() {
        String mebibyte = "\"" + "x".repeat(1 << 20) + "\"";

        assertThat(
                        Sandboxes.shared()
                                .call(
                                        code("acme", handler("return 1;")),
                                        Sandboxes.call("{\"a\":" + mebibyte + "}"),
                                        (function, arguments) -> "1"))
                .isEqualTo(exceeded("input"));
        assertThat(
                        Sandboxes.shared()
                                .call(
                                        code(
                                                "acme",
                                                handler(
                                                        "try { host.cache.get('a') } catch (e) {} return 1;")),
                                        Sandboxes.call("{}"),
                                        (function, arguments) -> mebibyte))
                .isEqualTo(exceeded("input"));
    }

    private static LimitExceeded exceeded(String limit) {
        return new LimitExceeded(limit, "1 MiB", List.of());
    }

    @Test
    void aModuleThatIsTooLongIsNotLoaded() {
        assertThat(run(Sandboxes.shared(), "acme", "//" + "x".repeat(1 << 20)))
                .isEqualTo(exceeded("moduleSize"));
    }
}
