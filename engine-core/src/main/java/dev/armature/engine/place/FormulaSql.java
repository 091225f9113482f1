package dev.armature.engine.place;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;

/** Writes formulas out for their columns. */
@FunctionalInterface
public interface FormulaSql {

    /**
     * A formula's value for a row that is seen by {@code alias} and has the column {@code data}.
     *
     * @param formula rests on values that its record stores, and those that references lead to
     */
    Sql value(ObjectModel object, FieldModel formula, String alias);
}
