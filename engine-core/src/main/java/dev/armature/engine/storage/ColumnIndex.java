package dev.armature.engine.storage;

import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TextBound;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a field's column is indexed. */
public enum ColumnIndex {
    /** Finds, ranges and sorts. */
    ORDERED,
    /** Finds equal values only: texts that may be too long for an ordered index. */
    EQUALITY;

    /**
     * How many formulas of an object get columns. Each is computed by every write, in one
     * statement, whose constants the protocol limits to 65,535.
     */
    static final int MAX_FORMULAS = 16;

    /**
     * The fields of an object that get a column in its own table: those that metadata wants one
     * for, and those that the adviser found to be worth one.
     */
    static Map<Integer, ColumnIndex> wanted(ObjectModel object) {
        Map<Integer, ColumnIndex> wanted = wantedByMetadata(object);
        TableLayout table = object.definition().table();
        if (table != null) {
            for (int id : table.advised()) {
                FieldModel field = object.field(id);
                if (field != null && isPossible(object, field)) {
                    wanted.put(id, of(object, field));
                }
            }
            CombinedIndexes.wanted(object)
                    .forEach(index -> index.numbers().forEach(id -> wanted.put(id, ORDERED)));
        }
        return wanted;
    }

    /**
     * The fields and formulas that are said to be indexed, fields looked up by value, and
     * references, whose other end lists them.
     */
    static Map<Integer, ColumnIndex> wantedByMetadata(ObjectModel object) {
        Map<Integer, ColumnIndex> wanted = new TreeMap<>();
        for (FieldModel field : object.fields()) {
            FieldDefinition definition = field.definition();
            if (isPossible(object, field)
                    && (definition.indexed()
                            || definition.unique()
                            || definition.type() instanceof ReferenceType)) {
                wanted.put(field.id(), of(object, field));
            }
        }
        CombinedIndexes.declared(object)
                .forEach(index -> index.numbers().forEach(id -> wanted.put(id, ORDERED)));
        formulas(object).forEach(formula -> wanted.put(formula.id(), of(object, formula)));
        return wanted;
    }

    /** The formulas and lookups that are said to be indexed and whose values can be stored. */
    private static List<FieldModel> formulas(ObjectModel object) {
        return object.fields().stream()
                .filter(field -> field.definition().indexed() && field.formula() != null)
                .filter(field -> field.type().column().isOrdered() && object.isStorable(field))
                .limit(MAX_FORMULAS)
                .toList();
    }

    /** Whether values of a stored field can have a column with an index. */
    static boolean isPossible(ObjectModel object, FieldModel field) {
        ColumnType column = field.type().column();
        return field.type().stored()
                && column.isOrdered()
                && (column != ColumnType.TEXT
                        || TextBound.isShort(object, field)
                        || field.definition().type().canBeUnique());
    }

    static ColumnIndex of(ObjectModel object, FieldModel field) {
        return field.type().column() == ColumnType.TEXT && !TextBound.isShort(object, field)
                ? EQUALITY
                : ORDERED;
    }
}
