package dev.armature.engine.record;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Flush;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Refuses references to records that are not there, and holds those that are until the write ends,
 * so that nobody deletes one meanwhile. One query a target object, for all drafts; what is held
 * already is not looked for again. A hopeful write of one record takes them to be there: the
 * database ends it when they are not, and it is begun again to name them.
 */
final class CheckReferences implements WriteStep {

    private record Reference(Draft draft, FieldModel field, UUID id) {}

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        Map<ObjectModel, List<Reference>> byTarget = new HashMap<>();
        Map<UUID, Draft> siblings = new HashMap<>();
        for (Draft draft : drafts) {
            if (draft.operation() == Draft.Operation.DELETE) {
                continue;
            }
            siblings.put(draft.id(), draft);
            for (FieldModel field : draft.object().fields()) {
                boolean looked =
                        draft.isChanged(field) || draft.operation() == Draft.Operation.RESTORE;
                ValueType.Reference type = field.property().type().link();
                if (looked && type != null && !draft.hasProblem(field)) {
                    List<Reference> references =
                            byTarget.computeIfAbsent(
                                    session.model().required(type.objectId()),
                                    o -> new ArrayList<>());
                    Links.of(draft.value(field))
                            .forEach(id -> references.add(new Reference(draft, field, id)));
                }
            }
        }
        boolean hopeful = session.isHopeful() && drafts.size() == 1;
        byTarget.forEach(
                (target, references) -> check(session, target, references, siblings, hopeful));
    }

    private static void check(
            WriteSession session,
            ObjectModel target,
            List<Reference> references,
            Map<UUID, Draft> siblings,
            boolean hopeful) {
        Set<UUID> found = session.held(target);
        Set<UUID> wanted = new TreeSet<>();
        references.forEach(reference -> wanted.add(reference.id()));
        wanted.removeAll(found);
        if (!wanted.isEmpty() && hopeful) {
            require(session, target, wanted);
            found.addAll(wanted);
        } else if (!wanted.isEmpty()) {
            found.addAll(find(session, target, wanted));
        }
        for (Reference reference : references) {
            Draft made = siblings.get(reference.id());
            if (!found.contains(reference.id()) && made != null && made.object().equals(target)) {
                session.siblings()
                        .add(new WriteSession.Sibling(reference.draft(), reference.field(), made));
            } else if (!found.contains(reference.id())) {
                missing(reference.draft(), reference.field(), target, reference.id());
            }
        }
    }

    static void missing(Draft draft, FieldModel field, ObjectModel target, UUID id) {
        draft.problem(
                field,
                "reference_not_found",
                field.definition().message("There is no " + target.name() + " " + id));
    }

    private static Set<UUID> find(WriteSession session, ObjectModel target, Set<UUID> ids) {
        return Set.copyOf(
                held(target, ids).all(session.connection(), row -> row.getObject(1, UUID.class)));
    }

    private static void require(WriteSession session, ObjectModel target, Set<UUID> ids) {
        Sql required =
                ids.size() == 1
                        ? target.compiled(Required.class, Required::of)
                                .one
                                .with(ids.iterator().next())
                        : Sql.of(
                                "select require(count(*) = ",
                                Sql.number(ids.size()),
                                ") from (",
                                held(target, ids),
                                ") held");
        Flush.later(session.connection(), List.of(required));
    }

    /** Most records name one of another object: the statement that requires it, written once. */
    private record Required(Sql.Ending one) {
        static Required of(ObjectModel target) {
            return new Required(
                    Sql.of("select require(exists (", live(target), " and r.id = ")
                            .ending(ColumnType.UUID, " for key share))"));
        }
    }

    private static Sql held(ObjectModel target, Set<UUID> ids) {
        return Sql.of(live(target), " and r.id = ", which(ids), " for key share");
    }

    private static Sql live(ObjectModel target) {
        RecordPlace place = RecordPlace.of(target);
        return Sql.of("select r.id from ", place.name(), " r where ", place.isLive("r"));
    }

    // The plan for a set sorts.
    private static Sql which(Set<UUID> ids) {
        return ids.size() == 1
                ? Sql.value(ids.iterator().next(), ColumnType.UUID)
                : Sql.of("any(", Sql.array(ids, ColumnType.UUID), ") order by r.id");
    }
}
