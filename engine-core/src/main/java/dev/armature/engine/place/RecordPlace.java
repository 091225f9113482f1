package dev.armature.engine.place;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table that holds an object's records, and how its columns are addressed. */
public sealed interface RecordPlace permits SharedStore, DedicatedTable, QueriedRecords {

    /** The place of an object's records. */
    static RecordPlace of(ObjectModel object) {
        ObjectModel whole = object.whole();
        return at(whole, whole.definition().table());
    }

    /**
     * The place that an object's records are in, or move from or to.
     *
     * @param table null for the shared store
     */
    static RecordPlace at(ObjectModel object, @Nullable TableLayout table) {
        return table == null ? new SharedStore(object) : new DedicatedTable(object, table);
    }

    /** The place of an object's records, in which every field is read from the JSON. */
    static RecordPlace withoutColumns(ObjectModel object) {
        TableLayout table = object.definition().table();
        return at(object, table == null ? null : table.withoutColumns());
    }

    /**
     * The live records of an object as a function gives them.
     *
     * @param function its name in SQL
     */
    static RecordPlace listed(ObjectModel object, String function) {
        return new ListedRecords(object, function);
    }

    /** The records of an object that were live at a moment, as they were then. */
    static RecordPlace past(ObjectModel object, Instant at) {
        return new PastRecords(object.whole(), at);
    }

    /** The table's name in SQL. */
    Sql name();

    /** The columns that say whose a row is, with their values; they never change. */
    Map<String, Sql> keys();

    /**
     * The columns that repeat what the JSON says, or what formulas make of it and of the records
     * that it leads to, with their values for a row that is seen by {@code alias} and has the
     * column {@code data}.
     *
     * @param formulas writes formulas out, which have columns too
     */
    Map<String, Sql> derived(String alias, FormulaSql formulas);

    /**
     * The condition that rows seen by {@code alias} are live records of this object and its tenant.
     */
    Sql isLive(String alias);

    /**
     * The condition that rows seen by {@code alias} are records of this object and its tenant,
     * deleted or not.
     */
    Sql isOwn(String alias);

    /** Whether an index leads to the records by a field's value. */
    boolean isIndexed(FieldModel field);

    /**
     * The value of a field that is stored, or has a column that is ready, as an SQL expression of
     * its {@link dev.armature.metadata.field.ColumnType}.
     */
    String column(String alias, FieldModel field);
}
