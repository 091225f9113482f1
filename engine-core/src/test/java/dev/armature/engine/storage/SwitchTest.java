package dev.armature.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.engine.check.ConsistencyCheck;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.RecordAdjuster;
import dev.armature.engine.sql.Flush;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.engine.testing.OwnTables;
import dev.armature.metadata.json.Json;
import dev.armature.testing.MetadataFixture;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who waits while an object changes its place, held in the middle of it for as long as it takes.
 */
class SwitchTest {

    private EngineFixture engine;
    private Connection owner;
    private Switch switches;

    @BeforeEach
    void open() throws SQLException {
        engine = new EngineFixture(new RecordAdjuster());
        owner = engine.metadata.database.connect();
        switches = new Switch(engine.metadata.transactions, engine.metadata.publisher);
        engine.object(
                engine.ann, "{'name': 'account', 'fields': [{'name': 'name', 'type': 'text'}]}");
        engine.object(
                engine.ann,
                "{'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'account', 'type': 'reference', 'target': 'account', 'onDelete': 'setNull'}]}");
        engine.object(engine.ann, "{'name': 'note', 'fields': [{'name': 'text', 'type': 'text'}]}");
    }

    @AfterEach
    void close() throws SQLException {
        owner.close();
        engine.close();
    }

    /** A switch of an object that has come to the comparing of the two places, and stays there. */
    private final class Held {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        final CompletableFuture<Void> done;

        Held(String object) {
            done = async(() -> place(object, this::compare));
            await(reached);
        }

        private void compare() {
            reached.countDown();
            await(go);
        }

        void end() {
            go.countDown();
            get(done);
        }
    }

    private void place(String object, Runnable catchUp) {
        switches.place(
                owner,
                engine.ann.tenantId(),
                engine.model(engine.ann, object).id(),
                null,
                catchUp,
                TableStates.State.LEFT);
    }

    private static CompletableFuture<Void> async(Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(2, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void get(CompletableFuture<Void> future) {
        future.orTimeout(2, TimeUnit.MINUTES).join();
    }

    private int count(String object) {
        return engine.list(engine.ann, engine.query(engine.ann, object)).get("data").size();
    }

    private UUID deal(String name, UUID account) {
        return engine.createId(
                engine.ann, "deal", "{'name': '%s', 'account': '%s'}".formatted(name, account));
    }

    private void countDealsOfAccounts() {
        engine.metadata.service.createField(
                MetadataFixture.editor(engine.ann.tenantId()),
                "account",
                EngineFixture.json(
                        "{'name': 'deals', 'type': 'rollup', 'source': 'deal.account', 'function': 'count'}"));
    }

    @Test
    void writersOfOtherObjectsGoOnAndThoseOfTheObjectWait() {
        UUID deal = engine.createId(engine.ann, "deal", "{'name': 'first'}");
        Held held = new Held("deal");

        CompletableFuture<Void> creating =
                async(() -> engine.createId(engine.ann, "deal", "{'name': 'second'}"));
        CompletableFuture<Void> changing =
                async(() -> engine.update(engine.ann, "deal", deal, "{'name': 'changed'}"));
        for (int i = 0; i < 20; i++) {
            get(async(() -> engine.createId(engine.ann, "note", "{'text': 'written meanwhile'}")));
        }

        assertThat(count("note")).isEqualTo(20);
        assertThat(creating).isNotDone();
        assertThat(changing).isNotDone();
        assertThat(count("deal")).as("it is read all the time").isEqualTo(1);
        assertThat(engine.get(engine.ann, "deal", deal).get("name").textValue()).isEqualTo("first");
        held.end();
        get(creating);
        get(changing);
        assertThat(count("deal")).isEqualTo(2);
        assertThat(engine.get(engine.ann, "deal", deal).get("name").textValue())
                .isEqualTo("changed");
    }

    @Test
    void theOtherTenantDoesNotNoticeAnything() {
        engine.object(engine.bob, "{'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}]}");
        Held held = new Held("deal");

        get(async(() -> engine.createId(engine.bob, "deal", "{'name': 'of the others'}")));

        held.end();
    }

    @Test
    void aWriteOfAnotherObjectThatComesToTheObjectWaitsToo() {
        UUID account = engine.createId(engine.ann, "account", "{'name': 'Acme'}");
        UUID deal = deal("first", account);
        Held held = new Held("deal");

        CompletableFuture<Void> emptying =
                async(() -> engine.write(engine.ann, new Command.Delete("account", account, null)));
        get(async(() -> engine.createId(engine.ann, "account", "{'name': 'Globex'}")));

        assertThat(emptying).isNotDone();
        assertThat(engine.get(engine.ann, "deal", deal).get("account").isNull()).isFalse();
        held.end();
        get(emptying);
        assertThat(engine.get(engine.ann, "deal", deal).get("account").isNull()).isTrue();
    }

    @Test
    void aWriteThatChangesARollupOfTheObjectWaitsToo() {
        countDealsOfAccounts();
        UUID account = engine.createId(engine.ann, "account", "{'name': 'Acme'}");
        Held held = new Held("account");

        CompletableFuture<Void> counted = async(() -> deal("first", account));
        get(async(() -> engine.createId(engine.ann, "deal", "{'name': 'of no account'}")));

        assertThat(counted).isNotDone();
        assertThat(engine.get(engine.ann, "account", account).get("deals").intValue()).isZero();
        held.end();
        get(counted);
        assertThat(engine.get(engine.ann, "account", account).get("deals").intValue()).isOne();
    }

    @Test
    void aWriterThatBeganBeforeEndsBeforeThePlacesAreCompared() {
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch commit = new CountDownLatch(1);
        CompletableFuture<Void> early =
                async(() ->
                        engine.writer.write(
                                engine.ann,
                                List.of(
                                        new Command.Create(
                                                "deal", EngineFixture.json("{'name': 'early'}"))),
                                EngineFixture.CAUSE,
                                true,
                                (connection, outcomes) -> {
                                    Flush.sendDeferred(connection);
                                    written.countDown();
                                    await(commit);
                                }));
        await(written);
        int[] seen = new int[1];
        CompletableFuture<Void> switching =
                async(() -> place("deal", () -> seen[0] = count("deal")));

        assertThat(switching).isNotDone();
        commit.countDown();
        get(early);
        get(switching);

        assertThat(seen[0]).as("what it wrote is brought along").isEqualTo(1);
    }

    @Test
    void aChangeOfMetadataGoesOnUnlessItWritesTheObject() {
        UUID account = engine.createId(engine.ann, "account", "{'name': 'Acme'}");
        deal("first", account);
        Held held = new Held("account");

        CompletableFuture<Void> filling = async(this::countDealsOfAccounts);
        get(
                async(() ->
                        engine.metadata.service.changeField(
                                MetadataFixture.editor(engine.ann.tenantId()),
                                "account",
                                "name",
                                Json.readObject("{\"label\": \"Title\"}"))));

        assertThat(filling).isNotDone();
        held.end();
        get(filling);
        assertThat(engine.get(engine.ann, "account", account).get("deals").intValue()).isOne();
    }

    @Test
    void twoObjectsCanBeClosedAtATime() throws SQLException {
        Held held = new Held("deal");
        try (Connection other = engine.metadata.database.connect()) {
            int note = engine.model(engine.ann, "note").id();
            get(
                    async(() ->
                            switches.place(
                                    other,
                                    engine.ann.tenantId(),
                                    note,
                                    null,
                                    () -> {},
                                    TableStates.State.LEFT)));
        }

        engine.createId(engine.ann, "note", "{'text': 'open again'}");
        assertThat(engine.model(engine.ann, "deal").isSwitching()).isTrue();
        held.end();
        assertThat(engine.model(engine.ann, "deal").isSwitching()).isFalse();
    }

    @Test
    void aSwitchThatFailsLeavesTheObjectOpen() {
        assertThatThrownBy(() ->
                        place(
                                "deal",
                                () -> {
                                    throw new IllegalStateException("no space");
                                }))
                .hasMessage("no space");

        engine.createId(engine.ann, "deal", "{'name': 'after'}");
        assertThat(engine.model(engine.ann, "deal").isSwitching()).isFalse();
    }

    @Test
    void aSwitchThatLosesItsSessionKeepsNobodyOutAndTellsNobodyOfAnotherPlace()
            throws SQLException {
        Held held = new Held("deal");
        CompletableFuture<Void> waiting =
                async(() -> engine.createId(engine.ann, "deal", "{'name': 'waiting'}"));

        owner.close();

        get(waiting);
        assertThat(count("deal")).isEqualTo(1);
        held.go.countDown();
        assertThatThrownBy(() -> get(held.done)).isNotNull();
        assertThat(engine.model(engine.ann, "deal").isSwitching()).isFalse();
    }

    @Test
    void whatANodeLeftThatDiedInTheMiddleIsWrittenAndMovedByAnother() {
        engine.createId(engine.ann, "deal", "{'name': 'before'}");
        engine.metadata.publisher.publish(
                engine.ann.tenantId(),
                null,
                null,
                "as the node left it",
                (definition, context) ->
                        definition.map(
                                object -> object.withSwitching(object.name().equals("deal"))));

        engine.createId(engine.ann, "deal", "{'name': 'after'}");
        OwnTables.move(engine, engine.ann, "deal");

        assertThat(engine.model(engine.ann, "deal").isSwitching()).isFalse();
        assertThat(engine.model(engine.ann, "deal").definition().table()).isNotNull();
        assertThat(count("deal")).isEqualTo(2);
    }

    @Test
    void writesOfSeveralObjectsAndSwitchesOfEachDoNotWaitForEachOther() throws Exception {
        countDealsOfAccounts();
        List<UUID> accounts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            accounts.add(engine.createId(engine.ann, "account", "{'name': 'Acme'}"));
        }
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger created = new AtomicInteger();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int w = 0; w < 3; w++) {
            int writer = w;
            writers.add(
                    async(() -> {
                        for (int i = writer; !stop.get(); i++) {
                            UUID account = accounts.get(i % accounts.size());
                            deal("of writer " + writer, account);
                            created.incrementAndGet();
                            engine.update(
                                    engine.ann, "account", account, "{'name': 'Acme " + i + "'}");
                        }
                    }));
        }

        CompletableFuture<Void> accountsMove = async(() -> thereAndBack("account"));
        CompletableFuture<Void> dealsMove = async(() -> thereAndBack("deal"));
        get(accountsMove);
        get(dealsMove);
        stop.set(true);
        writers.forEach(SwitchTest::get);

        int counted = 0;
        for (UUID account : accounts) {
            counted += engine.get(engine.ann, "account", account).get("deals").intValue();
        }
        assertThat(counted).isEqualTo(created.get()).isPositive();
        ConsistencyCheck check =
                new ConsistencyCheck(engine.metadata.transactions, engine.metadata.models);
        for (String object : List.of("account", "deal")) {
            assertThat(check.find(engine.ann.tenantId(), engine.model(engine.ann, object).id()))
                    .isEmpty();
        }
    }

    private void thereAndBack(String object) {
        for (int i = 0; i < 3; i++) {
            OwnTables.move(engine, engine.ann, object, "dedicated");
            OwnTables.move(engine, engine.ann, object, "shared");
        }
        OwnTables.move(engine, engine.ann, object, "dedicated");
    }
}
