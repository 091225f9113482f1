package dev.armature.engine.record;

import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.Following;
import dev.armature.metadata.model.ObjectModel;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Records that rest on others, by their objects in the order in which they are locked. */
final class Parents {

    private record Ids(ObjectModel object, Set<UUID> ids) {}

    private final Map<Integer, Ids> byObject = new TreeMap<>();

    void add(ObjectModel object, @Nullable Object id) {
        if (id instanceof UUID known) {
            byObject.computeIfAbsent(object.id(), none -> new Ids(object, new HashSet<>()))
                    .ids()
                    .add(known);
        }
    }

    /**
     * Adds whom a draft leads to by a reference, or did before, if it changed what matters there.
     */
    void addFor(Draft draft, Following following) {
        boolean matters =
                draft.operation() != Draft.Operation.UPDATE
                        || draft.isChanged(following.reference())
                        || following.reads().stream().anyMatch(field -> isChanged(draft, field));
        if (matters) {
            StoredRecord before = draft.before();
            if (before != null && !before.deleted()) {
                add(following.parent(), before.values().get(following.reference().id()));
            }
            if (draft.operation() != Draft.Operation.DELETE) {
                add(following.parent(), draft.value(following.reference()));
            }
        }
    }

    /** Whether a field is another than before; the system's own may always be. */
    private static boolean isChanged(Draft draft, int fieldId) {
        FieldModel field = draft.object().field(fieldId);
        return field == null || draft.isChanged(field);
    }

    boolean isEmpty() {
        return byObject.isEmpty();
    }

    /** All of them together. */
    Set<UUID> ids() {
        Set<UUID> all = new HashSet<>();
        byObject.values().forEach(own -> all.addAll(own.ids()));
        return all;
    }

    void forEach(BiConsumer<ObjectModel, Set<UUID>> consumer) {
        byObject.values().forEach(own -> consumer.accept(own.object(), own.ids()));
    }
}
