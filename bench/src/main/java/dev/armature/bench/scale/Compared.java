package dev.armature.bench.scale;

import org.jspecify.annotations.Nullable;

/** Queries that both sides are asked. */
enum Compared {
    FILTERED_PAGE(
            "page of 50 by stage and amount",
            "stage == \"won\" && amount > 5000",
            "-amount",
            null,
            "select * from deal where stage = 'won' and amount > 5000 order by amount desc, id limit 51"),
    SELECTIVE_PAGE(
            "page of 50 by a narrow amount",
            "stage == \"won\" && amount > 50000 && amount < 50010",
            "amount",
            null,
            "select * from deal where stage = 'won' and amount > 50000 and amount < 50010 order by amount, id limit 51"),
    ACCOUNT_PAGE(
            "page of 50 of an account",
            "account == \"{account}\"",
            "",
            null,
            "select * from deal where account = '{account}' order by id limit 51"),
    COUNT_STAGE(
            "count of a stage",
            "",
            "",
            "{\"filter\": \"stage == \\\"won\\\"\", \"measures\": {\"n\": \"count()\"}}",
            "select count(*) from deal where stage = 'won'"),
    COUNT_BY_STAGE(
            "count by stage",
            "",
            "",
            "{\"groupBy\": [\"stage\"], \"measures\": {\"n\": \"count()\"}}",
            "select stage, count(*) from deal group by stage order by stage"),
    SUM_BY_STAGE(
            "count and sum by stage",
            "",
            "",
            "{\"groupBy\": [\"stage\"], \"measures\": {\"n\": \"count()\", \"s\": \"sum(amount)\"}}",
            "select stage, count(*), sum(amount) from deal group by stage order by stage"),
    SUM_OF_STAGE(
            "sum of a stage above an amount",
            "",
            "",
            "{\"filter\": \"stage == \\\"won\\\" && amount > 50000\", \"measures\": {\"s\": \"sum(amount)\"}}",
            "select sum(amount) from deal where stage = 'won' and amount > 50000");

    private final String title;
    private final String filter;
    private final String sort;
    private final @Nullable String figures;
    private final String nativeSql;

    Compared(String title, String filter, String sort, @Nullable String figures, String nativeSql) {
        this.title = title;
        this.filter = filter;
        this.sort = sort;
        this.figures = figures;
        this.nativeSql = nativeSql;
    }

    String title() {
        return title;
    }

    String filter() {
        return filter;
    }

    String sort() {
        return sort;
    }

    /** The body of the request for figures, or null for a list. */
    @Nullable String figures() {
        return figures;
    }

    String nativeSql() {
        return nativeSql;
    }
}
