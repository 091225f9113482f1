package dev.armature.bench.micro;

import dev.armature.bench.http.SampleDeals;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The write pipeline by itself: one committed transaction with record, unique value, link, history
 * and event, on a real PostgreSQL, without HTTP.
 */
@State(Scope.Benchmark)
public class WriteBenchmark {

    /** A file with the address of an empty database: command lines can be read by others. */
    static final String DATABASE = "bench.database";

    private static final int UPDATED = 1_000;

    private final Engine engine;
    private final List<String> accounts = new ArrayList<>();
    private final List<UUID> deals = new ArrayList<>();
    private int number;

    public WriteBenchmark() {
        Path file = Path.of(System.getProperty(DATABASE));
        try {
            engine =
                    new Engine(
                            DatabaseAddress.parse(Files.readString(file)),
                            file.resolveSibling("cache"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        engine.createObject(SampleDeals.ACCOUNT_OBJECT);
        engine.createObject(SampleDeals.DEAL_OBJECT);
        for (int i = 0; i < 100; i++) {
            Command.Create account =
                    new Command.Create("account", Json.object().put("name", "Account " + i));
            accounts.add(engine.write(account).record().id().toString());
        }
        for (int i = 0; i < UPDATED; i++) {
            deals.add(create().record().id());
        }
    }

    /** Creates a deal of 11 fields. */
    @Benchmark
    public Outcome.Done create() {
        return engine.write(new Command.Create("deal", SampleDeals.deal(number++, accounts)));
    }

    /** Changes two fields of a deal. */
    @Benchmark
    public Outcome.Done update() {
        number++;
        return engine.write(
                new Command.Update(
                        "deal",
                        deals.get(number % UPDATED),
                        Json.object()
                                .put("amount", BigDecimal.valueOf(number + 100L, 2))
                                .put("probability", number % 101),
                        null));
    }

    @TearDown
    public void close() {
        engine.close();
    }
}
