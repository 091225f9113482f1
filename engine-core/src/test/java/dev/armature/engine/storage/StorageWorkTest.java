package dev.armature.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.query.Cursors;
import dev.armature.engine.query.LookedFor;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Ids;
import dev.armature.engine.record.RecordAdjuster;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.change.MetadataService;
import dev.armature.metadata.definition.IndexColumns;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.definition.TableLayout.ColumnState;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.testing.MetadataFixture;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Objects on their way between the shared store and tables of their own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StorageWorkTest {

    private static final JobWork.Progress GO_ON = () -> {};

    private EngineFixture engine;
    private StorageWork work;
    private StorageKeeper keeper;
    private IndexAdviser adviser;
    private Storage storage;

    @BeforeAll
    void start() {
        engine = new EngineFixture(new RecordAdjuster());
        work =
                new StorageWork(
                        engine.metadata.homes,
                        engine.metadata.models,
                        engine.metadata.transactions,
                        engine.metadata.publisher,
                        new Jobs(engine.database, new Ids(Clock.systemUTC())));
        storage = storage();
        keeper =
                new StorageKeeper(
                        engine.metadata.homes,
                        engine.metadata.models,
                        engine.metadata.transactions,
                        engine.metadata.publisher,
                        storage,
                        new StorageOptions(1, Duration.ofDays(1)));
    }

    private Storage storage() {
        Jobs jobs = new Jobs(engine.database, new Ids(Clock.systemUTC()));
        adviser = new IndexAdviser(engine.database);
        return new Storage(
                engine.database,
                engine.metadata.models,
                new AccessPolicy(),
                jobs,
                adviser,
                StorageOptions.defaults());
    }

    @AfterAll
    void stop() {
        keeper.close();
        engine.close();
    }

    /** An object of both tenants, with records of the first. */
    private List<UUID> deals(String object, int records) {
        for (Caller caller : List.of(engine.ann, engine.bob)) {
            engine.object(
                    caller,
                    """
                    {'name': '%s', 'fields': [
                        {'name': 'name', 'type': 'text', 'maxLength': 200, 'indexed': true},
                        {'name': 'code', 'type': 'text', 'unique': true},
                        {'name': 'amount', 'type': 'decimal', 'scale': 2, 'indexed': true},
                        {'name': 'closeDate', 'type': 'date'},
                        {'name': 'note', 'type': 'longText', 'indexed': true}]}
                    """
                            .formatted(object));
        }
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            commands.add(
                    new Command.Create(
                            object,
                            EngineFixture.json(
                                    "{'name': 'Deal %d', 'code': 'C-%d', 'amount': %d.50}"
                                            .formatted(i, i, i))));
        }
        return engine.writer.writeAll(engine.ann, commands, EngineFixture.CAUSE).stream()
                .map(outcome -> ((dev.armature.engine.record.Outcome.Done) outcome).record().id())
                .toList();
    }

    private void move(Caller caller, String object, Place place, JobWork.Progress progress) {
        int id = engine.model(caller, object).id();
        ObjectNode parameters =
                Json.object().put(StorageWork.OBJECT, id).put(StorageWork.PLACE, place.word());
        work.run(claimed(caller, object, parameters), progress);
    }

    private static Jobs.Claimed claimed(Caller caller, String object, ObjectNode parameters) {
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
        return new Jobs.Claimed(caller.tenantId(), job);
    }

    private TableLayout table(String object) {
        return engine.model(engine.ann, object).definition().table();
    }

    private String all(Caller caller, String object) {
        RecordQuery query = engine.query(caller, object);
        return engine.list(caller, query).get("data").toString();
    }

    private List<String> asOwner(String sql) {
        return engine.metadata.database.rows(sql);
    }

    @Test
    void anObjectIsTheSameInBothPlacesAndComesBackAsItWas() {
        List<UUID> ids = deals("same", 40);
        engine.update(
                engine.ann, "same", ids.get(3), "{'amount': 3.75, 'closeDate': '2026-02-03'}");
        engine.write(engine.ann, new Command.Delete("same", ids.get(5), null));
        String before = all(engine.ann, "same");

        move(engine.ann, "same", Place.DEDICATED, GO_ON);

        assertThat(table("same")).isNotNull();
        assertThat(all(engine.ann, "same")).isEqualTo(before);
        engine.write(engine.ann, new Command.Restore("same", ids.get(5)));
        engine.update(engine.ann, "same", ids.get(7), "{'code': 'C-new'}");
        engine.createId(engine.ann, "same", "{'name': 'later', 'code': 'later'}");
        String changed = all(engine.ann, "same");

        move(engine.ann, "same", Place.SHARED, GO_ON);

        assertThat(table("same")).isNull();
        assertThat(all(engine.ann, "same")).isEqualTo(changed);
        assertThat(
                        EngineFixture.refusal(() ->
                                        engine.createId(
                                                engine.ann,
                                                "same",
                                                "{'name': 'x', 'code': 'later'}"))
                                .code()
                                .code())
                .isEqualTo("not_unique");
    }

    @Test
    void columnsHoldWhatTheJsonSaysAndQueriesUseThem() throws SQLException {
        deals("typed", 30);
        move(engine.ann, "typed", Place.DEDICATED, GO_ON);
        UUID late = engine.createId(engine.ann, "typed", "{'name': 'late', 'amount': 99.99}");
        engine.update(engine.ann, "typed", late, "{'amount': 100}");

        TableLayout layout = Objects.requireNonNull(table("typed"));
        assertThat(layout.columns())
                .as("name, code and amount; a long text has none")
                .containsOnlyKeys(1, 2, 3)
                .containsValue(ColumnState.READY);
        assertThat(
                        asOwner(
                                "select id from %s where c1 is distinct from data->>'1' or c2 is distinct from data->>'2' or c3 is distinct from (data->'3')::numeric"
                                        .formatted(layout.qualifiedName())))
                .isEmpty();
        assertThat(asOwner("select c3 from %s where c1 = 'late'".formatted(layout.qualifiedName())))
                .containsExactly("100");
        assertThat(
                        asOwner(
                                "select indexdef from pg_indexes where schemaname = '%s' and tablename = '%s' and indexname like '%%\\_c%%' order by indexname"
                                        .formatted(layout.schema(), layout.table())))
                .satisfiesExactly(
                        name -> assertThat(name).contains("btree (c1, id)"),
                        code -> assertThat(code).contains("hash (c2)"),
                        amount -> assertThat(amount).contains("btree (c3, id)"))
                .allMatch(index -> index.contains("deleted_at IS NULL"));
    }

    @Test
    void aFieldThatIsIndexedLaterGetsItsColumnAndOneThatIsNotAnyMoreLosesIt() throws SQLException {
        List<UUID> ids = deals("later", 20);
        engine.update(engine.ann, "later", ids.get(2), "{'closeDate': '2026-05-06'}");
        move(engine.ann, "later", Place.DEDICATED, GO_ON);

        engine.metadata.service.changeField(
                MetadataFixture.editor(engine.ann.tenantId()),
                "later",
                "closeDate",
                Json.readObject("{\"indexed\": true}"));
        engine.metadata.service.changeField(
                MetadataFixture.editor(engine.ann.tenantId()),
                "later",
                "amount",
                Json.readObject("{\"indexed\": false}"));
        engine.update(engine.ann, "later", ids.get(3), "{'closeDate': '2026-07-08'}");
        move(engine.ann, "later", Place.DEDICATED, GO_ON);

        TableLayout layout = Objects.requireNonNull(table("later"));
        assertThat(layout.isReady(4)).isTrue();
        assertThat(layout.columns().get(3)).isEqualTo(ColumnState.UNUSED);
        assertThat(
                        asOwner(
                                "select c4 from %s where c4 is not null order by c4"
                                        .formatted(layout.qualifiedName())))
                .containsExactly("2026-05-06", "2026-07-08");

        asOwner("update record_table set since = now() - interval '2 days'");
        keeper.clear();

        assertThat(Objects.requireNonNull(table("later")).columns()).doesNotContainKey(3);
        assertThat(
                        asOwner(
                                "select column_name from information_schema.columns where table_schema = '%s' and table_name = '%s' and column_name ~ '^c[0-9]'"
                                        .formatted(layout.schema(), layout.table())))
                .containsExactlyInAnyOrder("c1", "c2", "c4");
    }

    @Test
    void nothingIsLostDoubledOrRefusedWhileWritersGoOn() throws Exception {
        deals("busy", 6_000);
        deals("beside", 0);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger created = new AtomicInteger();
        List<Throwable> failures = new ArrayList<>();
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < 3; w++) {
            int writer = w;
            writers.add(
                    Thread.startVirtualThread(() -> {
                        try {
                            for (int i = 0; !stop.get(); i++) {
                                UUID id =
                                        engine.createId(
                                                engine.ann,
                                                "busy",
                                                "{'name': 'w%d', 'code': 'w-%d-%d', 'amount': 1}"
                                                        .formatted(writer, writer, i));
                                engine.update(engine.ann, "busy", id, "{'amount': 2}");
                                created.incrementAndGet();
                                engine.createId(
                                        engine.ann,
                                        "beside",
                                        "{'code': 'b-%d-%d'}".formatted(writer, i));
                                if (i % 5 == 0) {
                                    engine.write(engine.ann, new Command.Delete("busy", id, null));
                                    engine.write(engine.ann, new Command.Restore("busy", id));
                                }
                            }
                        } catch (Throwable e) {
                            synchronized (failures) {
                                failures.add(e);
                            }
                        }
                    }));
        }
        move(engine.ann, "busy", Place.DEDICATED, GO_ON);
        Thread.sleep(150);
        move(engine.ann, "busy", Place.SHARED, GO_ON);
        Thread.sleep(150);
        move(engine.ann, "busy", Place.DEDICATED, GO_ON);
        stop.set(true);
        for (Thread writer : writers) {
            writer.join();
        }

        assertThat(failures).isEmpty();
        assertThat(created.get()).isPositive();
        assertThat(
                        asOwner(
                                "select count(*) from record where object_id = "
                                        + engine.model(engine.ann, "beside").id()))
                .containsExactly(Integer.toString(created.get()));
        TableLayout layout = Objects.requireNonNull(table("busy"));
        assertThat(
                        asOwner(
                                "select count(*) from %s where deleted_at is null"
                                        .formatted(layout.qualifiedName())))
                .containsExactly(Integer.toString(6_000 + created.get()));
        assertThat(
                        asOwner(
                                "select count(*) from %s where data->>'1' like 'w%%' and (c3 <> 2 or version not in (2, 4))"
                                        .formatted(layout.qualifiedName())))
                .containsExactly("0");
        assertThat(
                        asOwner(
                                "select count(*) from %s t where not exists (select from record_history h where h.record_id = t.id and h.version = t.version)"
                                        .formatted(layout.qualifiedName())))
                .containsExactly("0");
    }

    @Test
    void aMoveThatIsCutOffGoesOnAndOneThatIsCancelledLeavesNothing() throws SQLException {
        deals("cut", 12_000);
        JobWork.Progress cutOff =
                () -> {
                    throw new JobWork.StoppedException(false);
                };
        assertThatThrownBy(() -> move(engine.ann, "cut", Place.DEDICATED, cutOff))
                .isInstanceOf(JobWork.StoppedException.class);
        assertThat(table("cut")).isNull();
        engine.createId(engine.ann, "cut", "{'name': 'between', 'code': 'between'}");

        move(engine.ann, "cut", Place.DEDICATED, GO_ON);

        String name = Objects.requireNonNull(table("cut")).qualifiedName();
        assertThat(asOwner("select count(*) from " + name)).containsExactly("12001");

        deals("given", 6_000);
        JobWork.Progress cancelled =
                () -> {
                    throw new JobWork.StoppedException(true);
                };
        int id = engine.model(engine.ann, "given").id();
        assertThatThrownBy(() -> move(engine.ann, "given", Place.DEDICATED, cancelled))
                .isInstanceOf(JobWork.StoppedException.class);
        assertThat(asOwner("select state from record_table where object_id = " + id)).isEmpty();
        assertThat(asOwner("select tablename from pg_tables where tablename = 'o" + id + "'"))
                .isEmpty();
    }

    @Test
    void aMoveWaitsForWhoeverWorksOnTheObjectAndCanBeCancelledMeanwhile() throws Exception {
        deals("workedOn", 1);
        int id = engine.model(engine.ann, "workedOn").id();
        OwnerDatabase owner = new OwnerDatabase(engine.metadata.homes);
        CountDownLatch waits = new CountDownLatch(2);
        List<CompletableFuture<Void>> moved = new ArrayList<>();

        owner.alone(
                engine.ann.tenantId(),
                id,
                connection -> {
                    assertThatThrownBy(() ->
                                    move(
                                            engine.ann,
                                            "workedOn",
                                            Place.DEDICATED,
                                            () -> {
                                                throw new JobWork.StoppedException(true);
                                            }))
                            .isInstanceOf(JobWork.StoppedException.class);
                    moved.add(
                            CompletableFuture.runAsync(() ->
                                    move(
                                            engine.ann,
                                            "workedOn",
                                            Place.DEDICATED,
                                            waits::countDown)));
                    await(waits);
                    assertThat(moved.getFirst()).isNotDone();
                });

        moved.getFirst().get(1, TimeUnit.MINUTES);
        assertThat(table("workedOn")).isNotNull();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatWasLeftIsReadableForAWhileAndThenCleared() throws SQLException {
        deals("left", 10);
        int id = engine.model(engine.ann, "left").id();
        String shared = "select count(*) from record where object_id = " + id;
        move(engine.ann, "left", Place.DEDICATED, GO_ON);
        keeper.clear();
        assertThat(asOwner(shared)).containsExactly("10");

        asOwner("update record_table set since = now() - interval '2 days'");
        keeper.clear();
        assertThat(asOwner(shared)).containsExactly("0");

        move(engine.ann, "left", Place.SHARED, GO_ON);
        assertThat(asOwner(shared)).containsExactly("10");
        asOwner("update record_table set since = now() - interval '2 days'");
        keeper.clear();
        assertThat(asOwner("select tablename from pg_tables where tablename = 'o" + id + "'"))
                .isEmpty();
        assertThat(all(engine.ann, "left")).isNotEqualTo("[]");
    }

    @Test
    void pagesByIndexedKeysFollowEachOtherWithoutGapsAlsoWhereValuesAreMissing() {
        List<UUID> ids = deals("paged", 60);
        for (int i = 0; i < ids.size(); i++) {
            engine.update(
                    engine.ann,
                    "paged",
                    ids.get(i),
                    "{'amount': %s, 'name': 'n%d'}".formatted(i % 4 == 0 ? "null" : i % 3, i % 5));
        }
        move(engine.ann, "paged", Place.DEDICATED, GO_ON);

        for (String sort :
                List.of(
                        "amount",
                        "-amount",
                        "amount,name",
                        "-amount,name",
                        "amount,-name",
                        "-name")) {
            for (String filter : List.of("true", "name != 'n2'", "amount > 0")) {
                assertThat(pages("paged", filter, sort, 7))
                        .as("%s by %s", filter, sort)
                        .isEqualTo(pages("paged", filter, sort, 500));
            }
        }
    }

    private List<String> pages(String object, String filter, String sort, int limit) {
        List<String> ids = new ArrayList<>();
        String cursor = null;
        do {
            RecordQuery query =
                    engine.query(engine.ann, object)
                            .withFilter(filter.replace('\'', '"'))
                            .withSort(sort)
                            .withLimit(limit);
            JsonNode page =
                    engine.list(engine.ann, cursor == null ? query : query.withCursor(cursor));
            page.get("data").forEach(record -> ids.add(record.get("id").textValue()));
            cursor = page.get("page").get("next").textValue();
        } while (cursor != null);
        return ids;
    }

    @Test
    void aFieldThatListsAskForAgainAndAgainGetsAnIndexUntilNobodyAsksAnyMore() throws Exception {
        deals("advised", 20);
        move(engine.ann, "advised", Place.DEDICATED, GO_ON);
        ObjectModel object = engine.model(engine.ann, "advised");
        RecordReader reader =
                new RecordReader(
                        engine.database,
                        new AccessPolicy(),
                        new Cursors(new byte[32]),
                        adviser,
                        Clock.systemUTC());
        RecordQuery query =
                engine.query(engine.ann, "advised")
                        .withFilter("closeDate > \"2026-01-01\" && (code == \"a\" || has(note))")
                        .withSort("-amount");
        for (int i = 0; i < IndexAdviser.WORTH; i++) {
            reader.list(engine.ann, query);
        }
        adviser.flush();
        assertThat(adviser.advised(object, Set.of()))
                .as("amount is indexed already")
                .containsExactly(4);

        storage.followAdvice(engine.ann.tenantId(), object);
        JsonNode job = queued("advised");
        assertThat(job.get("advised")).hasToString("[4]");
        work.run(claimed(engine.ann, "advised", Json.readObject(job.toString())), GO_ON);

        assertThat(Objects.requireNonNull(table("advised")).isReady(4)).isTrue();
        assertThat(
                        storage.describe(engine.ann, "advised")
                                .get("columns")
                                .get(3)
                                .get("advised")
                                .booleanValue())
                .isTrue();

        asOwner("truncate index_use");
        ObjectModel later = engine.model(engine.ann, "advised");
        assertThat(adviser.advised(later, Set.of(4))).isEmpty();
        assertThat(adviser.uses(engine.bob.tenantId(), object.id()))
                .as("the other tenant sees nothing of it")
                .isEmpty();
    }

    private RecordReader watchedReader() {
        return new RecordReader(
                engine.database,
                new AccessPolicy(),
                new Cursors(new byte[32]),
                adviser,
                Clock.systemUTC());
    }

    private List<String> indexes(String object) throws SQLException {
        return asOwner(
                "select indexdef from pg_indexes where schemaname = '%s' and tablename = '%s' and indexdef like '%%, %%, id%%'"
                        .formatted(table(object).schema(), table(object).table()));
    }

    @Test
    void fieldsThatMetadataIndexesTogetherAreIndexedInTheirOrderUntilItDoesNotAnyMore()
            throws SQLException {
        deals("combined", 20);
        move(engine.ann, "combined", Place.DEDICATED, GO_ON);
        String before = all(engine.ann, "combined");

        indexTogether("combined", List.of("amount,-name", "closeDate,amount"));
        move(engine.ann, "combined", Place.DEDICATED, GO_ON);

        assertThat(indexes("combined"))
                .anyMatch(made -> made.contains("(c3, c1 DESC, id DESC)"))
                .anyMatch(made -> made.contains("(c4, c3, id)"))
                .hasSize(2);
        JsonNode described = storage.describe(engine.ann, "combined").get("indexes");
        assertThat(described)
                .hasToString(
                        "[{\"fields\":[\"amount\",\"-name\"],\"state\":\"ready\",\"advised\":false},{\"fields\":[\"closeDate\",\"amount\"],\"state\":\"ready\",\"advised\":false}]");
        assertThat(all(engine.ann, "combined")).isEqualTo(before);

        indexTogether("combined", List.of("closeDate,amount"));
        move(engine.ann, "combined", Place.DEDICATED, GO_ON);

        assertThat(indexes("combined")).singleElement().asString().contains("(c4, c3, id)");
        assertThat(indexes("combined")).hasSize(table("combined").indexes().size());
        assertThat(engine.model(engine.bob, "combined").definition().options().indexes())
                .as("the other tenant has its own metadata")
                .isEmpty();
    }

    private void indexTogether(String object, List<String> indexes) {
        ObjectNode patch = Json.object();
        var list = patch.putArray("indexes");
        indexes.forEach(index -> {
            var fields = list.addArray();
            List.of(index.split(",")).forEach(fields::add);
        });
        engine.metadata.service.changeObject(
                new MetadataService.Editor(engine.ann.tenantId(), null, null), object, patch);
    }

    @Test
    void indexesOverSeveralFieldsComeWithTheTableOfAnObjectThatNamesThem() throws SQLException {
        deals("named", 20);
        indexTogether("named", List.of("amount,name"));

        move(engine.ann, "named", Place.DEDICATED, GO_ON);

        assertThat(indexes("named")).singleElement().asString().contains("(c3, c1, id)");
        // Whether its pages are seen alike by all depends on who else is at work just then.
        assertThat(
                        asOwner(
                                "select vacuum_count > 0 and analyze_count > 0 from pg_stat_all_tables where relid = '%s'::regclass"
                                        .formatted(table("named").qualifiedName())))
                .as("figures can come from indexes alone at once")
                .containsExactly("t");
    }

    @Test
    void anIndexIsAdvisedForWhatListsFilterAndSortByTogether() throws Exception {
        deals("together", 20);
        move(engine.ann, "together", Place.DEDICATED, GO_ON);
        ObjectModel object = engine.model(engine.ann, "together");
        RecordReader reader = watchedReader();
        RecordQuery query =
                engine.query(engine.ann, "together")
                        .withFilter("name == \"Deal 3\" && closeDate > date(\"2026-01-01\")")
                        .withSort("-amount");
        for (int i = 1; i < IndexAdviser.WORTH; i++) {
            reader.list(engine.ann, query);
        }
        adviser.flush();
        assertThat(adviser.advisedTogether(object, Set.of())).isEmpty();
        reader.list(engine.ann, query);
        adviser.flush();
        assertThat(adviser.advisedTogether(object, Set.of()))
                .containsExactly(IndexColumns.read("1,3"));

        storage.followAdvice(engine.ann.tenantId(), object);
        work.run(
                claimed(engine.ann, "together", Json.readObject(queued("together").toString())),
                GO_ON);

        assertThat(indexes("together")).singleElement().asString().contains("(c1, c3, id)");
        assertThat(storage.describe(engine.ann, "together").at("/indexes/0/advised").asBoolean())
                .isTrue();

        asOwner("truncate index_use");
        storage.followAdvice(engine.ann.tenantId(), engine.model(engine.ann, "together"));
        work.run(
                claimed(engine.ann, "together", Json.readObject(queued("together").toString())),
                GO_ON);
        assertThat(indexes("together")).as("nobody asks any more").isEmpty();
    }

    @Test
    void ofMuchThatIsAskedForTogetherTheMostAskedIsIndexed() throws SQLException {
        deals("several", 5);
        ObjectModel object = engine.model(engine.ann, "several");
        for (int i = 0; i <= IndexAdviser.MAX_TOGETHER; i++) {
            asOwner(
                    "insert into index_use values (%d, %d, current_date, %d, '%s')"
                            .formatted(
                                    engine.ann.tenantId().value(),
                                    object.id(),
                                    IndexAdviser.WORTH + i,
                                    List.of("1,3", "1,4", "3,4", "3,-4", "4,1").get(i)));
        }

        assertThat(adviser.advisedTogether(object, Set.of()))
                .hasSize(IndexAdviser.MAX_TOGETHER)
                .doesNotContain(IndexColumns.read("1,3"));
        assertThat(adviser.advisedTogether(engine.model(engine.bob, "several"), Set.of()))
                .isEmpty();
    }

    @Test
    void whatIsCountedBetweenTwoWritingsIsLimited() {
        deals("counted", 1);
        ObjectModel object = engine.model(engine.ann, "counted");
        IndexAdviser watching = new IndexAdviser(engine.database);
        for (int i = 1; i <= IndexAdviser.MAX_COUNTED + 1; i++) {
            watching.asked(object, new LookedFor(Set.of(i), null));
        }
        watching.flush();

        assertThat(watching.uses(engine.ann.tenantId(), object.id()))
                .hasSize(IndexAdviser.MAX_COUNTED);
    }

    private JsonNode queued(String object) throws SQLException {
        return Json.read(
                asOwner(
                                "select parameters from job where kind = 'storage' and object_name = '%s' order by created_at desc"
                                        .formatted(object))
                        .getFirst());
    }

    @Test
    void noRoleButTheTenantsOwnReachesItsTables() throws SQLException {
        deals("walled", 3);
        engine.createId(engine.bob, "walled", "{'name': 'Bob', 'code': 'B'}");
        move(engine.ann, "walled", Place.DEDICATED, GO_ON);
        move(engine.bob, "walled", Place.DEDICATED, GO_ON);
        TableLayout anns = Objects.requireNonNull(table("walled"));
        TableLayout bobs =
                Objects.requireNonNull(engine.model(engine.bob, "walled").definition().table());

        String readAnns = "select data from " + anns.qualifiedName();
        assertThatThrownBy(() -> asApplication(readAnns))
                .as("the application by itself")
                .hasMessageContaining("permission denied");
        assertThatThrownBy(
                        () -> asApplication("set role \"%s\"; %s".formatted(bobs.role(), readAnns)))
                .as("as the other tenant")
                .hasMessageContaining("permission denied");
        assertThat(asApplication("set role \"%s\"; %s".formatted(anns.role(), readAnns)))
                .as("as the tenant: the wall is the role, not a broken statement")
                .hasSize(3);
        assertThatThrownBy(() ->
                        asApplication(
                                "set role \"%s\"; insert into record (created_at) values (now())"
                                        .formatted(anns.role())))
                .as("tenants' roles write their own tables alone")
                .hasMessageContaining("permission denied");
        assertThat(
                        asApplication(
                                "set role \"%s\"; set app.tenant = '%s'; select count(*) from record where tenant_id = %s"
                                        .formatted(
                                                anns.role(),
                                                engine.ann.tenantId(),
                                                engine.bob.tenantId())))
                .as("row security holds them in the shared store")
                .containsExactly("0");
        JsonNode seen = Json.read(all(engine.bob, "walled"));
        assertThat(seen).hasSize(1);
    }

    private List<String> asApplication(String sql) {
        return engine.metadata.database.rowsAsApplication(sql);
    }
}
