package dev.armature.engine.record;

import dev.armature.engine.query.RowFormulas;
import dev.armature.engine.sql.BoundRows;
import dev.armature.engine.sql.OutOfRange;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Refuses the drafts that take indexed formulas out of range: their own, or those of records that
 * rest on them. Only the database can tell, when it stores all drafts at once, and it does not say
 * for which; so only after it has refused does this step store them on trial, in ever smaller parts
 * where they do not fit, and takes all back.
 */
final class CheckColumns implements WriteStep {

    private static final String CODE = "out_of_range";
    private static final String REMEDY = "; write other values, or change the formula";

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        if (!session.isSearching()) {
            return;
        }
        session.rollups().give(drafts);
        List<Draft> effective = drafts.stream().filter(Draft::isEffective).toList();
        Ancestors.lockOver(session, effective);
        session.far().hold(effective);
        Connection connection = session.connection();
        try {
            Savepoint before = connection.setSavepoint();
            OutOfRange.search(
                    connection,
                    effective,
                    some -> store(session, some),
                    draft -> refuse(session, draft));
            connection.rollback(before);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** Stores what columns are computed from, and computes those of records that rest on it. */
    private static void store(WriteSession session, List<Draft> drafts) {
        Statements.storeOnTrial(session, drafts);
        FarKeeper far = session.far().another();
        new RollupKeeper(session.connection(), session.model(), far::note).follow(drafts);
        far.note(drafts, session.siblings());
        far.follow();
    }

    private static void refuse(WriteSession session, Draft draft) {
        List<FieldModel> own = outOfRange(session, draft);
        own.forEach(formula ->
                draft.problem(
                        formula,
                        CODE,
                        "The indexed formula \""
                                + formula.name()
                                + "\" goes out of range"
                                + REMEDY));
        if (own.isEmpty()) {
            draft.problems()
                    .add(
                            "",
                            CODE,
                            "An indexed formula goes out of range of a record that rests on this one, by "
                                    + String.join(" or ", others(session, draft))
                                    + REMEDY);
        }
    }

    /** The draft's own formulas that cannot be stored. */
    private static List<FieldModel> outOfRange(WriteSession session, Draft draft) {
        return FarColumns.of(draft.object()).stream()
                .filter(formula -> !fits(session, draft, formula))
                .toList();
    }

    private static boolean fits(WriteSession session, Draft draft, FieldModel formula) {
        Sql size =
                Sql.of(
                        "select coalesce(pg_column_size(",
                        RowFormulas.value(draft.object(), formula, "n"),
                        "), 0) from ",
                        Statements.images(new BoundRows(), List.of(session.image(draft))));
        boolean[] small = new boolean[1];
        boolean computed =
                OutOfRange.fits(
                        session.connection(),
                        () ->
                                small[0] =
                                        size.first(session.connection(), row -> row.getInt(1))
                                                        .orElse(0)
                                                <= OutOfRange.MAX_INDEXED_BYTES);
        return computed && small[0];
    }

    /** Formulas, with their objects, of records that may rest on a draft. */
    private static Set<String> others(WriteSession session, Draft draft) {
        Set<String> others = new TreeSet<>();
        session.model()
                .farReads()
                .of(draft.object())
                .forEach(read -> others.add(name(read.owner(), read.formula())));
        session.model()
                .rollupsOver(draft.object())
                .forEach(rollup -> others.add(name(rollup.parent(), rollup.field())));
        return others;
    }

    private static String name(ObjectModel object, FieldModel field) {
        return "\"" + object.name() + "." + field.name() + "\"";
    }
}
