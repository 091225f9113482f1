package dev.armature.engine.file;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.query.SeenRecords;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import java.sql.Connection;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Who may use which files: one that no record ever held is its uploader's; any other is for whoever
 * may read a live record that holds it, or whose history tells of it. Stateless.
 */
public final class FileAccess {

    private final AccessPolicy access;

    public FileAccess(AccessPolicy access) {
        this.access = access;
    }

    /** The files among some that the caller may use, by their ids. */
    Map<UUID, KnownFile> find(
            Connection connection, TenantModel model, Caller caller, Collection<UUID> ids) {
        return usable(
                connection, model, caller, KnownFile.find(connection, caller.tenantId(), ids));
    }

    /** The same, held until the transaction ends: nobody deletes them meanwhile. */
    public Map<UUID, KnownFile> hold(
            Connection connection, TenantModel model, Caller caller, Collection<UUID> ids) {
        return usable(
                connection, model, caller, KnownFile.held(connection, caller.tenantId(), ids));
    }

    private Map<UUID, KnownFile> usable(
            Connection connection, TenantModel model, Caller caller, List<KnownFile> files) {
        Map<UUID, KnownFile> found = new HashMap<>();
        Set<UUID> held = new HashSet<>();
        for (KnownFile file : files) {
            if (file.attached()) {
                held.add(file.id());
                found.put(file.id(), file);
            } else if (file.createdBy().equals(caller.userId())) {
                found.put(file.id(), file);
            }
        }
        if (!held.isEmpty()) {
            Set<UUID> unseen = new HashSet<>(held);
            for (ObjectModel object : holders(connection, model, caller, held)) {
                if (!unseen.isEmpty()) {
                    seen(connection, object, caller, unseen).forEach(unseen::remove);
                }
            }
            found.keySet().removeAll(unseen);
        }
        return found;
    }

    /** The objects of which some record holds or held one of the files, and that may be read. */
    private List<ObjectModel> holders(
            Connection connection, TenantModel model, Caller caller, Set<UUID> files) {
        TenantModel seen = access.seen(caller, model);
        List<Integer> candidates =
                seen.objects().stream()
                        .filter(object -> !fields(object).isEmpty())
                        .map(ObjectModel::id)
                        .toList();
        List<Integer> holding =
                Sql.of(
                                "select o.id from unnest(",
                                Sql.array(candidates, "int"),
                                ") o(id) where exists (select from unnest(",
                                Sql.array(files, ColumnType.UUID),
                                ") n(id) join file_link l on l.tenant_id = ",
                                Sql.number(caller.tenantId().value()),
                                " and l.file_id = n.id and l.object_id = o.id)")
                        .all(connection, row -> row.getInt(1));
        return holding.stream().map(seen::required).toList();
    }

    private static List<UUID> seen(
            Connection connection, ObjectModel object, Caller caller, Set<UUID> files) {
        return Sql.of(
                        "select n.id from unnest(",
                        Sql.array(files, ColumnType.UUID),
                        ") n(id) where exists (select from file_link l where exists (",
                        SeenRecords.one(
                                object, caller.environment(Instant.now()), Sql.raw("l.record_id")),
                        ") and l.tenant_id = ",
                        Sql.number(object.tenant().tenant().value()),
                        " and l.object_id = ",
                        Sql.number(object.id()),
                        " and l.file_id = n.id and l.field_id = any(",
                        Sql.array(fields(object), "int"),
                        "))")
                .all(connection, row -> row.getObject(1, UUID.class));
    }

    private static List<Integer> fields(ObjectModel object) {
        return object.fields().stream()
                .filter(field -> field.type() instanceof AttachmentType && !object.isMasked(field))
                .map(FieldModel::id)
                .toList();
    }
}
