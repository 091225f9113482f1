package dev.armature.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.bench.stats.Percentiles;
import dev.armature.engine.access.Caller;
import dev.armature.engine.query.AggregateQuery;
import dev.armature.engine.query.Aggregator;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Runs a mix of queries on an object, each often enough for its plan to become a generic one. */
final class QueryMix {

    private static final long SEED = 20_260_101;

    // Planning matters to what is quick; what is slow shows it at once.
    private static final int LEAST_TIMES = 2;
    private static final Duration ENOUGH = Duration.ofSeconds(3);

    private final RecordReader reader;
    private final Aggregator aggregator;
    private final Recorder recorder;
    private final List<Caller> callers;
    private final List<String> accounts;

    /**
     * One answer: of which query, how long it took, and how much of that was work.
     *
     * @param refusal why the platform gave the query up, or null
     */
    record Timed(
            MixedQuery query,
            String filter,
            long nanos,
            long cpuNanos,
            List<Sql> statements,
            @Nullable String refusal) {}

    /** All answers; a query counts by its slowest, or dearest, one. */
    record Times(List<Timed> all) {

        Times {
            all = List.copyOf(all);
        }

        double millis(double percent) {
            return percentile(Timed::nanos, percent);
        }

        /** The same of the processor time, which a busy machine changes least. */
        double cpuMillis(double percent) {
            return percentile(Timed::cpuNanos, percent);
        }

        private double percentile(ToLongFunction<Timed> figure, double percent) {
            Map<MixedQuery, Long> worst = new HashMap<>();
            all.forEach(timed -> worst.merge(timed.query(), figure.applyAsLong(timed), Math::max));
            long[] sorted = worst.values().stream().mapToLong(Long::longValue).sorted().toArray();
            return Percentiles.of(sorted, percent) / 1e6;
        }

        /** How many queries were given up at least once. */
        long refused() {
            return all.stream()
                    .filter(timed -> timed.refusal() != null)
                    .map(Timed::query)
                    .distinct()
                    .count();
        }

        /** The dearest answer of each of the dearest queries. */
        List<Timed> worst(int count) {
            Map<MixedQuery, Timed> dearest = new HashMap<>();
            all.forEach(timed ->
                    dearest.merge(
                            timed.query(), timed, (a, b) -> a.cpuNanos() >= b.cpuNanos() ? a : b));
            return dearest.values().stream()
                    .sorted(Comparator.comparingLong(timed -> -timed.cpuNanos()))
                    .limit(count)
                    .toList();
        }
    }

    /**
     * @param callers take turns
     */
    QueryMix(
            RecordReader reader,
            Aggregator aggregator,
            Recorder recorder,
            List<Caller> callers,
            List<String> accounts) {
        this.reader = reader.within(recorder);
        this.aggregator = aggregator.within(recorder);
        this.recorder = recorder;
        this.callers = List.copyOf(callers);
        this.accounts = List.copyOf(accounts);
    }

    /**
     * Asks each of so many queries so many times; slow ones less often, but twice at least.
     *
     * @param records how many the object has
     */
    Times run(ObjectModel object, int records, int queries, int times) {
        List<Timed> all = new ArrayList<>();
        for (int number = 0; number < queries; number++) {
            MixedQuery query = MixedQuery.of(SEED, number);
            long start = System.nanoTime();
            for (int time = 0; time < times; time++) {
                if (time >= LEAST_TIMES && System.nanoTime() - start > ENOUGH.toNanos()) {
                    break;
                }
                SplittableRandom random = new SplittableRandom(SEED + number * 1_000L + time);
                String filter = query.filter(random, records, accounts);
                if (!ask(object, query, filter, callers.get(time % callers.size()), all)) {
                    break;
                }
            }
        }
        return new Times(all);
    }

    /** Asks once; whether there was an answer. */
    private boolean ask(
            ObjectModel whole, MixedQuery query, String filter, Caller caller, List<Timed> all) {
        ObjectModel object = caller.grants(whole.tenant()).model().required(whole.name());
        if (!query.isList()) {
            AggregateQuery figures = AggregateQuery.parse(object, query.figures(filter));
            return timed(query, filter, all, () -> aggregator.aggregate(caller, figures)) != null;
        }
        RecordQuery list = RecordQuery.of(object).withLimit(50);
        list = filter.isEmpty() ? list : list.withFilter(filter);
        list = query.sort().isEmpty() ? list : list.withSort(String.join(",", query.sort()));
        for (int page = 0; page < query.pages(); page++) {
            RecordQuery asked = list;
            byte[] json = timed(query, filter, all, () -> reader.list(caller, asked));
            if (json == null) {
                return false;
            }
            JsonNode next = Json.parseObject(json).at("/page/next");
            if (next.isNull()) {
                return true;
            }
            list = list.withCursor(next.textValue());
        }
        return true;
    }

    /** The answer, or null when the platform gave the query up. */
    private byte @Nullable [] timed(
            MixedQuery query, String filter, List<Timed> all, Supplier<byte[]> question) {
        BackendCpu cpu = recorder.cpu();
        long cpuStart = cpu.nanos();
        long start = System.nanoTime();
        byte[] answer = null;
        String refusal = null;
        try {
            answer = question.get();
        } catch (EngineException e) {
            if (e.code() != ErrorCode.QUERY_TOO_EXPENSIVE) {
                throw e;
            }
            refusal = e.getMessage();
        }
        long nanos = System.nanoTime() - start;
        all.add(new Timed(query, filter, nanos, cpu.nanos() - cpuStart, recorder.take(), refusal));
        return answer;
    }
}
