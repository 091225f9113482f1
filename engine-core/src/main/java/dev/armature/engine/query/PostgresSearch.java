package dev.armature.engine.query;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Searches the records where they are: what a write has changed is found with its commit, and there
 * is no second copy whose rights could be forgotten. Words are found first, in any of their forms;
 * where they give nothing, words that are nearly the same. Thread-safe.
 */
public final class PostgresSearch implements Search {

    /** How many records of an object are compared; the best of them are hits. */
    static final int COMPARED = 500;

    /** How many of the newest records tell whether words are in many of an object's records. */
    static final int SAMPLE = 60;

    /** How many of these have to have them. */
    private static final int MANY = 6;

    /** How many of the newest records are then gone through at most. */
    static final int GONE_THROUGH = 2_500;

    /** How many of those that have the words are compared then. */
    static final int NEWEST = 200;

    private static final String ENOUGH = "((select count(*) from newest) >= " + NEWEST + ")";

    /** How long it is looked for words that are nearly the same; then there are none. */
    static final Duration SLIPS_LIMIT = Duration.ofSeconds(2);

    /** Words that are shorter are nearly the same as too many. */
    private static final int MIN_SLIP = 5;

    /** What is nearly there is never as good as what is. */
    private static final double NEARLY = 0.4;

    private final Queries queries;
    private final AccessPolicy access;
    private final Clock clock;

    public PostgresSearch(Queries queries, AccessPolicy access, Clock clock) {
        this.queries = queries;
        this.access = access;
        this.clock = clock;
    }

    @Override
    public List<Hit> find(Caller caller, List<ObjectModel> objects, SearchText text, int limit) {
        objects.forEach(object -> access.requireSeen(caller, object));
        Environment environment = caller.environment(clock.instant());
        List<ObjectModel> searched =
                objects.stream().filter(object -> !Searchable.fields(object).isEmpty()).toList();
        List<Hit> hits = new ArrayList<>(run(caller, environment, searched, text, limit, false));
        if (hits.isEmpty() && text.words().stream().allMatch(PostgresSearch::mayBeASlip)) {
            hits.addAll(run(caller, environment, searched, text, limit, true));
        }
        return hits.stream()
                .sorted(
                        Comparator.comparingDouble(Hit::goodness)
                                .reversed()
                                .thenComparing(Hit::id, Comparator.reverseOrder()))
                .limit(limit)
                .toList();
    }

    // A number that is nearly another is another.
    private static boolean mayBeASlip(String word) {
        return word.length() >= MIN_SLIP && word.chars().allMatch(Character::isLetter);
    }

    private List<Hit> run(
            Caller caller,
            Environment environment,
            List<ObjectModel> objects,
            SearchText text,
            int limit,
            boolean nearly) {
        List<Sql> statements = new ArrayList<>();
        List<Queries.Rows> handlers = new ArrayList<>();
        List<Hit> hits = new ArrayList<>();
        statements.add(nearly ? SearchSql.tolerance(SLIPS_LIMIT) : SearchSql.plannedByWords());
        handlers.add(rows -> {});
        for (ObjectModel object : objects) {
            Looked looked = new Looked(object, environment, text, nearly);
            statements.add(looked.statement(limit));
            handlers.add(rows -> {
                while (rows.next()) {
                    hits.add(looked.hit(rows));
                }
            });
        }
        if (objects.isEmpty()) {
            return hits;
        }
        try {
            queries.query(caller.tenantId(), statements, handlers);
        } catch (DatabaseException e) {
            // Nobody asked for them; that nothing was found is the answer.
            if (nearly && QueryFailures.isTooLong(e)) {
                return List.of();
            }
            throw QueryFailures.told(e, objects.getFirst(), List.of());
        }
        return hits;
    }

    /** One object that is looked into. */
    private static final class Looked {
        private final ObjectModel object;
        private final SearchText text;
        private final boolean nearly;
        private final List<FieldModel> fields;
        private final Sql common;
        private final Sql candidates;
        private final boolean hasOwnTitle;

        Looked(ObjectModel object, Environment environment, SearchText text, boolean nearly) {
            this.object = object;
            this.text = text;
            this.nearly = nearly;
            this.fields = Searchable.fields(object);
            Joins joins = Joins.seen(object, environment);
            FieldModel title = object.titleField();
            this.hasOwnTitle = title != null && !fields.contains(title) && !object.isMasked(title);
            Sql named =
                    !hasOwnTitle || title == null
                            ? Sql.raw("null::text")
                            : Sql.of(
                                    "(",
                                    joins.translator(environment)
                                            .value(
                                                    new Expression.Read(
                                                            false, List.of(title.property()))),
                                    ")::text");
            Sql live = joins.live();
            Sql found =
                    nearly
                            ? SearchSql.nearly(Joins.ROOT, fields, text)
                            : SearchSql.found(Joins.ROOT, fields, text);
            List<Sql> columns = new ArrayList<>(List.of(Sql.raw("r.id"), Sql.raw("r.data")));
            columns.add(Sql.of(named, " as title"));
            fields.forEach(field ->
                    columns.add(
                            Sql.raw(
                                    SearchSql.folded(Joins.ROOT, field)
                                            + " as "
                                            + SearchSql.foldedName(field))));
            Sql row = Sql.join(", ", columns);
            Sql which = Sql.of(" where ", live, " and ", found);
            boolean newestFirst = joins.isDedicated();
            this.common = newestFirst ? common(joins, row, which, found) : Sql.EMPTY;
            Sql any = Sql.of("select ", row, " ", joins.from(), which);
            this.candidates =
                    newestFirst
                            ? Sql.of(
                                    "select * from newest where " + ENOUGH + " union all (",
                                    any,
                                    " and not " + ENOUGH + " limit ",
                                    Sql.number(COMPARED),
                                    ")")
                            : Sql.of(any, " limit ", Sql.number(COMPARED));
        }

        /**
         * The newest of the records that are found, where many of the newest are. An index gives
         * all that have a word before the first of them is seen, which takes long where that is
         * every tenth of a million; going through the newest finds enough soon. Where it does not,
         * because the caller sees few of them, the index is asked after all.
         */
        private static Sql common(Joins joins, Sql row, Sql which, Sql found) {
            return Sql.of(
                    "with newest as materialized (select ",
                    row,
                    " ",
                    joins.from(joins.newest(GONE_THROUGH)),
                    which,
                    " and (select count(*) from ",
                    joins.newest(SAMPLE),
                    " r where ",
                    found,
                    ") >= ",
                    Sql.number(MANY),
                    " limit ",
                    Sql.number(NEWEST),
                    ") ");
        }

        Sql statement(int limit) {
            Sql goodness =
                    nearly
                            ? SearchSql.likeness("c", fields, text)
                            : SearchSql.goodness("c", fields, text);
            List<Sql> columns = new ArrayList<>();
            columns.add(Sql.raw("c.id"));
            columns.add(Sql.of(goodness, " as goodness"));
            columns.add(Sql.raw("c.title"));
            fields.forEach(field -> columns.add(Sql.raw(SearchSql.plain("c", field))));
            return Sql.of(
                    common,
                    "select ",
                    Sql.join(", ", columns),
                    " from (",
                    candidates,
                    ") c order by goodness desc, c.id desc limit ",
                    Sql.number(limit));
        }

        Hit hit(ResultSet row) throws SQLException {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < fields.size(); i++) {
                texts.add(Objects.requireNonNullElse(row.getString(4 + i), ""));
            }
            double goodness = row.getDouble(2);
            return new Hit(
                    object,
                    row.getObject(1, UUID.class),
                    title(row.getString(3), texts),
                    nearly ? goodness * NEARLY : goodness,
                    matches(texts));
        }

        private @Nullable String title(@Nullable String own, List<String> texts) {
            FieldModel first = fields.getFirst();
            boolean isTitle = first.equals(object.titleField());
            String title = hasOwnTitle ? own : isTitle ? texts.getFirst() : null;
            return title == null || title.isEmpty() ? null : title;
        }

        private List<Match> matches(List<String> texts) {
            List<String> words = text.folded();
            return Stream.iterate(0, i -> i < fields.size(), i -> i + 1)
                    .map(i -> Highlights.in(fields.get(i).name(), texts.get(i), words))
                    .filter(Objects::nonNull)
                    .toList();
        }
    }
}
