package dev.armature.engine.record;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.change.ChangeStep;
import dev.armature.metadata.change.EditContext;
import dev.armature.metadata.change.PublishListener;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.Problems;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what hangs on records in step with metadata: the index of unique values and the links,
 * which exist for the fields that are there and no others. Plain fields cost nothing.
 */
public final class RecordAdjuster implements PublishListener {

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
        }
    }

    private static void forget(
            Connection connection,
            TenantModel before,
            ObjectDefinition object,
            FieldDefinition field)
            throws SQLException {
        if (field.unique()) {
            clear(connection, before, "record_unique", object.id(), field.id());
        }
        if (field.type() instanceof ReferenceType) {
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
        boolean wasUnique = oldField != null && oldField.definition().unique();
        if (field.definition().unique() && !wasUnique) {
            indexUnique(connection, object, field, problems);
        } else if (!field.definition().unique() && wasUnique) {
            clear(connection, before, "record_unique", object.id(), field.id());
        }
        if (oldField == null && field.type() instanceof ReferenceType) {
            link(connection, object, field);
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
            @Nullable Integer fieldId)
            throws SQLException {
        Sql own =
                Sql.of(
                        "delete from ",
                        table,
                        " where tenant_id = ",
                        Sql.number(model.tenant().value()),
                        " and object_id = ",
                        Sql.number(objectId));
        update(
                connection,
                fieldId == null ? own : Sql.of(own, " and field_id = ", Sql.number(fieldId)));
    }

    private static void indexUnique(
            Connection connection, ObjectModel object, FieldModel field, Problems problems)
            throws SQLException {
        RecordPlace place = RecordPlace.of(object);
        Sql sql =
                Sql.of(
                        "select r.id, r.data->>'",
                        field.key(),
                        "' from ",
                        place.table(),
                        " r where ",
                        place.isLive("r"),
                        " and r.data ? '",
                        field.key(),
                        "'");
        // The driver reads a question mark as a parameter; two of them are the operator.
        Sql escaped = new Sql(sql.text().replace(" ? '", " ?? '"), sql.values());
        Set<String> keys = new HashSet<>();
        List<UUID> ids = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        int doubles = 0;
        try (PreparedStatement statement = connection.prepareStatement(escaped.text())) {
            escaped.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String key =
                            UniqueKeys.key(
                                    field,
                                    Values.fromText(row.getString(2), field.property().type()));
                    if (keys.add(key)) {
                        ids.add(row.getObject(1, UUID.class));
                        taken.add(key);
                    } else {
                        doubles++;
                    }
                }
            }
        }
        if (doubles > 0) {
            problems.add(
                    EditContext.place(object.definition(), field.definition()) + "/unique",
                    "not_unique",
                    doubles + " records have a value that another record has too");
            return;
        }
        update(
                connection,
                Sql.of(
                        "insert into record_unique (tenant_id, object_id, field_id, record_id, key) select ",
                        Sql.number(object.tenant().tenant().value()),
                        "::int, ",
                        Sql.number(object.id()),
                        "::int, ",
                        Sql.number(field.id()),
                        "::int, n.id, n.key from unnest(",
                        Sql.array(ids, ColumnType.UUID),
                        ", ",
                        Sql.array(taken, ColumnType.TEXT),
                        ") as n(id, key) on conflict do nothing"));
    }

    private static void link(Connection connection, ObjectModel object, FieldModel field)
            throws SQLException {
        RecordPlace place = RecordPlace.of(object);
        update(
                connection,
                Sql.of(
                        "insert into record_link (tenant_id, object_id, field_id, target_id, record_id) select r.tenant_id, r.object_id, ",
                        Sql.number(field.id()),
                        "::int, ",
                        place.column("r", field),
                        ", r.id from ",
                        place.table(),
                        " r where ",
                        place.isLive("r"),
                        " and ",
                        place.column("r", field),
                        " is not null on conflict do nothing"));
    }

    private static void update(Connection connection, Sql sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
            sql.bind(statement, 1);
            statement.executeUpdate();
        }
    }
}
