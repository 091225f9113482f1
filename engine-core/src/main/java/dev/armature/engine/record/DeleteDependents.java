package dev.armature.engine.record;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.field.ReferencesType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a deletion means for those that reference the record: they restrict it, are deleted with it,
 * or lose the reference. Adds the drafts that follow; a restriction anywhere refuses the deletion
 * that led there.
 */
final class DeleteDependents {

    /** How many records one deletion may take with it. */
    static final int MAX_DEPENDENTS = 10_000;

    private final WriteSession session;
    private final Map<UUID, Draft> drafts = new LinkedHashMap<>();

    private record Link(ObjectModel source, FieldModel field, UUID recordId, UUID targetId) {}

    private DeleteDependents(WriteSession session) {
        this.session = session;
    }

    /** The drafts together with those that follow from deletions. */
    static List<Draft> expand(WriteSession session, List<Draft> drafts) {
        DeleteDependents dependents = new DeleteDependents(session);
        drafts.forEach(draft -> dependents.drafts.put(draft.id(), draft));
        List<Draft> deletions =
                drafts.stream()
                        .filter(d -> d.operation() == Draft.Operation.DELETE && d.isAlive())
                        .toList();
        while (!deletions.isEmpty()) {
            deletions = dependents.next(deletions);
        }
        return List.copyOf(dependents.drafts.values());
    }

    /** Follows the links to some deleted records; gives the deletions that this led to. */
    private List<Draft> next(List<Draft> deletions) {
        Map<UUID, Draft> byTarget = new HashMap<>();
        deletions.forEach(draft -> byTarget.put(draft.id(), draft));
        Map<ObjectModel, List<Link>> bySource = new LinkedHashMap<>();
        for (Link link : links(byTarget.keySet())) {
            bySource.computeIfAbsent(link.source(), source -> new ArrayList<>()).add(link);
        }
        List<Draft> further = new ArrayList<>();
        bySource.forEach((source, links) -> follow(source, links, byTarget, further));
        return further;
    }

    private void follow(
            ObjectModel source, List<Link> links, Map<UUID, Draft> byTarget, List<Draft> further) {
        Set<UUID> ids = new TreeSet<>();
        links.forEach(link -> ids.add(link.recordId()));
        Map<UUID, StoredRecord> sources =
                RecordLoader.load(session.connection(), source, ids, RecordLoader.Lock.DELETE);
        for (Link link : links) {
            Draft cause = byTarget.get(link.targetId());
            StoredRecord record = sources.get(link.recordId());
            Draft known = drafts.get(link.recordId());
            boolean goesToo = known != null && known.operation() == Draft.Operation.DELETE;
            if (cause == null || record == null || goesToo) {
                continue;
            }
            switch (consequence(link.field().type())) {
                case REFUSED -> refuse(session, cause, link);
                case DELETED -> further.add(follower(Draft.Operation.DELETE, record, cause));
                case UNLINKED ->
                        unlink(
                                known != null
                                        ? known
                                        : follower(Draft.Operation.UPDATE, record, cause),
                                link);
            }
        }
    }

    /** What a deletion means for a record that names the deleted one. */
    private enum Consequence {
        REFUSED,
        DELETED,
        UNLINKED
    }

    private static Consequence consequence(FieldType type) {
        return switch (type) {
            case ReferenceType reference ->
                    switch (reference.onDelete()) {
                        case RESTRICT -> Consequence.REFUSED;
                        case CASCADE -> Consequence.DELETED;
                        case SET_NULL -> Consequence.UNLINKED;
                    };
            case ReferencesType references ->
                    switch (references.onDelete()) {
                        case RESTRICT -> Consequence.REFUSED;
                        case REMOVE -> Consequence.UNLINKED;
                    };
            default -> throw new IllegalStateException("a " + type.name() + " links nothing");
        };
    }

    private static void unlink(Draft draft, Link link) {
        draft.set(
                link.field(),
                draft.value(link.field()) instanceof List<?> list
                        ? list.stream().filter(id -> !id.equals(link.targetId())).toList()
                        : null);
    }

    private Draft follower(Draft.Operation operation, StoredRecord record, Draft cause) {
        if (drafts.size() >= MAX_DEPENDENTS) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "The deletion would change more than " + MAX_DEPENDENTS + " records");
        }
        Cause because =
                cause.cause().chain().getFirst().kind().equals("cascade")
                        ? cause.cause()
                        : cause.cause().then("cascade", cause.object().name() + "/" + cause.id());
        Draft draft = new Draft(operation, record.object(), record.id(), record, because, cause);
        if (!session.isKnown(record.object())) {
            draft.leaveUntold();
        }
        drafts.put(record.id(), draft);
        return draft;
    }

    private static void refuse(WriteSession session, Draft cause, Link link) {
        if (!session.isSeen(link.source(), link.field())) {
            cause.refuse(
                    new EngineException(
                            ErrorCode.REFERENCED,
                            "It is referenced by records that you do not see; those have to be"
                                    + " changed or deleted first"));
            return;
        }
        cause.refuse(
                new EngineException(
                        ErrorCode.REFERENCED,
                        "It is referenced by "
                                + link.source().definition().header().pluralLabel()
                                + " ("
                                + link.source().name()
                                + "."
                                + link.field().name()
                                + "); change or delete those first"));
    }

    private List<Link> links(Set<UUID> targets) {
        TenantModel model = session.model();
        Sql sql =
                Sql.of(
                        "select object_id, field_id, record_id, target_id from record_link where tenant_id = ",
                        Sql.number(session.caller().tenantId().value()),
                        " and target_id = any(",
                        Sql.array(targets, ColumnType.UUID),
                        ") order by object_id, record_id limit ",
                        Sql.number(MAX_DEPENDENTS + 1));
        List<Link> links = new ArrayList<>();
        sql.query(
                session.connection(),
                row -> {
                    while (row.next()) {
                        ObjectModel source = model.object(row.getInt(1));
                        FieldModel field = source == null ? null : source.field(row.getInt(2));
                        if (source != null && field != null) {
                            links.add(
                                    new Link(
                                            source,
                                            field,
                                            row.getObject(3, UUID.class),
                                            row.getObject(4, UUID.class)));
                        }
                    }
                });
        return links;
    }
}
