package dev.armature.engine.query;

import dev.armature.engine.place.PastRecords;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.place.SharedStore;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Aggregation;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.LookupType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Rollup;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.model.TenantModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The tables of one statement: the object's own, and one join for each path of references that the
 * statement uses, however often it uses it.
 */
final class Joins implements SqlTranslator.Elements {

    /** The alias of the object's own table. */
    static final String ROOT = "r";

    /** Ends a query within another one that the planner must not take apart. */
    private static final String APART = " offset 0";

    /** Begins the keys of tables that lack what is not seen. */
    private static final int SEEN = -1;

    private final String alias;
    private final Function<ObjectModel, RecordPlace> places;
    private final TenantModel model;
    private final ObjectModel root;
    private final RecordPlace rootPlace;
    private final boolean stored;
    private final AtomicInteger subqueries;
    private final @Nullable Sight sight;
    private final Map<List<Integer>, Joined> byPath = new LinkedHashMap<>();

    private boolean blind;

    /** Whether what is not seen is kept from what may end the query. */
    private boolean apart;

    /**
     * A joined table.
     *
     * @param blind whether no index leads from its records back to the root's
     * @param limited whether it may lack a record that a reference leads to
     */
    record Joined(
            String alias,
            ObjectModel object,
            RecordPlace place,
            Sql clause,
            boolean blind,
            boolean limited) {}

    /** Those of a statement of the platform's own. */
    Joins(ObjectModel root) {
        this(root.whole(), RecordPlace::of);
    }

    /** Those of a statement for somebody who sees the object so. */
    static Joins seen(ObjectModel object, Environment environment) {
        return seen(object, environment, null);
    }

    /**
     * Those of a statement for somebody who sees the object so.
     *
     * @param filter what they look for, or null
     */
    static Joins seen(ObjectModel object, Environment environment, @Nullable Expression filter) {
        ObjectModel root = object.whole();
        Joins joins =
                new Joins(
                        root,
                        ROOT,
                        RecordPlace.of(root),
                        RecordPlace::of,
                        false,
                        new AtomicInteger(),
                        Sight.of(object, environment));
        joins.apart = joins.sight != null && filter != null && !Harmless.is(filter, root.tenant());
        return joins;
    }

    /** Those of a list for somebody who sees its object so: as it is, or as it was. */
    static Joins of(RecordQuery query, Environment environment) {
        return query.asOf() == null
                ? seen(query.object(), environment, query.filter())
                : asOf(query.object(), environment, query.asOf());
    }

    /**
     * Those of a statement for somebody who sees the object so, of records as they were at a
     * moment. Whether they see a record is decided by what it says now.
     */
    static Joins asOf(ObjectModel object, Environment environment, Instant moment) {
        ObjectModel root = object.whole();
        Joins joins =
                new Joins(
                        root,
                        ROOT,
                        RecordPlace.past(root, moment),
                        target -> RecordPlace.past(target, moment),
                        false,
                        new AtomicInteger(),
                        Sight.of(object, environment));
        joins.apart = joins.sight != null;
        return joins;
    }

    /**
     * @param places where the records of objects are taken to be
     */
    private Joins(ObjectModel root, Function<ObjectModel, RecordPlace> places) {
        this(root, ROOT, places.apply(root), places, false, new AtomicInteger(), null);
    }

    /**
     * Those that read rollups as they are stored, even while a job fills them: what is kept of them
     * is kept in step with that.
     *
     * @param places where the records of objects are taken to be
     */
    static Joins stored(ObjectModel root, Function<ObjectModel, RecordPlace> places) {
        return new Joins(root, ROOT, places.apply(root), places, true, new AtomicInteger(), null);
    }

    /**
     * For one row that is seen by an alias and has the column {@code data}, and for the records
     * that it leads to. All is read from their JSON: no column of a formula is relied on.
     */
    static Joins row(ObjectModel object, String alias) {
        return new Joins(
                object,
                alias,
                RecordPlace.at(object, null),
                RecordPlace::withoutColumns,
                true,
                new AtomicInteger(),
                null);
    }

    /**
     * For rows that are seen by the root's alias and have the columns of records, {@code data}
     * among them, and for the records that they lead to, for somebody who sees the object so. All
     * is read from the JSON.
     */
    static Joins seenRows(ObjectModel object, Environment environment) {
        ObjectModel root = object.whole();
        return new Joins(
                root,
                ROOT,
                RecordPlace.at(root, null),
                RecordPlace::withoutColumns,
                true,
                new AtomicInteger(),
                Sight.of(object, environment));
    }

    /**
     * Those of a query within another one, by an alias that is free there.
     *
     * @param subqueries how many there are in the statement, so that no two have an alias in common
     * @param sight which records are seen by whom the statement is for; null when all are
     */
    private Joins(
            ObjectModel root,
            String alias,
            RecordPlace rootPlace,
            Function<ObjectModel, RecordPlace> places,
            boolean stored,
            AtomicInteger subqueries,
            @Nullable Sight sight) {
        this.sight = sight;
        this.stored = stored;
        this.rootPlace = rootPlace;
        this.places = places;
        this.root = root;
        this.alias = alias;
        this.subqueries = subqueries;
        this.model = root.tenant();
    }

    ObjectModel root() {
        return root;
    }

    /** The table at the end of a path of reference fields; the root's for the empty path. */
    Joined at(List<Property> references) {
        return joined(writtenOut(references));
    }

    /** A path with the paths of the lookups on it in their places. */
    private List<Property> writtenOut(List<Property> path) {
        List<Property> steps = new ArrayList<>();
        for (Property step : path) {
            FieldModel field = model.required(step.objectId()).field(step.fieldId());
            CheckedExpression lookup =
                    field != null && field.type() instanceof LookupType ? field.formula() : null;
            if (lookup != null && lookup.root() instanceof Expression.Read read) {
                steps.addAll(writtenOut(read.path()));
            } else {
                steps.add(step);
            }
        }
        return steps;
    }

    private Joined joined(List<Property> references) {
        if (references.isEmpty()) {
            return new Joined(alias, root, rootPlace, Sql.EMPTY, false, false);
        }
        List<Integer> key = new ArrayList<>();
        references.forEach(property -> {
            key.add(property.objectId());
            key.add(property.fieldId());
        });
        Joined known = byPath.get(key);
        if (known != null) {
            blind |= known.blind;
            return known;
        }
        Joined from = joined(references.subList(0, references.size() - 1));
        Property last = references.getLast();
        ObjectModel target = model.required(((ValueType.Reference) last.type()).objectId());
        String next = alias + (byPath.size() + 1);
        RecordPlace place = places.apply(target);
        Sql clause = join(from.place, place, next, column(from, last));
        boolean noWayBack = from.blind || !from.place.isIndexed(field(from, last));
        Joined joined = new Joined(next, target, place, clause, noWayBack, false);
        blind |= noWayBack;
        byPath.put(key, joined);
        return joined;
    }

    private static Sql join(RecordPlace from, RecordPlace place, String next, String id) {
        if (place instanceof PastRecords) {
            return oneByOne(place.name(), Sql.EMPTY, id, next, "");
        }
        if (areShared(from, place)) {
            Sql live = Sql.of(place.isLive("p"), " and ");
            return oneByOne(place.name(), live, id, next, APART);
        }
        return Sql.of(
                "left join ",
                place.name(),
                " ",
                next,
                " on ",
                place.isLive(next),
                " and ",
                next,
                ".id = ",
                id);
    }

    /**
     * A join that looks up one record for each. What was is put together so for each record alone,
     * not for all of them first.
     */
    private static Sql oneByOne(Sql table, Sql live, String id, String next, String end) {
        return Sql.of(
                "left join lateral (select p.* from ",
                table,
                " p where ",
                live,
                "p.id = ",
                id,
                end,
                ") ",
                next,
                " on true");
    }

    /**
     * Whether both are of the shared store. What the planner knows of its rows says little of one
     * object's: it takes thousands for three, and would compare all of one with all of the other.
     */
    private static boolean areShared(RecordPlace from, RecordPlace to) {
        return from instanceof SharedStore && to instanceof SharedStore;
    }

    /**
     * The table at the end of a path of reference fields, without the records that the statement's
     * reader does not see, and without those that only such records lead to.
     */
    Joined seenAt(List<Property> path) {
        if (sight == null || path.isEmpty()) {
            return at(path);
        }
        Joined from = seenAt(path.subList(0, path.size() - 1));
        Property last = path.getLast();
        ObjectModel target = model.required(((ValueType.Reference) last.type()).objectId());
        Expression condition = sight.condition(target);
        if (condition == null && !from.limited) {
            return at(path);
        }
        List<Integer> key = new ArrayList<>(List.of(SEEN));
        path.forEach(property -> {
            key.add(property.objectId());
            key.add(property.fieldId());
        });
        Joined known = byPath.get(key);
        if (known != null) {
            blind = true;
            return known;
        }
        Sql id = readSeen(path, sight.environment());
        String next = alias + (byPath.size() + 1);
        Joined joined =
                new Joined(
                        next,
                        target,
                        places.apply(target),
                        limitedJoin(from.place, target, next, id, condition),
                        true,
                        true);
        blind = true;
        byPath.put(key, joined);
        return joined;
    }

    /** What a condition reads is joined within, where it cannot get in the way of the rest. */
    private Sql limitedJoin(
            RecordPlace from,
            ObjectModel target,
            String next,
            Sql id,
            @Nullable Expression condition) {
        Joins within = elements(new ValueType.Reference(target.id(), target.name()));
        Sql met = within.met(condition);
        return Sql.of(
                "left join lateral (select ",
                within.alias,
                ".* ",
                within.from(),
                " where ",
                met,
                within.rootPlace.isLive(within.alias),
                " and ",
                within.alias,
                ".id = ",
                id,
                apart || areShared(from, within.rootPlace) ? APART : "",
                ") ",
                next,
                " on true");
    }

    /** The condition that the root's rows meet which are live and seen. */
    Sql live() {
        Sql seen = seenOf();
        return Sql.of(seen, rootPlace.isLive(alias));
    }

    /** The condition that the root's rows are seen, live or deleted. */
    Sql own() {
        Sql seen = seenOf();
        return Sql.of(seen, rootPlace.isOwn(alias));
    }

    /** The condition that the root's rows are seen, with "and" after it; empty when all are. */
    Sql seenOf() {
        return sight == null ? Sql.EMPTY : met(sight.condition(root));
    }

    private Sql met(@Nullable Expression condition) {
        if (condition == null || sight == null) {
            return Sql.EMPTY;
        }
        if (isPast()) {
            return Sql.of(meetsNow(null, sight.environment()), " and ");
        }
        SqlTranslator own = new SqlTranslator(this, sight.environment());
        Sql shared = sight.shared(root, alias);
        return Sql.of(
                shared == null
                        ? own.filter(condition)
                        : own.demanded(() -> orShared(own.whenTrue(condition), shared)),
                " and ");
    }

    /** Whether the root's records are in a table of the tenant's own, and all of them are seen. */
    boolean isOfOwnTable() {
        boolean all = sight == null || sight.condition(root) == null;
        return all && isDedicated();
    }

    /** Whether the records are read as they were. */
    private boolean isPast() {
        return rootPlace instanceof PastRecords;
    }

    /**
     * The condition that the root's records, whatever they were, are seen as they are now, live or
     * deleted.
     *
     * @param more what else they have to meet now, or null
     */
    Sql meetsNow(@Nullable Expression more, Environment environment) {
        ObjectModel present = root.present();
        Joins now =
                new Joins(
                        present,
                        "n" + subqueries.incrementAndGet() + "_",
                        RecordPlace.of(present),
                        RecordPlace::of,
                        false,
                        subqueries,
                        sight);
        Sql own = now.own();
        Sql met =
                more == null
                        ? own
                        : Sql.of(own, " and ", new SqlTranslator(now, environment).filter(more));
        return Sql.of(
                "exists (select 1 ",
                now.from(),
                " where ",
                met,
                " and ",
                now.alias,
                ".id = ",
                alias,
                ".id)");
    }

    /** The one place where what a role shows and what is shared come together. */
    private static Sql orShared(Sql condition, @Nullable Sql shared) {
        return shared == null ? condition : Sql.of("(", condition, " or ", shared, ")");
    }

    /** The condition that the root's rows are live, seen, and what the reader looks for. */
    Sql where(@Nullable Expression filter, SqlTranslator translator) {
        return where(live(), filter, translator);
    }

    /** The same of rows that meet another condition, which begins with {@link #seenOf}. */
    Sql where(Sql which, @Nullable Expression filter, SqlTranslator translator) {
        Sql where = which;
        if (filter == null) {
            return where;
        }
        Expression seen = sight == null ? null : sight.condition(root);
        if (seen == null || sight == null) {
            return Sql.of(where, "\n    and ", translator.filter(filter));
        }
        for (Expression part : Harmless.conjuncts(filter)) {
            where =
                    Harmless.is(part, model)
                            ? Sql.of(where, "\n    and ", translator.filter(part))
                            : Sql.of(
                                    where,
                                    "\n    and (case when ",
                                    isSeen(seen, sight),
                                    " then ",
                                    translator.whenTrue(part),
                                    " end)");
        }
        return where;
    }

    private Sql isSeen(Expression condition, Sight by) {
        return isPast()
                ? meetsNow(null, by.environment())
                : orShared(
                        new SqlTranslator(this, by.environment()).whenTrue(condition),
                        by.shared(root, alias));
    }

    /** Translates what the statement's reader asks for. */
    SqlTranslator translator(Environment environment) {
        return new SqlTranslator(sight == null ? this : new SeenColumns(this), environment);
    }

    /** A field at the end of a path that the statement's reader has written. */
    Sql readSeen(List<Property> path, Environment environment) {
        Joined table = seenAt(path.subList(0, path.size() - 1));
        if (!table.limited) {
            return read(path, environment);
        }
        Property last = path.getLast();
        FieldModel field = last.fieldId() < 0 ? null : field(table, last);
        boolean computed =
                field != null
                        && (field.formula() == null
                                ? isComputed(table.object, field)
                                : !table.place.isIndexed(field));
        return computed
                ? Sql.of(
                        "(case when ",
                        table.alias,
                        ".id is not null then ",
                        read(path, environment),
                        " end)")
                : Sql.raw(column(table, last));
    }

    /** A field at the end of a path; a formula is written out, unless a column holds its values. */
    @Override
    public Sql read(List<Property> written, Environment environment) {
        List<Property> references = writtenOut(written.subList(0, written.size() - 1));
        Joined table = joined(references);
        Property last = written.getLast();
        if (last.fieldId() >= 0) {
            FieldModel field = field(table, last);
            CheckedExpression formula = field.formula();
            if (formula != null && !table.place.isIndexed(field)) {
                return new SqlTranslator(this, environment, references).value(formula.root());
            }
            Rollup rollup = field.rollup();
            if (rollup != null && isComputed(table.object, field)) {
                return new SqlTranslator(this, environment, references).value(rollup.aggregate());
            }
        }
        return Sql.raw(column(table, last));
    }

    /** Whether a field of the record is not read as it is stored. */
    boolean isComputed(ObjectModel object, FieldModel field) {
        return !field.type().stored()
                || (!stored && object.isFilling(field))
                || (isPast() && field.rollup() != null);
    }

    /**
     * What is demanded of a record that is referenced would let the planner begin there, and go
     * through the root's records anew for each that it finds, for want of an index that leads back:
     * statistics of a table that all objects share let it expect one at most. So that it cannot,
     * nothing is true or false of a record that is not there.
     */
    @Override
    public Sql demanded(Supplier<Sql> condition) {
        blind = false;
        Sql written = condition.get();
        return blind ? Sql.of("coalesce(", written, ", false)") : written;
    }

    @Override
    public Joins elements(ValueType.Reference of) {
        String name = "e" + subqueries.incrementAndGet() + "_";
        ObjectModel object = model.required(of.objectId());
        return new Joins(object, name, places.apply(object), places, stored, subqueries, sight);
    }

    @Override
    public Sql exists(Sql list, Sql condition) {
        return Sql.of("(exists (", select("1", list, Sql.EMPTY), " and ", condition, "))");
    }

    /** The records that a list names as a JSON array in its order; null where there is no list. */
    Sql array(Sql list, Sql record) {
        Sql inOrder =
                Sql.of(
                        "jsonb_agg(",
                        record,
                        " order by array_position(",
                        list,
                        ", ",
                        alias,
                        ".id))");
        return Sql.of(
                "(case when ",
                list,
                " is not null then coalesce((",
                select(inOrder, list, seenOf()),
                "), '[]') end)");
    }

    /** A stored field of the root as it is in the JSON; null where it has no value. */
    Sql stored(FieldModel field) {
        return Sql.raw(alias + ".data->'" + field.key() + "'");
    }

    private Sql select(Object what, Sql list, Sql seen) {
        return Sql.of(
                "select ",
                what,
                " ",
                from(),
                " where ",
                seen,
                rootPlace.isLive(alias),
                " and ",
                alias,
                ".id = any(",
                list,
                ")");
    }

    /**
     * Written as a query of its own, by the links that lead to the record: the index of links finds
     * them whatever the planner thinks of the rest. The offset keeps it from beginning with the
     * other records, of which it may not know yet how many there are.
     */
    @Override
    public Sql aggregate(
            Expression.Aggregate aggregate, List<Property> base, Environment environment) {
        String outer = at(base).alias;
        ObjectModel object = model.required(aggregate.reference().objectId());
        Joins children =
                new Joins(
                        object,
                        outer + "c",
                        places.apply(object),
                        places,
                        stored,
                        subqueries,
                        null);
        SqlTranslator translator = new SqlTranslator(children, environment);
        Sql figure =
                Measure.sql(
                        aggregate.function(),
                        aggregate.argument(),
                        aggregate.argument() == null
                                ? Sql.EMPTY
                                : translator.value(aggregate.argument()));
        Sql condition =
                aggregate.condition() == null
                        ? Sql.EMPTY
                        : Sql.of(" and ", translator.whenTrue(aggregate.condition()));
        String link = outer + "l";
        return Sql.of(
                "(select ",
                aggregate.function() == Aggregation.SUM
                        ? Sql.of("coalesce(", figure, ", 0)")
                        : figure,
                " from ",
                children.candidates(link, aggregate.reference(), outer),
                " ",
                link,
                " cross join lateral (select * from ",
                children.rootPlace.name(),
                " ",
                children.alias,
                " where ",
                children.rootPlace.isLive(children.alias),
                " and ",
                children.alias,
                ".id = ",
                link,
                ".record_id offset 0) ",
                children.alias,
                " ",
                Sql.join(" ", children.clauses()),
                " where ",
                children.refersTo(link, aggregate.reference(), outer),
                condition,
                ")");
    }

    /** The records that may reference another one, as a table with their {@code record_id}. */
    private Sql candidates(String link, Property reference, String outer) {
        return rootPlace instanceof PastRecords past
                ? Sql.of(
                        "(select ",
                        link,
                        ".record_id from record_link ",
                        link,
                        " where ",
                        linked(link, reference, outer),
                        " union select unnest(array(",
                        past.changedSince(),
                        ")))")
                : Sql.raw("record_link");
    }

    private Sql refersTo(String link, Property reference, String outer) {
        if (!isPast()) {
            return linked(link, reference, outer);
        }
        FieldModel field = Objects.requireNonNull(root.field(reference.fieldId()));
        return Sql.raw(rootPlace.column(alias, field) + " = " + outer + ".id");
    }

    private Sql linked(String link, Property reference, String outer) {
        return Sql.of(
                link,
                ".tenant_id = ",
                Sql.number(model.tenant().value()),
                " and ",
                link,
                ".object_id = ",
                Sql.number(reference.objectId()),
                " and ",
                link,
                ".field_id = ",
                Sql.number(reference.fieldId()),
                " and ",
                link,
                ".target_id = ",
                outer,
                ".id");
    }

    /** A column of a table: a field with a value there, or one of the system's. */
    static String column(Joined table, Property property) {
        if (property.fieldId() < 0) {
            SystemField field = SystemField.numbered(property.fieldId());
            String column = table.alias + "." + field.column();
            return field == SystemField.VERSION ? column + "::numeric" : column;
        }
        return table.place.column(table.alias, field(table, property));
    }

    static FieldModel field(Joined table, Property property) {
        FieldModel field = table.object.field(property.fieldId());
        if (field == null) {
            throw new IllegalStateException("the expression belongs to another model: " + property);
        }
        return field;
    }

    /** Whether the root's records are in a table of their own, all seen or not. */
    boolean isDedicated() {
        return !isPast() && rootPlace.name().role() != null;
    }

    /** The rows of the root's table that were made last, live or deleted, seen or not. */
    Sql newest(int rows) {
        return Sql.of(
                "(select * from ",
                rootPlace.name(),
                " order by id desc limit ",
                Sql.number(rows),
                ")");
    }

    /** {@code from} with all joins made so far. Ask last. */
    Sql from() {
        return from(rootPlace.name());
    }

    /**
     * The same with rows of the root's table in its place.
     *
     * @param rows a table, or a query in brackets
     */
    Sql from(Sql rows) {
        List<Sql> clauses = new ArrayList<>();
        clauses.add(Sql.of("from ", rows, " " + alias));
        clauses.addAll(clauses());
        return Sql.join("\n", clauses);
    }

    /** The joins made so far, without the root. Ask last. */
    List<Sql> clauses() {
        return byPath.values().stream().map(Joined::clause).toList();
    }
}
