package dev.armature.engine.rollup;

import dev.armature.engine.job.FillReport;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.record.LostValue;
import dev.armature.engine.record.RollupFiller;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Computes the rollups of all records of an object, batch by batch, each with its report one
 * transaction among those of other writers, who keep them in step from the beginning. After a crash
 * it begins again: what is filled already is right, and soon looked through.
 */
public final class RollupWork implements JobWork {

    static final String KIND = "rollup";
    static final String OBJECT = "objectId";

    // The class of what happens to a transaction that loses to others, as in a deadlock.
    private static final String ROLLED_BACK = "40";

    private final TenantDatabase database;
    private final TenantModels models;
    private final TenantTransactions transactions;
    private final MetadataPublisher publisher;
    private final Jobs jobs;

    public RollupWork(
            TenantDatabase database,
            TenantModels models,
            TenantTransactions transactions,
            MetadataPublisher publisher,
            Jobs jobs) {
        this.database = database;
        this.models = models;
        this.transactions = transactions;
        this.publisher = publisher;
        this.jobs = jobs;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void run(Jobs.Claimed claimed, Progress progress) {
        jobs.restart(claimed.tenant(), claimed.job().id());
        FillReport report = new FillReport(jobs, claimed);
        long began = models.refresh(claimed.tenant()).version();
        Optional<UUID> last = Optional.of(RollupFiller.FIRST);
        while (last.isPresent()) {
            last = step(claimed.tenant(), claimed.job(), last.get(), report);
            progress.check();
        }
        finish(claimed.tenant(), claimed.job().parameters().get(OBJECT).intValue(), began);
    }

    /** Has readers take the figures as they are stored, but for those that are newer than a run. */
    private void finish(TenantId tenant, int objectId, long began) {
        TenantModel published =
                transactions.change(
                        tenant,
                        (connection, version) ->
                                publisher.publishWithin(
                                        connection,
                                        version,
                                        tenant,
                                        null,
                                        "Use the rollups that were filled",
                                        (definition, context) ->
                                                definition.map(object ->
                                                        object.id() == objectId
                                                                ? filled(object, began)
                                                                : object)));
        publisher.published(published);
    }

    private static ObjectDefinition filled(ObjectDefinition object, long began) {
        Map<Integer, Long> left = new TreeMap<>(object.filling());
        left.values().removeIf(since -> since <= began);
        return object.withFilling(left);
    }

    /** Fills some records; empty when there are no more, or none that have rollups. */
    private Optional<UUID> step(TenantId tenant, Job job, UUID after, FillReport report) {
        TenantModel model = models.refresh(tenant);
        ObjectModel object = model.object(job.parameters().get(OBJECT).intValue());
        if (object == null || object.rollups().isEmpty()) {
            return Optional.empty();
        }
        try {
            return database.write(
                    tenant,
                    (connection, version) -> {
                        if (model.version() != version) {
                            return Optional.of(after);
                        }
                        List<LostValue> lost = new ArrayList<>();
                        RollupFiller.Batch batch =
                                RollupFiller.fill(connection, object, after, lost::add);
                        report.batch(connection, batch.records(), lost);
                        return batch.records() == 0 ? Optional.empty() : Optional.of(batch.last());
                    });
        } catch (DatabaseException e) {
            if (!e.state().startsWith(ROLLED_BACK)) {
                throw e;
            }
            return Optional.of(after);
        }
    }
}
