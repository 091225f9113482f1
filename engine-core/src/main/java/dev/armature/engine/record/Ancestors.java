package dev.armature.engine.record;

import dev.armature.metadata.model.FarRead;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.Rollup;
import dev.armature.metadata.model.TenantModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Locks the records that keep figures over others before those, from the top down. It is needed
 * where formulas with columns rest on such a figure: a write of one record then leads by the figure
 * to the columns of its siblings, and two writers that each held their own record would wait for
 * each other. Stateless.
 */
final class Ancestors {

    /** How many levels of figures over figures are locked ahead; beyond, a loser begins again. */
    private static final int MAX_LEVELS = 5;

    private Ancestors() {}

    /** Whether writers of an object's records can meet in that way. Kept with the object. */
    private record Meeting(boolean possible) {

        static Meeting of(ObjectModel object) {
            return new Meeting(isPossible(object, new HashSet<>()));
        }

        private static boolean isPossible(ObjectModel object, Set<ObjectModel> seen) {
            TenantModel model = object.tenant();
            return seen.add(object)
                    && model.rollupsOver(object).stream()
                            .anyMatch(rollup ->
                                    model.farReads().of(rollup.parent()).stream()
                                                    .map(FarRead::reads)
                                                    .anyMatch(reads ->
                                                            reads.contains(rollup.field().id()))
                                            || isPossible(rollup.parent(), seen));
        }
    }

    /** Whether records of an object are to be locked after those that keep figures over them. */
    static boolean matter(ObjectModel object) {
        return object.compiled(Meeting.class, Meeting::of).possible();
    }

    /** Whether figures over an object's records are made of a field. */
    static boolean isRead(ObjectModel object, FieldModel field) {
        return object.tenant().rollupsOver(object).stream()
                .map(Rollup::following)
                .anyMatch(following ->
                        following.reference().equals(field)
                                || following.reads().contains(field.id()));
    }

    /**
     * Locks what keeps figures over records that are about to be locked themselves.
     *
     * @param ids those records
     * @param given references that they are to be given
     * @return what is locked
     */
    static Level lockOver(
            WriteSession session, ObjectModel object, Collection<UUID> ids, Given given) {
        Level parents = new Level();
        Map<UUID, StoredRecord> records =
                RecordLoader.loadDeletedToo(
                        session.connection(), object, ids, RecordLoader.Lock.NONE);
        for (Rollup rollup : session.model().rollupsOver(object)) {
            FieldModel reference = rollup.following().reference();
            records.values()
                    .forEach(record ->
                            parents.add(
                                    rollup.parent(),
                                    Links.of(record.values().get(reference.id()))));
            parents.add(rollup.parent(), given.of(reference));
        }
        return lock(session, parents);
    }

    /** What a write gives a reference. */
    @FunctionalInterface
    interface Given {
        List<UUID> of(FieldModel reference);
    }

    /** Locks what keeps figures over records that are about to be made, or to come elsewhere. */
    static void lockOver(WriteSession session, List<Draft> drafts) {
        Level parents = new Level();
        for (Draft draft : drafts) {
            if (matter(draft.object()) && draft.operation() != Draft.Operation.DELETE) {
                for (Rollup rollup : session.model().rollupsOver(draft.object())) {
                    FieldModel reference = rollup.following().reference();
                    boolean held =
                            draft.operation() == Draft.Operation.UPDATE
                                    && !draft.isChanged(reference);
                    if (!held) {
                        parents.add(rollup.parent(), Links.of(draft.value(reference)));
                    }
                }
            }
        }
        lock(session, parents);
    }

    /** Records of several objects, in the order in which they are locked. */
    static final class Level {
        private final Map<Integer, ObjectModel> objects = new TreeMap<>();
        private final Map<Integer, Set<UUID>> ids = new TreeMap<>();

        void add(ObjectModel object, Collection<UUID> some) {
            if (!some.isEmpty()) {
                objects.put(object.id(), object);
                ids.computeIfAbsent(object.id(), id -> new TreeSet<>()).addAll(some);
            }
        }

        Set<UUID> of(ObjectModel object) {
            return ids.getOrDefault(object.id(), Set.of());
        }

        /**
         * Makes sure that records, now that they are locked, still lead to those that were locked
         * before them. Where another writer took them elsewhere, the write begins again; one within
         * another cannot, and locks late.
         */
        void requireOver(
                WriteSession session, ObjectModel object, Collection<StoredRecord> records) {
            for (Rollup rollup : session.model().rollupsOver(object)) {
                int reference = rollup.following().reference().id();
                for (StoredRecord record : records) {
                    List<UUID> parents = Links.of(record.values().get(reference));
                    if (session.depth() == 0 && !of(rollup.parent()).containsAll(parents)) {
                        throw new Statements.LostRaceException();
                    }
                }
            }
        }
    }

    private static Level lock(WriteSession session, Level parents) {
        List<Level> levels = new ArrayList<>();
        for (Level level = parents;
                !level.objects.isEmpty() && levels.size() < MAX_LEVELS;
                level = above(session, level)) {
            levels.add(level);
        }
        boolean whole = levels.size() < MAX_LEVELS;
        Level locked = new Level();
        for (Level level : levels.reversed()) {
            level.objects.forEach((id, object) -> {
                Collection<StoredRecord> records =
                        RecordLoader.loadDeletedToo(
                                        session.connection(),
                                        object,
                                        level.of(object),
                                        RecordLoader.Lock.UPDATE)
                                .values();
                if (whole) {
                    locked.requireOver(session, object, records);
                }
            });
            level.objects.forEach((id, object) -> locked.add(object, level.of(object)));
        }
        return locked;
    }

    private static Level above(WriteSession session, Level level) {
        Level above = new Level();
        level.objects.forEach((id, object) -> {
            List<Rollup> rollups = session.model().rollupsOver(object);
            if (!rollups.isEmpty()) {
                Collection<StoredRecord> records =
                        RecordLoader.loadDeletedToo(
                                        session.connection(),
                                        object,
                                        level.of(object),
                                        RecordLoader.Lock.NONE)
                                .values();
                for (Rollup rollup : rollups) {
                    int reference = rollup.following().reference().id();
                    records.forEach(record ->
                            above.add(rollup.parent(), Links.of(record.values().get(reference))));
                }
            }
        });
        return above;
    }
}
