package dev.armature.metadata.change;

import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes edits of metadata: reads what is current, applies the edit, checks the result, stores
 * the difference, and makes it the current version, all in one transaction of the tenant.
 * Thread-safe.
 */
public final class MetadataPublisher {

    private static final Logger LOG = LoggerFactory.getLogger(MetadataPublisher.class);

    private final TenantTransactions transactions;
    private final MetadataStore store;
    private final TenantModels models;
    private final List<PublishListener> listeners;
    private final Announcer announcer;

    public MetadataPublisher(
            TenantTransactions transactions,
            MetadataStore store,
            TenantModels models,
            List<PublishListener> listeners,
            Announcer announcer) {
        this.transactions = transactions;
        this.store = store;
        this.models = models;
        this.listeners = List.copyOf(listeners);
        this.announcer = announcer;
    }

    /**
     * Publishes one edit.
     *
     * @param expectedVersion the metadata version that the editor saw, or null not to care
     * @param summary one line for the log of changes
     * @return the model after the change; the one before it when the edit changes nothing
     * @throws EngineException {@code invalid_metadata} with everything wrong, {@code stale_version}
     */
    public TenantModel publish(
            TenantId tenant,
            @Nullable UUID actor,
            @Nullable Long expectedVersion,
            String summary,
            MetadataEdit edit) {
        TenantDefinition known = models.current(tenant).definition();
        TenantModel published =
                transactions.change(
                        tenant,
                        (connection, version) ->
                                publish(
                                        connection,
                                        tenant,
                                        actor,
                                        expectedVersion,
                                        summary,
                                        edit,
                                        known,
                                        version));
        published(published);
        return published;
    }

    /** To be called when a change that was published within a transaction has been committed. */
    public void published(TenantModel model) {
        models.put(model);
        announcer.announce(model.tenant(), model.version());
    }

    /** Tells other nodes of a version beside what the database tells them. */
    @FunctionalInterface
    public interface Announcer {
        void announce(TenantId tenant, long version);
    }

    /** Publishes within a change that is under way, together with what else it does. */
    public TenantModel publishWithin(
            Connection connection,
            long version,
            TenantId tenant,
            @Nullable UUID actor,
            String summary,
            MetadataEdit edit) {
        return publish(connection, tenant, actor, null, summary, edit, null, version);
    }

    private TenantModel publish(
            Connection connection,
            TenantId tenant,
            @Nullable UUID actor,
            @Nullable Long expectedVersion,
            String summary,
            MetadataEdit edit,
            @Nullable TenantDefinition known,
            long version) {
        if (expectedVersion != null && expectedVersion != version) {
            throw new EngineException(
                    ErrorCode.STALE_VERSION,
                    "The metadata is at version " + version + " by now; read it again");
        }
        TenantDefinition before =
                known != null && known.version() == version ? known : store.load(tenant, known);
        EditContext context = new EditContext(store);
        TenantDefinition edited = edit.apply(before, context);
        refuseIfAny(context.problems().list());
        refuseIfAny(context.located(DefinitionChecker.check(tenant, before, edited)));
        TenantDefinition after =
                prepared(
                        connection,
                        new TenantModel(tenant, before),
                        IndexKinds.outdated(
                                tenant, before, FormulaColumns.outdated(tenant, before, edited)));
        List<ChangeStep> steps = ChangePlanner.plan(before, after);
        if (steps.isEmpty()) {
            return new TenantModel(tenant, before);
        }
        long next = version + 1;
        store.apply(tenant, next, steps);
        TenantModel model = new TenantModel(tenant, after.at(next));
        Problems found = new Problems();
        listeners.forEach(listener ->
                listener.publishing(
                        connection, new TenantModel(tenant, before), model, steps, found));
        refuseIfAny(context.located(found));
        store.publish(connection, tenant, next, actor, summary, steps);
        LOG.info("Tenant {} published metadata version {}: {}", tenant, next, summary);
        return model;
    }

    private TenantDefinition prepared(
            Connection connection, TenantModel before, TenantDefinition after) {
        TenantDefinition prepared = after;
        for (PublishListener listener : listeners) {
            prepared =
                    listener.preparing(
                            connection, before, new TenantModel(before.tenant(), prepared));
        }
        return prepared;
    }

    private static void refuseIfAny(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new EngineException(
                    ErrorCode.INVALID_METADATA, ErrorCode.INVALID_METADATA.title(), problems);
        }
    }
}
