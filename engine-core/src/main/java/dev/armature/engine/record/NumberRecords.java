package dev.armature.engine.record;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.field.AutoNumberType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers new records. The counter's row is locked until the write ends, so numbers have no gaps;
 * the step comes late in the pipeline to keep that short.
 */
final class NumberRecords implements WriteStep {

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        Map<ObjectModel, List<Draft>> created = new LinkedHashMap<>();
        for (Draft draft : drafts) {
            if (draft.operation() == Draft.Operation.CREATE) {
                created.computeIfAbsent(draft.object(), object -> new ArrayList<>()).add(draft);
            }
        }
        created.forEach((object, news) -> {
            for (FieldModel field : object.fields()) {
                if (field.type() instanceof AutoNumberType type) {
                    number(session, field, type, news);
                }
            }
        });
    }

    private static void number(
            WriteSession session, FieldModel field, AutoNumberType type, List<Draft> drafts) {
        long next = take(session, drafts.getFirst().object(), field, drafts.size()) - drafts.size();
        for (Draft draft : drafts) {
            draft.set(field, type.format(++next));
        }
    }

    /** The last of the numbers taken. */
    private static long take(
            WriteSession session, ObjectModel object, FieldModel field, int howMany) {
        Sql sql =
                Sql.of(
                        "insert into record_counter (tenant_id, object_id, field_id, value) values (",
                        Sql.number(session.caller().tenantId().value()),
                        ", ",
                        Sql.number(object.id()),
                        ", ",
                        Sql.number(field.id()),
                        ", ",
                        Sql.number(howMany),
                        ")\non conflict (tenant_id, object_id, field_id) do update set value = record_counter.value + excluded.value\nreturning value");
        try (PreparedStatement statement = session.connection().prepareStatement(sql.text())) {
            sql.bind(statement, 1);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
