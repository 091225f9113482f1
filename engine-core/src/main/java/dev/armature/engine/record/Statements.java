package dev.armature.engine.record;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.place.SwitchLock;
import dev.armature.engine.query.RowFormulas;
import dev.armature.engine.sql.BoundRows;
import dev.armature.engine.sql.Flush;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.SecretType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.model.Uniqueness;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Stores drafts: records, unique values, links, history and events, all in one flush to the server.
 * Arrays carry the rows, so the text is the same for one draft and for a thousand.
 */
final class Statements {

    private final WriteSession session;
    private final int tenant;
    private final boolean handsOver;
    private final List<Sql> statements = new ArrayList<>();

    /**
     * @param handsOver whether records become somebody else's
     */
    private Statements(WriteSession session, boolean handsOver) {
        this.session = session;
        this.tenant = session.caller().tenantId().value();
        this.handsOver = handsOver;
    }

    private static Statements of(WriteSession session, List<Draft> effective) {
        return new Statements(session, effective.stream().anyMatch(Draft::isHandedOver));
    }

    /**
     * Stores drafts, all of which change something. It fails, by the time the transaction is
     * committed, when another writer took a unique value since it was looked for ({@link
     * #isLostRace}).
     */
    static void store(WriteSession session, List<Draft> effective) {
        SwitchLock.share(
                session.connection(), session.model(), effective.stream().map(Draft::object));
        session.count(effective);
        Statements statements = of(session, effective);
        // Tables of their own are for their tenant's role. A change was just read in that role, and
        // the commit leaves it: at the two ends it is become the least often.
        statements.images(effective, false).forEach(statements::update);
        statements.traces(effective);
        statements.secrets(effective);
        statements.files(effective);
        statements.jobChanges(effective);
        statements.images(effective, true).forEach(statements::insert);
        statements.execute();
    }

    /**
     * Stores, at once, no more of drafts than what formulas and figures are computed from, by a
     * transaction that takes it back.
     */
    static void storeOnTrial(WriteSession session, List<Draft> effective) {
        Statements statements = of(session, effective);
        statements.images(effective, false).forEach(statements::update);
        Sql links = statements.links(effective);
        if (links != null) {
            statements.statements.add(links);
        }
        statements.images(effective, true).forEach(statements::insert);
        Flush.run(session.connection(), statements.statements);
    }

    /** The records that are new, or those that are not, by their objects. */
    private Map<ObjectModel, List<StoredRecord>> images(List<Draft> drafts, boolean created) {
        Map<ObjectModel, List<StoredRecord>> images = new LinkedHashMap<>();
        for (Draft draft : drafts) {
            if (created == (draft.before() == null)) {
                images.computeIfAbsent(draft.object(), object -> new ArrayList<>())
                        .add(session.image(draft));
            }
        }
        return images;
    }

    private void insert(ObjectModel object, List<StoredRecord> records) {
        NewRow row = object.compiled(NewRow.class, NewRow::of);
        // Most new records are their makers': the statement of all others stays as it is.
        boolean ofOthers =
                records.stream()
                        .anyMatch(record -> !Objects.equals(record.owner(), record.createdBy()));
        statements.add(
                Sql.of(
                        row.into,
                        ofOthers ? "n.owner" : "w.actor",
                        row.values,
                        images(owners(ofOthers, records), records),
                        ", ",
                        who()));
    }

    /**
     * What a new row of an object is made of, written once.
     *
     * @param into where it goes, up to whose it is
     * @param values what comes after that, up to the rows that are read
     */
    private record NewRow(Sql into, Sql values) {
        static NewRow of(ObjectModel object) {
            RecordPlace place = RecordPlace.of(object);
            List<Object> columns = new ArrayList<>();
            List<Object> values = new ArrayList<>();
            Map<String, Sql> own = new LinkedHashMap<>(place.keys());
            own.putAll(place.derived("n", RowFormulas::value));
            own.forEach((column, value) -> {
                columns.add(", " + column);
                values.add(Sql.of(", ", value));
            });
            return new NewRow(
                    Sql.of(
                            "insert into ",
                            place.name(),
                            " (created_at, updated_at, version, id, owner_id, created_by, updated_by, data",
                            Sql.of(columns.toArray()),
                            ")\nselect w.at, w.at, 1, n.id, "),
                    Sql.of(", w.actor, w.actor, n.data", Sql.of(values.toArray()), "\nfrom "));
        }
    }

    private void update(ObjectModel object, List<StoredRecord> records) {
        RecordPlace place = RecordPlace.of(object);
        statements.add(
                Sql.of(
                        "update ",
                        place.name(),
                        """
                         r
                        set version = n.version, updated_at = w.at, updated_by = w.actor, data = n.data,
                            deleted_at = case when n.deleted then w.at end
                        """,
                        handsOver ? ", owner_id = n.owner" : "",
                        derived(place, Sql.raw("not n.deleted")),
                        "\nfrom ",
                        images(
                                owners(handsOver, records)
                                        .with(
                                                "version",
                                                "int",
                                                records.stream()
                                                        .map(StoredRecord::version)
                                                        .toList())
                                        .with(
                                                "deleted",
                                                ColumnType.BOOLEAN,
                                                records.stream()
                                                        .map(StoredRecord::deleted)
                                                        .toList()),
                                records),
                        ", ",
                        who(),
                        "\nwhere ",
                        place.isOwn("r"),
                        " and r.id = n.id"));
    }

    // Records rarely become somebody else's: the statement of all others stays as it is.
    private static BoundRows owners(boolean wanted, List<StoredRecord> records) {
        BoundRows rows = new BoundRows();
        return wanted
                ? rows.with(
                        "owner",
                        ColumnType.UUID,
                        records.stream().map(StoredRecord::owner).toList())
                : rows;
    }

    /**
     * Sets what repeats the JSON of the new rows {@code n}, after other columns.
     *
     * @param live the condition that the record is not deleted by then
     */
    static Sql derived(RecordPlace place, Sql live) {
        List<Object> derived = new ArrayList<>();
        place.derived("n", RowFormulas.ofLive(live))
                .forEach((column, value) -> derived.add(Sql.of(", ", column, " = ", value)));
        return Sql.of(derived.toArray());
    }

    /**
     * What is to be stored of records, as a table {@code n} with the columns {@code id} and {@code
     * data} after those that are there.
     */
    static Sql images(BoundRows rows, List<StoredRecord> records) {
        Sql written =
                rows.with("id", ColumnType.UUID, records.stream().map(StoredRecord::id).toList())
                        .with(
                                "json",
                                ColumnType.TEXT,
                                records.stream()
                                        .map(r -> StoredRecord.data(r.values(), r.unknown()))
                                        .toList())
                        .as("r");
        // The offset keeps the JSON from being parsed anew for each column that is filled from it.
        return Sql.of("(select r.*, r.json::jsonb as data from ", written, " offset 0) n");
    }

    /** The tenant, the actor and the moment, as a one-row table {@code w}. */
    private Sql who() {
        return Sql.ofPlatform(
                "(select ?::int as tenant, ?::uuid as actor, ?::timestamptz as at) w",
                tenant,
                session.caller().userId(),
                session.now());
    }

    /** Rows of small tables that hang on records: an object, a field, a record and a text. */
    private static final class Rows {
        final List<Integer> objectIds = new ArrayList<>();
        final List<Integer> fieldIds = new ArrayList<>();
        final List<UUID> recordIds = new ArrayList<>();
        final List<String> texts = new ArrayList<>();

        void add(Draft draft, int field, String text) {
            objectIds.add(draft.object().id());
            fieldIds.add(field);
            recordIds.add(draft.id());
            texts.add(text);
        }

        /** As a table {@code n}. */
        Sql table() {
            return new BoundRows()
                    .with("object_id", "int", objectIds)
                    .with("field_id", "int", fieldIds)
                    .with("record_id", ColumnType.UUID, recordIds)
                    .with("text", ColumnType.TEXT, texts)
                    .as("n");
        }
    }

    /**
     * What is kept beside the records, in one statement, as each costs the server as much as what
     * it adds. What is taken back goes before it: a value may pass from one record to another.
     */
    private void traces(List<Draft> drafts) {
        Sql uniqueValues = uniqueValues(drafts);
        Sql links = links(drafts);
        statements.add(
                Sql.of(
                                "with ",
                                named("unique_value", uniqueValues),
                                named("link", links),
                                history(drafts))
                        .forAnyRole());
    }

    private static Sql named(String name, @Nullable Sql insert) {
        return insert == null ? Sql.EMPTY : Sql.of(name + " as (", insert, "),\n");
    }

    /** Gives unique values back, and gives what adds those that are taken. */
    private @Nullable Sql uniqueValues(List<Draft> drafts) {
        Rows released = new Rows();
        Rows taken = new Rows();
        for (Draft draft : drafts) {
            for (Uniqueness uniqueness : draft.object().uniquenesses()) {
                String before = UniqueKeys.before(draft, uniqueness);
                String after = UniqueKeys.after(draft, uniqueness);
                if (before != null && !before.equals(after)) {
                    released.add(draft, uniqueness.number(), before);
                }
                if (after != null && !after.equals(before)) {
                    taken.add(draft, uniqueness.number(), after);
                }
            }
        }
        if (!released.texts.isEmpty()) {
            statements.add(
                    Sql.of(
                                    "delete from record_unique u using ",
                                    released.table(),
                                    " where u.tenant_id = ",
                                    Sql.number(tenant),
                                    " and (u.object_id, u.field_id, u.key, u.record_id) = (n.object_id, n.field_id, n.text, n.record_id)")
                            .forAnyRole());
        }
        return taken.texts.isEmpty()
                ? null
                : Sql.of(
                        "insert into record_unique (tenant_id, object_id, field_id, record_id, key) select ",
                        Sql.number(tenant),
                        "::int, n.object_id, n.field_id, n.record_id, n.text from ",
                        taken.table());
    }

    /** Cuts links, and gives what adds those that are made. */
    private @Nullable Sql links(List<Draft> drafts) {
        Rows cut = new Rows();
        Rows made = new Rows();
        for (Draft draft : drafts) {
            for (FieldModel field : draft.object().fields()) {
                if (field.property().type().link() != null) {
                    link(draft, field, cut, made);
                }
            }
        }
        if (!cut.texts.isEmpty()) {
            statements.add(
                    Sql.of(
                                    "delete from record_link l using ",
                                    cut.table(),
                                    " where l.tenant_id = ",
                                    Sql.number(tenant),
                                    " and (l.target_id, l.object_id, l.field_id, l.record_id) = (n.text::uuid, n.object_id, n.field_id, n.record_id)")
                            .forAnyRole());
        }
        return made.texts.isEmpty()
                ? null
                : Sql.of(
                        "insert into record_link (tenant_id, object_id, field_id, target_id, record_id) select ",
                        Sql.number(tenant),
                        "::int, n.object_id, n.field_id, n.text::uuid, n.record_id from ",
                        made.table(),
                        " on conflict do nothing");
    }

    private static void link(Draft draft, FieldModel field, Rows cut, Rows made) {
        StoredRecord before = draft.before();
        List<UUID> old = Links.of(before == null ? null : before.values().get(field.id()));
        List<UUID> now = Links.of(draft.value(field));
        switch (draft.operation()) {
            case DELETE -> addLinks(cut, draft, field, old, List.of());
            case RESTORE -> addLinks(made, draft, field, now, List.of());
            case CREATE, UPDATE -> {
                addLinks(cut, draft, field, old, now);
                addLinks(made, draft, field, now, old);
            }
        }
    }

    private static void addLinks(
            Rows rows, Draft draft, FieldModel field, List<UUID> targets, List<UUID> without) {
        Set<UUID> left = new LinkedHashSet<>(targets);
        without.forEach(left::remove);
        left.forEach(target -> rows.add(draft, field.id(), target.toString()));
    }

    private void secrets(List<Draft> drafts) {
        Rows gone = new Rows();
        Rows kept = new Rows();
        for (Draft draft : drafts) {
            for (FieldModel field : draft.object().fields()) {
                if (field.type() instanceof SecretType && draft.isChanged(field)) {
                    String sealed = draft.sealed().get(field.id());
                    (sealed == null ? gone : kept)
                            .add(draft, field.id(), sealed == null ? "" : sealed);
                }
            }
        }
        if (!gone.texts.isEmpty()) {
            statements.add(
                    Sql.of(
                            "delete from record_secret s using ",
                            gone.table(),
                            " where s.tenant_id = ",
                            Sql.number(tenant),
                            " and (s.object_id, s.field_id, s.record_id) = (n.object_id, n.field_id, n.record_id)"));
        }
        if (!kept.texts.isEmpty()) {
            statements.add(
                    Sql.of(
                            "insert into record_secret (tenant_id, object_id, field_id, record_id, sealed) select ",
                            Sql.number(tenant),
                            "::int, n.object_id, n.field_id, n.record_id, n.text from ",
                            kept.table(),
                            " on conflict (tenant_id, object_id, record_id, field_id) do update set sealed = excluded.sealed"));
        }
    }

    /**
     * Which files records come to hold. A link stays when the record gives a file up: its history
     * tells of it.
     */
    private void files(List<Draft> drafts) {
        Rows held = new Rows();
        for (Draft draft : drafts) {
            for (FieldModel field : draft.object().fields()) {
                if (field.type() instanceof AttachmentType
                        && draft.isWrite()
                        && draft.isChanged(field)) {
                    AttachmentType.files(draft.value(field))
                            .forEach(file -> held.add(draft, field.id(), file.id().toString()));
                }
            }
        }
        if (!held.texts.isEmpty()) {
            statements.add(
                    Sql.of(
                            "insert into file_link (tenant_id, object_id, field_id, record_id, file_id) select ",
                            Sql.number(tenant),
                            "::int, n.object_id, n.field_id, n.record_id, n.text::uuid from ",
                            held.table(),
                            " on conflict do nothing"));
            statements.add(
                    Sql.of(
                            "update file set attached = true where tenant_id = ",
                            Sql.number(tenant),
                            " and not attached and id = any(",
                            Sql.array(Set.copyOf(held.texts), ColumnType.UUID),
                            ")"));
        }
    }

    /** The end of a statement that adds to the history and tells of it in the outbox. */
    private Sql history(List<Draft> drafts) {
        List<Integer> objectIds = new ArrayList<>();
        List<UUID> recordIds = new ArrayList<>();
        List<Integer> versions = new ArrayList<>();
        List<String> operations = new ArrayList<>();
        List<String> causes = new ArrayList<>();
        List<String> replaced = new ArrayList<>();
        IdentityHashMap<Cause, String> written = new IdentityHashMap<>();
        for (Draft draft : drafts) {
            objectIds.add(draft.object().id());
            recordIds.add(draft.id());
            versions.add(WriteSession.version(draft));
            operations.add(draft.operation().word());
            causes.add(written.computeIfAbsent(draft.cause(), Cause::json));
            replaced.add(replaced(draft));
        }
        return Sql.of(
                "n as (select n.*, n.cause::jsonb as cause_json, w.* from ",
                new BoundRows()
                        .with("object_id", "int", objectIds)
                        .with("record_id", ColumnType.UUID, recordIds)
                        .with("version", "int", versions)
                        .with("operation", ColumnType.TEXT, operations)
                        .with("cause", ColumnType.TEXT, causes)
                        .with("replaced", ColumnType.TEXT, replaced)
                        .as("n"),
                ", ",
                who(),
                """
                ),
                written as (
                    insert into record_history (at, tenant_id, object_id, version, record_id, actor, operation, cause, replaced)
                    select at, tenant, object_id, version, record_id, actor, operation, cause_json, replaced::jsonb from n
                )
                insert into outbox (at, tenant_id, object_id, version, record_id, operation, cause)
                select at, tenant, object_id, version, record_id, operation, cause_json from n
                """);
    }

    /** What came of a job, so that it can be undone. */
    private void jobChanges(List<Draft> drafts) {
        List<UUID> jobs = new ArrayList<>();
        List<Integer> objectIds = new ArrayList<>();
        List<UUID> recordIds = new ArrayList<>();
        List<Integer> versions = new ArrayList<>();
        List<String> operations = new ArrayList<>();
        for (Draft draft : drafts) {
            draft.cause()
                    .job()
                    .ifPresent(job -> {
                        jobs.add(job);
                        objectIds.add(draft.object().id());
                        recordIds.add(draft.id());
                        versions.add(WriteSession.version(draft));
                        operations.add(draft.operation().word());
                    });
        }
        if (!jobs.isEmpty()) {
            statements.add(
                    Sql.of(
                            "insert into job_change (tenant_id, job_id, object_id, record_id, version, operation) select ",
                            Sql.number(tenant),
                            "::int, n.job_id, n.object_id, n.record_id, n.version, n.operation from ",
                            new BoundRows()
                                    .with("job_id", ColumnType.UUID, jobs)
                                    .with("object_id", "int", objectIds)
                                    .with("record_id", ColumnType.UUID, recordIds)
                                    .with("version", "int", versions)
                                    .with("operation", ColumnType.TEXT, operations)
                                    .as("n")));
        }
    }

    /** The values that are no more, by the fields' numbers; null for those that had none. */
    private static String replaced(Draft draft) {
        StoredRecord before = draft.before();
        if (before == null) {
            return "{}";
        }
        ObjectNode json = Json.object();
        if (draft.isHandedOver()) {
            json.put(
                    SystemField.OWNER_KEY,
                    before.owner() == null ? null : before.owner().toString());
        }
        if (draft.operation() == Draft.Operation.UPDATE) {
            Map<Integer, Object> all = new TreeMap<>(before.values());
            all.putAll(draft.values());
            for (Integer field : all.keySet()) {
                Object old = before.values().get(field);
                FieldModel known = draft.object().field(field);
                boolean computed = known != null && known.rollup() != null;
                if (!computed && !Objects.equals(old, draft.values().get(field))) {
                    json.set(Integer.toString(field), Values.toJson(old));
                }
            }
        }
        return Json.write(json);
    }

    /** A write within another answers its host by what came of it; all else can wait. */
    private void execute() {
        if (session.depth() == 0) {
            Flush.later(session.connection(), statements);
        } else {
            Flush.run(session.connection(), statements);
        }
    }

    /**
     * Whether a write failed because another writer took a unique value since it was looked for.
     */
    static boolean isLostRace(DatabaseException failure) {
        return failure.violates("record_unique_pkey");
    }

    /** Another writer was quicker; the write is begun again and will see what it did. */
    static final class LostRaceException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostRaceException() {
            super("another writer was quicker", null, false, false);
        }
    }
}
