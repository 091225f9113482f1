package dev.armature.engine.record;

import dev.armature.engine.query.SeenRecords;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Refuses references that a caller gives to records that they do not see, as if those were not
 * there. What rules and hooks refer to later on is theirs to say.
 */
final class SeenReferences implements WriteStep {

    private record Reference(Draft draft, FieldModel field, UUID id) {}

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        if (session.grants().isAll()) {
            return;
        }
        Set<UUID> siblings = new HashSet<>();
        drafts.forEach(draft -> siblings.add(draft.id()));
        Map<ObjectModel, List<Reference>> byTarget = new HashMap<>();
        for (Draft draft : drafts) {
            for (FieldModel field : draft.object().fields()) {
                ValueType.Reference link = field.property().type().link();
                if (link == null
                        || !draft.isGiven(field)
                        || !draft.isChanged(field)
                        || draft.hasProblem(field)) {
                    continue;
                }
                ObjectModel target = session.model().required(link.objectId());
                if (session.grants().condition(target, Right.READ) != null) {
                    Links.of(draft.value(field)).stream()
                            .filter(id -> !siblings.contains(id))
                            .forEach(id ->
                                    byTarget.computeIfAbsent(target, t -> new ArrayList<>())
                                            .add(new Reference(draft, field, id)));
                }
            }
        }
        byTarget.forEach((target, references) -> check(session, target, references));
    }

    private static void check(
            WriteSession session, ObjectModel target, List<Reference> references) {
        Set<UUID> seen =
                SeenRecords.among(
                        session.connection(),
                        session.seen(target),
                        session.environment(),
                        references.stream().map(Reference::id).distinct().toList());
        for (Reference reference : references) {
            if (!seen.contains(reference.id())) {
                CheckReferences.missing(
                        reference.draft(), reference.field(), target, reference.id());
            }
        }
    }
}
