package dev.armature.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.record.Command;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.json.Json;
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

    private static final int STILL = 120;
    private static final List<String> FIELDS = List.of("text", "number", "day", "flag", "moment");
    private static final List<String> TEXTS = List.of("", "a", "Z", "ﬀ", "😀");

    private static @Nullable EngineFixture engine;

    @BeforeContainer
    static void recordsWithTiesAndWithoutValues() {
        engine = new EngineFixture();
        engine.object(
                engine.ann,
                """
                {'name': 'thing', 'fields': [{'name': 'still', 'type': 'boolean'}, {'name': 'text', 'type': 'text'},
                   {'name': 'number', 'type': 'decimal'}, {'name': 'day', 'type': 'date'},
                   {'name': 'flag', 'type': 'boolean'}, {'name': 'moment', 'type': 'dateTime'},
                   {'name': 'sum', 'type': 'formula', 'returns': 'decimal', 'expression': 'number + size(text)'}]}
                """);
        Random random = new Random(7);
        for (int i = 0; i < STILL; i++) {
            engine.write(engine.ann, new Command.Create("thing", values(random, true)));
        }
    }

    @AfterContainer
    static void close() {
        engine.close();
    }

    @Property(tries = 15)
    void eachRecordThatNobodyTouchesIsShownOnceAndInItsPlace(
            @ForAll("sorts") String sort,
            @ForAll @IntRange(min = 1, max = 40) int limit,
            @ForAll long seed) {
        RecordQuery query = engine.query(engine.ann, "thing").withSort(sort).withFields("still");
        List<String> expected = still(query.withFilter("still").withLimit(RecordQuery.MAX_LIMIT));
        AtomicBoolean reading = new AtomicBoolean(true);
        CompletableFuture<Void> writing =
                CompletableFuture.runAsync(() -> writeWhile(reading, new Random(seed)));

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
    private static void writeWhile(AtomicBoolean reading, Random random) {
        Deque<UUID> own = new ArrayDeque<>();
        while (reading.get()) {
            int choice = random.nextInt(3);
            if (choice == 0 || own.isEmpty()) {
                Command create = new Command.Create("thing", values(random, false));
                own.add(engine.write(engine.ann, create).record().id());
            } else if (choice == 1) {
                own.add(own.peek());
                engine.write(
                        engine.ann,
                        new Command.Update("thing", own.poll(), values(random, false), null));
            } else {
                engine.write(engine.ann, new Command.Delete("thing", own.poll(), null));
            }
        }
        own.forEach(id -> engine.write(engine.ann, new Command.Delete("thing", id, null)));
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
