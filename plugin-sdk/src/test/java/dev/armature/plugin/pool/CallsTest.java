package dev.armature.plugin.pool;

import static dev.armature.plugin.pool.Sandboxes.body;
import static dev.armature.plugin.pool.Sandboxes.call;
import static dev.armature.plugin.pool.Sandboxes.code;
import static dev.armature.plugin.pool.Sandboxes.handler;
import static dev.armature.plugin.pool.Sandboxes.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.plugin.sandbox.HostCallException;
import dev.armature.plugin.sandbox.HostFunctions;
import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.LogLine;
import dev.armature.plugin.sandbox.PluginCall;
import dev.armature.plugin.sandbox.PluginCode;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginOutcome.LimitExceeded;
import dev.armature.plugin.sandbox.PluginOutcome.Refused;
import dev.armature.plugin.sandbox.PluginOutcome.Returned;
import dev.armature.plugin.sandbox.PluginOutcome.Threw;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a handler is given and what becomes of what it does, in real worker processes. */
class CallsTest {

    private static PluginOutcome call(String source, String contextJson, HostFunctions host) {
        return Sandboxes.shared().call(code("acme", source), Sandboxes.call(contextJson), host);
    }

    private static PluginOutcome withContext(String body, String contextJson) {
        return call(handler(body), contextJson, HostFunctions.NONE);
    }

    private static String resultOf(String body) {
        return ((Returned) body(body)).resultJson();
    }

    @Test
    void aHandlerChangesTheRecordAndReturnsAValue() {
        PluginOutcome outcome =
                withContext(
                        "context.record.stage = 'big'; return {was: context.old};",
                        "{\"record\": {\"amount\": 5}, \"old\": {\"amount\": 4}}");

        assertThat(outcome)
                .isEqualTo(
                        new Returned(
                                "{\"was\":{\"amount\":4}}",
                                "{\"amount\":5,\"stage\":\"big\"}",
                                List.of()));
    }

    @Test
    void aHandlerIsFoundByItsPathWithItsOwnerAsThis() {
        String source =
                """
                export const deal = { rate: 3, beforeSave() { return this.rate; } };
                export default { quote: { create: () => "from default" } };
                """;

        PluginCode code = code("acme", source);
        assertThat(
                        Sandboxes.shared()
                                .call(
                                        code,
                                        new PluginCall("deal.beforeSave", "{}", Limits.hook()),
                                        HostFunctions.NONE))
                .isEqualTo(new Returned("3", null, List.of()));
        assertThat(
                        Sandboxes.shared()
                                .call(
                                        code,
                                        new PluginCall("quote.create", "{}", Limits.hook()),
                                        HostFunctions.NONE))
                .isEqualTo(new Returned("\"from default\"", null, List.of()));
    }

    @Test
    void whatIsNotAnExportedFunctionIsNoHandler() {
        for (String path : List.of("nothing", "deal", "deal.constructor.constructor", "toString")) {
            PluginOutcome outcome =
                    Sandboxes.shared()
                            .call(
                                    code("acme", "export const deal = { a: 1 };"),
                                    new PluginCall(path, "{}", Limits.hook()),
                                    HostFunctions.NONE);

            assertThat(outcome).isInstanceOf(Threw.class);
            assertThat(((Threw) outcome).message())
                    .isEqualTo("The module exports no function " + path);
        }
    }

    @Test
    void anAsyncHandlerIsWaitedFor() {
        assertThat(
                        run(
                                Sandboxes.shared(),
                                "acme",
                                "export async function run() { const a = await 1; return a + await (async () => 2)(); }"))
                .isEqualTo(new Returned("3", null, List.of()));
    }

    @Test
    void aPromiseThatNothingSettlesIsAnError() {
        assertThat(((Threw) body("return new Promise(() => {});")).message())
                .isEqualTo("The handler returned a promise that nothing settles");
    }

    @Test
    void valuesThatJsonLacksBecomeNull() {
        assertThat(resultOf("return undefined;")).isEqualTo("null");
        assertThat(resultOf("return () => 1;")).isEqualTo("null");
        assertThat(resultOf("return [NaN, undefined, Symbol('s'), new Map([[1, 2]])];"))
                .isEqualTo("[null,null,null,{}]");
    }

    @Test
    void hostFunctionsRunOnTheCallingThread() {
        List<String> asked = new ArrayList<>();
        Thread caller = Thread.currentThread();

        PluginOutcome outcome =
                call(
                        handler(
                                """
                                const stage = host.records.get("stage", "s-1", { fields: ["probability"] });
                                host.records.update("deal", "d-1", { probability: stage.probability });
                                return host.records.query("deal", { filter: "amount > 1", limit: 2 }).data.length;
                                """),
                        "{}",
                        (function, arguments) -> {
                            assertThat(Thread.currentThread()).isSameAs(caller);
                            asked.add(function + " " + arguments);
                            return switch (function) {
                                case "records.get" -> "{\"probability\": 20}";
                                case "records.query" -> "{\"data\": [{}, {}]}";
                                default -> "null";
                            };
                        });

        assertThat(outcome).isEqualTo(new Returned("2", null, List.of()));
        assertThat(asked)
                .containsExactly(
                        "records.get {\"fields\":[\"probability\"],\"object\":\"stage\",\"id\":\"s-1\"}",
                        "records.update {\"object\":\"deal\",\"id\":\"d-1\",\"values\":{\"probability\":20}}",
                        "records.query {\"filter\":\"amount > 1\",\"limit\":2,\"object\":\"deal\"}");
    }

    @Test
    void everyHostFunctionPassesItsArgumentsOn() {
        List<String> asked = new ArrayList<>();

        call(
                handler(
                        """
                        host.records.create("deal", { name: "A" });
                        host.records.upsert("deal", "code", "A-1", { name: "A" });
                        host.records.delete("deal", "d-1");
                        host.records.aggregate("deal", { measures: { n: "count()" } });
                        host.events.emit("crm.deal.won", { id: 1 });
                        host.http.fetch("https://example.com", { method: "POST" });
                        host.secrets.get("apiKey");
                        host.email.send({ to: ["a@example.com"] });
                        host.files.read("f-1");
                        host.files.write({ name: "a.txt", text: "A" });
                        host.jobs.enqueue("nightly", { a: 1 }, { delaySeconds: 5 });
                        host.cache.get("k");
                        host.cache.set("k", [1], 60);
                        host.lock("numbers");
                        """),
                "{}",
                (function, arguments) -> {
                    asked.add(function + " " + arguments);
                    return "null";
                });

        assertThat(asked)
                .containsExactly(
                        "records.create {\"object\":\"deal\",\"values\":{\"name\":\"A\"}}",
                        "records.upsert {\"object\":\"deal\",\"field\":\"code\",\"value\":\"A-1\",\"values\":{\"name\":\"A\"}}",
                        "records.delete {\"object\":\"deal\",\"id\":\"d-1\"}",
                        "records.aggregate {\"measures\":{\"n\":\"count()\"},\"object\":\"deal\"}",
                        "events.emit {\"event\":\"crm.deal.won\",\"data\":{\"id\":1}}",
                        "http.fetch {\"method\":\"POST\",\"url\":\"https://example.com\"}",
                        "secrets.get {\"name\":\"apiKey\"}",
                        "email.send {\"to\":[\"a@example.com\"]}",
                        "files.read {\"id\":\"f-1\"}",
                        "files.write {\"name\":\"a.txt\",\"text\":\"A\"}",
                        "jobs.enqueue {\"delaySeconds\":5,\"job\":\"nightly\",\"input\":{\"a\":1}}",
                        "cache.get {\"key\":\"k\"}",
                        "cache.set {\"key\":\"k\",\"value\":[1],\"seconds\":60}",
                        "lock {\"name\":\"numbers\"}");
    }

    @Test
    void aRefusalOfAHostFunctionCanBeCaught() {
        HostFunctions refusing =
                (function, arguments) -> {
                    throw new HostCallException("not_found", "Not\nthere", "account");
                };

        assertThat(
                        call(
                                handler(
                                        "try { host.records.get('a', 'b'); } catch (e) { return [e.name, e.code, e.message, e.field, e instanceof Error]; }"),
                                "{}",
                                refusing))
                .isEqualTo(
                        new Returned(
                                "[\"HostError\",\"not_found\",\"Not\\nthere\",\"account\",true]",
                                null,
                                List.of()));
        assertThat(call(handler("host.records.get('a', 'b');"), "{}", refusing))
                .isInstanceOfSatisfying(
                        Threw.class,
                        threw -> {
                            assertThat(threw.code()).isEqualTo("not_found");
                            assertThat(threw.field()).isEqualTo("account");
                            assertThat(threw.message()).isEqualTo("Not\nthere");
                            assertThat(threw.stack()).isEqualTo("at run (test:2:14)");
                        });
    }

    @Test
    void anythingElseThatAHostFunctionThrowsIsThrownOn() {
        assertThatThrownBy(() ->
                        call(
                                handler("try { host.cache.get('a'); } catch (e) {}"),
                                "{}",
                                (function, arguments) -> {
                                    throw new IllegalStateException("the database is gone");
                                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the database is gone");
        assertThat(resultOf("return 1;")).isEqualTo("1");
    }

    @Test
    void aCallMadeWithinAHostFunctionIsAnswered() {
        PluginOutcome outcome =
                call(
                        handler("return host.records.create('task', {}).inner;"),
                        "{}",
                        (function, arguments) ->
                                "{\"inner\": " + resultOf("return 'hook of task';") + "}");

        assertThat(outcome).isEqualTo(new Returned("\"hook of task\"", null, List.of()));
    }

    @Test
    void refusingNamesCodeAndField() {
        assertThat(body("host.fail('Too late', { code: 'too_late', field: 'closeDate' });"))
                .isEqualTo(new Refused("too_late", "Too late", "closeDate", List.of()));
        assertThat(body("host.fail('No');"))
                .isEqualTo(new Refused("refused", "No", null, List.of()));
        assertThat(body("return Promise.reject(0).catch(() => host.fail('Later'));"))
                .isEqualTo(new Refused("refused", "Later", null, List.of()));
    }

    @Test
    void aRefusalThatTheHandlerCatchesIsNone() {
        assertThat(resultOf("try { host.fail('No'); } catch (e) { return e.message; }"))
                .isEqualTo("\"No\"");
    }

    @Test
    void anExceptionNamesItsPlace() {
        Threw threw =
                (Threw)
                        run(
                                Sandboxes.shared(),
                                "acme",
                                """
                                function total(lines) {
                                  return lines.length;
                                }
                                export function run() {
                                  return total(undefined);
                                }
                                """);

        assertThat(threw.message()).startsWith("TypeError: ");
        assertThat(threw.stack()).isEqualTo("at total (test:2:10)\nat run (test:5:10)");
    }

    @Test
    void aModuleThatDoesNotLoadSaysWhere() {
        Threw syntax =
                (Threw)
                        run(
                                Sandboxes.shared(),
                                "acme",
                                "export function run() {\n  return 1 +;\n}");
        assertThat(syntax.message()).startsWith("SyntaxError");
        assertThat(syntax.stack()).startsWith("at test:2:");

        Threw thrown = (Threw) run(Sandboxes.shared(), "acme", "export const a = 1;\nnull.x;");
        assertThat(thrown.message()).startsWith("TypeError");
        assertThat(thrown.stack()).contains("test:2:1");

        Threw importing =
                (Threw)
                        run(
                                Sandboxes.shared(),
                                "acme",
                                "import fs from 'fs';\nexport function run() {}");
        assertThat(importing.message()).contains("fs");
    }

    @Test
    void checkingAModuleNamesTheHandlersItLacks() {
        PluginCode code = code("acme", "export const deal = { beforeSave() {} };");

        assertThat(Sandboxes.shared().check(code, List.of("deal.beforeSave")))
                .isInstanceOf(Returned.class);
        assertThat(Sandboxes.shared().check(code, List.of("deal.beforeSave", "deal.onWon", "x")))
                .isInstanceOfSatisfying(
                        Threw.class,
                        threw ->
                                assertThat(threw.message())
                                        .isEqualTo("The module does not export deal.onWon, x"));
        assertThat(Sandboxes.shared().check(code("acme", "while (true);"), List.of("a")))
                .isInstanceOf(LimitExceeded.class);
    }

    @Test
    void logLinesAreKeptAndBounded() {
        assertThat(
                        body("host.log.debug('a', 1, {b: 2}); host.log.warn(host.decimal('1.50')); host.log.error('é'.repeat(5000)); throw new Error('x');")
                                .log())
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .isEqualTo(
                                                new LogLine(LogLine.Level.DEBUG, "a 1 {\"b\":2}")),
                        line -> assertThat(line.level()).isEqualTo(LogLine.Level.WARN),
                        line -> assertThat(line.message()).isEqualTo("é".repeat(1024)));
        assertThat(body("for (let i = 0; i < 1000; i++) host.log.info('line ' + i);").log())
                .hasSize(21)
                .last()
                .isEqualTo(new LogLine(LogLine.Level.WARN, "Further lines were dropped"));
    }

    @Test
    void settingsAreGivenFrozen() {
        assertThat(
                        withContext(
                                "'use strict'; try { host.settings.a.b = 2; } catch (e) { return [host.settings.a.b, e.name, context.settings]; }",
                                "{\"settings\": {\"a\": {\"b\": 1}}}"))
                .isEqualTo(new Returned("[1,\"TypeError\",null]", null, List.of()));
    }

    @Test
    void textOfEveryScriptCrossesUnchanged() {
        String text = "\"Привет 😀 \\u0000 \\ud800 \\\\ \\\"\"";

        assertThat(withContext("return context.text;", "{\"text\": " + text + "}"))
                .isEqualTo(new Returned(text, null, List.of()));
    }
}
