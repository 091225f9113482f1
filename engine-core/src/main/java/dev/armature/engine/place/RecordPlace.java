package dev.armature.engine.place;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;

/** The table that holds an object's records, and how its columns are addressed. */
public sealed interface RecordPlace permits SharedStore {

    /** The place of an object's records. */
    static RecordPlace of(ObjectModel object) {
        return new SharedStore(object);
    }

    /** The table's name in SQL. */
    String table();

    /**
     * The condition that rows seen by {@code alias} are live records of this object and its tenant.
     */
    Sql isLive(String alias);

    /**
     * The condition that rows seen by {@code alias} are records of this object and its tenant,
     * deleted or not.
     */
    Sql isOwn(String alias);

    /**
     * A stored field's value as an SQL expression of its {@link
     * dev.armature.metadata.field.ColumnType}.
     */
    String column(String alias, FieldModel field);
}
