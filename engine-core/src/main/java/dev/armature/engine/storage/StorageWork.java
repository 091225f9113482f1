package dev.armature.engine.storage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.job.FillReport;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.Searchable;
import dev.armature.engine.record.LostValue;
import dev.armature.engine.sql.OutOfRange;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.definition.IndexColumns;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.definition.TableLayout.ColumnState;
import dev.armature.metadata.home.HomeAddresses;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings an object to the place it shall be in, and its table to the columns it shall have. What is
 * there already is left as it is, so a job that was cut off is simply done again.
 */
public final class StorageWork implements JobWork {

    /** The kind of these jobs. */
    public static final String KIND = "storage";

    static final String OBJECT = "objectId";
    static final String PLACE = "place";
    static final String ADVISED = "advised";
    static final String ADVISED_INDEXES = "advisedIndexes";

    private static final Logger LOG = LoggerFactory.getLogger(StorageWork.class);

    /** How long a job waits before it looks again whether it is alone with the object. */
    private static final Duration WAIT = Duration.ofMillis(200);

    private final OwnerDatabase owner;
    private final TenantModels models;
    private final TenantTransactions transactions;
    private final Switch switches;
    private final Jobs jobs;

    /**
     * Work for the jobs of all tenants.
     *
     * @param homes the databases as their owners
     */
    public StorageWork(
            HomeAddresses homes,
            TenantModels models,
            TenantTransactions transactions,
            MetadataPublisher publisher,
            Jobs jobs) {
        this.owner = new OwnerDatabase(homes);
        this.models = models;
        this.transactions = transactions;
        this.switches = new Switch(transactions, publisher);
        this.jobs = jobs;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void run(Jobs.Claimed claimed, Progress progress) {
        int objectId = claimed.job().parameters().get(OBJECT).intValue();
        Place place =
                Place.valueOf(
                        claimed.job().parameters().get(PLACE).textValue().toUpperCase(Locale.ROOT));
        Advice advice = Advice.read(claimed.job().parameters());
        jobs.restart(claimed.tenant(), claimed.job().id());
        FillReport report = new FillReport(jobs, claimed);
        alone(
                claimed.tenant(),
                objectId,
                progress,
                connection ->
                        new Run(connection, claimed.tenant(), objectId, report, progress)
                                .to(place, advice));
    }

    // Whoever works on it ends: another job, or the keeper, which clears away in batches.
    private void alone(TenantId tenant, int objectId, Progress progress, OwnerDatabase.Task task) {
        while (!owner.alone(tenant, objectId, task)) {
            progress.check();
            LockSupport.parkNanos(WAIT.toNanos());
        }
    }

    /**
     * What the adviser says.
     *
     * @param fields those that shall have an index
     * @param together those that shall have one together
     */
    private record Advice(Set<Integer> fields, Set<IndexColumns> together) {

        static @Nullable Advice read(JsonNode parameters) {
            JsonNode advised = parameters.get(ADVISED);
            if (advised == null) {
                return null;
            }
            Set<Integer> fields = new TreeSet<>();
            advised.forEach(field -> fields.add(field.intValue()));
            Set<IndexColumns> together = new TreeSet<>();
            parameters
                    .path(ADVISED_INDEXES)
                    .forEach(index -> together.add(IndexColumns.read(index.textValue())));
            return new Advice(fields, together);
        }
    }

    @Override
    public void giveUp(Jobs.Claimed claimed) {
        int objectId = claimed.job().parameters().get(OBJECT).intValue();
        alone(
                claimed.tenant(),
                objectId,
                () -> {},
                connection ->
                        new Run(
                                        connection,
                                        claimed.tenant(),
                                        objectId,
                                        new FillReport(jobs, claimed),
                                        () -> {})
                                .giveUp());
    }

    /** One run for one object. */
    private final class Run {

        private final Connection connection;
        private final TenantId tenant;
        private final int objectId;
        private final TableDdl ddl;

        private final FillReport report;

        /** Can end the work by throwing. */
        private final Progress progress;

        Run(
                Connection connection,
                TenantId tenant,
                int objectId,
                FillReport report,
                Progress progress) {
            this.connection = connection;
            this.tenant = tenant;
            this.objectId = objectId;
            this.ddl = owner.ddl(tenant);
            this.report = report;
            this.progress = progress;
        }

        private void progressed(int records, List<LostValue> lost) {
            report.batch(records, lost);
            progress.check();
        }

        private @Nullable ObjectModel object() {
            return models.refresh(tenant).object(objectId);
        }

        void to(Place place, @Nullable Advice advice) throws SQLException {
            ObjectModel object = object();
            if (object == null) {
                return;
            }
            TableLayout table = object.definition().table();
            if (place == Place.DEDICATED && table == null) {
                promote(object);
            } else if (place == Place.SHARED && table != null) {
                demote(object, table);
                return;
            }
            if (advice != null) {
                switches.advise(tenant, objectId, advice.fields, advice.together);
            }
            ObjectModel now = object();
            while (now != null
                    && now.definition().table() != null
                    && columns(now, now.definition().table())) {
                now = object();
            }
            ObjectModel filled = object();
            if (filled != null && filled.definition().table() != null) {
                TableLayout made = filled.definition().table();
                indexes(filled, made);
                if (ddl.textIndexes(connection, made, Searchable.fields(filled))) {
                    ddl.analyze(connection, made);
                }
            }
        }

        /** Makes the indexes over several fields that are wanted, and drops the others. */
        private void indexes(ObjectModel object, TableLayout table) throws SQLException {
            Set<IndexColumns> wanted = CombinedIndexes.wanted(object);
            wanted.removeIf(index -> !CombinedIndexes.isReady(table, index));
            for (IndexColumns index : wanted) {
                // A column that was made anew has taken its index with it, unsaid.
                ddl.index(connection, table, index);
                progressed(0, List.of());
            }
            for (IndexColumns index : table.indexes()) {
                if (!wanted.contains(index)) {
                    ddl.dropIndex(connection, table, index);
                }
            }
            if (!wanted.equals(table.indexes())) {
                ddl.analyze(connection, table);
                switches.indexes(tenant, objectId, wanted);
                LOG.info(
                        "Tenant {}: {} has {} indexes over several fields",
                        tenant,
                        object.name(),
                        wanted.size());
            }
        }

        private void promote(ObjectModel object) throws SQLException {
            TableLayout bare = ddl.layout(tenant, objectId);
            if (TableStates.find(connection, tenant, objectId)
                    .filter(TableStates.State.LEFT::equals)
                    .isPresent()) {
                ddl.dropTable(connection, bare);
            }
            TableStates.put(connection, tenant, objectId, TableStates.State.FILLING, false);
            try {
                fill(object, bare);
            } catch (StoppedException e) {
                if (e.isCancelled()) {
                    giveUp();
                }
                throw e;
            }
        }

        void giveUp() throws SQLException {
            ObjectModel object = object();
            if (object != null && object.isSwitching()) {
                switches.stay(tenant, objectId);
            }
            switch (TableStates.find(connection, tenant, objectId).orElse(null)) {
                case FILLING -> {
                    ddl.dropTable(connection, ddl.layout(tenant, objectId));
                    TableStates.remove(connection, tenant, objectId);
                }
                // What was copied is cleared away like what a promotion leaves behind.
                case RETURNING ->
                        TableStates.put(connection, tenant, objectId, TableStates.State.USED, true);
                case USED, LEFT -> {}
                case null -> {}
            }
        }

        private void fill(ObjectModel object, TableLayout bare) throws SQLException {
            ddl.createTable(connection, bare);
            Map<Integer, ColumnIndex> wanted = ColumnIndex.wanted(object);
            // Formulas may change while records are copied; their columns come afterwards.
            wanted.keySet().removeIf(id -> !field(object, id).type().stored());
            TableLayout layout = bare;
            addColumns(object, bare, wanted);
            for (int field : wanted.keySet()) {
                layout = layout.withColumn(field, ColumnState.READY);
            }
            RecordMover mover =
                    new RecordMover(
                            connection,
                            RecordPlace.at(object, null),
                            RecordPlace.at(object, layout));
            copyAll(mover);
            for (Map.Entry<Integer, ColumnIndex> column : wanted.entrySet()) {
                ddl.index(connection, layout, column.getKey(), column.getValue());
            }
            Set<IndexColumns> together = CombinedIndexes.wanted(object);
            for (IndexColumns index : together) {
                ddl.index(connection, layout, index);
            }
            layout = layout.withIndexes(together);
            ddl.textIndexes(connection, layout, Searchable.fields(object));
            ddl.analyze(connection, layout);
            mover.catchUp();
            long began = System.nanoTime();
            switches.place(
                    connection, tenant, objectId, layout, mover::catchUp, TableStates.State.USED);
            LOG.info(
                    "Tenant {}: {} has a table of its own, {}; its writers waited {} ms at most",
                    tenant,
                    object.name(),
                    layout.qualifiedName(),
                    (System.nanoTime() - began) / 1_000_000);
        }

        private void addColumns(
                ObjectModel object, TableLayout table, Map<Integer, ColumnIndex> kinds)
                throws SQLException {
            for (Map.Entry<Integer, ColumnIndex> kind : kinds.entrySet()) {
                ddl.addColumn(connection, table, field(object, kind.getKey()), kind.getValue());
            }
        }

        private static FieldModel field(ObjectModel object, int id) {
            return Objects.requireNonNull(object.field(id), "a column is wanted for a field");
        }

        private void copyAll(RecordMover mover) {
            Optional<RecordMover.Copied> copied = mover.copy(null);
            while (copied.isPresent()) {
                progressed(copied.get().records(), List.of());
                copied = mover.copy(copied.get().last());
            }
        }

        private void demote(ObjectModel object, TableLayout table) throws SQLException {
            TableStates.put(connection, tenant, objectId, TableStates.State.RETURNING, false);
            RecordMover mover =
                    new RecordMover(
                            connection,
                            RecordPlace.at(object, table),
                            RecordPlace.at(object, null));
            try {
                copyAll(mover);
            } catch (StoppedException e) {
                if (e.isCancelled()) {
                    giveUp();
                }
                throw e;
            }
            mover.catchUp();
            switches.place(
                    connection, tenant, objectId, null, mover::catchUp, TableStates.State.LEFT);
            LOG.info("Tenant {}: {} is in the shared store again", tenant, object.name());
        }

        /**
         * Gives the table the columns it lacks, and takes away those that nobody wants.
         *
         * @return whether it lacked any: formulas may have changed since, and lack theirs again
         */
        private boolean columns(ObjectModel object, TableLayout table) throws SQLException {
            Map<Integer, ColumnIndex> wanted = ColumnIndex.wanted(object);
            Map<Integer, ColumnIndex> missing = new TreeMap<>(wanted);
            missing.keySet().removeIf(table::isReady);
            if (!missing.isEmpty()) {
                fill(object, table, missing);
            }
            List<Integer> unwanted =
                    table.columns().keySet().stream()
                            .filter(field -> !wanted.containsKey(field))
                            .toList();
            if (!unwanted.isEmpty()) {
                switches.columns(tenant, objectId, unwanted, ColumnState.UNUSED);
            }
            return !missing.isEmpty();
        }

        private void fill(ObjectModel object, TableLayout table, Map<Integer, ColumnIndex> missing)
                throws SQLException {
            addColumns(object, table, missing);
            ObjectModel filling =
                    switches.columns(tenant, object, missing.keySet(), ColumnState.FILLING)
                            .required(objectId);
            Map<Integer, ColumnIndex> written = written(filling);
            written.keySet().retainAll(missing.keySet());
            if (written.isEmpty()) {
                return;
            }
            Set<Integer> far = far(filling, written.keySet());
            Set<Integer> own = new TreeSet<>(written.keySet());
            own.removeAll(far);
            new ColumnFiller(connection, filling, own).fill(this::progressed);
            index(filling, table, written, own);
            report.keep();
            fillFar(filling, far);
            index(filling, table, written, far);
            ddl.analyze(connection, table);
            switches.columns(tenant, filling, own, ColumnState.READY);
            while (!far.isEmpty() && switches.use(tenant, filling, far).isEmpty()) {
                fillFar(filling, far);
            }
            LOG.info("Tenant {}: {} has {} more indexes", tenant, object.name(), written.size());
        }

        private void index(
                ObjectModel object,
                TableLayout table,
                Map<Integer, ColumnIndex> kinds,
                Set<Integer> fields)
                throws SQLException {
            for (Map.Entry<Integer, ColumnIndex> kind : kinds.entrySet()) {
                if (fields.contains(kind.getKey())) {
                    index(object, table, kind.getKey(), kind.getValue());
                }
            }
        }

        /** Makes an index, for which numbers of too many digits are left out. */
        private void index(ObjectModel object, TableLayout table, int id, ColumnIndex kind)
                throws SQLException {
            try {
                ddl.index(connection, table, id, kind);
            } catch (SQLException e) {
                List<LostValue> lost =
                        OutOfRange.is(new DatabaseException(e))
                                ? ColumnFiller.clearLarge(connection, object, field(object, id))
                                : List.of();
                if (lost.isEmpty()) {
                    throw e;
                }
                progressed(0, lost);
                index(object, table, id, kind);
            }
        }

        private void fillFar(ObjectModel filling, Set<Integer> far) {
            if (!far.isEmpty()) {
                new FormulaFiller(transactions, models, filling, far)
                        .fill(report::begin, this::progressed);
            }
        }

        /** The formulas that read other records. */
        private static Set<Integer> far(ObjectModel object, Set<Integer> fields) {
            return fields.stream()
                    .map(id -> field(object, id))
                    .filter(field -> field.formula() != null && object.reads(field).isFar())
                    .map(FieldModel::id)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        /** The columns that are wanted and that writers fill. */
        private static Map<Integer, ColumnIndex> written(ObjectModel object) {
            Map<Integer, ColumnIndex> written = ColumnIndex.wanted(object);
            TableLayout table = object.definition().table();
            written.keySet().removeIf(id -> table == null || !table.isWritten(id));
            return written;
        }
    }
}
