package dev.armature.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.check.ConsistencyCheck;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Ids;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordAdjuster;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.change.MetadataService;
import dev.armature.metadata.change.PublishListener;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.definition.TableLayout.ColumnState;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.Problem;
import dev.armature.testing.MetadataFixture;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Indexed formulas of large objects: filled by the write, never out of date. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormulaColumnsTest {

    private static final JobWork.Progress GO_ON = () -> {};

    private EngineFixture engine;
    private Jobs jobs;
    private StorageWork work;
    private Storage storage;

    @BeforeAll
    void start() {
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
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    /** An object of both tenants, with records of the first; no table yet. */
    private List<UUID> orders(String object, int records, String... formulas) {
        for (Caller caller : List.of(engine.ann, engine.bob)) {
            engine.object(
                    caller,
                    """
                    {'name': '%s', 'fields': [
                        {'name': 'title', 'type': 'text', 'maxLength': 200},
                        {'name': 'amount', 'type': 'decimal', 'scale': 2},
                        {'name': 'parts', 'type': 'integer'},
                        {'name': 'day', 'type': 'date'},
                        {'name': 'moment', 'type': 'dateTime'},
                        %s]}
                    """
                            .formatted(object, String.join(",\n", formulas)));
        }
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            commands.add(
                    new Command.Create(
                            object,
                            EngineFixture.json(
                                    "{'title': 'Order %d', 'amount': %d.25, 'parts': %d}"
                                            .formatted(i, i, i % 4))));
        }
        return engine.writer.writeAll(engine.ann, commands, EngineFixture.CAUSE).stream()
                .map(outcome -> ((Outcome.Done) outcome).record().id())
                .toList();
    }

    private static String formula(String name, String returns, String expression) {
        return "{'name': '%s', 'type': 'formula', 'returns': '%s', 'expression': '%s', 'indexed': true}"
                .formatted(name, returns, expression);
    }

    private void run(String object, Place place, JobWork.Progress progress) {
        ObjectNode parameters =
                Json.object()
                        .put(StorageWork.OBJECT, engine.model(engine.ann, object).id())
                        .put(StorageWork.PLACE, place.word());
        Job job =
                new Job(
                        UUID.randomUUID(),
                        StorageWork.KIND,
                        Job.State.RUNNING,
                        object,
                        parameters,
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
        work.run(new Jobs.Claimed(engine.ann.tenantId(), job), progress);
    }

    /** Runs a job that is there, and tells which it was. */
    private UUID runQueued(String object) {
        ObjectNode parameters =
                Json.object()
                        .put(StorageWork.OBJECT, engine.model(engine.ann, object).id())
                        .put(StorageWork.PLACE, Place.DEDICATED.word());
        UUID job = jobs.queueNew(engine.ann, StorageWork.KIND, object, parameters);
        work.run(new Jobs.Claimed(engine.ann.tenantId(), jobs.required(engine.ann, job)), GO_ON);
        return job;
    }

    private void change(String object, String field, String attributes) {
        engine.metadata.service.changeField(
                MetadataFixture.editor(engine.ann.tenantId()),
                object,
                field,
                EngineFixture.json(attributes));
    }

    private TableLayout table(String object) {
        return Objects.requireNonNull(engine.model(engine.ann, object).definition().table());
    }

    private ColumnState state(String object, String field) {
        return table(object).columns().get(id(object, field));
    }

    private int id(String object, String field) {
        FieldModel model = engine.model(engine.ann, object).field(field);
        return Objects.requireNonNull(model).id();
    }

    private String column(String object, String field) {
        return TableLayout.columnName(id(object, field));
    }

    private JsonNode list(String object, String filter) {
        return engine.list(
                        engine.ann,
                        engine.query(engine.ann, object)
                                .withFilter(filter.replace('\'', '"'))
                                .withLimit(500))
                .get("data");
    }

    private List<String> asOwner(String sql) {
        return engine.metadata.database.rows(sql);
    }

    private long queued(String object) throws SQLException {
        return Long.parseLong(
                asOwner(
                                "select count(*) from job where kind = 'storage' and state = 'queued' and object_name = '%s'"
                                        .formatted(object))
                        .getFirst());
    }

    @Test
    void formulasOfEveryTypeMeanTheSameInAColumnAsComputedOnRead() throws SQLException {
        List<UUID> ids =
                orders(
                        "every",
                        20,
                        formula("each", "decimal", "amount / parts"),
                        formula("rounded", "integer", "amount * 2"),
                        formula("big", "boolean", "amount > 10"),
                        formula("due", "date", "addMonths(day, 1)"),
                        formula("until", "dateTime", "moment + hours(36)"),
                        formula("shown", "text", "upper(title) + text(rounded)"),
                        formula("half", "decimal", "each / 2"));
        engine.update(
                engine.ann,
                "every",
                ids.get(2),
                "{'day': '2026-01-31', 'moment': '2026-03-28T23:30:00Z', 'title': 'straße é'}");
        engine.update(engine.ann, "every", ids.get(3), "{'amount': -0.25, 'title': null}");
        engine.write(engine.ann, new Command.Delete("every", ids.get(5), null));
        String computed = list("every", "true").toString();

        run("every", Place.DEDICATED, GO_ON);

        for (String field : List.of("each", "rounded", "big", "due", "until", "shown", "half")) {
            assertThat(state("every", field)).as(field).isEqualTo(ColumnState.READY);
        }
        assertThat(list("every", "true").toString()).isEqualTo(computed);
        assertThat(list("every", "parts == 0").get(0).get("each").isNull())
                .as("a division by zero")
                .isTrue();

        engine.createId(
                engine.ann,
                "every",
                "{'title': 'late', 'amount': 7.5, 'parts': 3, 'day': '2026-12-31'}");
        engine.update(engine.ann, "every", ids.get(7), "{'parts': 0, 'title': 'Ünder'}");
        engine.write(engine.ann, new Command.Restore("every", ids.get(5)));
        String byColumns = list("every", "true").toString();
        List<String> filters =
                List.of(
                        "each == 2.5",
                        "rounded >= 15",
                        "big",
                        "!big",
                        "due == date('2027-01-31')",
                        "shown == 'LATE15'",
                        "half == null",
                        "has(until)");
        List<String> found = filters.stream().map(f -> list("every", f).toString()).toList();
        assertThat(found.getFirst()).contains("late");

        run("every", Place.SHARED, GO_ON);

        assertThat(list("every", "true").toString()).isEqualTo(byColumns);
        assertThat(filters.stream().map(f -> list("every", f).toString()).toList())
                .isEqualTo(found);
    }

    @Test
    void aReadyColumnIsReadAndItsIndexUsed() throws SQLException {
        orders("used", 3_000, formula("total", "decimal", "amount * parts"));
        run("used", Place.DEDICATED, GO_ON);
        String name = table("used").qualifiedName();
        String total = column("used", "total");

        assertThat(
                        String.join(
                                "\n",
                                asOwner(
                                        "explain select id from %s where deleted_at is null and %s > 8000 order by %s desc, id desc limit 50"
                                                .formatted(name, total, total))))
                .contains("_" + total);
        asOwner("update %s set %s = -1 where data->>'1' = 'Order 7'".formatted(name, total));
        assertThat(list("used", "total == -1")).as("what only the column says is found").hasSize(1);
        assertThat(storage.describe(engine.ann, "used").get("columns").toString())
                .contains("\"field\":\"total\",\"index\":\"ordered\",\"state\":\"ready\"");
    }

    @Test
    void aChangedFormulaHoldsAtOnceAndItsColumnIsFilledAnew() throws SQLException {
        orders(
                "changed",
                40,
                formula("base", "decimal", "amount * 2"),
                formula("total", "decimal", "base + 1"));
        run("changed", Place.DEDICATED, GO_ON);
        assertThat(queued("changed")).isZero();

        change("changed", "base", "{'expression': 'amount * 3'}");

        assertThat(state("changed", "base")).isEqualTo(ColumnState.FILLING);
        assertThat(state("changed", "total"))
                .as("it uses the formula that changed")
                .isEqualTo(ColumnState.FILLING);
        assertThat(list("changed", "total == amount * 3 + 1")).hasSize(40);
        assertThat(queued("changed")).isEqualTo(1);
        change("changed", "base", "{'expression': 'amount * 4'}");
        assertThat(queued("changed")).as("one job does").isEqualTo(1);

        run("changed", Place.DEDICATED, GO_ON);

        assertThat(state("changed", "total")).isEqualTo(ColumnState.READY);
        assertThat(list("changed", "total == amount * 4 + 1")).hasSize(40);
        assertThat(queued("changed")).as("the work orders no work").isEqualTo(1);
    }

    @Test
    void aFormulaThatChangesWhileItsColumnIsFilledIsFilledOnceMore() throws SQLException {
        orders("raced", 6_000, formula("total", "decimal", "amount * 2"));
        run("raced", Place.DEDICATED, GO_ON);
        change("raced", "total", "{'expression': 'amount * 3'}");
        AtomicInteger batches = new AtomicInteger();

        run(
                "raced",
                Place.DEDICATED,
                () -> {
                    if (batches.incrementAndGet() == 2) {
                        change("raced", "total", "{'expression': 'amount * 4'}");
                    }
                });

        assertThat(batches.get()).isGreaterThan(2);
        assertThat(state("raced", "total")).isEqualTo(ColumnState.READY);
        assertThat(
                        asOwner(
                                "select count(*) from %s where %s = (data->'2')::numeric * 4"
                                        .formatted(
                                                table("raced").qualifiedName(),
                                                column("raced", "total"))))
                .containsExactly("6000");
    }

    @Test
    void nobodySeesOrFindsOldValuesWhileFormulasChangeAndWritersGoOn() throws Exception {
        List<UUID> ids = orders("busy", 200, formula("total", "decimal", "amount * 1"));
        run("busy", Place.DEDICATED, GO_ON);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        List<Throwable> failures = new ArrayList<>();
        Thread writer =
                Thread.startVirtualThread(() -> {
                    try {
                        for (int i = 0; !stop.get(); i++) {
                            engine.update(
                                    engine.ann,
                                    "busy",
                                    ids.get(i % ids.size()),
                                    "{'amount': %d}".formatted(i + 1_000));
                            written.incrementAndGet();
                        }
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                });
        for (int factor = 2; factor <= 5; factor++) {
            change("busy", "total", "{'expression': 'amount * %d'}".formatted(factor));
            assertThat(list("busy", "total == amount * " + factor)).hasSize(200);
            AtomicBoolean done = new AtomicBoolean();
            Thread job =
                    Thread.startVirtualThread(() -> {
                        run("busy", Place.DEDICATED, GO_ON);
                        done.set(true);
                    });
            while (job.isAlive()) {
                assertThat(list("busy", "total == amount * " + factor)).hasSize(200);
            }
            assertThat(done).isTrue();
            assertThat(state("busy", "total")).isEqualTo(ColumnState.READY);
            assertThat(list("busy", "total == amount * " + factor)).hasSize(200);
        }
        stop.set(true);
        writer.join();
        assertThat(failures).isEmpty();
        assertThat(written.get()).isPositive();
    }

    @Test
    void aFormulaThatComesToRestOnMoreThanItsRecordLosesItsColumn() throws SQLException {
        List<UUID> ids = orders("more", 10, formula("age", "boolean", "amount > 5"));
        run("more", Place.DEDICATED, GO_ON);

        for (String expression :
                List.of("createdAt < now()", "version > 0", "hour(moment) > 3 || true")) {
            change("more", "age", "{'expression': '%s'}".formatted(expression));
            engine.update(engine.ann, "more", ids.get(1), "{'parts': 9}");
            assertThat(list("more", "age")).as(expression).hasSize(10);
            run("more", Place.DEDICATED, GO_ON);
            assertThat(state("more", "age")).as(expression).isEqualTo(ColumnState.UNUSED);
            assertThat(list("more", "age")).as(expression).hasSize(10);
        }
        change("more", "age", "{'expression': 'amount > 6'}");
        run("more", Place.DEDICATED, GO_ON);

        assertThat(state("more", "age")).isEqualTo(ColumnState.READY);
        assertThat(list("more", "age")).hasSize(4);
    }

    @Test
    void aFormulaThatReturnsAnotherTypeGetsAnotherColumn() {
        List<UUID> ids = orders("typed", 10, formula("shown", "decimal", "amount"));
        run("typed", Place.DEDICATED, GO_ON);

        change("typed", "shown", "{'returns': 'text', 'expression': 'title'}");
        engine.update(engine.ann, "typed", ids.get(1), "{'title': 'written between'}");
        assertThat(list("typed", "shown == 'written between'")).hasSize(1);
        run("typed", Place.DEDICATED, GO_ON);

        assertThat(state("typed", "shown")).isEqualTo(ColumnState.READY);
        engine.update(engine.ann, "typed", ids.get(2), "{'title': 'written after'}");
        assertThat(list("typed", "shown == 'written after' || shown == 'written between'"))
                .hasSize(2);
    }

    @Test
    void aFormulaThatIsDeletedAndRestoredHasMissedNoWrites() {
        List<UUID> ids = orders("restored", 10, formula("total", "decimal", "amount * 2"));
        run("restored", Place.DEDICATED, GO_ON);
        MetadataService.Editor editor = MetadataFixture.editor(engine.ann.tenantId());

        engine.metadata.service.deleteField(editor, "restored", "total");
        engine.update(engine.ann, "restored", ids.get(1), "{'amount': 500}");
        engine.metadata.service.restoreField(editor, "restored", "total");

        assertThat(list("restored", "total == 1000")).hasSize(1);
        run("restored", Place.DEDICATED, GO_ON);
        assertThat(state("restored", "total")).isEqualTo(ColumnState.READY);
        assertThat(list("restored", "total == 1000")).hasSize(1);
    }

    @Test
    void aWriteThatTakesAnIndexedFormulaOutOfRangeIsRefused() {
        List<UUID> ids = orders("far", 5, formula("end", "date", "day + days(amount)"));
        run("far", Place.DEDICATED, GO_ON);

        EngineException refusal =
                EngineFixture.refusal(() ->
                        engine.update(
                                engine.ann,
                                "far",
                                ids.get(1),
                                "{'day': '2026-01-01', 'amount': 99999999999}"));

        assertThat(refusal.code().code()).isEqualTo("validation_failed");
        assertThat(refusal.operation()).as("there was one").isNull();
        assertThat(refusal.problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.pointer()).isEqualTo("/end");
                    assertThat(problem.code()).isEqualTo("out_of_range");
                    assertThat(problem.message()).contains("\"end\"", "write other values");
                });
    }

    private static List<Command> someOutOfRange(String object) {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String values =
                    switch (i) {
                        case 17, 40 -> "'day': '2026-01-01', 'amount': 99999999999";
                        default -> "'day': '2026-01-01', 'amount': 1";
                    };
            commands.add(
                    new Command.Create(
                            object,
                            EngineFixture.json("{'title': 'N%d', %s}".formatted(i, values))));
        }
        return commands;
    }

    @Test
    void oneRecordThatAFormulaGoesOutOfRangeForHoldsUpNoOther() {
        orders("alone", 3, formula("end", "date", "day + days(amount)"));
        run("alone", Place.DEDICATED, GO_ON);
        List<Command> commands = someOutOfRange("alone");

        List<Outcome> outcomes = engine.writer.writeEach(engine.ann, commands, EngineFixture.CAUSE);

        for (int i = 0; i < outcomes.size(); i++) {
            if (i == 17 || i == 40) {
                assertThat(outcomes.get(i))
                        .as("record %d", i)
                        .isInstanceOfSatisfying(
                                Outcome.Refused.class,
                                refused ->
                                        assertThat(refused.reason().problems())
                                                .extracting(Problem::pointer)
                                                .containsExactly("/end"));
            } else {
                assertThat(outcomes.get(i)).as("record %d", i).isInstanceOf(Outcome.Done.class);
            }
        }
        assertThat(list("alone", "end == date('2026-01-02')")).hasSize(48);
    }

    @Test
    void allAreRefusedForOneThatIsNamedWhereAllOrNoneAreWritten() {
        orders("none", 3, formula("end", "date", "day + days(amount)"));
        run("none", Place.DEDICATED, GO_ON);

        EngineException refusal =
                EngineFixture.refusal(() ->
                        engine.writer.writeAll(
                                engine.ann, someOutOfRange("none"), EngineFixture.CAUSE));

        assertThat(refusal.operation()).isEqualTo(17);
        assertThat(refusal.problems()).extracting(Problem::pointer).containsExactly("/end");
        assertThat(list("none", "true")).hasSize(3);
    }

    @Test
    void aNumberOfTooManyDigitsForAnIndexIsOutOfRangeToo() throws SQLException {
        List<UUID> ids =
                orders(
                        "digits",
                        3,
                        product("five", "amount"),
                        product("many", "five"),
                        product("more", "many"),
                        formula("much", "decimal", "more * many * many * many"));
        ObjectNode values =
                EngineFixture.json("{'amount': 918273645546372819192837465564738291.37}");
        engine.write(engine.ann, new Command.Update("digits", ids.get(1), values, null));

        UUID job = runQueued("digits");

        assertThat(state("digits", "much")).isEqualTo(ColumnState.READY);
        assertThat(
                        asOwner(
                                "select id from %s where %s is null"
                                        .formatted(
                                                table("digits").qualifiedName(),
                                                column("digits", "much"))))
                .containsExactly(ids.get(1).toString());
        assertThat(jobs.refusals(engine.ann, job, 0))
                .extracting(Jobs.Refusal::source)
                .containsExactly(ids.get(1).toString());
        EngineException refusal =
                EngineFixture.refusal(() ->
                        engine.write(
                                engine.ann,
                                new Command.Update("digits", ids.get(2), values, null)));
        assertThat(refusal.problems()).extracting(Problem::pointer).containsExactly("/much");
    }

    /** The fifth power, of a formula without a column, as those over it are written out. */
    private static String product(String name, String of) {
        return "{'name': '%s', 'type': 'formula', 'returns': 'decimal', 'expression': '%s'}"
                .formatted(name, String.join(" * ", Collections.nCopies(5, of)));
    }

    @Test
    void aFillFinishesAndTellsOfTheRecordsThatAFormulaGoesOutOfRangeFor() {
        List<UUID> ids = orders("told", 300, formula("end", "date", "day"));
        for (UUID id : List.of(ids.get(7), ids.get(250))) {
            engine.update(engine.ann, "told", id, "{'day': '2026-01-01', 'amount': 99999999999}");
        }
        engine.update(engine.ann, "told", ids.get(8), "{'day': '2026-01-01', 'amount': 2}");
        run("told", Place.DEDICATED, GO_ON);
        change("told", "end", "{'expression': 'day + days(amount)'}");
        UUID job = runQueued("told");

        assertThat(state("told", "end")).isEqualTo(ColumnState.READY);
        assertThat(jobs.required(engine.ann, job).refused()).isEqualTo(2);
        assertThat(jobs.refusals(engine.ann, job, 0))
                .extracting(Jobs.Refusal::source)
                .containsExactlyInAnyOrder(ids.get(7).toString(), ids.get(250).toString());
        assertThat(jobs.refusals(engine.ann, job, 0))
                .extracting(refusal -> refusal.errors().get(0).get("pointer").textValue())
                .containsOnly("/end");
        assertThat(list("told", "end == date('2026-01-03')"))
                .as("those around them are filled")
                .hasSize(1);
        assertThat(list("told", "amount == 99999999999"))
                .as("they are read as ever")
                .hasSize(2)
                .allMatch(record -> record.get("end").isNull());
        assertThat(
                        new ConsistencyCheck(engine.metadata.transactions, engine.metadata.models)
                                .find(engine.ann.tenantId(), engine.model(engine.ann, "told").id()))
                .as("the check goes around them")
                .isEmpty();

        engine.write(engine.ann, new Command.Delete("told", ids.get(7), null));
        assertThat(
                        EngineFixture.refusal(() ->
                                        engine.write(
                                                engine.ann,
                                                new Command.Restore("told", ids.get(7))))
                                .problems())
                .as("nothing keeps one from being deleted, but from coming back as it was")
                .extracting(Problem::pointer)
                .containsExactly("/end");
        engine.update(engine.ann, "told", ids.get(250), "{'amount': 3}");
        assertThat(list("told", "end == date('2026-01-04')")).as("mended").hasSize(1);
    }

    private List<String> index(String object, String field) throws SQLException {
        return asOwner(
                "select indexdef from pg_indexes where schemaname = '%s' and indexname = '%s_%s'"
                        .formatted(
                                table(object).schema(),
                                table(object).table(),
                                column(object, field)));
    }

    @Test
    void aFormulaWhoseTextsStayShortIsSortedAndFoundByItsBeginningThroughItsIndex()
            throws SQLException {
        orders(
                "tagged",
                2_000,
                formula("tag", "text", "lower(trim(title)) + \\\"-x\\\""),
                formula("long", "text", "title + title + title + title"),
                formula("unknown", "text", "replace(title, \\\"O\\\", title)"));
        run("tagged", Place.DEDICATED, GO_ON);

        assertThat(index("tagged", "tag")).singleElement().asString().contains("btree");
        assertThat(index("tagged", "long"))
                .as("four times 200 code points")
                .singleElement()
                .asString()
                .contains("hash");
        assertThat(index("tagged", "unknown")).singleElement().asString().contains("hash");
        String table = table("tagged").qualifiedName();
        String tag = column("tagged", "tag");
        for (String query :
                List.of(
                        "deleted_at is null order by %s, id limit 20",
                        "deleted_at is null and %s < 'order 100' order by 1 limit 5",
                        "deleted_at is null and starts_with(%s, 'order 19')")) {
            assertThat(
                            asOwner(
                                    "explain select id from %s where %s"
                                            .formatted(table, query.formatted(tag))))
                    .as(query)
                    .anyMatch(line -> line.contains("Index") && line.contains("_" + tag));
        }
        assertThat(list("tagged", "tag.startsWith('order 19')")).hasSize(111);
        assertThat(list("tagged", "tag < 'order 10'")).hasSize(2);
    }

    @Test
    void aFieldThatMayBecomeLongGetsAnotherIndexAndSoDoFormulasOverIt() throws SQLException {
        List<UUID> ids = orders("grown", 20, formula("tag", "text", "trim(title)"));
        change("grown", "title", "{'indexed': true}");
        run("grown", Place.DEDICATED, GO_ON);
        assertThat(index("grown", "title")).singleElement().asString().contains("btree");
        String random =
                new Random(5)
                        .ints(5_000, 0x4e00, 0x9fa5)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();

        change("grown", "title", "{'maxLength': 6000}");

        engine.update(engine.ann, "grown", ids.get(3), "{'title': '" + random + "'}");
        assertThat(list("grown", "title == '" + random + "'")).as("at once").hasSize(1);
        assertThat(queued("grown")).isPositive();
        run("grown", Place.DEDICATED, GO_ON);
        assertThat(state("grown", "title")).isEqualTo(ColumnState.READY);
        assertThat(index("grown", "title")).singleElement().asString().contains("hash");
        assertThat(index("grown", "tag")).singleElement().asString().contains("hash");
        engine.update(engine.ann, "grown", ids.get(4), "{'title': '" + random + "!'}");
        assertThat(list("grown", "title == '" + random + "!'")).hasSize(1);
        assertThat(list("grown", "tag == '" + random + "'")).hasSize(1);
        assertThat(list("grown", "tag == 'Order 7'")).hasSize(1);

        engine.update(engine.ann, "grown", ids.get(3), "{'title': 'three'}");
        engine.update(engine.ann, "grown", ids.get(4), "{'title': 'four'}");
        change("grown", "title", "{'maxLength': 200}");
        run("grown", Place.DEDICATED, GO_ON);
        assertThat(index("grown", "title"))
                .as("and back")
                .singleElement()
                .asString()
                .contains("btree");
        assertThat(list("grown", "title == 'three' || tag == 'four'")).hasSize(2);
    }

    @Test
    void soManyFormulasGetColumnsAndNoMore() {
        String[] formulas = new String[ColumnIndex.MAX_FORMULAS + 1];
        for (int i = 0; i < formulas.length; i++) {
            formulas[i] = formula("f" + i, "decimal", "amount + " + i);
        }
        orders("many", 3, formulas);
        run("many", Place.DEDICATED, GO_ON);

        assertThat(table("many").columns()).hasSize(ColumnIndex.MAX_FORMULAS);
        assertThat(list("many", "f16 == amount + 16")).hasSize(3);
        assertThat(
                        storage.describe(engine.ann, "many")
                                .get("columns")
                                .get(16)
                                .get("state")
                                .textValue())
                .isEqualTo("not_possible");
    }

    @Test
    void aFormulaOverARollupFollowsTheRecordsThatReferenceItsOwn() {
        List<UUID> ids = orders("parent", 4, formula("early", "boolean", "amount > 100"));
        engine.object(
                engine.ann,
                "{'name': 'piece', 'fields': [{'name': 'parent', 'type': 'reference', 'target': 'parent'}]}");
        add(
                "parent",
                "{'name': 'pieces', 'type': 'rollup', 'source': 'piece.parent', 'function': 'count'}");
        run("parent", Place.DEDICATED, GO_ON);
        add("parent", formula("busy", "boolean", "pieces > 1"));
        run("parent", Place.DEDICATED, GO_ON);
        assertThat(state("parent", "busy")).isEqualTo(ColumnState.READY);
        assertThat(list("parent", "busy")).isEmpty();

        for (int i = 0; i < 2; i++) {
            engine.createId(engine.ann, "piece", "{'parent': '%s'}".formatted(ids.get(2)));
        }

        assertThat(list("parent", "busy")).hasSize(1);
    }

    private void add(String object, String field) {
        engine.metadata.service.createField(
                MetadataFixture.editor(engine.ann.tenantId()), object, EngineFixture.json(field));
    }
}
