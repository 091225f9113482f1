package dev.armature.engine.housekeeping;

import dev.armature.engine.archive.TenantExports;
import dev.armature.engine.file.FilePurge;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.file.Uploads;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.usage.Stock;
import dev.armature.metadata.change.MetadataService;
import dev.armature.metadata.change.MetadataStore;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.HomePool;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through all tenants once an hour and deletes for good what is past its time: records in the
 * recycle bin, deleted fields with their values, deleted objects with their records, and what work
 * leaves behind. Many small transactions; of several nodes one at a time looks after a tenant.
 */
public final class Housekeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);

    /** How long it waits from one round to the next. */
    static final Duration INTERVAL = Duration.ofHours(1);

    /** How much one transaction deletes. */
    static final int BATCH = 1_000;

    private static final int TENANTS_AT_ONCE = 500;
    private static final int LOCK = 1_095_912_783;

    private final TenantDatabase database;
    private final TenantTransactions transactions;
    private final TenantModels models;
    private final MetadataStore store;
    private final RecordExpiry expiry;
    private final UploadedFiles files;
    private final Uploads uploads;
    private final TenantExports exports;
    private final Stock stock;
    private final Clock clock;
    private final Semaphore stop = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closing;

    /** Starts with a pause, so that a node that starts has other things to do. */
    public Housekeeper(
            TenantDatabase database,
            TenantTransactions transactions,
            TenantModels models,
            MetadataStore store,
            TenantDirectory tenants,
            RecordWriter writer,
            UploadedFiles files,
            Uploads uploads,
            TenantExports exports,
            Stock stock,
            Clock clock) {
        this.expiry = new RecordExpiry(tenants, writer);
        this.database = database;
        this.transactions = transactions;
        this.models = models;
        this.store = store;
        this.files = files;
        this.uploads = uploads;
        this.exports = exports;
        this.stock = stock;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("housekeeper").start(this::loop);
    }

    private void loop() {
        try {
            while (!stop.tryAcquire(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    sweep();
                } catch (RuntimeException e) {
                    LOG.warn("Housekeeping goes on in the next round: {}", e.toString());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round through all tenants. */
    public void sweep() {
        database.inEachHome(this::sweep);
    }

    private boolean sweep(HomePool home) {
        int last = 0;
        List<Integer> tenants = next(home, last);
        while (!tenants.isEmpty() && !closing) {
            for (int tenant : tenants) {
                sweep(new TenantId(tenant));
            }
            last = tenants.getLast();
            tenants = next(home, last);
        }
        return true;
    }

    private List<Integer> next(HomePool home, int after) {
        return database.in(
                home,
                connection -> {
                    try (PreparedStatement statement =
                            connection.prepareStatement("select * from next_tenants(?, ?)")) {
                        statement.setInt(1, after);
                        statement.setInt(2, TENANTS_AT_ONCE);
                        List<Integer> tenants = new ArrayList<>();
                        try (ResultSet row = statement.executeQuery()) {
                            while (row.next()) {
                                tenants.add(row.getInt(1));
                            }
                        }
                        return tenants;
                    }
                });
    }

    private void sweep(TenantId tenant) {
        Instant now = clock.instant();
        TenantModel model = models.current(tenant);
        for (ObjectModel object : model.objects()) {
            Instant before = object.definition().options().retention().deletedBefore(now);
            expiry.delete(object, now, () -> closing);
            Sql past = expiry.toPurge(object, "m", now);
            if (past != null) {
                Sql deleted = Sql.of("m.deleted_at is not null and ", past);
                among(
                        model,
                        connection ->
                                RecordPurge.records(connection, object, stock, deleted, BATCH));
            }
            among(
                    model,
                    connection ->
                            RecordPurge.deletedBefore(connection, object, stock, before, BATCH));
        }
        Instant restorable = now.minus(MetadataService.RESTORE_PERIOD);
        fields(tenant, model, restorable);
        objects(tenant, restorable);
        repeat(tenant, connection -> TracePurge.some(connection, tenant, now, BATCH));
        files(tenant, now);
        uploads.sweep(tenant, now);
        exports.sweep(tenant, now);
    }

    // Bodies go when it is certain that their rows are gone.
    private void files(TenantId tenant, Instant now) {
        List<UUID> gone = new ArrayList<>();
        repeat(
                tenant,
                connection -> {
                    gone.forEach(id -> files.delete(tenant, id));
                    gone.clear();
                    gone.addAll(FilePurge.some(connection, tenant, stock, now, BATCH));
                    return gone.size();
                });
        gone.forEach(id -> files.delete(tenant, id));
    }

    /** Runs a step in transactions of its own until it finds less than it could take. */
    private void repeat(TenantId tenant, ToIntFunction<Connection> step) {
        int done = BATCH;
        while (done >= BATCH && !closing) {
            done =
                    database.transaction(
                            tenant,
                            connection ->
                                    isOurs(connection, tenant) ? step.applyAsInt(connection) : 0);
        }
    }

    /** The same for a step on records: as a writer, and only as long as the model is current. */
    private void among(TenantModel model, ToIntFunction<Connection> step) {
        int done = BATCH;
        while (done >= BATCH && !closing) {
            done =
                    database.write(
                            model.tenant(),
                            (connection, version) ->
                                    version == model.version() && isOurs(connection, model.tenant())
                                            ? step.applyAsInt(connection)
                                            : 0);
        }
    }

    /** Whether this node looks after a tenant until its transaction ends. */
    static boolean isOurs(Connection connection, TenantId tenant) {
        boolean[] ours = new boolean[1];
        Sql.of(
                        "select pg_try_advisory_xact_lock(",
                        Sql.number(LOCK),
                        ", ",
                        Sql.number(tenant.value()),
                        ")")
                .query(connection, row -> ours[0] = row.next() && row.getBoolean(1));
        return ours[0];
    }

    private record Field(int objectId, int id) {}

    private void fields(TenantId tenant, TenantModel model, Instant before) {
        List<Field> due = new ArrayList<>();
        database.query(
                tenant,
                Sql.of("select object_id, id from field_definition where ", due(tenant, before)),
                row -> {
                    while (row.next()) {
                        due.add(new Field(row.getInt(1), row.getInt(2)));
                    }
                });
        for (Field field : due) {
            ObjectModel object = model.object(field.objectId);
            if (object != null) {
                forget(tenant, object, field.id);
            }
        }
    }

    private void forget(TenantId tenant, ObjectModel object, int field) {
        @Nullable UUID[] last = new UUID[1];
        boolean[] done = new boolean[1];
        among(
                object.tenant(),
                connection -> {
                    last[0] = RecordPurge.values(connection, object, field, last[0], BATCH);
                    done[0] = last[0] == null;
                    return done[0] ? 0 : BATCH;
                });
        if (done[0]) {
            mark(
                    tenant,
                    Sql.of(
                            "update field_definition set purged_at = now() where object_id = ",
                            Sql.number(object.id()),
                            " and id = ",
                            Sql.number(field)));
        }
    }

    private void objects(TenantId tenant, Instant before) {
        List<Integer> due = new ArrayList<>();
        database.query(
                tenant,
                Sql.of("select id from object_definition where ", due(tenant, before)),
                row -> {
                    while (row.next()) {
                        due.add(row.getInt(1));
                    }
                });
        if (due.isEmpty()) {
            return;
        }
        for (ObjectDefinition deleted : deletedObjects(tenant)) {
            if (due.contains(deleted.id())) {
                ObjectModel object = bare(tenant, deleted);
                boolean[] done = new boolean[1];
                repeat(
                        tenant,
                        connection -> {
                            int gone =
                                    RecordPurge.records(
                                            connection, object, stock, Sql.raw("true"), BATCH);
                            done[0] = gone == 0;
                            return gone == 0 ? 0 : BATCH;
                        });
                if (done[0]) {
                    mark(
                            tenant,
                            Sql.of(
                                    "update object_definition set purged_at = now() where id = ",
                                    Sql.number(deleted.id())));
                }
            }
        }
    }

    private List<ObjectDefinition> deletedObjects(TenantId tenant) {
        return transactions.run(
                tenant,
                connection ->
                        store.deletedObjects(tenant).stream()
                                .map(MetadataStore.Deleted::definition)
                                .toList());
    }

    /** The object without what may refer to others that are gone: enough to find its records. */
    private static ObjectModel bare(TenantId tenant, ObjectDefinition deleted) {
        ObjectDefinition bare = deleted.withFields(List.of()).withParts(List.of());
        return new TenantModel(tenant, new TenantDefinition(0, Map.of(bare.name(), bare)))
                .required(bare.id());
    }

    private void mark(TenantId tenant, Sql update) {
        database.transaction(
                tenant, Sql.of(update, " and tenant_id = ", Sql.number(tenant.value()))::execute);
    }

    private static Sql due(TenantId tenant, Instant before) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                " and purged_at is null and deleted_at < ",
                Sql.value(before, ColumnType.TIMESTAMPTZ));
    }

    @Override
    public void close() {
        closing = true;
        stop.release();
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
