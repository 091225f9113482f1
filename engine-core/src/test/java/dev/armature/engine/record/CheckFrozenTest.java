package dev.armature.engine.record;

import static dev.armature.engine.testing.EngineFixture.CAUSE;
import static dev.armature.engine.testing.EngineFixture.json;
import static dev.armature.engine.testing.EngineFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.access.Caller;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A record can become one that stays as it is by another record. */
class CheckFrozenTest {

    private EngineFixture engine;
    private Caller ann;

    @BeforeEach
    void open() {
        engine = new EngineFixture(new RecordAdjuster());
        ann = engine.ann;
        engine.object(
                ann, "{'name': 'invoice', 'fields': [{'name': 'posted', 'type': 'boolean'}]}");
        engine.object(
                ann,
                """
                {'name': 'line', 'fields': [{'name': 'invoice', 'type': 'reference', 'target': 'invoice', 'onDelete': 'cascade'}, {'name': 'amount', 'type': 'decimal'}],
                 'immutableWhen': 'invoice.posted'}
                """);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aLineFollowsItsInvoice() {
        UUID invoice = engine.createId(ann, "invoice", "{}");
        UUID line =
                engine.createId(ann, "line", "{'invoice': '%s', 'amount': 1}".formatted(invoice));
        engine.update(ann, "line", line, "{'amount': 2}");
        engine.update(ann, "invoice", invoice, "{'posted': true}");

        assertThat(refusal(() -> engine.update(ann, "line", line, "{'amount': 3}")).code())
                .isEqualTo(ErrorCode.IMMUTABLE);
        assertThat(refusal(() -> engine.update(ann, "line", line, "{'invoice': null}")).code())
                .isEqualTo(ErrorCode.IMMUTABLE);
        assertThat(
                        refusal(() ->
                                        engine.write(
                                                ann, new Command.Delete("invoice", invoice, null)))
                                .code())
                .isEqualTo(ErrorCode.REFERENCED);
    }

    @Test
    void aWriterWaitsForWhoeverIsPostingTheInvoice() throws Exception {
        UUID invoice = engine.createId(ann, "invoice", "{}");
        UUID line =
                engine.createId(ann, "line", "{'invoice': '%s', 'amount': 1}".formatted(invoice));
        CountDownLatch posted = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        CompletableFuture<Void> poster =
                CompletableFuture.runAsync(() ->
                        engine.writer.write(
                                ann,
                                List.of(
                                        new Command.Update(
                                                "invoice",
                                                invoice,
                                                json("{'posted': true}"),
                                                null)),
                                CAUSE,
                                true,
                                (connection, outcomes) -> {
                                    posted.countDown();
                                    await(commit);
                                }));
        posted.await();
        CompletableFuture<EngineException> change =
                CompletableFuture.supplyAsync(
                        () -> refusal(() -> engine.update(ann, "line", line, "{'amount': 3}")));
        Thread.sleep(300);
        assertThat(change).isNotDone();
        commit.countDown();
        poster.get();

        assertThat(change.get().code()).isEqualTo(ErrorCode.IMMUTABLE);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
