package dev.armature.engine.move;

import dev.armature.engine.record.Command;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.home.Home;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How long a large tenant takes to be moved while others write, and for how long they are paused.
 * It tells, and asserts nothing; it is run by name alone, with {@code -Dtest=MoveFigures}.
 */
class MoveFigures {

    private static final int RECORDS = Integer.getInteger("armature.moveRecords", 200_000);
    private static final int WRITERS = 4;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong written = new AtomicLong();

    @ParameterizedTest
    @ValueSource(strings = {"schema", "database"})
    void figures(String kind) throws InterruptedException {
        try (MovableHomes homes = new MovableHomes(new EngineFixture())) {
            fill(homes);
            Home to = kind.equals("schema") ? homes.schema(7) : homes.database(7);
            List<Thread> threads = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                int writer = w;
                threads.add(Thread.ofPlatform().start(() -> write(homes, writer)));
            }
            long begun = System.nanoTime();
            TenantMove.Report report = homes.mover(told(begun)).move(homes.acme, homes.common, to);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.printf(
                    "to a %s: %d rows in %d ms, paused %d ms, longest write %d ms, written %d, there %s%n",
                    kind,
                    report.rows(),
                    took.toMillis(),
                    report.paused().toMillis(),
                    Duration.ofNanos(longest.get()).toMillis(),
                    written.get(),
                    homes.rows(to, "select count(*) from record where not data ? '3'"));
        }
    }

    private static void fill(MovableHomes homes) {
        homes.engine.object(
                homes.engine.ann,
                "{'name': 'company', 'fields': [{'name': 'name', 'type': 'text', 'unique': true}, {'name': 'number', 'type': 'autoNumber'}]}");
        homes.run(
                homes.common,
                """
                insert into record (created_at, updated_at, tenant_id, object_id, version, id, data)
                select now(), now(), %1$s, 1, 1, gen_random_uuid(), jsonb_build_object('1', 'name ' || n, '2', n, '3', repeat('x', 200)) from generate_series(1, %2$d) n;
                insert into record_unique (tenant_id, object_id, field_id, record_id, key) select tenant_id, object_id, 1, id, data ->> '1' from record;
                insert into record_history (at, tenant_id, object_id, version, record_id, operation, cause, replaced) select created_at, tenant_id, object_id, 1, id, 'create', '{}', '{}' from record;
                """
                        .formatted(homes.acme, RECORDS));
    }

    private void write(MovableHomes homes, int writer) {
        Map<Integer, RecordWriter> doors = new HashMap<>();
        Home home = homes.common;
        for (int i = 0; !stop.get(); i++) {
            String values = "{'name': 'w%d-%d'}".formatted(writer, i);
            long begun = System.nanoTime();
            for (boolean done = false; !done; ) {
                Home at = home;
                try {
                    doors.computeIfAbsent(
                                    at.id(),
                                    id ->
                                            homes.engine
                                                    .door(homes.pool(at), Clock.systemUTC())
                                                    .writer())
                            .write(
                                    homes.engine.ann,
                                    new Command.Create("company", EngineFixture.json(values)),
                                    EngineFixture.CAUSE);
                    done = true;
                } catch (DatabaseException e) {
                    if (!e.state().equals("X0006")) {
                        throw e;
                    }
                    MovableHomes.pause();
                    home = homes.home();
                }
            }
            longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
            written.incrementAndGet();
        }
    }

    private MoveProgress told(long begun) {
        return new MoveProgress() {
            @Override
            public void step(Step step) {
                System.out.printf(
                        "  %s after %d ms%n",
                        step, Duration.ofNanos(System.nanoTime() - begun).toMillis());
            }

            @Override
            public void caughtUp(long rows, Duration took) {
                System.out.printf("  %d keys in %d ms%n", rows, took.toMillis());
            }
        };
    }
}
