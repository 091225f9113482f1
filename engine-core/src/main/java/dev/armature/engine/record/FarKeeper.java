package dev.armature.engine.record;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.model.FarRead;
import dev.armature.metadata.model.FarReads;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.model.TenantModel;
import java.sql.Connection;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the columns of formulas that read other records in step with those, within the transaction
 * that writes. Who makes a reference holds the records that formulas read along it, from there on,
 * until it is committed, so that the values it stores are those that stay. Who changes a record
 * afterwards looks for the references that lead to it, locks the records they begin at, and only
 * then has their formulas computed, by a statement that sees what everybody before has committed.
 * Belongs to one transaction.
 */
final class FarKeeper {

    /**
     * How many records of an object one write brings up to date beside those it is about. Where
     * more rest on what it changes, their columns are taken out of use, and filled by a job.
     */
    static final int MAX_DEPENDENTS = 2_000;

    /** How many records one statement brings up to date. */
    private static final int CHUNK = 5_000;

    // What a write of a record never changes of it.
    private static final Set<Integer> LASTING =
            Set.of(SystemField.ID, SystemField.CREATED_AT, SystemField.CREATED_BY).stream()
                    .map(field -> field.property(0, "").fieldId())
                    .collect(Collectors.toUnmodifiableSet());

    private final Connection connection;
    private final TenantModel model;
    private final boolean limited;
    private final FarReads reads;
    private final @Nullable Consumer<LostValue> lost;
    private FarDependents due = new FarDependents();

    /**
     * @param limited whether too many dependents are a reason to stop, and not to take long
     */
    FarKeeper(Connection connection, TenantModel model, boolean limited) {
        this(connection, model, limited, null);
    }

    /**
     * One for a job.
     *
     * @param lost is told of values that go out of range, and are left out for that
     */
    FarKeeper(Connection connection, TenantModel model, Consumer<LostValue> lost) {
        this(connection, model, false, lost);
    }

    private FarKeeper(
            Connection connection,
            TenantModel model,
            boolean limited,
            @Nullable Consumer<LostValue> lost) {
        this.lost = lost;
        this.connection = connection;
        this.model = model;
        this.limited = limited;
        this.reads = model.farReads();
    }

    /** One that has noted nothing yet. */
    FarKeeper another() {
        return new FarKeeper(connection, model, limited);
    }

    /** The columns must be taken out of use before the write is tried again. */
    static final class TooManyDependents extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient ObjectModel owner;
        private final transient Set<Integer> formulas;

        TooManyDependents(ObjectModel owner, Set<Integer> formulas) {
            super("too many records rest on what is written", null, false, false);
            this.owner = owner;
            this.formulas = formulas;
        }

        ObjectModel owner() {
            return owner;
        }

        Set<Integer> formulas() {
            return formulas;
        }
    }

    /**
     * Holds what formulas will read along the references that drafts make, until the transaction
     * ends. To be called before they are stored.
     */
    void hold(List<Draft> drafts) {
        Map<List<Property>, Set<UUID>> ways = new HashMap<>();
        for (Draft draft : drafts) {
            for (List<Property> path : reads.ahead(draft.object())) {
                FieldModel reference = draft.object().field(path.getFirst().fieldId());
                if (reference != null && makes(draft, reference)) {
                    put(ways, path, Links.of(draft.value(reference)));
                }
            }
        }
        while (!ways.isEmpty()) {
            ways = holdNext(ways);
        }
    }

    private static boolean makes(Draft draft, FieldModel reference) {
        return switch (draft.operation()) {
            case CREATE, RESTORE -> true;
            case UPDATE -> draft.isChanged(reference);
            case DELETE -> false;
        };
    }

    private static void put(
            Map<List<Property>, Set<UUID>> ways, List<Property> path, Collection<UUID> ids) {
        if (!ids.isEmpty()) {
            ways.computeIfAbsent(path, none -> new TreeSet<>()).addAll(ids);
        }
    }

    /**
     * Holds the records that paths lead to by their first references.
     *
     * @param ways the records' ids by the paths
     * @return the same for the references after those
     */
    private Map<List<Property>, Set<UUID>> holdNext(Map<List<Property>, Set<UUID>> ways) {
        Map<Integer, Set<UUID>> byTarget = new TreeMap<>();
        ways.forEach((path, ids) ->
                byTarget.computeIfAbsent(target(path).id(), none -> new TreeSet<>()).addAll(ids));
        Map<Integer, Map<UUID, StoredRecord>> held = new HashMap<>();
        byTarget.forEach((target, ids) -> held.put(target, hold(model.required(target), ids)));
        Map<List<Property>, Set<UUID>> next = new HashMap<>();
        ways.forEach((path, ids) -> {
            if (path.size() > 1) {
                List<Property> rest = path.subList(1, path.size());
                Map<UUID, StoredRecord> records = held.getOrDefault(target(path).id(), Map.of());
                for (UUID id : ids) {
                    StoredRecord record = records.get(id);
                    if (record != null) {
                        put(next, rest, Links.of(record.values().get(rest.getFirst().fieldId())));
                    }
                }
            }
        });
        return next;
    }

    private ObjectModel target(List<Property> path) {
        return FarDependents.target(model, path.getFirst());
    }

    // Where rollups are kept, the transaction may go on to write the record: to share it with
    // another one that does too would end with both waiting for each other.
    private Map<UUID, StoredRecord> hold(ObjectModel target, Set<UUID> ids) {
        return RecordLoader.load(
                connection,
                target,
                ids,
                target.rollups().isEmpty() ? RecordLoader.Lock.SHARE : RecordLoader.Lock.UPDATE);
    }

    /**
     * Notes what drafts that were stored change for formulas of others.
     *
     * @param siblings references to records that the same write makes or restores
     */
    void note(List<Draft> stored, Collection<WriteSession.Sibling> siblings) {
        Set<UUID> awaited =
                siblings.stream().map(sibling -> sibling.target().id()).collect(Collectors.toSet());
        for (Draft draft : stored) {
            for (FarRead read : reads.of(draft.object())) {
                if (matters(draft, read, awaited)) {
                    due.add(read, draft.id());
                }
            }
        }
    }

    private static boolean matters(Draft draft, FarRead read, Set<UUID> awaited) {
        return switch (draft.operation()) {
            case DELETE, RESTORE -> true;
            // Nobody references what is new, but for those that are written together with it.
            case CREATE -> awaited.contains(draft.id());
            case UPDATE -> read.reads().stream().anyMatch(field -> isChanged(draft, field));
        };
    }

    private static boolean isChanged(Draft draft, int fieldId) {
        FieldModel field = draft.object().field(fieldId);
        return field == null ? !LASTING.contains(fieldId) : draft.isChanged(field);
    }

    /** Notes that some fields of a record became others without its being written. */
    void note(StoredRecord changed, Set<Integer> fields) {
        if (!changed.deleted()) {
            for (FarRead read : reads.of(changed.object())) {
                if (read.reads().stream().anyMatch(fields::contains)) {
                    due.add(read, changed.id());
                }
            }
        }
    }

    /**
     * Computes the formulas that rest on what was noted.
     *
     * @throws TooManyDependents when that would take long
     */
    void follow() {
        if (due.isEmpty()) {
            return;
        }
        FarDependents noted = due;
        due = new FarDependents();
        List<FarDependents.Due> found =
                noted.find(connection, model, limited ? MAX_DEPENDENTS + 1 : Integer.MAX_VALUE);
        for (FarDependents.Due one : found) {
            if (limited && one.ids().size() > MAX_DEPENDENTS) {
                leave(one);
            } else {
                compute(one);
            }
        }
    }

    /** Leaves columns that nobody reads behind, and has those filled once more. */
    private void leave(FarDependents.Due due) {
        TableLayout table = due.owner().definition().table();
        Set<Integer> used =
                due.formulas().stream()
                        .map(FieldModel::id)
                        .filter(id -> table != null && table.isReady(id))
                        .collect(Collectors.toSet());
        if (!used.isEmpty()) {
            throw new TooManyDependents(due.owner(), used);
        }
        Sql.of(
                        "insert into column_due (tenant_id, object_id) values (",
                        Sql.number(model.tenant().value()),
                        ", ",
                        Sql.number(due.owner().id()),
                        ") on conflict (tenant_id, object_id) do update set at = now()")
                .execute(connection);
    }

    private void compute(FarDependents.Due due) {
        List<UUID> ids = List.copyOf(due.ids());
        for (int from = 0; from < ids.size(); from += CHUNK) {
            List<UUID> chunk = ids.subList(from, Math.min(ids.size(), from + CHUNK));
            if (lost == null) {
                FarColumns.compute(connection, due.owner(), due.formulas(), chunk);
            } else {
                FarColumns.fill(connection, due.owner(), due.formulas(), chunk, lost);
            }
        }
    }
}
