package dev.armature.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import dev.armature.plugin.archive.PluginArchive;
import dev.armature.plugin.pool.SandboxOptions;
import dev.armature.plugin.pool.WorkerSandbox;
import dev.armature.plugin.sandbox.HostFunctions;
import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.PluginCall;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginOutcome.Refused;
import dev.armature.plugin.sandbox.PluginOutcome.Returned;
import dev.armature.plugin.sandbox.PluginOutcome.Threw;
import dev.armature.plugin.sandbox.SandboxListener;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plugins' hooks as they were built, in a real worker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HooksTest {

    private WorkerSandbox sandbox;

    @BeforeAll
    void open() throws InterruptedException {
        sandbox = WorkerSandbox.start(SandboxOptions.defaults(), SandboxListener.NONE);
        assertThat(sandbox.awaitReady(Duration.ofMinutes(2))).isTrue();
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    private PluginOutcome call(String plugin, String handler, String context, HostFunctions host) {
        return sandbox.call(
                Archives.code(plugin),
                new PluginCall(handler, context.replace('\'', '"'), Limits.hook()),
                host);
    }

    private JsonNode saved(String plugin, String handler, String context, HostFunctions host) {
        PluginOutcome outcome = call(plugin, handler, context, host);
        assertThat(outcome).isInstanceOf(Returned.class);
        return Json.read(((Returned) outcome).recordJson());
    }

    private static JsonNode json(String text) {
        return Json.read(text.replace('\'', '"'));
    }

    private static FakeRecords records(String plugin) {
        return new FakeRecords(Archives.read(plugin).manifest().capabilities());
    }

    @ParameterizedTest
    @MethodSource("dev.armature.plugins.Archives#ids")
    void everyHandlerThatAManifestNamesIsThere(String id) {
        PluginArchive archive = Archives.read(id);

        assertThat(sandbox.check(Archives.code(id), archive.manifest().handlers()))
                .isInstanceOf(Returned.class);
    }

    private static FakeRecords pipeline() {
        return records("crm")
                .record("pipeline", "p", "{'isDefault': true}")
                .record(
                        "pipelineStage",
                        "open",
                        "{'pipeline': 'p', 'probability': 10, 'type': 'open'}")
                .record(
                        "pipelineStage",
                        "won",
                        "{'pipeline': 'p', 'probability': 100, 'type': 'won'}")
                .answer("pipeline", "active == true", "p")
                .answer("pipelineStage", "pipeline == \"p\" && type == \"open\"", "open");
    }

    @Test
    void aNewDealBeginsInTheFirstOpenStage() {
        assertThat(
                        saved(
                                "crm",
                                "deal.beforeSave",
                                "{'record': {'name': 'A', 'amount': {'$decimal': '12.50'}}, 'old': null}",
                                pipeline()))
                .isEqualTo(
                        json(
                                "{'name': 'A', 'amount': {'$decimal': '12.5'}, 'pipeline': 'p', 'stage': 'open', 'probability': 10}"));
    }

    @Test
    void aWonDealIsCertain() {
        assertThat(
                        saved(
                                "crm",
                                "deal.beforeSave",
                                "{'record': {'stage': 'won', 'probability': 70}, 'old': {'stage': 'open', 'probability': 10}}",
                                pipeline()))
                .isEqualTo(json("{'stage': 'won', 'probability': 100}"));
    }

    @Test
    void anExceptionPointsIntoTheTypeScriptSource() {
        PluginOutcome outcome =
                call(
                        "crm",
                        "deal.beforeSave",
                        "{'record': {'stage': 'gone'}, 'old': {'stage': 'open'}}",
                        pipeline());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Threw.class,
                        threw -> {
                            assertThat(threw.code()).isEqualTo("not_found");
                            assertThat(threw.stack())
                                    .matches("at Object.beforeSave \\(src/deal\\.ts:\\d+:\\d+\\)");
                        });
    }

    @Test
    void anInvoiceLineTakesThePriceOfItsProduct() {
        FakeRecords erp =
                records("erp")
                        .record("invoice", "i", "{'state': 'draft'}")
                        .record(
                                "product",
                                "bolt",
                                "{'name': 'Bolt', 'unit': 'pcs', 'price': {'$decimal': '1.234567'}, 'taxRate': {'$decimal': '20.00'}}");

        assertThat(
                        saved(
                                "erp",
                                "invoiceLine.beforeSave",
                                "{'record': {'invoice': 'i', 'product': 'bolt', 'quantity': {'$decimal': '3'}}, 'old': null}",
                                erp))
                .isEqualTo(
                        json(
                                "{'invoice': 'i', 'product': 'bolt', 'quantity': {'$decimal': '3'}, 'unitPrice': {'$decimal': '1.234567'}, 'description': 'Bolt', 'unit': 'pcs', 'taxRate': {'$decimal': '20'}}"));
    }

    @Test
    void anInvoiceThatIsPostedStays() {
        assertThat(
                        call(
                                "erp",
                                "invoice.beforeChange",
                                "{'record': {'state': 'draft'}, 'old': {'state': 'posted'}}",
                                records("erp")))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.code()).isEqualTo("posted_immutable");
                            assertThat(refused.field()).isEqualTo("state");
                        });
    }

    @Test
    void aLearnerHasOneLiveEnrolmentInACourse() {
        assertThat(
                        saved(
                                        "lms",
                                        "enrolment.beforeSave",
                                        "{'record': {'course': 'c', 'email': 'Ann@Example.com', 'state': 'active'}, 'old': null}",
                                        records("lms"))
                                .path("liveKey")
                                .asText())
                .isEqualTo("c:ann@example.com");
    }

    @Test
    void aBlankMessageIsRefused() {
        assertThat(
                        call(
                                "messaging",
                                "message.beforeSave",
                                "{'record': {'channel': 'c', 'body': '   '}, 'old': null}",
                                records("messaging")))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("message_blank"));
    }
}
