package dev.armature.bench.scale;

import dev.armature.bench.http.SampleDeals;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;

/** Conditions on deals, each with other values whenever it is written. */
enum Clause {
    STAGE_IS,
    STAGE_IS_NOT,
    STAGE_IN,
    AMOUNT_ABOVE,
    AMOUNT_BETWEEN,
    AMOUNT_HIGH,
    PROBABILITY_IS,
    PROBABILITY_NONE,
    PROBABILITY_ABOVE,
    CLOSES_ON,
    CLOSES_IN_A_MONTH,
    CONTACTED_SINCE,
    ACTIVE,
    CODE_IS,
    EMAIL_IS,
    NAME_BEGINS,
    NAME_CONTAINS,
    NOTES_CONTAIN,
    ACCOUNT_IS,
    ACCOUNT_IN,
    ACCOUNT_NAME_IS,
    ACCOUNT_NAME_BEGINS,
    WEIGHTED_ABOVE,
    WEIGHTED_HIGH,
    HAS_DATE,
    CREATED_SINCE;

    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 1, 1);

    /** The condition with values from {@code random}. */
    String write(SplittableRandom random, int records, List<String> accounts) {
        return switch (this) {
            case STAGE_IS -> "stage == \"" + stage(random) + "\"";
            case STAGE_IS_NOT -> "stage != \"" + stage(random) + "\"";
            case STAGE_IN -> "stage in [\"" + stage(random) + "\", \"" + stage(random) + "\"]";
            case AMOUNT_ABOVE -> "amount > " + random.nextInt(100_000);
            case AMOUNT_BETWEEN -> {
                int from = random.nextInt(100_000);
                yield "amount >= " + from + " && amount < " + (from + 50);
            }
            case AMOUNT_HIGH -> "amount > " + (99_900 + random.nextInt(99));
            case PROBABILITY_IS -> "probability == " + random.nextInt(101);
            case PROBABILITY_NONE -> "probability == " + random.nextInt(101, 110);
            case PROBABILITY_ABOVE -> "probability >= " + random.nextInt(101);
            case CLOSES_ON -> "closeDate == date(\"" + day(random) + "\")";
            case CLOSES_IN_A_MONTH -> {
                LocalDate from = day(random);
                yield "closeDate >= date(\"%s\") && closeDate < date(\"%s\")"
                        .formatted(from, from.plusMonths(1));
            }
            case CONTACTED_SINCE -> "contactedAt > timestamp(\"" + day(random) + "T00:00:00Z\")";
            case ACTIVE -> random.nextBoolean() ? "active" : "!active";
            case CODE_IS -> "code == \"D-%08d\"".formatted(random.nextInt(records));
            case EMAIL_IS -> "email == \"buyer" + random.nextInt(records) + "@example.com\"";
            case NAME_BEGINS -> "name.startsWith(\"Deal " + random.nextInt(1, 1_000) + "\")";
            case NAME_CONTAINS -> "name.contains(\"" + random.nextInt(100, 10_000) + "\")";
            case NOTES_CONTAIN ->
                    "notes.contains(\"" + (random.nextBoolean() ? "fair" : "faire") + "\")";
            case ACCOUNT_IS -> "account == \"" + account(random, accounts) + "\"";
            case ACCOUNT_IN ->
                    "account in [\""
                            + account(random, accounts)
                            + "\", \""
                            + account(random, accounts)
                            + "\"]";
            case ACCOUNT_NAME_IS -> "account.name == \"Account " + random.nextInt(120) + "\"";
            case ACCOUNT_NAME_BEGINS ->
                    "account.name.startsWith(\"Account " + random.nextInt(1, 10) + "\")";
            case WEIGHTED_ABOVE -> "weighted > " + random.nextInt(90_000);
            case WEIGHTED_HIGH -> "weighted > " + random.nextInt(99_000, 100_000);
            case HAS_DATE -> "has(closeDate)";
            case CREATED_SINCE -> "createdAt > timestamp(\"" + day(random) + "T00:00:00Z\")";
        };
    }

    private static String stage(SplittableRandom random) {
        return SampleDeals.STAGES.get(random.nextInt(SampleDeals.STAGES.size()));
    }

    private static String account(SplittableRandom random, List<String> accounts) {
        return accounts.get(random.nextInt(accounts.size()));
    }

    private static LocalDate day(SplittableRandom random) {
        return FIRST_DAY.plusDays(random.nextInt(700));
    }
}
