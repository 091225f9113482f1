package dev.armature.engine.record;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Locks;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses references by which a record would lead back to itself. Only a change can close a circle:
 * nothing refers to a record that is being created, or to one in the recycle bin. Whoever changes
 * such a reference waits for the others who do, since two halves of a circle can come from two
 * writers.
 */
final class CheckAcyclic implements WriteStep {

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        Map<ObjectModel, List<Draft>> byObject = new LinkedHashMap<>();
        for (Draft draft : drafts) {
            if (draft.isWrite() && !draft.object().acyclic().isEmpty()) {
                byObject.computeIfAbsent(draft.object(), o -> new ArrayList<>()).add(draft);
            }
        }
        byObject.forEach((object, own) ->
                object.acyclic().forEach(field -> check(session, object, field, own)));
    }

    private static void check(
            WriteSession session, ObjectModel object, FieldModel field, List<Draft> drafts) {
        List<Draft> changed =
                drafts.stream()
                        .filter(draft -> draft.before() != null)
                        .filter(draft -> draft.isChanged(field) && draft.value(field) != null)
                        .filter(draft -> !draft.hasProblem(field))
                        .toList();
        if (changed.isEmpty()) {
            return;
        }
        lock(session.connection(), object, field);
        Set<UUID> begin = new TreeSet<>();
        changed.forEach(draft -> begin.add((UUID) draft.value(field)));
        Map<UUID, UUID> next = ancestors(session.connection(), object, field, begin);
        drafts.forEach(draft -> put(next, draft.id(), (UUID) draft.value(field)));
        for (Draft draft : changed) {
            if (leadsBack(next, draft.id())) {
                draft.problem(
                        field,
                        "reference_cycle",
                        "The " + object.name() + " would lead back to itself");
            }
        }
    }

    private static void put(Map<UUID, UUID> next, UUID id, @Nullable UUID target) {
        if (target == null) {
            next.remove(id);
        } else {
            next.put(id, target);
        }
    }

    /** Whether the way from a record comes back to it. */
    static boolean leadsBack(Map<UUID, UUID> next, UUID id) {
        Set<UUID> seen = new HashSet<>();
        for (UUID at = next.get(id); at != null && seen.add(at); at = next.get(at)) {
            if (at.equals(id)) {
                return true;
            }
        }
        return false;
    }

    private static void lock(Connection connection, ObjectModel object, FieldModel field) {
        Locks.hold(
                connection,
                "acyclic/%d/%d/%d"
                        .formatted(object.tenant().tenant().value(), object.id(), field.id()));
    }

    /** Whom records refer to, and whom those refer to, and so on. */
    private static Map<UUID, UUID> ancestors(
            Connection connection, ObjectModel object, FieldModel field, Collection<UUID> begin) {
        RecordPlace place = RecordPlace.of(object);
        Sql select =
                Sql.of("select r.id, ", place.column("r", field), " from ", place.name(), " r");
        Sql sql =
                Sql.of(
                        "with recursive up(id, target) as (",
                        select,
                        " where ",
                        place.isLive("r"),
                        " and r.id = any(",
                        Sql.array(begin, ColumnType.UUID),
                        ")\nunion ",
                        select,
                        " join up on r.id = up.target where ",
                        place.isLive("r"),
                        ")\nselect id, target from up where target is not null");
        Map<UUID, UUID> next = new HashMap<>();
        sql.query(
                connection,
                row -> {
                    while (row.next()) {
                        next.put(row.getObject(1, UUID.class), row.getObject(2, UUID.class));
                    }
                });
        return next;
    }

    /** The records that lead back to themselves by a field already. */
    static Set<UUID> circles(Connection connection, ObjectModel object, FieldModel field) {
        Map<UUID, UUID> next = new HashMap<>();
        RecordLoader.scan(
                connection,
                object,
                record -> put(next, record.id(), (UUID) record.values().get(field.id())));
        // Whoever is not led to by any other is in no circle; taking those away again and again
        // leaves the circles.
        Map<UUID, Integer> incoming = new HashMap<>();
        next.values().forEach(target -> incoming.merge(target, 1, Integer::sum));
        ArrayDeque<UUID> loose =
                next.keySet().stream()
                        .filter(id -> !incoming.containsKey(id))
                        .collect(Collectors.toCollection(ArrayDeque::new));
        while (!loose.isEmpty()) {
            UUID target = next.remove(loose.poll());
            if (target != null && incoming.merge(target, -1, Integer::sum) == 0) {
                loose.add(target);
            }
        }
        return next.keySet();
    }
}
