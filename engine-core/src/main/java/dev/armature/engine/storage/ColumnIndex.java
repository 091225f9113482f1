package dev.armature.engine.storage;

import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.field.AutoNumberType;
import dev.armature.metadata.field.ColorType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.EmailType;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.LookupType;
import dev.armature.metadata.field.PhoneType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.field.SelectType;
import dev.armature.metadata.field.TextType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
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

    /** An entry of an ordered index has at most 2,704 bytes, and a code point at most 4. */
    private static final int MAX_ORDERED_LENGTH = 640;

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
                if (field != null && isPossible(field)) {
                    wanted.put(id, of(field));
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
            if (isPossible(field)
                    && (definition.indexed()
                            || definition.unique()
                            || definition.type() instanceof ReferenceType)) {
                wanted.put(field.id(), of(field));
            }
        }
        CombinedIndexes.declared(object)
                .forEach(index -> index.numbers().forEach(id -> wanted.put(id, ORDERED)));
        formulas(object).forEach(formula -> wanted.put(formula.id(), of(formula)));
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
    static boolean isPossible(FieldModel field) {
        ColumnType column = field.type().column();
        return field.type().stored()
                && column.isOrdered()
                && (column != ColumnType.TEXT
                        || isShort(field.type())
                        || field.definition().type().canBeUnique());
    }

    static ColumnIndex of(FieldModel field) {
        return field.type().column() == ColumnType.TEXT && !isShort(field.type())
                ? EQUALITY
                : ORDERED;
    }

    private static boolean isShort(FieldType type) {
        return switch (type) {
            case LookupType lookup -> lookup.source() != null && isShort(lookup.source());
            case TextType text -> text.maxLength() <= MAX_ORDERED_LENGTH;
            case SelectType s -> true;
            case EmailType e -> true;
            case PhoneType p -> true;
            case ColorType c -> true;
            case AutoNumberType a -> true;
            default -> false;
        };
    }
}
