package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.UserType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns commands into drafts: checks shape and type, the right to the object, finds what is
 * upserted, takes the current records with a lock, and puts the given values in.
 */
final class DraftMaker {

    private final AccessPolicy access;
    private final Ids ids;

    DraftMaker(AccessPolicy access, Ids ids) {
        this.access = access;
        this.ids = ids;
    }

    /** A command's draft, or why it has none. */
    record Made(Optional<Draft> draft, @Nullable EngineException unmade) {
        /** Why it is refused, as far as the caller may know; null while it is not. */
        @Nullable EngineException refusal(WriteSession session) {
            if (unmade != null) {
                return unmade;
            }
            Family family = draft.orElseThrow().family();
            EngineException reason =
                    family == null ? draft.orElseThrow().refusal() : family.refusal();
            return reason == null
                    ? null
                    : Discretion.told(session, draft.orElseThrow().object(), reason);
        }

        /** The draft and those that are nested in it. */
        List<Draft> all() {
            Family family = draft.map(Draft::family).orElse(null);
            return family == null ? draft.stream().toList() : family.drafts();
        }
    }

    /**
     * A command on its way: its object, its input as far as it is read, and the record it is about.
     */
    private static final class Intent {
        final Command command;
        final ObjectModel object;
        @Nullable RecordInput input;
        @Nullable UUID id;

        Intent(
                Command command,
                ObjectModel object,
                @Nullable RecordInput input,
                @Nullable UUID id) {
            this.command = command;
            this.object = object;
            this.input = input;
            this.id = id;
        }
    }

    /**
     * @param refused why some of the commands are refused already, by their places in the list
     */
    List<Made> make(
            WriteSession session,
            List<Command> commands,
            Cause cause,
            Map<Integer, EngineException> refused) {
        List<Read> read = new ArrayList<>(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            EngineException reason = refused.get(i);
            read.add(
                    reason == null
                            ? read(session, commands.get(i))
                            : new Read(Optional.empty(), reason));
        }
        List<Intent> intents = read.stream().flatMap(one -> one.intent().stream()).toList();
        findUpserted(session, intents);
        Map<UUID, StoredRecord> current = current(session, intents);
        prefetch(session, intents, current);
        Map<UUID, Draft> drafts = new HashMap<>();
        NestedRecords nested = new NestedRecords(session, access, ids, cause);
        List<Made> made = new ArrayList<>(commands.size());
        for (Read one : read) {
            made.add(
                    one.intent()
                            .map(intent -> draft(session, intent, current, drafts, cause, nested))
                            .orElseGet(() -> new Made(Optional.empty(), one.refusal())));
        }
        return made;
    }

    /** A command whose input was read, or why it was refused. */
    private record Read(Optional<Intent> intent, @Nullable EngineException refusal) {}

    private Read read(WriteSession session, Command command) {
        try {
            return new Read(Optional.of(intent(session, command)), null);
        } catch (EngineException e) {
            return new Read(Optional.empty(), e);
        }
    }

    private Intent intent(WriteSession session, Command command) {
        ObjectModel seen =
                access.require(
                        session.caller(),
                        session.model(),
                        command.object(),
                        RecordWriter.right(command));
        ObjectModel object = seen.whole();
        return switch (command) {
            case Command.Create create ->
                    new Intent(command, object, input(seen, create.values()), null);
            case Command.Update update ->
                    new Intent(command, object, input(seen, update.values()), update.id());
            case Command.Compute compute ->
                    new Intent(command, object, input(seen, compute.values()), compute.id());
            case Command.HandOver over ->
                    new Intent(command, object, input(seen, over.values()), over.id());
            case Command.Patch patch -> new Intent(command, object, null, patch.id());
            case Command.Replace replace ->
                    new Intent(command, object, input(seen, replace.values()), replace.id());
            case Command.Upsert upsert ->
                    new Intent(command, object, input(seen, withKey(seen, upsert)), null);
            case Command.Delete delete -> new Intent(command, object, null, delete.id());
            case Command.Restore restore -> new Intent(command, object, null, restore.id());
        };
    }

    private static RecordInput input(ObjectModel object, ObjectNode values) {
        return RecordInput.read(object, values);
    }

    private static ObjectNode withKey(ObjectModel object, Command.Upsert upsert) {
        FieldModel field = object.field(upsert.field());
        if (field == null || !object.isKey(field)) {
            throw EngineException.notFound(
                    "A unique field \"" + upsert.field() + "\" of " + object.name());
        }
        ObjectNode values = upsert.values().deepCopy();
        JsonNode given = values.get(upsert.field());
        if (given == null) {
            values.set(upsert.field(), upsert.value());
        }
        return values;
    }

    /** Finds the records that upserts are about, by their unique keys. */
    private static void findUpserted(WriteSession session, Iterable<Intent> intents) {
        for (Intent intent : intents) {
            if (intent.command instanceof Command.Upsert upsert && intent.input != null) {
                FieldModel field = intent.object.field(upsert.field());
                Object value =
                        field == null
                                ? null
                                : field.type().read(upsert.value(), (code, message) -> {});
                if (field != null && value != null) {
                    intent.id = find(session, intent.object, field, UniqueKeys.key(field, value));
                }
                if (intent.id != null && !upsert.values().has(upsert.field())) {
                    // It has the value, perhaps in another spelling, which stays.
                    intent.input = input(session.seen(intent.object), upsert.values());
                }
            }
        }
    }

    private static @Nullable UUID find(
            WriteSession session, ObjectModel object, FieldModel field, String key) {
        Sql sql =
                Sql.of(
                        "select record_id from record_unique where tenant_id = ",
                        Sql.number(session.caller().tenantId().value()),
                        " and object_id = ",
                        Sql.number(object.id()),
                        " and field_id = ",
                        Sql.number(field.id()),
                        " and key = ",
                        Sql.value(key, ColumnType.TEXT));
        return sql.first(session.connection(), row -> row.getObject(1, UUID.class)).orElse(null);
    }

    /** The records that are changed, deleted or restored, locked. */
    private static Map<UUID, StoredRecord> current(WriteSession session, Iterable<Intent> intents) {
        Map<ObjectModel, Set<UUID>> updated = new LinkedHashMap<>();
        Map<ObjectModel, Set<UUID>> removed = new LinkedHashMap<>();
        for (Intent intent : intents) {
            if (intent.id != null) {
                boolean removal =
                        intent.command instanceof Command.Delete
                                || intent.command instanceof Command.Restore;
                (removal ? removed : updated)
                        .computeIfAbsent(intent.object, object -> new TreeSet<>())
                        .add(intent.id);
            }
        }
        Map<ObjectModel, Ancestors.Level> ancestors = lockAncestors(session, intents);
        keepFilling(session, updated);
        keepFilling(session, removed);
        Map<UUID, StoredRecord> current = new HashMap<>();
        updated.forEach((object, wanted) ->
                current.putAll(
                        RecordLoader.load(
                                session.connection(), object, wanted, RecordLoader.Lock.UPDATE)));
        removed.forEach((object, wanted) ->
                current.putAll(
                        RecordLoader.loadDeletedToo(
                                session.connection(), object, wanted, RecordLoader.Lock.DELETE)));
        ancestors.forEach((object, locked) ->
                locked.requireOver(
                        session,
                        object,
                        current.values().stream()
                                .filter(record -> record.object().equals(object))
                                .toList()));
        return current;
    }

    private static Map<ObjectModel, Ancestors.Level> lockAncestors(
            WriteSession session, Iterable<Intent> intents) {
        Map<ObjectModel, List<Intent>> byObject = new LinkedHashMap<>();
        for (Intent intent : intents) {
            if (intent.id != null && Ancestors.matter(intent.object)) {
                byObject.computeIfAbsent(intent.object, object -> new ArrayList<>()).add(intent);
            }
        }
        byObject.values().removeIf(some -> some.stream().noneMatch(DraftMaker::isConcerned));
        Map<ObjectModel, Ancestors.Level> locked = new LinkedHashMap<>();
        byObject.forEach((object, some) ->
                locked.put(
                        object,
                        Ancestors.lockOver(
                                session,
                                object,
                                some.stream()
                                        .map(intent -> intent.id)
                                        .filter(Objects::nonNull)
                                        .toList(),
                                reference ->
                                        some.stream()
                                                .flatMap(intent ->
                                                        Links.of(given(intent, reference)).stream())
                                                .toList())));
        return locked;
    }

    private static @Nullable Object given(Intent intent, FieldModel field) {
        return intent.input == null ? null : intent.input.values().get(field);
    }

    /** Whether a command may change what figures are made of. */
    private static boolean isConcerned(Intent intent) {
        return !(intent.command instanceof Command.Update)
                || intent.input == null
                || !intent.object.rules().isEmpty()
                || intent.input.values().keySet().stream()
                        .anyMatch(field -> Ancestors.isRead(intent.object, field));
    }

    /** Records that a job has not filled yet are filled before anything looks at them. */
    private static void keepFilling(WriteSession session, Map<ObjectModel, Set<UUID>> records) {
        records.forEach((object, ids) -> {
            if (!object.definition().filling().isEmpty()) {
                session.rollups().keep(object, ids);
            }
        });
    }

    private Made draft(
            WriteSession session,
            Intent intent,
            Map<UUID, StoredRecord> current,
            Map<UUID, Draft> drafts,
            Cause cause,
            NestedRecords nested) {
        try {
            Draft draft = open(session, intent, current, drafts, cause);
            fill(session, draft, intent);
            if (intent.command instanceof Command.Create create && create.children() != null) {
                nested.family(draft, create.children());
            }
            drafts.put(draft.id(), draft);
            return new Made(Optional.of(draft), null);
        } catch (EngineException e) {
            return new Made(Optional.empty(), e);
        }
    }

    private Draft open(
            WriteSession session,
            Intent intent,
            Map<UUID, StoredRecord> current,
            Map<UUID, Draft> drafts,
            Cause cause) {
        UUID id = intent.id;
        if (id == null) {
            if (intent.command instanceof Command.Upsert upsert && !upsert.makes()) {
                throw noneWith(intent.object, upsert);
            }
            access.require(session.caller(), session.seen(intent.object), Right.CREATE);
            Draft draft = new Draft(Draft.Operation.CREATE, intent.object, ids.next(), null, cause);
            if (intent.command instanceof Command.Upsert upsert) {
                draft.markSoughtBy(intent.object.field(upsert.field()));
            }
            if (intent.command instanceof Command.Create create) {
                draft.handOver(create.owner());
            }
            return draft;
        }
        if (drafts.containsKey(id)) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "The record " + id + " is written twice in one request");
        }
        StoredRecord before = current.get(id);
        boolean restore = intent.command instanceof Command.Restore;
        if (before == null
                || !before.object().equals(intent.object)
                || before.deleted() != restore) {
            throw EngineException.notFound("The " + intent.object.name() + " " + id);
        }
        requireRight(session, intent, before);
        requireVersion(intent.command, before);
        Draft.Operation operation =
                switch (intent.command) {
                    case Command.Delete d -> Draft.Operation.DELETE;
                    case Command.Restore r -> Draft.Operation.RESTORE;
                    case Command.Create c -> Draft.Operation.CREATE;
                    case Command.Update u -> Draft.Operation.UPDATE;
                    case Command.Compute c -> Draft.Operation.UPDATE;
                    case Command.HandOver o -> Draft.Operation.UPDATE;
                    case Command.Patch p -> Draft.Operation.UPDATE;
                    case Command.Replace r -> Draft.Operation.UPDATE;
                    case Command.Upsert u -> Draft.Operation.UPDATE;
                };
        return new Draft(operation, intent.object, id, before, cause);
    }

    /** Reads at once what the conditions on the records will ask for. */
    private static void prefetch(
            WriteSession session, Iterable<Intent> intents, Map<UUID, StoredRecord> current) {
        if (session.grants().isAll()) {
            return;
        }
        Map<ObjectModel, List<StoredRecord>> byObject = new LinkedHashMap<>();
        for (Intent intent : intents) {
            StoredRecord record = intent.id == null ? null : current.get(intent.id);
            if (record != null) {
                byObject.computeIfAbsent(record.object(), object -> new ArrayList<>()).add(record);
            }
        }
        byObject.values()
                .forEach(records -> {
                    CheckRights.prefetch(session, records, Right.READ);
                    CheckRights.prefetch(session, records, Right.UPDATE);
                });
    }

    /** A record that the caller does not see is not there; one that they see may be kept. */
    private void requireRight(WriteSession session, Intent intent, StoredRecord before) {
        if (session.grants().isAll()) {
            return;
        }
        if (!CheckRights.holds(session, before, Right.READ)) {
            if (intent.command instanceof Command.Upsert upsert) {
                throw upsert.makes()
                        ? taken(intent.object, upsert)
                        : noneWith(intent.object, upsert);
            }
            throw EngineException.notFound("The " + intent.object.name() + " " + before.id());
        }
        Right right =
                intent.command instanceof Command.Upsert
                        ? Right.UPDATE
                        : RecordWriter.right(intent.command);
        access.require(session.caller(), session.seen(intent.object), right);
        if (!CheckRights.holds(session, before, right)) {
            throw new EngineException(
                    ErrorCode.FORBIDDEN,
                    "You may not %s this record of \"%s\""
                            .formatted(right.word(), intent.object.name()));
        }
    }

    private static EngineException noneWith(ObjectModel object, Command.Upsert upsert) {
        return EngineException.notFound(
                "A record of \"%s\" with this value of \"%s\""
                        .formatted(object.name(), upsert.field()));
    }

    /** As if it were made, for somebody to whom the record that has the value is not there. */
    private static EngineException taken(ObjectModel object, Command.Upsert upsert) {
        return EngineException.invalid(
                ErrorCode.NOT_UNIQUE,
                object.uniquenesses().stream()
                        .filter(unique ->
                                unique.fields().size() == 1
                                        && unique.fields().getFirst().name().equals(upsert.field()))
                        .findFirst()
                        .map(unique -> CheckUnique.problem(object, unique))
                        .orElseThrow());
    }

    private static void requireVersion(Command command, StoredRecord before) {
        Integer expected =
                switch (command) {
                    case Command.Update update -> update.version();
                    case Command.Patch patch -> patch.version();
                    case Command.Replace replace -> replace.version();
                    case Command.Upsert upsert -> upsert.version();
                    case Command.Delete delete -> delete.version();
                    case Command.Compute c -> null;
                    case Command.HandOver o -> null;
                    case Command.Create c -> null;
                    case Command.Restore r -> null;
                };
        if (expected != null && expected != before.version()) {
            throw new EngineException(
                    ErrorCode.STALE_VERSION,
                    "The record is at version "
                            + before.version()
                            + " by now, not "
                            + expected
                            + "; read it again");
        }
    }

    /** Gives a draft what was read for it. */
    static void put(WriteSession session, Draft draft, RecordInput input) {
        Map<String, JsonNode> echoes = new LinkedHashMap<>(input.echoes());
        input.values()
                .forEach((field, value) -> {
                    if (session.mayWrite(draft, field)) {
                        draft.set(field, value);
                        draft.markGiven(field);
                    } else {
                        echoes.put(field.name(), input.json().get(field.name()));
                    }
                });
        draft.problems().addAll(input.problems().list());
        CheckEchoes.check(session, draft, echoes);
    }

    /** Computed from the record as it was, so that no value depends on the order of the others. */
    private static void compute(WriteSession session, Draft draft, Command.Compute command) {
        Bindings was =
                RecordBindings.seen(
                        Objects.requireNonNull(draft.before()),
                        session.related(),
                        session.environment(),
                        session.grants().isAll()
                                ? null
                                : record -> CheckRights.holds(session, record, Right.READ));
        command.computed()
                .forEach((name, expression) -> {
                    FieldModel field = draft.object().field(name);
                    if (field != null && !session.mayWrite(draft, field)) {
                        draft.problem(field, "not_writable", "You may not change this field");
                    } else if (field != null) {
                        ComputedValues.set(draft, field, () -> expression.evaluate(was));
                        draft.markGiven(field);
                    }
                });
    }

    private static void handOver(Draft draft, Command.HandOver over) {
        if (over.from() == null || over.from().equals(draft.owner())) {
            draft.handOver(over.to());
        }
        for (FieldModel field : draft.object().fields()) {
            if (over.fields()
                    && over.from() != null
                    && field.type() instanceof UserType
                    && over.from().equals(draft.value(field))) {
                draft.set(field, over.to());
                draft.markGiven(field);
            }
        }
    }

    private static void fill(WriteSession session, Draft draft, Intent intent) {
        RecordInput input =
                intent.command instanceof Command.Patch patch
                        ? input(
                                session.seen(draft.object()),
                                PatchedRecord.changes(session, draft, patch))
                        : intent.input;
        if (input == null) {
            return;
        }
        if (intent.command instanceof Command.Replace) {
            for (FieldModel field : draft.object().fields()) {
                if (session.mayWrite(draft, field) && !input.values().containsKey(field)) {
                    draft.set(field, null);
                    draft.markGiven(field);
                }
            }
        }
        put(session, draft, input);
        if (intent.command instanceof Command.Compute compute) {
            compute(session, draft, compute);
        }
        if (intent.command instanceof Command.HandOver over) {
            handOver(draft, over);
        }
    }
}
