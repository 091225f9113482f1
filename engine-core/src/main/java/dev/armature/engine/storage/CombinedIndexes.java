package dev.armature.engine.storage;

import dev.armature.metadata.definition.CombinedIndex;
import dev.armature.metadata.definition.IndexColumns;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which indexes over several fields an object's own table gets. */
final class CombinedIndexes {

    private CombinedIndexes() {}

    /** Those that metadata names, and those that the adviser found to be worth it. */
    static Set<IndexColumns> wanted(ObjectModel object) {
        Set<IndexColumns> wanted = declared(object);
        TableLayout table = object.definition().table();
        if (table != null) {
            table.advisedIndexes().stream()
                    .filter(index -> isPossible(object, index))
                    .forEach(wanted::add);
        }
        return wanted;
    }

    /** Those that metadata names. */
    static Set<IndexColumns> declared(ObjectModel object) {
        Set<IndexColumns> declared = new TreeSet<>();
        for (CombinedIndex index : object.definition().options().indexes()) {
            IndexColumns columns = columns(object, index);
            if (isPossible(object, columns)) {
                declared.add(columns);
            }
        }
        return declared;
    }

    static IndexColumns columns(ObjectModel object, CombinedIndex index) {
        List<Integer> columns = new ArrayList<>();
        for (CombinedIndex.Key key : index.keys()) {
            FieldModel field = object.field(key.field());
            if (field != null) {
                columns.add(key.descending() ? -field.id() : field.id());
            }
        }
        return new IndexColumns(columns);
    }

    /** Whether all its fields have values that an index can be ordered by. */
    static boolean isPossible(ObjectModel object, IndexColumns index) {
        return index.numbers().stream()
                .allMatch(number -> {
                    FieldModel field = object.field(number);
                    return field != null
                            && ColumnIndex.isPossible(object, field)
                            && ColumnIndex.of(object, field) == ColumnIndex.ORDERED;
                });
    }

    /** Whether a table has all the columns of an index, filled. */
    static boolean isReady(TableLayout table, IndexColumns index) {
        return index.numbers().stream().allMatch(table::isReady);
    }
}
