package dev.armature.engine.storage;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.definition.TableLayout.ColumnState;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.home.HomeAddresses;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Clears away what moves leave behind, once no reader can be looking at it any more: rows of the
 * shared store, tables that were left, columns that nobody uses; and has tables follow the index
 * adviser. Every node has one; they share the work.
 */
public final class StorageKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StorageKeeper.class);
    private static final int BATCH = 5_000;
    private static final Duration ADVICE_EVERY = Duration.ofMinutes(10);

    private final OwnerDatabase owner;
    private final TenantModels models;
    private final Switch switches;
    private final Storage storage;
    private final Duration grace;
    private final Semaphore stop = new Semaphore(0);
    private final Thread thread;

    /**
     * Starts at once.
     *
     * @param homes the databases as their owners
     */
    public StorageKeeper(
            HomeAddresses homes,
            TenantModels models,
            TenantTransactions transactions,
            MetadataPublisher publisher,
            Storage storage,
            StorageOptions options) {
        this.owner = new OwnerDatabase(homes);
        this.models = models;
        this.switches = new Switch(transactions, publisher);
        this.storage = storage;
        this.grace = options.grace();
        this.thread = Thread.ofVirtual().name("storage-keeper").start(this::loop);
    }

    private void loop() {
        long pause = Math.max(200, grace.dividedBy(3).toMillis());
        long advised = System.nanoTime();
        try {
            while (!stop.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
                try {
                    storage.adviser().flush();
                    clear();
                    if (System.nanoTime() - advised > ADVICE_EVERY.toNanos()) {
                        advised = System.nanoTime();
                        advise();
                    }
                } catch (RuntimeException e) {
                    LOG.warn("Objects' own tables could not be looked after: {}", e.toString());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An object that has, or had, a table of its own. */
    private record Entry(TenantId tenant, int objectId, TableStates.State state) {}

    /** The objects of all tenants that a condition on their row of record_table holds for. */
    private List<Entry> entries(Sql condition) {
        List<Entry> entries = new ArrayList<>();
        for (Home home : owner.homes()) {
            try {
                entries.addAll(entries(home, condition));
            } catch (RuntimeException e) {
                LOG.warn("Own tables in home {} are looked after later: {}", home, e.toString());
            }
        }
        return entries;
    }

    private List<Entry> entries(Home home, Sql condition) {
        return owner.run(
                home,
                connection ->
                        Sql.of(
                                        "select tenant_id, object_id, state from record_table p where not exists (select from tenant t where t.tenant_id = p.tenant_id and t.away) and ",
                                        condition)
                                .all(
                                        connection,
                                        row ->
                                                new Entry(
                                                        new TenantId(row.getInt(1)),
                                                        row.getInt(2),
                                                        TableStates.State.of(row.getString(3)))));
    }

    /** Has every table follow what queries want. */
    private void advise() {
        for (Entry used : entries(Sql.raw("state = 'used'"))) {
            ObjectModel object = models.current(used.tenant).object(used.objectId);
            if (object != null) {
                storage.followAdvice(used.tenant, object);
            }
        }
    }

    /** Clears away all that is due. */
    void clear() {
        List<Entry> due =
                entries(
                        Sql.of(
                                "(state = 'left' or state = 'used' and leftover) and since < now() - make_interval(secs => ",
                                Sql.number(grace.toMillis()),
                                " / 1000.0)"));
        for (Entry one : due) {
            try {
                owner.alone(one.tenant, one.objectId, connection -> clear(connection, one));
            } catch (DatabaseException e) {
                LOG.warn(
                        "A table of tenant {} is cleared away later: {}", one.tenant, e.toString());
            }
        }
    }

    private void clear(Connection connection, Entry due) throws SQLException {
        // Somebody may have moved it again since.
        if (TableStates.find(connection, due.tenant, due.objectId)
                .filter(due.state::equals)
                .isEmpty()) {
            return;
        }
        TableDdl ddl = owner.ddl(due.tenant);
        ObjectModel object = models.current(due.tenant).object(due.objectId);
        if (due.state == TableStates.State.LEFT) {
            ddl.dropTable(connection, ddl.layout(due.tenant, due.objectId));
            TableStates.remove(connection, due.tenant, due.objectId);
        } else if (object != null) {
            deleteShared(connection, object);
            dropColumns(connection, ddl, object);
            TableStates.cleared(connection, due.tenant, due.objectId);
        }
    }

    private static void deleteShared(Connection connection, ObjectModel object) {
        RecordPlace shared = RecordPlace.at(object, null);
        Sql delete =
                Sql.of(
                        "delete from record r where ",
                        shared.isOwn("r"),
                        " and r.id = any(array(select n.id from record n where ",
                        shared.isOwn("n"),
                        " limit ",
                        Sql.number(BATCH),
                        "))");
        int deleted = 1;
        while (deleted > 0) {
            deleted = delete.execute(connection);
        }
    }

    private void dropColumns(Connection connection, TableDdl ddl, ObjectModel object)
            throws SQLException {
        TableLayout table = object.definition().table();
        if (table == null) {
            return;
        }
        List<Integer> unused =
                table.columns().entrySet().stream()
                        .filter(column -> column.getValue() == ColumnState.UNUSED)
                        .map(column -> column.getKey())
                        .toList();
        if (unused.isEmpty()) {
            return;
        }
        for (int field : unused) {
            ddl.dropColumn(connection, table, field);
        }
        switches.columns(object.tenant().tenant(), object.id(), unused, null);
    }

    @Override
    public void close() {
        stop.release();
        try {
            thread.join(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
