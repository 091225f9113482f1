package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change of one record on its way through the pipeline. The steps read and change its values; a
 * step that finds it wrong refuses it, and the steps after leave it alone. Belongs to one thread.
 */
public final class Draft {

    /** What is done to the record. */
    public enum Operation {
        CREATE,
        UPDATE,
        DELETE,
        RESTORE;

        /** The operation's word in history and events. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Operation operation;
    private final ObjectModel object;
    private final UUID id;
    private final @Nullable StoredRecord before;
    private final Cause cause;
    private final Map<Integer, Object> values = new TreeMap<>();
    private final Set<Integer> given = new HashSet<>();
    private final Map<Integer, String> sealed = new TreeMap<>();
    private final Map<String, JsonNode> unknown = new LinkedHashMap<>();
    private final Problems problems = new Problems();
    private final @Nullable Draft leader;
    private @Nullable EngineException refusal;
    private @Nullable FieldModel soughtBy;
    private @Nullable Family family;
    private boolean untold;
    private @Nullable UUID owner;

    Draft(
            Operation operation,
            ObjectModel object,
            UUID id,
            @Nullable StoredRecord before,
            Cause cause) {
        this(operation, object, id, before, cause, null);
    }

    /**
     * @param leader the deletion that this change follows from: one is not stored without the other
     */
    Draft(
            Operation operation,
            ObjectModel object,
            UUID id,
            @Nullable StoredRecord before,
            Cause cause,
            @Nullable Draft leader) {
        this.leader = leader;
        this.operation = operation;
        this.object = object;
        this.id = id;
        this.before = before;
        this.cause = cause;
        if (before != null) {
            owner = before.owner();
            values.putAll(before.values());
            unknown.putAll(before.unknown());
        }
    }

    public Operation operation() {
        return operation;
    }

    public ObjectModel object() {
        return object;
    }

    public UUID id() {
        return id;
    }

    /** The record before the change; null when it is created. */
    public @Nullable StoredRecord before() {
        return before;
    }

    /** Whose the record will be; of a new one, null for who makes it. */
    @Nullable UUID owner() {
        return owner;
    }

    /** Makes it somebody else's. */
    void handOver(@Nullable UUID heir) {
        owner = heir;
    }

    /** Whether the record will be somebody else's than before. */
    boolean isHandedOver() {
        return before != null && !Objects.equals(before.owner(), owner);
    }

    public Cause cause() {
        return cause;
    }

    /**
     * Whether the record's fields are being written, so that rules, hooks and validations have a
     * say.
     */
    public boolean isWrite() {
        return operation == Operation.CREATE || operation == Operation.UPDATE;
    }

    /** The value that the field will have. */
    public @Nullable Object value(FieldModel field) {
        return values.get(field.id());
    }

    /** Gives the field a normal value; null takes its value away. */
    public void set(FieldModel field, @Nullable Object value) {
        if (value == null) {
            values.remove(field.id());
        } else {
            values.put(field.id(), value);
        }
    }

    /** Keeps the sealed text of a secret, of which the value is but the mark. */
    void seal(FieldModel field, String text) {
        sealed.put(field.id(), text);
    }

    boolean isSealed(FieldModel field) {
        return sealed.containsKey(field.id());
    }

    /** The secrets that were given, sealed, by the fields' numbers. */
    Map<Integer, String> sealed() {
        return sealed;
    }

    /** Notes that the caller gave the field, be it as null: its default does not apply. */
    void markGiven(FieldModel field) {
        given.add(field.id());
    }

    /** Notes that the record is made because none was found by this field. */
    void markSoughtBy(@Nullable FieldModel field) {
        soughtBy = field;
    }

    boolean isSoughtBy(FieldModel field) {
        return field.equals(soughtBy);
    }

    boolean isGiven(FieldModel field) {
        return given.contains(field.id());
    }

    Map<Integer, Object> values() {
        return values;
    }

    Map<String, JsonNode> unknown() {
        return unknown;
    }

    /** Whether the field's value is another than before. */
    public boolean isChanged(FieldModel field) {
        Object old = before == null ? null : before.values().get(field.id());
        return !Objects.equals(old, values.get(field.id()));
    }

    /** Whether anything is to be stored. */
    boolean isEffective() {
        return operation != Operation.UPDATE
                || before == null
                || isHandedOver()
                || (!before.values().equals(values) && isWritten());
    }

    /** Whether a value was changed that is not computed of other records. */
    private boolean isWritten() {
        return object.fields().stream()
                .anyMatch(field -> field.rollup() == null && isChanged(field));
    }

    /** Reports something wrong with a field. */
    public void problem(FieldModel field, String code, String message) {
        problems.add(Pointers.at("", field.name()), code, message);
    }

    /** Whether something is wrong with the field already. */
    boolean hasProblem(FieldModel field) {
        if (problems.isEmpty()) {
            return false;
        }
        String pointer = Pointers.at("", field.name());
        return problems.list().stream().anyMatch(problem -> problem.pointer().equals(pointer));
    }

    /** Everything found wrong with the input so far. */
    public Problems problems() {
        return problems;
    }

    /** Ends this change with an answer of its own. */
    public void refuse(EngineException answer) {
        if (refusal == null) {
            refusal = answer;
        }
    }

    /** The answer that ends this change, or null while nothing is wrong. */
    public @Nullable EngineException refusal() {
        // Made anew each time: while it is refused, more can be found wrong with it.
        if (refusal == null && !problems.isEmpty()) {
            return new EngineException(
                    ErrorCode.VALIDATION_FAILED,
                    ErrorCode.VALIDATION_FAILED.title(),
                    problems.list());
        }
        if (refusal == null && leader != null) {
            refusal = leader.refusal();
        }
        return refusal;
    }

    /** Notes that the caller knows nothing of the object whose record it is. */
    void leaveUntold() {
        untold = true;
    }

    /** Whether it follows from another change by itself. */
    boolean isFollower() {
        return leader != null;
    }

    /** The change that this one follows from in the end; itself when it follows from none. */
    Draft origin() {
        if (leader != null) {
            return leader.origin();
        }
        return family == null ? this : family.root();
    }

    /** When this change cannot be, the deletion that it follows from cannot be either. */
    void refuseLeader() {
        EngineException reason = refusal();
        if (leader != null && reason != null) {
            leader.refuse(
                    untold
                            ? new EngineException(
                                    ErrorCode.REFERENCED,
                                    "A record that you do not see references it, and does not allow this")
                            : new EngineException(
                                    ErrorCode.REFERENCED,
                                    "A record of \""
                                            + object.name()
                                            + "\" that references it does not allow this: "
                                            + reason.detail()));
            leader.refuseLeader();
        }
    }

    /** Ties it to the records that are made together with it or not at all. */
    void join(Family others) {
        family = others;
    }

    @Nullable Family family() {
        return family;
    }

    /** Whether steps have work to do on it. */
    public boolean isAlive() {
        return refusal() == null && (family == null || !family.isRefused());
    }
}
