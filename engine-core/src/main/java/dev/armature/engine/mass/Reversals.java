package dev.armature.engine.mass;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.job.JobRecords;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.Problem;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What takes changes of a job back. A change that others have built on since is not taken back: of
 * an update the fields that were changed again stand in the way, of a record that was made, deleted
 * or restored anything that came after.
 */
final class Reversals {

    private final TenantModel model;
    private final TenantModel seen;
    private final UUID job;
    private final Map<UUID, State> states = new HashMap<>();
    private final Map<UUID, List<Version>> histories = new HashMap<>();

    /** How a record is now. */
    private record State(int version, boolean deleted) {}

    /** A version of a record, and whether it came of the job. */
    private record Version(int number, String operation, ObjectNode replaced, boolean own) {}

    private Reversals(TenantModel seen, UUID job) {
        this.model = seen.whole();
        this.seen = seen;
        this.job = job;
    }

    /**
     * Intents for changes of different records; the records are held until the transaction ends.
     *
     * @param seen the metadata as those see it who want it undone
     * @param job the job whose changes they are
     */
    static List<Intent> of(
            Connection connection, TenantModel seen, UUID job, List<JobRecords.Row> changes) {
        Reversals reversals = new Reversals(seen, job);
        reversals.hold(connection, changes);
        reversals.readHistory(connection, changes);
        return changes.stream().map(reversals::reversal).toList();
    }

    private void hold(Connection connection, List<JobRecords.Row> changes) {
        Map<ObjectModel, Set<UUID>> byObject = new LinkedHashMap<>();
        for (JobRecords.Row change : changes) {
            ObjectModel object = model.object(change.objectId());
            if (object != null) {
                byObject.computeIfAbsent(object, o -> new TreeSet<>()).add(change.recordId());
            }
        }
        byObject.forEach((object, ids) -> {
            RecordPlace place = RecordPlace.of(object);
            Sql.of(
                            "select r.id, r.version, r.deleted_at is not null from ",
                            place.name(),
                            " r where ",
                            place.isOwn("r"),
                            " and r.id = any(",
                            Sql.array(ids, ColumnType.UUID),
                            ") order by r.id for update")
                    .query(
                            connection,
                            row -> {
                                while (row.next()) {
                                    states.put(
                                            row.getObject(1, UUID.class),
                                            new State(row.getInt(2), row.getBoolean(3)));
                                }
                            });
        });
    }

    private void readHistory(Connection connection, List<JobRecords.Row> changes) {
        Sql sql =
                Sql.of(
                        "select h.record_id, h.version, h.operation, h.replaced, h.cause from unnest(",
                        Sql.array(changes.stream().map(JobRecords.Row::objectId).toList(), "int"),
                        ", ",
                        Sql.array(
                                changes.stream().map(JobRecords.Row::recordId).toList(),
                                ColumnType.UUID),
                        ", ",
                        Sql.array(changes.stream().map(JobRecords.Row::version).toList(), "int"),
                        ") as n(object_id, record_id, version) join record_history h on h.tenant_id = ",
                        Sql.number(model.tenant().value()),
                        " and (h.object_id, h.record_id) = (n.object_id, n.record_id) and h.version >= n.version order by h.record_id, h.version");
        sql.query(
                connection,
                row -> {
                    while (row.next()) {
                        Cause cause = Cause.fromJson(Json.read(row.getString(5)));
                        histories
                                .computeIfAbsent(
                                        row.getObject(1, UUID.class), id -> new ArrayList<>())
                                .add(
                                        new Version(
                                                row.getInt(2),
                                                row.getString(3),
                                                Json.readObject(row.getString(4)),
                                                cause.has(job.toString())));
                    }
                });
    }

    private Intent reversal(JobRecords.Row row) {
        ObjectModel object = model.object(row.objectId());
        State state = states.get(row.recordId());
        List<Version> versions = histories.getOrDefault(row.recordId(), List.of());
        if (object == null
                || state == null
                || versions.isEmpty()
                || versions.getFirst().number() != row.version()) {
            return new Intent.Refuse(
                    row, List.of(new Problem("", "not_found", "The record is not there any more")));
        }
        List<Version> others = versions.stream().filter(version -> !version.own()).toList();
        String operation = versions.getFirst().operation();
        return switch (operation) {
            case "update" -> putBack(row, object, versions.getFirst(), others, state);
            case "delete" ->
                    state.deleted()
                            ? unlessChanged(row, others, state, restore(row, object))
                            : new Intent.Leave(row);
            case "create", "restore" ->
                    state.deleted()
                            ? new Intent.Leave(row)
                            : unlessChanged(row, others, state, delete(row, object));
            default -> throw new IllegalStateException("unknown operation " + operation);
        };
    }

    private static Command restore(JobRecords.Row row, ObjectModel object) {
        return new Command.Restore(object.name(), row.recordId());
    }

    private static Command delete(JobRecords.Row row, ObjectModel object) {
        return new Command.Delete(object.name(), row.recordId(), null);
    }

    private static Intent unlessChanged(
            JobRecords.Row row, List<Version> others, State state, Command command) {
        return others.isEmpty()
                ? new Intent.Write(row, state.version(), command)
                : new Intent.Refuse(row, List.of(changedSince("", others.getFirst())));
    }

    private Intent putBack(
            JobRecords.Row row,
            ObjectModel object,
            Version change,
            List<Version> others,
            State state) {
        ObjectNode values = Json.object();
        List<Problem> reasons = new ArrayList<>();
        change.replaced()
                .properties()
                .forEach(entry -> {
                    FieldModel field = object.field(Integer.parseInt(entry.getKey()));
                    if (field == null || !field.type().writable()) {
                        return;
                    }
                    if (!isWritable(object, field)) {
                        reasons.add(
                                new Problem(
                                        "",
                                        "forbidden",
                                        "The change touched a field that you may not change"));
                        return;
                    }
                    Version later = firstThatReplaced(others, entry.getKey());
                    if (later != null) {
                        reasons.add(changedSince(Pointers.at("", field.name()), later));
                    }
                    values.set(field.name(), entry.getValue());
                });
        JsonNode owner = change.replaced().get(SystemField.OWNER_KEY);
        Version later = firstThatReplaced(others, SystemField.OWNER_KEY);
        if (owner != null && later != null) {
            reasons.add(changedSince(Pointers.at("", SystemField.OWNER.fieldName()), later));
        }
        if (!reasons.isEmpty()) {
            return new Intent.Refuse(row, reasons);
        }
        return values.isEmpty() && owner == null
                ? new Intent.Leave(row)
                : new Intent.Write(row, state.version(), putBack(row, object, values, owner));
    }

    private static Command putBack(
            JobRecords.Row row, ObjectModel object, ObjectNode values, @Nullable JsonNode owner) {
        if (owner == null) {
            return new Command.Update(object.name(), row.recordId(), values, null);
        }
        UUID before = owner.isNull() ? null : UUID.fromString(owner.textValue());
        return new Command.HandOver(object.name(), row.recordId(), values, null, before, false);
    }

    private boolean isWritable(ObjectModel object, FieldModel field) {
        return seen.grants().mayWrite(object, field, Right.UPDATE);
    }

    private static @Nullable Version firstThatReplaced(List<Version> versions, String field) {
        return versions.stream()
                .filter(version -> version.replaced().has(field))
                .findFirst()
                .orElse(null);
    }

    private static Problem changedSince(String pointer, Version later) {
        return new Problem(
                pointer,
                "changed_since",
                "It was changed again since, in version "
                        + later.number()
                        + ", and is left as it is");
    }
}
