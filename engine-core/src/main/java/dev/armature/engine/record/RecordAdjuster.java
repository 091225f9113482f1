package dev.armature.engine.record;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.change.ChangeStep;
import dev.armature.metadata.change.EditContext;
import dev.armature.metadata.change.PublishListener;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.definition.Acyclic;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.definition.UniqueTogether;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.LinkType;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.model.Uniqueness;
import dev.armature.metadata.problem.Problems;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what hangs on records in step with metadata: the index of unique values and the links,
 * which exist for the fields that are there and no others. Plain fields cost nothing.
 */
public final class RecordAdjuster implements PublishListener {

    private final RollupFiller rollups;

    /** One that fills everything at once. */
    public RecordAdjuster() {
        this((connection, object, records) -> {}, Integer.MAX_VALUE);
    }

    /**
     * @param later fills the rollups of objects with many records
     */
    public RecordAdjuster(RollupFiller.Later later) {
        this(later, RollupFiller.AT_ONCE);
    }

    /**
     * @param atOnce how many records of an object are filled at once
     */
    public RecordAdjuster(RollupFiller.Later later, int atOnce) {
        this.rollups = new RollupFiller(later, atOnce);
    }

    @Override
    public TenantDefinition preparing(
            Connection connection, TenantModel before, TenantModel after) {
        return rollups.prepare(connection, before, after);
    }

    @Override
    public void publishing(
            Connection connection,
            TenantModel before,
            TenantModel after,
            List<ChangeStep> steps,
            Problems problems) {
        for (ChangeStep step : steps) {
            try {
                adjust(connection, before, after, step, problems);
            } catch (SQLException e) {
                throw new DatabaseException(e);
            }
        }
        try {
            for (int object : touched(steps)) {
                options(connection, before.object(object), after.object(object), problems);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        rollups.fill(connection, before, after);
        InvariantAdjuster.adjust(connection, before, after, problems);
    }

    private static void adjust(
            Connection connection,
            TenantModel before,
            TenantModel after,
            ChangeStep step,
            Problems problems)
            throws SQLException {
        switch (step) {
            case ChangeStep.RemoveObject(ObjectDefinition object) -> {
                clear(connection, before, "record_unique", object.id(), null);
                clear(connection, before, "record_link", object.id(), null);
            }
            case ChangeStep.RemoveField(ObjectDefinition object, FieldDefinition field) ->
                    forget(connection, before, object, field);
            case ChangeStep.PutField put -> put(connection, before, after, put, problems);
            case ChangeStep.PutObject p -> {}
            case ChangeStep.PutPart p -> {}
            case ChangeStep.RemovePart p -> {}
            case ChangeStep.PutRole r -> {}
            case ChangeStep.RemoveRole r -> {}
        }
    }

    /**
     * The objects of which an option or a field is another: options name fields, and a converted
     * one has a new number under the old name.
     */
    private static Set<Integer> touched(List<ChangeStep> steps) {
        Set<Integer> touched = new LinkedHashSet<>();
        for (ChangeStep step : steps) {
            switch (step) {
                case ChangeStep.PutObject put -> touched.add(put.object().id());
                case ChangeStep.PutField put -> touched.add(put.object().id());
                case ChangeStep.RemoveObject r -> {}
                case ChangeStep.RemoveField r -> {}
                case ChangeStep.PutPart p -> {}
                case ChangeStep.RemovePart p -> {}
                case ChangeStep.PutRole r -> {}
                case ChangeStep.RemoveRole r -> {}
            }
        }
        return touched;
    }

    private static void options(
            Connection connection,
            @Nullable ObjectModel before,
            @Nullable ObjectModel after,
            Problems problems)
            throws SQLException {
        if (after != null) {
            together(connection, before, after, problems);
            acyclic(connection, before, after, problems);
            CounterAdjuster.adjust(connection, before, after);
        }
    }

    private static void forget(
            Connection connection,
            TenantModel before,
            ObjectDefinition object,
            FieldDefinition field)
            throws SQLException {
        if (field.unique()) {
            UniqueIndex.clear(connection, before.required(object.id()), field.id());
        }
        if (field.type() instanceof LinkType) {
            clear(connection, before, "record_link", object.id(), field.id());
        }
    }

    private static void put(
            Connection connection,
            TenantModel before,
            TenantModel after,
            ChangeStep.PutField put,
            Problems problems)
            throws SQLException {
        ObjectModel object = after.required(put.object().id());
        FieldModel field = object.field(put.field().id());
        ObjectModel oldObject = before.object(put.object().id());
        FieldModel oldField = oldObject == null ? null : oldObject.field(put.field().id());
        if (field == null || isUntouched(put, oldObject)) {
            return;
        }
        unique(connection, object, oldField, field, problems);
        if (oldField == null && field.type() instanceof LinkType) {
            link(connection, object, field);
        }
    }

    private static void unique(
            Connection connection,
            ObjectModel object,
            @Nullable FieldModel oldField,
            FieldModel field,
            Problems problems)
            throws SQLException {
        boolean isUnique = field.definition().unique();
        boolean wasUnique = oldField != null && oldField.definition().unique();
        boolean keyedAnew =
                oldField != null && wasUnique && !field.type().keysLike(oldField.type());
        if (wasUnique && (!isUnique || keyedAnew)) {
            UniqueIndex.clear(connection, object, field.id());
        }
        if (isUnique && (!wasUnique || keyedAnew)) {
            String place = EditContext.place(object.definition(), field.definition());
            fill(
                    connection,
                    object,
                    Uniqueness.of(field),
                    place + (keyedAnew ? "/ignoreCase" : "/unique"),
                    problems);
        }
    }

    /** Brings the index in line with the combinations that an object keeps unique. */
    private static void together(
            Connection connection,
            @Nullable ObjectModel oldObject,
            ObjectModel object,
            Problems problems)
            throws SQLException {
        List<Uniqueness> olds = oldObject == null ? List.of() : Uniqueness.together(oldObject);
        List<Uniqueness> news = Uniqueness.together(object);
        for (Uniqueness old : olds) {
            if (news.stream().noneMatch(old::sameAs)) {
                UniqueIndex.clear(connection, object, old.number());
            }
        }
        for (int i = 0; i < news.size(); i++) {
            Uniqueness now = news.get(i);
            if (olds.stream().noneMatch(now::sameAs)) {
                String place =
                        EditContext.place(object.definition()) + "/" + UniqueTogether.ATTRIBUTE;
                fill(connection, object, now, Pointers.at(place, i), problems);
            }
        }
    }

    /** Refuses to forbid circles that records are in already. */
    private static void acyclic(
            Connection connection,
            @Nullable ObjectModel oldObject,
            ObjectModel object,
            Problems problems) {
        List<Integer> olds =
                oldObject == null
                        ? List.of()
                        : oldObject.acyclic().stream().map(FieldModel::id).toList();
        for (FieldModel field : object.acyclic()) {
            Set<UUID> circles =
                    olds.contains(field.id())
                            ? Set.of()
                            : CheckAcyclic.circles(connection, object, field);
            if (!circles.isEmpty()) {
                problems.add(
                        EditContext.place(object.definition()) + "/" + Acyclic.ATTRIBUTE,
                        "reference_cycle",
                        "By %s, %d records lead back to themselves, among them %s"
                                .formatted(
                                        field.name(), circles.size(), circles.iterator().next()));
            }
        }
    }

    private static void fill(
            Connection connection,
            ObjectModel object,
            Uniqueness uniqueness,
            String place,
            Problems problems)
            throws SQLException {
        int doubles = UniqueIndex.fill(connection, object, uniqueness);
        if (doubles > 0) {
            problems.add(
                    place,
                    "not_unique",
                    doubles + " records have a value that another record has too");
        }
    }

    /** A field with a number that was never used has no values yet. */
    private static boolean isUntouched(ChangeStep.PutField put, @Nullable ObjectModel oldObject) {
        return oldObject != null && put.field().id() >= oldObject.definition().nextFieldId();
    }

    private static void clear(
            Connection connection,
            TenantModel model,
            String table,
            int objectId,
            @Nullable Integer fieldId) {
        Sql own =
                Sql.of(
                        "delete from ",
                        table,
                        " where tenant_id = ",
                        Sql.number(model.tenant().value()),
                        " and object_id = ",
                        Sql.number(objectId));
        (fieldId == null ? own : Sql.of(own, " and field_id = ", Sql.number(fieldId)))
                .execute(connection);
    }

    // Read and then written: who may read a tenant's own table may not write links.
    private static void link(Connection connection, ObjectModel object, FieldModel field) {
        List<UUID> ids = new ArrayList<>();
        List<UUID> targets = new ArrayList<>();
        RecordLoader.scan(
                connection,
                object,
                record -> {
                    for (UUID target : Links.of(record.values().get(field.id()))) {
                        ids.add(record.id());
                        targets.add(target);
                    }
                });
        if (ids.isEmpty()) {
            return;
        }
        Sql.of(
                        "insert into record_link (tenant_id, object_id, field_id, target_id, record_id) select ",
                        Sql.number(object.tenant().tenant().value()),
                        "::int, ",
                        Sql.number(object.id()),
                        "::int, ",
                        Sql.number(field.id()),
                        "::int, n.target_id, n.record_id from unnest(",
                        Sql.array(targets, ColumnType.UUID),
                        ", ",
                        Sql.array(ids, ColumnType.UUID),
                        ") as n(target_id, record_id) on conflict do nothing")
                .execute(connection);
    }
}
