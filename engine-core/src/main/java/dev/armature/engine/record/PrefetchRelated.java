package dev.armature.engine.record;

import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Reads the records that the drafts reference in one query a target, where the object has
 * expressions that may walk to them. One draft alone leaves it to be read when needed.
 */
final class PrefetchRelated implements WriteStep {

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        if (drafts.size() < 2) {
            return;
        }
        Map<ObjectModel, Set<UUID>> wanted = new HashMap<>();
        for (Draft draft : drafts) {
            for (FieldModel field : draft.object().walkedReferences()) {
                ValueType.Reference type = field.property().type().link();
                if (type != null) {
                    wanted.computeIfAbsent(
                                    session.model().required(type.objectId()),
                                    target -> new HashSet<>())
                            .addAll(Links.of(draft.value(field)));
                }
            }
        }
        wanted.forEach(session.related()::prefetch);
    }
}
