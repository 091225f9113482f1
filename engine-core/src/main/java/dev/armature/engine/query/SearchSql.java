package dev.armature.engine.query;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.RichTextType;
import dev.armature.metadata.model.FieldModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The SQL of search. Each field is looked at by itself, so that a word is found only in fields that
 * whoever asks may see; the expressions are those of the indexes that objects' own tables have.
 */
public final class SearchSql {

    /** Where pg_trgm lives. */
    private static final String TRIGRAMS = "armature_trgm";

    /** A stem that is shorter would find too much. */
    private static final int MIN_STEM = 3;

    private SearchSql() {}

    /** A field's text as it is compared, in a row that is seen by {@code alias}. */
    static String folded(String alias, FieldModel field) {
        return Folding.ofColumn(stored(alias, field), plain(alias, field));
    }

    /** The column of a query that has a field's folded text, so that it is folded once. */
    static String foldedName(FieldModel field) {
        return "f" + field.id();
    }

    /** A field's text as it is read. */
    static String plain(String alias, FieldModel field) {
        String text = stored(alias, field);
        return field.type() instanceof RichTextType
                ? "regexp_replace(" + text + ", '<[^>]*>', ' ', 'g')"
                : text;
    }

    private static String stored(String alias, FieldModel field) {
        return "(" + (alias.isEmpty() ? "" : alias + ".") + "data->>'" + field.id() + "')";
    }

    /** What an index that finds parts of a field's text is made of. */
    public static String index(FieldModel field) {
        return "using gin (" + folded("", field) + " " + TRIGRAMS + ".gin_trgm_ops)";
    }

    /** The name of that index, which changes when it has to be another. */
    public static String indexName(TableLayout layout, FieldModel field) {
        return layout.table()
                + (field.type() instanceof RichTextType ? "_richwords" : "_words")
                + field.id();
    }

    /** Every word, or a form of it, is part of one of the fields. */
    static Sql found(String alias, List<FieldModel> fields, SearchText search) {
        return every(
                search,
                word ->
                        any(
                                fields,
                                field ->
                                        Sql.of(
                                                folded(alias, field),
                                                " like '%' || ",
                                                pattern(search, word),
                                                " || '%'")));
    }

    /** Every word is nearly a word of one of the fields. */
    static Sql nearly(String alias, List<FieldModel> fields, SearchText search) {
        return every(
                search,
                word ->
                        any(
                                fields,
                                field ->
                                        Sql.of(
                                                text(Folding.of(word)),
                                                " operator(" + TRIGRAMS + ".<%) ",
                                                folded(alias, field))));
    }

    /**
     * Lets words be as far from what was written as one slip of the finger makes them.
     *
     * @param atMost how long each statement after it may run
     */
    static Sql tolerance(Duration atMost) {
        return Sql.ofPlatform(
                "select set_config('pg_trgm.word_similarity_threshold', '0.4', true), set_config('statement_timeout', ?::text, true)",
                Long.toString(atMost.toMillis()));
    }

    /**
     * Has each statement after it planned for the words that it has: how many records have them
     * decides whether an index is the way to them.
     */
    static Sql plannedByWords() {
        return Sql.raw("select set_config('plan_cache_mode', 'force_custom_plan', true)");
    }

    /** How alike the text and the fields' folded texts are: from 0 to 1. */
    static Sql likeness(String alias, List<FieldModel> fields, SearchText search) {
        List<Sql> all = new ArrayList<>();
        String whole = String.join(" ", search.folded());
        for (FieldModel field : fields) {
            all.add(
                    Sql.of(
                            TRIGRAMS + ".word_similarity(",
                            text(whole),
                            ", " + alias + "." + foldedName(field) + ")"));
        }
        return Sql.of("greatest(", Sql.join(", ", all), ")");
    }

    /**
     * How good a record is that has all words: its title is the text, begins with it, has a word
     * that begins with it, or has it within; or another field has it, or only forms of its words.
     */
    static Sql goodness(String alias, List<FieldModel> fields, SearchText search) {
        String title = alias + "." + foldedName(fields.getFirst());
        Sql whole = text(escaped(String.join(" ", search.folded())));
        List<Sql> others = new ArrayList<>();
        for (FieldModel field : fields) {
            others.add(Sql.of(alias + "." + foldedName(field), " like '%' || ", whole, " || '%'"));
        }
        return Sql.of(
                "case when " + title + " like ",
                whole,
                " then 1.0 when " + title + " like ",
                whole,
                " || '%' then 0.9 when " + title + " like '% ' || ",
                whole,
                " || '%' then 0.8 when " + title + " like '%' || ",
                whole,
                " || '%' then 0.7 when ",
                Sql.join(" or ", others),
                " then 0.6 else 0.5 end");
    }

    private interface OfWord {
        Sql of(String word);
    }

    private interface OfField {
        Sql of(FieldModel field);
    }

    private static Sql every(SearchText search, OfWord condition) {
        return Sql.join(" and ", search.words().stream().map(condition::of).toList());
    }

    private static Sql any(List<FieldModel> fields, OfField condition) {
        return fields.isEmpty()
                ? Sql.raw("false")
                : Sql.of("(", Sql.join(" or ", fields.stream().map(condition::of).toList()), ")");
    }

    /** What a text has that has the word in any of its forms: what all of them begin with. */
    private static Sql pattern(SearchText search, String word) {
        Sql folded = text(escaped(Folding.of(word)));
        String stemmer = search.stemmer(word);
        if (stemmer == null) {
            return folded;
        }
        // "company" and "companies" have "compani" for a stem.
        Sql stem =
                Folding.sql(
                        Sql.of("rtrim((ts_lexize('" + stemmer + "', ", text(word), "))[1], 'i')"));
        return Sql.of(
                "(case when char_length(",
                stem,
                ") >= " + MIN_STEM + " and starts_with(",
                folded,
                ", ",
                stem,
                ") then ",
                stem,
                " else ",
                folded,
                " end)");
    }

    private static Sql text(String value) {
        return Sql.value(value, ColumnType.TEXT);
    }

    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
