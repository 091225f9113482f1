package dev.armature.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.check.ConsistencyCheck;
import dev.armature.engine.check.Finding;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Ids;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordAdjuster;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.change.PublishListener;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.definition.TableLayout.ColumnState;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.testing.MetadataFixture;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Indexed formulas and lookups that read other records: their columns are those of this moment. */
class FarColumnsTest {

    private static final JobWork.Progress GO_ON = () -> {};

    /** More than one write brings up to date. */
    private static final int MANY = 2_100;

    private EngineFixture engine;
    private Jobs jobs;
    private StorageWork work;
    private Storage storage;
    private ConsistencyCheck check;
    private Caller ann;
    private UUID north;
    private UUID south;
    private UUID acme;
    private UUID globex;

    @BeforeEach
    void open() {
        PublishListener later =
                (connection, before, after, steps, problems) -> {
                    if (storage != null) {
                        storage.publishing(connection, before, after, steps, problems);
                    }
                };
        engine = new EngineFixture(new RecordAdjuster(), later);
        jobs = new Jobs(engine.database, new Ids(Clock.systemUTC()));
        work =
                new StorageWork(
                        engine.metadata.homes,
                        engine.metadata.models,
                        engine.metadata.transactions,
                        engine.metadata.publisher,
                        jobs);
        storage =
                new Storage(
                        engine.database,
                        engine.metadata.models,
                        new AccessPolicy(),
                        jobs,
                        new IndexAdviser(engine.database),
                        StorageOptions.defaults());
        check = new ConsistencyCheck(engine.metadata.transactions, engine.metadata.models);
        ann = engine.ann;
    }

    @AfterEach
    void close() {
        engine.close();
    }

    /**
     * The same in both tenants: deals of accounts of regions, with formulas over those, and the
     * deals of the first in a table of their own.
     *
     * @param place where accounts and regions are
     */
    private void prepare(String place) {
        for (Caller caller : List.of(engine.bob, ann)) {
            engine.object(
                    caller,
                    """
                    {'name': 'region', 'fields': [
                        {'name': 'name', 'type': 'text', 'maxLength': 100},
                        {'name': 'tax', 'type': 'decimal', 'scale': 2},
                        {'name': 'note', 'type': 'text'}]}
                    """);
            engine.object(
                    caller,
                    """
                    {'name': 'account', 'fields': [
                        {'name': 'name', 'type': 'text', 'maxLength': 100},
                        {'name': 'size', 'type': 'integer'},
                        {'name': 'region', 'type': 'reference', 'target': 'region', 'onDelete': 'setNull'},
                        {'name': 'shown', 'type': 'formula', 'returns': 'text', 'expression': 'name + "/" + region.name'}]}
                    """
                            .replace("\"/\"", "\\\"/\\\""));
            engine.object(
                    caller,
                    """
                    {'name': 'deal', 'fields': [
                        {'name': 'amount', 'type': 'decimal', 'scale': 2},
                        {'name': 'account', 'type': 'reference', 'target': 'account', 'onDelete': 'cascade'},
                        {'name': 'parent', 'type': 'reference', 'target': 'deal', 'onDelete': 'setNull'},
                        {'name': 'partners', 'type': 'references', 'target': 'account'},
                        {'name': 'region', 'type': 'lookup', 'reference': 'account.region', 'field': 'name', 'indexed': true},
                        {'name': 'where', 'type': 'lookup', 'reference': 'account', 'field': 'region', 'indexed': true},
                        {'name': 'taxed', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount * account.region.tax', 'indexed': true},
                        {'name': 'label', 'type': 'formula', 'returns': 'text', 'expression': 'account.shown', 'indexed': true},
                        {'name': 'big', 'type': 'formula', 'returns': 'boolean', 'expression': 'partners.exists(p, p.size > 10)', 'indexed': true},
                        {'name': 'above', 'type': 'formula', 'returns': 'decimal', 'expression': 'parent.amount - amount', 'indexed': true}]}
                    """);
            add(
                    caller,
                    "account",
                    "{'name': 'total', 'type': 'rollup', 'source': 'deal.account', 'function': 'sum', 'of': 'amount'}");
            add(
                    caller,
                    "deal",
                    "{'name': 'part', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount / account.total', 'indexed': true}");
            move(caller, "deal", Place.DEDICATED);
            if (place.equals("dedicated")) {
                move(caller, "account", Place.DEDICATED);
                move(caller, "region", Place.DEDICATED);
            }
            north = engine.createId(caller, "region", "{'name': 'North', 'tax': 0.10}");
            south = engine.createId(caller, "region", "{'name': 'South', 'tax': 0.20}");
            acme = account(caller, "Acme", 5, north);
            globex = account(caller, "Globex", 50, south);
        }
    }

    private UUID account(Caller caller, String name, int size, UUID region) {
        return engine.createId(
                caller,
                "account",
                "{'name': '%s', 'size': %d, 'region': '%s'}".formatted(name, size, region));
    }

    private UUID deal(String amount, UUID account) {
        return engine.createId(
                ann,
                "deal",
                "{'amount': %s, 'account': '%s', 'partners': ['%s']}"
                        .formatted(amount, account, acme));
    }

    private void deals(int count, UUID account) {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            commands.add(
                    new Command.Create(
                            "deal",
                            EngineFixture.json(
                                    "{'amount': %d, 'account': '%s'}"
                                            .formatted(i % 100, account))));
        }
        engine.writer.writeAll(ann, commands, EngineFixture.CAUSE);
    }

    private void add(Caller caller, String object, String field) {
        engine.metadata.service.createField(
                MetadataFixture.editor(caller.tenantId()), object, EngineFixture.json(field));
    }

    private void change(String object, String field, String attributes) {
        engine.metadata.service.changeField(
                MetadataFixture.editor(ann.tenantId()),
                object,
                field,
                EngineFixture.json(attributes));
    }

    private void move(Caller caller, String object, Place place) {
        run(caller, object, place, GO_ON);
    }

    private void run(Caller caller, String object, Place place, JobWork.Progress progress) {
        Job job =
                new Job(
                        UUID.randomUUID(),
                        StorageWork.KIND,
                        Job.State.RUNNING,
                        object,
                        Json.object()
                                .put(StorageWork.OBJECT, engine.model(caller, object).id())
                                .put(StorageWork.PLACE, place.word()),
                        Jobs.PLATFORM,
                        Instant.now(),
                        null,
                        null,
                        0,
                        0,
                        0,
                        0,
                        0,
                        null,
                        false,
                        null,
                        1,
                        null,
                        false);
        work.run(new Jobs.Claimed(caller.tenantId(), job), progress);
    }

    private TableLayout table(String object) {
        return Objects.requireNonNull(engine.model(ann, object).definition().table());
    }

    private int id(String object, String field) {
        return Objects.requireNonNull(engine.model(ann, object).field(field)).id();
    }

    private ColumnState state(String field) {
        return table("deal").columns().get(id("deal", field));
    }

    private void areReady() {
        for (String field : List.of("region", "where", "taxed", "label", "big", "above", "part")) {
            assertThat(state(field)).as(field).isEqualTo(ColumnState.READY);
        }
    }

    private JsonNode list(String filter) {
        return engine.list(
                        ann,
                        engine.query(ann, "deal")
                                .withFilter(filter.replace('\'', '"'))
                                .withLimit(500))
                .get("data");
    }

    private List<Finding> wrong(Caller caller) {
        List<Finding> all = new ArrayList<>();
        check.objects(caller.tenantId())
                .forEach(object -> all.addAll(check.find(caller.tenantId(), object)));
        return all;
    }

    /** Every column is what the formula gives, computed anew for every record. */
    private void isInStep(String after) {
        assertThat(wrong(ann)).as(after).isEmpty();
        assertThat(wrong(engine.bob)).as(after).isEmpty();
    }

    private void asOwner(String sql) {
        engine.metadata.database.update(sql);
    }

    private boolean isQueued() {
        boolean[] queued = new boolean[1];
        engine.database.transaction(
                ann.tenantId(),
                connection -> {
                    queued[0] =
                            jobs.isUnderWay(connection, ann.tenantId(), StorageWork.KIND, "deal");
                    return true;
                });
        return queued[0];
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void everyWriteThatChangesWhatAFormulaReadsReachesItsColumn(String place) {
        prepare(place);
        UUID first = deal("100", acme);
        UUID second = deal("300", globex);
        areReady();
        isInStep("creating");
        assertThat(list("region == 'North' && taxed == 10 && label == 'Acme/North'")).hasSize(1);
        assertThat(list("part == 1 && !big")).hasSize(2);

        engine.update(ann, "region", north, "{'name': 'Nord', 'tax': 0.5}");
        isInStep("a change two references away");
        assertThat(list("region == 'Nord' && taxed == 50 && label == 'Acme/Nord'")).hasSize(1);

        engine.update(ann, "account", acme, "{'region': '%s', 'size': 11}".formatted(south));
        isInStep("a change of a reference on the way");
        assertThat(list("where == '%s' && taxed == 20 && big".formatted(south))).hasSize(1);

        engine.update(
                ann, "deal", second, "{'account': '%s', 'parent': '%s'}".formatted(acme, first));
        isInStep("a change of the record's own reference");
        assertThat(list("part == 0.25 || part == 0.75")).as("the rollup follows").hasSize(2);
        assertThat(list("above == -200")).hasSize(1);

        deal("400", acme);
        isInStep("a rollup that another record changes");
        assertThat(list("part == 0.5 || part == 0.125")).hasSize(2);

        engine.write(ann, new Command.Delete("region", south, null));
        isInStep("a deletion that empties a reference on the way");
        assertThat(list("region == null && where == null && taxed == null")).hasSize(3);

        engine.write(ann, new Command.Restore("region", south));
        engine.update(ann, "account", acme, "{'region': '%s'}".formatted(south));
        engine.write(ann, new Command.Delete("deal", first, null));
        isInStep("a deletion of the parent");
        assertThat(list("above != null")).isEmpty();

        engine.write(ann, new Command.Delete("account", acme, null));
        isInStep("a deletion that cascades");
        engine.update(ann, "region", south, "{'tax': 0.9}");
        engine.write(ann, new Command.Restore("account", acme));
        engine.write(ann, new Command.Restore("deal", second));
        isInStep("a restoration, after what it reads has changed");
        assertThat(list("taxed == 270 && region == 'South'")).hasSize(1);
        areReady();
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void recordsThatAreWrittenTogetherInAnyOrderAreInStep(String place) {
        prepare(place);
        UUID first = deal("100", acme);
        engine.writer.writeAll(
                ann,
                List.of(
                        new Command.Update(
                                "deal",
                                first,
                                EngineFixture.json("{'account': '%s'}".formatted(globex)),
                                null),
                        new Command.Update(
                                "region", south, EngineFixture.json("{'tax': 0.4}"), null),
                        new Command.Update(
                                "account",
                                globex,
                                EngineFixture.json(
                                        "{'name': 'G', 'region': '%s'}".formatted(north)),
                                null)),
                EngineFixture.CAUSE);
        isInStep("updates of all three");
        assertThat(list("label == 'G/North' && taxed == 10")).hasSize(1);

        engine.write(
                ann,
                Command.Create.nested(
                        "account",
                        EngineFixture.json(
                                "{'name': 'New', 'region': '%s', '$children': {'deal': [{'amount': 7}, {'amount': 8}]}}"
                                        .formatted(south))));
        isInStep("a parent created with its children");
        assertThat(list("label == 'New/South'")).hasSize(2);

        engine.write(
                ann,
                Command.Create.nested(
                        "deal",
                        EngineFixture.json(
                                "{'amount': 90, '$children': {'deal': [{'amount': 30}, {'amount': 40}]}}")));
        isInStep("records of one object that reference each other");
        assertThat(list("above == 60 || above == 50")).hasSize(2);
    }

    @Test
    void aChangeOfWhatNoFormulaReadsTouchesNothing() {
        prepare("shared");
        deal("100", acme);
        String taxed = TableLayout.columnName(id("deal", "taxed"));
        asOwner("update %s set %s = -1".formatted(table("deal").qualifiedName(), taxed));

        engine.update(ann, "region", north, "{'note': 'nobody reads it'}");
        engine.update(ann, "account", acme, "{'name': 'Acme Inc'}");
        assertThat(list("taxed == -1")).as("left as it was").hasSize(1);
        assertThat(list("label == 'Acme Inc/North'")).as("what reads it follows").hasSize(1);

        engine.update(ann, "region", north, "{'tax': 0.3}");
        assertThat(list("taxed == 30")).hasSize(1);
    }

    @Test
    void moreDependentsThanAWriteTakesAreFilledByAJobAndComputedUntilThen() {
        prepare("shared");
        deals(MANY, acme);
        deal("100", globex);
        asOwner(
                "set app.tenant = '%s'; delete from job; set app.tenant = ''"
                        .formatted(ann.tenantId()));
        assertThat(isQueued()).isFalse();

        engine.update(ann, "region", north, "{'tax': 0.5}");

        assertThat(state("taxed")).isEqualTo(ColumnState.FILLING);
        assertThat(state("region")).as("what was not changed").isEqualTo(ColumnState.READY);
        assertThat(list("account.name == 'Acme' && taxed != amount * 0.5")).isEmpty();
        assertThat(list("taxed == 49.5")).hasSize(MANY / 100);
        assertThat(isQueued()).isTrue();
        assertThat(storage.describe(ann, "deal").get("columns").toString())
                .contains("{\"field\":\"taxed\",\"index\":\"ordered\",\"state\":\"filling\"")
                .contains("{\"field\":\"region\",\"index\":\"ordered\",\"state\":\"ready\"");

        move(ann, "deal", Place.DEDICATED);

        areReady();
        isInStep("the job");
        assertThat(list("taxed == 49.5")).hasSize(MANY / 100);
    }

    @Test
    void aWriteThatLeavesColumnsBehindWhileTheyAreFilledHasThemFilledOnceMore() {
        prepare("shared");
        deals(MANY, acme);
        engine.update(ann, "region", north, "{'tax': 0.5}");
        AtomicInteger batches = new AtomicInteger();

        run(
                ann,
                "deal",
                Place.DEDICATED,
                () -> {
                    if (batches.incrementAndGet() == 2) {
                        engine.update(ann, "region", north, "{'tax': 0.7}");
                    }
                });

        areReady();
        assertThat(batches.get()).isGreaterThan(3);
        isInStep("two fillings");
        assertThat(list("taxed == 69.3")).hasSize(MANY / 100);
    }

    @Test
    void aFormulaOfAnotherObjectThatChangesHasTheColumnsThatUseItFilledAnew() {
        prepare("dedicated");
        deal("100", acme);

        change("account", "shown", "{'expression': 'region.name'}");

        assertThat(state("label")).isEqualTo(ColumnState.FILLING);
        assertThat(state("taxed")).as("does not use it").isEqualTo(ColumnState.READY);
        assertThat(list("label == 'North'")).hasSize(1);
        assertThat(isQueued()).isTrue();
        engine.update(ann, "region", north, "{'name': 'Nord'}");
        move(ann, "deal", Place.DEDICATED);
        areReady();
        isInStep("the job");
        assertThat(list("label == 'Nord'")).hasSize(1);
    }

    @Test
    void aFormulaThatChangesWhileItsColumnIsFilledIsFilledOnceMore() {
        prepare("shared");
        deals(MANY, acme);
        change("account", "shown", "{'expression': 'region.name'}");
        AtomicInteger batches = new AtomicInteger();

        run(
                ann,
                "deal",
                Place.DEDICATED,
                () -> {
                    if (batches.incrementAndGet() == 1) {
                        change("account", "shown", "{'expression': 'name'}");
                    }
                });

        areReady();
        isInStep("the job");
        assertThat(list("label == 'Acme'")).hasSize(500);
    }

    @Test
    void formulasOverTheTimeAndTheUserHaveNoColumn() {
        prepare("shared");
        add(
                ann,
                "deal",
                "{'name': 'late', 'type': 'formula', 'returns': 'boolean', 'expression': 'account.updatedAt < now()', 'indexed': true}");
        add(
                ann,
                "deal",
                "{'name': 'sizes', 'type': 'lookup', 'reference': 'account', 'field': 'updatedAt', 'indexed': true}");
        deal("1", acme);
        move(ann, "deal", Place.DEDICATED);

        assertThat(state("late")).isNull();
        assertThat(state("sizes")).isEqualTo(ColumnState.READY);
        engine.update(ann, "account", acme, "{'size': 6}");
        isInStep("a system field of another record");
        assertThat(list("late")).hasSize(1);
        move(ann, "deal", Place.SHARED);
        assertThat(list("region == 'North'")).as("computed in the shared store").hasSize(1);
    }

    private static final String END =
            "{'name': 'end', 'type': 'formula', 'returns': 'date', 'expression': 'date(\\\"2026-01-01\\\") + days(account.size)', 'indexed': true}";

    @Test
    void aWriteThatTakesAFormulaOfAnotherRecordOutOfRangeIsRefusedAlone() {
        prepare("shared");
        add(ann, "deal", END);
        move(ann, "deal", Place.DEDICATED);
        deal("1", acme);
        deal("2", globex);
        List<Command> commands =
                List.of(
                        new Command.Update(
                                "account", globex, EngineFixture.json("{'size': 60}"), null),
                        new Command.Update(
                                "account",
                                acme,
                                EngineFixture.json("{'size': 99999999999}"),
                                null));

        List<Outcome> outcomes = engine.writer.writeEach(ann, commands, EngineFixture.CAUSE);

        assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Done.class);
        assertThat(((Outcome.Refused) outcomes.getLast()).reason().problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.pointer()).isEmpty();
                    assertThat(problem.code()).isEqualTo("out_of_range");
                    assertThat(problem.message()).contains("\"deal.end\"");
                });
        assertThat(engine.get(ann, "account", acme).get("size").intValue()).isEqualTo(5);
        assertThat(list("end == date('2026-03-02')")).as("60 days").hasSize(1);
        isInStep("a refusal");
    }

    @Test
    void childrenThatTakeAFormulaOfTheirParentOutOfRangeTogetherAreRefusedFromTheOneThatDoes() {
        prepare("dedicated");
        add(
                ann,
                "account",
                "{'name': 'until', 'type': 'formula', 'returns': 'date', 'expression': 'date(\\\"2026-01-01\\\") + days(total)', 'indexed': true}");
        move(ann, "account", Place.DEDICATED);
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            commands.add(
                    new Command.Create(
                            "deal",
                            EngineFixture.json(
                                    "{'amount': 500000000, 'account': '%s'}".formatted(acme))));
        }

        List<Outcome> outcomes = engine.writer.writeEach(ann, commands, EngineFixture.CAUSE);

        // The database's dates end after some 2,145,000,000 days.
        assertThat(outcomes).filteredOn(Outcome.Done.class::isInstance).hasSize(4);
        assertThat(((Outcome.Refused) outcomes.get(4)).reason().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("\"account.total\""));
        isInStep("a refusal of some");
    }

    @Test
    void aFillLeavesOutWhatGoesOutOfRange() {
        prepare("shared");
        UUID huge = account(ann, "Huge", 7, north);
        deals(30, acme);
        UUID lost = deal("1", huge);
        asOwner(
                "set app.tenant = '%s'; update record set data = jsonb_set(data, '{%d}', '99999999999') where id = '%s'"
                        .formatted(ann.tenantId(), id("account", "size"), huge));
        add(ann, "deal", END);
        UUID job =
                jobs.queueNew(
                        ann,
                        StorageWork.KIND,
                        "deal",
                        Json.object()
                                .put(StorageWork.OBJECT, engine.model(ann, "deal").id())
                                .put(StorageWork.PLACE, Place.DEDICATED.word()));

        work.run(new Jobs.Claimed(ann.tenantId(), jobs.required(ann, job)), GO_ON);

        assertThat(state("end")).isEqualTo(ColumnState.READY);
        assertThat(list("end == date('2026-01-06')")).hasSize(30);
        assertThat(engine.get(ann, "deal", lost).get("end").isNull()).isTrue();
        assertThat(jobs.refusals(ann, job, 0))
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.source()).isEqualTo(lost.toString());
                    assertThat(refusal.errors().get(0).get("message").textValue())
                            .contains("\"deal.end\"");
                });
    }

    @Test
    void whatAReferencedRecordMovesToIsReadFromThere() {
        prepare("shared");
        deal("100", acme);
        move(ann, "account", Place.DEDICATED);
        engine.update(ann, "account", acme, "{'name': 'Moved'}");
        isInStep("a move to a table of its own");
        assertThat(list("label == 'Moved/North'")).hasSize(1);

        move(ann, "account", Place.SHARED);
        engine.update(ann, "account", acme, "{'name': 'Back'}");
        deal("200", acme);
        isInStep("a move back");
        assertThat(list("label == 'Back/North'")).hasSize(2);
    }

    @Test
    void wrongColumnsAreFoundAndRepaired() {
        prepare("shared");
        UUID wrong = deal("100", acme);
        deal("200", globex);
        asOwner(
                "update %s set c%d = 77 where id = '%s'"
                        .formatted(table("deal").qualifiedName(), id("deal", "taxed"), wrong));

        assertThat(wrong(ann))
                .containsExactly(
                        new Finding("deal", "taxed", Finding.What.COLUMN, 1, List.of(wrong)));
        check.objects(ann.tenantId())
                .forEach(object -> assertThat(check.repair(ann.tenantId(), object)).isEmpty());

        isInStep("the repair");
        assertThat(list("taxed == 10")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void writersOnBothSidesAtOnceLeaveNoColumnBehind(String place) throws InterruptedException {
        prepare(place);
        List<UUID> regions = List.of(north, south);
        List<UUID> accounts = new ArrayList<>(List.of(acme, globex));
        for (int i = 0; i < 2; i++) {
            accounts.add(account(ann, "A" + i, i * 20, regions.get(i)));
        }
        List<UUID> deals = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            deals.add(deal(Integer.toString(i + 1), accounts.get(i % accounts.size())));
        }
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Set<String> done = new TreeSet<>();
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < 6; w++) {
            Random random = new Random(w);
            writers.add(
                    Thread.startVirtualThread(() -> {
                        for (int i = 0; i < 30; i++) {
                            try {
                                String kind = one(random, regions, accounts, deals);
                                synchronized (done) {
                                    done.add(kind);
                                }
                            } catch (EngineException e) {
                                // Others may have deleted what it was about.
                                if (!Set.of("not_found", "validation_failed")
                                        .contains(e.code().code())) {
                                    failures.add(e);
                                }
                            } catch (RuntimeException e) {
                                failures.add(e);
                            }
                        }
                    }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(failures).isEmpty();
        assertThat(done).hasSize(7);
        areReady();
        isInStep("writers on both sides");
    }

    private long deadlocks() {
        List<Connection> pool = new ArrayList<>();
        try (Connection owner = engine.metadata.database.connect();
                Statement statement = owner.createStatement()) {
            // Each connection tells what it met with when it is asked to.
            for (int i = 0; i < engine.metadata.pool.getMaximumPoolSize(); i++) {
                Connection one = engine.metadata.pool.getConnection();
                pool.add(one);
                try (Statement flush = one.createStatement()) {
                    flush.execute("select pg_stat_force_next_flush()");
                    flush.execute("select 1");
                }
            }
            try (ResultSet row =
                    statement.executeQuery(
                            "select deadlocks from pg_stat_database where datname = current_database()")) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } finally {
            pool.forEach(FarColumnsTest::giveBack);
        }
    }

    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void writersOfSiblingsWhoseFormulasReadAFigureOverThemDoNotDeadlock(String place)
            throws InterruptedException {
        prepare(place);
        add(
                ann,
                "region",
                "{'name': 'sum', 'type': 'rollup', 'source': 'account.region', 'function': 'sum', 'of': 'total'}");
        add(
                ann,
                "deal",
                "{'name': 'share', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount / account.region.sum', 'indexed': true}");
        move(ann, "deal", Place.DEDICATED);
        List<UUID> accounts = List.of(acme, globex, account(ann, "Third", 3, north));
        List<UUID> deals = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            deals.add(deal(Integer.toString(i + 1), accounts.get(i % 3)));
        }
        long before = deadlocks();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < 6; w++) {
            Random random = new Random(w);
            writers.add(
                    Thread.startVirtualThread(() -> {
                        for (int i = 0; i < 40; i++) {
                            try {
                                writeSiblings(random, accounts, deals);
                            } catch (RuntimeException e) {
                                failures.add(e);
                            }
                        }
                    }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(failures).isEmpty();
        assertThat(deadlocks() - before).isZero();
        isInStep("writers of siblings");
    }

    private void writeSiblings(Random random, List<UUID> accounts, List<UUID> deals) {
        UUID account = accounts.get(random.nextInt(accounts.size()));
        UUID deal = deals.get(random.nextInt(deals.size()));
        String amount = "{'amount': %d}".formatted(1 + random.nextInt(1_000));
        switch (random.nextInt(5)) {
            case 0 -> engine.update(ann, "deal", deal, amount);
            case 1 -> deal(Integer.toString(1 + random.nextInt(50)), account);
            case 2 -> engine.update(ann, "deal", deal, "{'account': '%s'}".formatted(account));
            case 3 -> {
                List<Command> several = new ArrayList<>();
                List<UUID> mixed = new ArrayList<>(deals);
                Collections.shuffle(mixed, random);
                mixed.subList(0, 4)
                        .forEach(id ->
                                several.add(
                                        new Command.Update(
                                                "deal", id, EngineFixture.json(amount), null)));
                engine.writer.writeAll(ann, several, EngineFixture.CAUSE);
            }
            default -> {
                UUID gone = deal("7", account);
                engine.write(ann, new Command.Delete("deal", gone, null));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomFormulasAreInStepAfterRandomWrites(long seed) {
        prepare(seed % 2 == 0 ? "shared" : "dedicated");
        Random random = new Random(seed);
        RandomFormulas formulas = new RandomFormulas(random);
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < ColumnIndex.MAX_FORMULAS - 7; i++) {
            String name = "random" + i;
            add(ann, "deal", formulas.field(name));
            names.add(name);
        }
        move(ann, "deal", Place.DEDICATED);
        names.forEach(name -> assertThat(state(name)).as(name).isEqualTo(ColumnState.READY));
        List<UUID> regions = List.of(north, south);
        List<UUID> accounts = List.of(acme, globex);
        List<UUID> deals = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            deals.add(deal(Integer.toString(i), accounts.get(i % 2)));
        }
        for (int i = 0; i < 25; i++) {
            String what = one(random, regions, accounts, deals);
            isInStep(what + " with " + formulas);
        }
        names.forEach(name -> assertThat(state(name)).as(name).isEqualTo(ColumnState.READY));
    }

    /** Small formulas over a deal and what it references. */
    private static final class RandomFormulas {

        private static final List<String> NUMBERS =
                List.of(
                        "amount",
                        "account.size",
                        "account.total",
                        "account.region.tax",
                        "parent.amount",
                        "parent.account.size",
                        "parent.parent.amount",
                        "parent.account.region.tax",
                        "taxed",
                        "parent.taxed",
                        "7",
                        "0.5");
        private static final List<String> TEXTS =
                List.of(
                        "account.name",
                        "account.region.name",
                        "parent.account.name",
                        "account.shown",
                        "parent.region",
                        "label");

        private final Random random;
        private final List<String> made = new ArrayList<>();

        RandomFormulas(Random random) {
            this.random = random;
        }

        String field(String name) {
            String returns = List.of("decimal", "boolean", "text").get(random.nextInt(3));
            String expression =
                    switch (returns) {
                        case "decimal" -> number(3);
                        case "boolean" -> condition(2);
                        default -> text(2);
                    };
            made.add(expression);
            return "{'name': '%s', 'type': 'formula', 'returns': '%s', 'expression': '%s', 'indexed': true}"
                    .formatted(name, returns, expression);
        }

        private String one(List<String> of) {
            return of.get(random.nextInt(of.size()));
        }

        private String number(int depth) {
            if (depth == 0) {
                return one(NUMBERS);
            }
            String a = number(depth - 1);
            String b = number(depth - 1);
            return random.nextInt(4) == 0
                    ? "(%s ? %s : %s)".formatted(condition(1), a, b)
                    : "(%s %s %s)".formatted(a, one(List.of("+", "-", "*", "/")), b);
        }

        private String condition(int depth) {
            return switch (random.nextInt(depth == 0 ? 2 : 5)) {
                case 0 -> "%s %s %s".formatted(number(0), one(List.of("<", ">=", "==")), number(0));
                case 1 -> "%s == %s".formatted(one(TEXTS), one(TEXTS));
                case 2 -> "partners.exists(p, p.size > %s)".formatted(number(0));
                case 3 -> "!(%s)".formatted(condition(depth - 1));
                default ->
                        "(%s %s %s)"
                                .formatted(
                                        condition(depth - 1),
                                        one(List.of("&&", "||")),
                                        condition(depth - 1));
            };
        }

        private String text(int depth) {
            return depth == 0
                    ? one(TEXTS)
                    : "(%s ? %s : %s + %s)"
                            .formatted(condition(1), text(depth - 1), text(depth - 1), one(TEXTS));
        }

        @Override
        public String toString() {
            return String.join("; ", made);
        }
    }

    private String one(Random random, List<UUID> regions, List<UUID> accounts, List<UUID> deals) {
        UUID region = regions.get(random.nextInt(regions.size()));
        UUID account = accounts.get(random.nextInt(accounts.size()));
        UUID deal = deals.get(random.nextInt(deals.size()));
        int number = random.nextInt(1000);
        return switch (random.nextInt(7)) {
            case 0 -> {
                engine.update(
                        ann,
                        "region",
                        region,
                        "{'tax': 0.%02d, 'name': 'R%d'}".formatted(number % 100, number));
                yield "region";
            }
            case 1 -> {
                engine.update(
                        ann,
                        "account",
                        account,
                        "{'size': %d, 'name': 'N%d'}".formatted(number % 30, number));
                yield "account";
            }
            case 2 -> {
                engine.update(ann, "account", account, "{'region': '%s'}".formatted(region));
                yield "account's reference";
            }
            case 3 -> {
                engine.update(ann, "deal", deal, "{'amount': %d}".formatted(number + 1));
                yield "deal";
            }
            case 4 -> {
                engine.update(
                        ann,
                        "deal",
                        deal,
                        "{'account': '%s', 'partners': ['%s', '%s'], 'parent': '%s'}"
                                .formatted(
                                        account,
                                        account,
                                        accounts.get(
                                                (accounts.indexOf(account) + 1) % accounts.size()),
                                        deals.get(number % deals.size())));
                yield "deal's references";
            }
            case 5 -> {
                deal(Integer.toString(number), account);
                yield "creation";
            }
            default -> {
                engine.write(ann, new Command.Delete("deal", deal, null));
                engine.write(ann, new Command.Restore("deal", deal));
                yield "deletion and restoration";
            }
        };
    }
}
