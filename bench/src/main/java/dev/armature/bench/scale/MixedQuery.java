package dev.armature.bench.scale;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * One of the queries of a mix: which conditions, which order, how many pages. Each time it is asked
 * its conditions have other values.
 *
 * @param number the same number is the same query
 * @param groupBy what figures are grouped by; empty for a list
 */
record MixedQuery(
        int number,
        List<Clause> clauses,
        boolean anyOfThem,
        List<String> sort,
        int pages,
        List<String> groupBy,
        List<String> measures) {

    private static final List<String> KEYS =
            List.of(
                    "stage",
                    "amount",
                    "probability",
                    "closeDate",
                    "contactedAt",
                    "name",
                    "code",
                    "email",
                    "account.name",
                    "weighted",
                    "createdAt",
                    "updatedAt");

    private static final List<String> GROUPS =
            List.of("stage", "active", "account", "probability", "account.name");

    private static final List<String> MEASURES =
            List.of(
                    "count()",
                    "sum(amount)",
                    "avg(probability)",
                    "max(closeDate)",
                    "sum(weighted)");

    private static final int FIGURES_IN = 5;

    MixedQuery {
        clauses = List.copyOf(clauses);
        sort = List.copyOf(sort);
        groupBy = List.copyOf(groupBy);
        measures = List.copyOf(measures);
    }

    /** The query of a number; one in five asks for figures, the others for a list. */
    static MixedQuery of(long seed, int number) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        List<Clause> clauses = new ArrayList<>();
        int count = random.nextInt(4);
        while (clauses.size() < count) {
            clauses.add(pick(List.of(Clause.values()), random));
        }
        boolean any = random.nextInt(4) == 0;
        boolean figures = number % FIGURES_IN == 0;
        List<String> sort = new ArrayList<>();
        int keys = figures ? 0 : random.nextInt(3);
        while (sort.size() < keys) {
            String key = pick(KEYS, random);
            if (sort.stream().noneMatch(known -> known.endsWith(key))) {
                sort.add((random.nextBoolean() ? "-" : "") + key);
            }
        }
        return new MixedQuery(
                number,
                clauses,
                any,
                sort,
                1 + random.nextInt(3),
                figures && random.nextInt(4) > 0 ? List.of(pick(GROUPS, random)) : List.of(),
                figures ? List.of("count()", pick(MEASURES, random)) : List.of());
    }

    private static <T> T pick(List<T> from, SplittableRandom random) {
        return from.get(random.nextInt(from.size()));
    }

    boolean isList() {
        return measures.isEmpty();
    }

    /** The filter with the values of one time; empty for none. */
    String filter(SplittableRandom random, int records, List<String> accounts) {
        return clauses.stream()
                .map(clause -> "(" + clause.write(random, records, accounts) + ")")
                .collect(Collectors.joining(anyOfThem ? " || " : " && "));
    }

    /** The body of a request for figures. */
    ObjectNode figures(String filter) {
        ObjectNode body = Json.object();
        if (!filter.isEmpty()) {
            body.put("filter", filter);
        }
        groupBy.forEach(body.putArray("groupBy")::add);
        ObjectNode named = body.putObject("measures");
        for (int i = 0; i < measures.size(); i++) {
            named.put("m" + i, measures.get(i));
        }
        return body;
    }

    String told(String filter) {
        return isList()
                ? "filter=%s sort=%s, %d page(s)".formatted(filter, String.join(",", sort), pages)
                : "%s by %s, filter=%s".formatted(measures, groupBy, filter);
    }
}
