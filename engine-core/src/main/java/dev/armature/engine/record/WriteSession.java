package dev.armature.engine.record;

import dev.armature.engine.access.Caller;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.Grants;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import java.sql.Connection;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * One transaction that writes records: who writes, by which model, when, on which connection.
 * Belongs to one thread.
 */
public final class WriteSession {

    private final Connection connection;
    private final Caller caller;
    private final TenantModel model;
    private final Grants grants;
    private final Environment environment;
    private final SharesOfCaller shares;
    private final RelatedRecords related;
    private RelatedRecords steady;
    private final Invariants invariants;
    private final RollupKeeper rollups;
    private final FarKeeper far;
    private final int depth;
    private final boolean hopeful;
    private final boolean searching;
    private final Map<UUID, Supplier<StoredRecord>> expected = new HashMap<>();
    private final AtomicLong added;
    private final Set<Sibling> siblings = new LinkedHashSet<>();
    private final Map<ObjectModel, Set<UUID>> held = new HashMap<>();

    /**
     * A session of the outermost write.
     *
     * @param manner how it goes about it
     */
    WriteSession(
            Connection connection,
            Caller caller,
            TenantModel model,
            Environment environment,
            WriteManner manner) {
        this.connection = connection;
        this.caller = caller;
        this.model = model;
        this.grants = caller.grants(model);
        this.environment = environment;
        this.shares = new SharesOfCaller(connection, grants, environment);
        this.related = new RelatedRecords(connection, model, RecordLoader.Lock.NONE, expected);
        this.steady = new RelatedRecords(connection, model, RecordLoader.Lock.SHARE, expected);
        this.invariants = new Invariants(connection, model);
        this.far = new FarKeeper(connection, model, !manner.alone());
        this.rollups =
                new RollupKeeper(
                        connection,
                        model,
                        (record, fields) -> {
                            invariants.note(record);
                            far.note(record, fields);
                        });
        this.added = new AtomicLong();
        this.depth = 0;
        this.hopeful = manner.hopeful();
        this.searching = manner.searching();
    }

    private WriteSession(WriteSession outer) {
        this.connection = outer.connection;
        this.caller = outer.caller;
        this.model = outer.model;
        this.grants = outer.grants;
        this.environment = outer.environment;
        this.shares = outer.shares;
        this.related = new RelatedRecords(connection, model, RecordLoader.Lock.NONE, expected);
        this.steady = new RelatedRecords(connection, model, RecordLoader.Lock.SHARE, expected);
        this.invariants = outer.invariants;
        this.rollups = outer.rollups;
        this.far = outer.far;
        this.added = outer.added;
        this.depth = outer.depth + 1;
        this.hopeful = false;
        this.searching = outer.searching;
    }

    /** The session of a write within this one. */
    WriteSession within() {
        return new WriteSession(this);
    }

    /** What the invariants have to be checked of at the end of this transaction. */
    Invariants invariants() {
        return invariants;
    }

    /** Counts records that come and go with drafts, in this write and those around it. */
    void count(List<Draft> drafts) {
        for (Draft draft : drafts) {
            switch (draft.operation()) {
                case CREATE, RESTORE -> added.incrementAndGet();
                case DELETE -> added.decrementAndGet();
                case UPDATE -> {}
            }
        }
    }

    /**
     * How many more records there are by now for this transaction; fewer than none where they go.
     */
    long added() {
        return added.get();
    }

    /** Keeps the rollups of all that this transaction writes. */
    RollupKeeper rollups() {
        return rollups;
    }

    /** Keeps the columns of formulas that read what this transaction writes. */
    FarKeeper far() {
        return far;
    }

    /** The transaction's connection, for steps that read within it. */
    public Connection connection() {
        return connection;
    }

    public Caller caller() {
        return caller;
    }

    public TenantModel model() {
        return model;
    }

    /** What the caller may do. */
    Grants grants() {
        return grants;
    }

    /** What is shared with the caller, of what this write concerns. */
    SharesOfCaller shares() {
        return shares;
    }

    /** An object as the caller sees it, which is one that they may read. */
    public ObjectModel seen(ObjectModel object) {
        return grants.model().required(object.id());
    }

    /** An object as the caller sees it, or the answer that there is none. */
    public ObjectModel seen(String object) {
        return grants.model().required(object);
    }

    /** Whether the caller sees an object. */
    boolean isKnown(ObjectModel object) {
        return grants.model().object(object.id()) != null;
    }

    /** Whether the caller sees a field of an object. */
    boolean isSeen(ObjectModel object, FieldModel field) {
        ObjectModel seen = grants.model().object(object.id());
        return seen != null && seen.field(field.id()) != null;
    }

    /** Whether the caller may give a field of a draft a value. */
    boolean mayWrite(Draft draft, FieldModel field) {
        Right right = draft.operation() == Draft.Operation.CREATE ? Right.CREATE : Right.UPDATE;
        return grants.mayWrite(draft.object(), field, right);
    }

    public Environment environment() {
        return environment;
    }

    /** The moment of this write: one for everything in it. */
    public Instant now() {
        return environment.now();
    }

    /** How many writes this one is nested in, a hook's write within a write being one deeper. */
    public int depth() {
        return depth;
    }

    /** Whether it may leave what is unlikely to the database to refuse. */
    boolean isHopeful() {
        return hopeful;
    }

    /** Whether the drafts are to be found that take something computed out of range. */
    boolean isSearching() {
        return searching;
    }

    RelatedRecords related() {
        return related;
    }

    /**
     * Related records as they are now and stay until the write ends, for what must not rest on a
     * value that somebody is changing.
     */
    RelatedRecords steady() {
        return steady;
    }

    /** Others of the write may read this record as it will be, before it is stored. */
    void willBe(Draft draft) {
        expected.put(draft.id(), () -> image(draft));
    }

    /** A draft whose field references a record that the same write makes or restores. */
    record Sibling(Draft draft, FieldModel field, Draft target) {}

    /** All such references that were found. */
    Set<Sibling> siblings() {
        return siblings;
    }

    /** The records of an object that are known to be there, and held until the write ends. */
    Set<UUID> held(ObjectModel object) {
        return held.computeIfAbsent(object, none -> new HashSet<>());
    }

    /** Others have written within this write: what it held may be deleted. */
    void forgetHeld() {
        held.clear();
        steady = new RelatedRecords(connection, model, RecordLoader.Lock.SHARE, expected);
    }

    /** What expressions read when they look at a draft. */
    public Bindings bindings(Draft draft) {
        return bindings(draft, related);
    }

    /** The same of a draft whose image is there already. */
    Bindings bindings(Draft draft, StoredRecord image) {
        return bindings(draft, image, related);
    }

    /** The same, with what they read of other records held until the write ends. */
    Bindings steadyBindings(Draft draft) {
        return bindings(draft, steady);
    }

    private Bindings bindings(Draft draft, RelatedRecords records) {
        return bindings(draft, image(draft), records);
    }

    private Bindings bindings(Draft draft, StoredRecord image, RelatedRecords records) {
        return new RecordBindings(
                draft.object(), draft.values(), image, draft.before(), records, environment);
    }

    /** A record as the caller reads it. */
    byte[] json(StoredRecord record, Bindings bindings) {
        return RecordRenderer.json(seen(record.object()), record, bindings);
    }

    /** The record as it will be once the draft is stored. */
    public StoredRecord image(Draft draft) {
        StoredRecord before = draft.before();
        int version = version(draft);
        boolean changes = before != null && version > before.version();
        return new StoredRecord(
                draft.object(),
                draft.id(),
                version,
                before == null ? now() : before.createdAt(),
                before == null ? caller.userId() : before.createdBy(),
                before == null || changes ? now() : before.updatedAt(),
                before == null || changes ? caller.userId() : before.updatedBy(),
                before == null && draft.owner() == null ? caller.userId() : draft.owner(),
                draft.operation() == Draft.Operation.DELETE,
                draft.values(),
                draft.unknown());
    }

    /** The version that the record will have. */
    static int version(Draft draft) {
        StoredRecord before = draft.before();
        return before == null ? 1 : before.version() + (draft.isEffective() ? 1 : 0);
    }
}
