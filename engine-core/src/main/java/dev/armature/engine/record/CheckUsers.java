package dev.armature.engine.record;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.UserType;
import dev.armature.metadata.model.FieldModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Refuses users that the tenant does not have or that are switched off, one query for all drafts. A
 * record keeps the users it has: who is switched off stays where he was.
 */
final class CheckUsers implements WriteStep {

    private record Named(Draft draft, FieldModel field, UUID id) {}

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        List<Named> named = named(drafts);
        Set<UUID> wanted = new TreeSet<>();
        named.forEach(one -> wanted.add(one.id()));
        if (wanted.isEmpty()) {
            return;
        }
        Set<UUID> found = find(session, wanted);
        for (Named one : named) {
            if (!found.contains(one.id())) {
                one.draft().problem(one.field(), "reference_not_found", "There is no such user");
            }
        }
    }

    private static List<Named> named(List<Draft> drafts) {
        List<Named> named = new ArrayList<>();
        for (Draft draft : drafts) {
            if (draft.operation() == Draft.Operation.DELETE) {
                continue;
            }
            for (FieldModel field : draft.object().fields()) {
                if (field.type() instanceof UserType
                        && draft.isChanged(field)
                        && !draft.hasProblem(field)
                        && draft.value(field) instanceof UUID id) {
                    named.add(new Named(draft, field, id));
                }
            }
        }
        return named;
    }

    private static Set<UUID> find(WriteSession session, Set<UUID> ids) {
        Sql sql =
                Sql.of(
                        "select id from user_account where tenant_id = ",
                        Sql.number(session.caller().tenantId().value()),
                        " and active and id = any(",
                        Sql.array(ids, ColumnType.UUID),
                        ")");
        return Set.copyOf(sql.all(session.connection(), row -> row.getObject(1, UUID.class)));
    }
}
