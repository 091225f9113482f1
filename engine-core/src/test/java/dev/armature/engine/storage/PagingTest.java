package dev.armature.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Ids;
import dev.armature.engine.record.RecordAdjuster;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Pages are stable while others write: whatever a list is sorted by, and whoever inserts, changes
 * and deletes records meanwhile, each record that nobody touches is shown once and in its place.
 */
class PagingTest {

    /** One in the shared store, and one in a table of its own, with indexes. */
    private static final List<String> OBJECTS = List.of("shared", "own");

    private static final int STILL = 120;
    private static final List<String> FIELDS = List.of("text", "number", "day", "flag", "moment");
    private static final List<String> TEXTS = List.of("", "a", "Z", "ﬀ", "😀");

    private static @Nullable EngineFixture engine;

    @BeforeContainer
    static void recordsWithTiesAndWithoutValues() {
        engine = new EngineFixture(new RecordAdjuster());
        for (String object : OBJECTS) {
            object(object);
        }
        move("own");
    }

    private static void object(String object) {
        engine.object(
                engine.ann,
                """
                {'name': '%s', 'fields': [{'name': 'still', 'type': 'boolean'}, {'name': 'text', 'type': 'text', 'maxLength': 20, 'indexed': true},
                   {'name': 'number', 'type': 'decimal', 'indexed': true}, {'name': 'day', 'type': 'date', 'indexed': true},
                   {'name': 'flag', 'type': 'boolean'}, {'name': 'moment', 'type': 'dateTime'},
                   {'name': 'sum', 'type': 'formula', 'returns': 'decimal', 'expression': 'number + size(text)'}]}
                """
                        .formatted(object));
        Random random = new Random(7);
        for (int i = 0; i < STILL; i++) {
            engine.write(engine.ann, new Command.Create(object, values(random, true)));
        }
    }

    private static void move(String object) {
        StorageWork work =
                new StorageWork(
                        engine.metadata.homes,
                        engine.metadata.models,
                        engine.metadata.transactions,
                        engine.metadata.publisher,
                        new Jobs(engine.database, new Ids(Clock.systemUTC())));
        int id = engine.model(engine.ann, object).id();
        Job job =
                new Job(
                        UUID.randomUUID(),
                        StorageWork.KIND,
                        Job.State.RUNNING,
                        object,
                        Json.object()
                                .put(StorageWork.OBJECT, id)
                                .put(StorageWork.PLACE, Place.DEDICATED.word()),
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
        work.run(new Jobs.Claimed(engine.ann.tenantId(), job), () -> {});
        assertThat(engine.model(engine.ann, object).definition().table()).isNotNull();
    }

    @AfterContainer
    static void close() {
        engine.close();
    }

    @Property(tries = 20)
    void eachRecordThatNobodyTouchesIsShownOnceAndInItsPlace(
            @ForAll("objects") String object,
            @ForAll("sorts") String sort,
            @ForAll @IntRange(min = 1, max = 40) int limit,
            @ForAll long seed) {
        RecordQuery query = engine.query(engine.ann, object).withSort(sort).withFields("still");
        List<String> expected = still(query.withFilter("still").withLimit(RecordQuery.MAX_LIMIT));
        AtomicBoolean reading = new AtomicBoolean(true);
        CompletableFuture<Void> writing =
                CompletableFuture.runAsync(() -> writeWhile(object, reading, new Random(seed)));

        List<String> shown;
        try {
            shown = still(query.withLimit(limit));
        } finally {
            reading.set(false);
            writing.join();
        }

        assertThat(shown).isEqualTo(expected);
    }

    /** The ids of the records that nobody touches, page by page. */
    private static List<String> still(RecordQuery query) {
        List<String> ids = new ArrayList<>();
        RecordQuery next = query;
        while (true) {
            JsonNode page = engine.list(engine.ann, next);
            for (JsonNode record : page.get("data")) {
                if (record.get("still").asBoolean()) {
                    ids.add(record.get("id").textValue());
                }
            }
            if (page.get("page").get("next").isNull()) {
                return ids;
            }
            next = query.withCursor(page.get("page").get("next").textValue());
        }
    }

    /** Inserts, changes and deletes records of its own, and leaves none behind. */
    private static void writeWhile(String object, AtomicBoolean reading, Random random) {
        Deque<UUID> own = new ArrayDeque<>();
        while (reading.get()) {
            int choice = random.nextInt(3);
            if (choice == 0 || own.isEmpty()) {
                Command create = new Command.Create(object, values(random, false));
                own.add(engine.write(engine.ann, create).record().id());
            } else if (choice == 1) {
                own.add(own.peek());
                engine.write(
                        engine.ann,
                        new Command.Update(object, own.poll(), values(random, false), null));
            } else {
                engine.write(engine.ann, new Command.Delete(object, own.poll(), null));
            }
        }
        own.forEach(id -> engine.write(engine.ann, new Command.Delete(object, id, null)));
    }

    private static ObjectNode values(Random random, boolean still) {
        ObjectNode values = Json.object().put("still", still);
        values.put("text", random.nextInt(4) == 0 ? null : TEXTS.get(random.nextInt(TEXTS.size())));
        values.put(
                "number", random.nextInt(4) == 0 ? null : Integer.valueOf(random.nextInt(3) - 1));
        values.put(
                "day", random.nextInt(4) == 0 ? null : "2026-0" + (1 + random.nextInt(3)) + "-01");
        values.put("flag", random.nextInt(3) == 0 ? null : Boolean.valueOf(random.nextBoolean()));
        values.put(
                "moment",
                random.nextInt(4) == 0
                        ? null
                        : "2026-01-01T00:00:00.00000" + random.nextInt(3) + "Z");
        return values;
    }

    @Provide
    Arbitrary<String> objects() {
        return Arbitraries.of(OBJECTS);
    }

    @Provide
    Arbitrary<String> sorts() {
        List<String> keys = new ArrayList<>(List.of("sum", "-sum", "createdAt", "-id"));
        for (String field : FIELDS) {
            keys.add(field);
            keys.add("-" + field);
        }
        return Arbitraries.of(keys)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .uniqueElements(key -> key.replace("-", ""))
                .map(list -> String.join(",", list));
    }
}
