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

    /** Looks at a change before it is taken back. */
    @FunctionalInterface
    public interface Observer<T> {

        /**
         * Looks at a change.
         *
         * @param after what the metadata would be; null when the edit does not lead to any
         * @param steps what would be stored
         * @param problems why the change would be refused, at pointers into the input
         */
        T observe(
                Connection connection,
                TenantModel before,
                @Nullable TenantModel after,
                List<ChangeStep> steps,
                List<Problem> problems);
    }

    /**
     * Carries an edit out as far as it can be, hands what it came to to an observer, and takes all
     * of it back.
     */
    public <T> T tryOut(TenantId tenant, MetadataEdit edit, Observer<T> observer) {
        try {
            transactions.change(
                    tenant,
                    (connection, version) -> {
                        throw new TriedException(
                                tried(connection, tenant, version, edit, observer));
                    });
        } catch (TriedException e) {
            @SuppressWarnings("unchecked") // It was made a few lines above.
            T observed = (T) e.observed;
            return observed;
        }
        throw new IllegalStateException("a trial was kept");
    }

    private <T> T tried(
            Connection connection,
            TenantId tenant,
            long version,
            MetadataEdit edit,
            Observer<T> observer) {
        Made made = make(connection, tenant, version, store.load(tenant, null), edit);
        return observer.observe(connection, made.before, made.after, made.steps, made.problems);
    }

    /** Takes a trial back, and carries what was observed out of it. */
    private static final class TriedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Object observed;

        TriedException(Object observed) {
            super("tried", null, false, false);
            this.observed = observed;
        }
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
        Made made = make(connection, tenant, version, before, edit);
        refuseIfAny(made.problems);
        if (made.after == null || made.steps.isEmpty()) {
            return made.before;
        }
        store.publish(connection, tenant, version + 1, actor, summary, made.steps);
        LOG.info("Tenant {} published metadata version {}: {}", tenant, version + 1, summary);
        return made.after;
    }

    /**
     * What an edit came to.
     *
     * @param after what the metadata would be; null when the edit does not lead to any
     * @param steps what is stored
     * @param problems why it has to be refused, at pointers into the input
     */
    private record Made(
            TenantModel before,
            @Nullable TenantModel after,
            List<ChangeStep> steps,
            List<Problem> problems) {}

    /** Carries an edit out as far as it can be, within a change that is under way. */
    private Made make(
            Connection connection,
            TenantId tenant,
            long version,
            TenantDefinition current,
            MetadataEdit edit) {
        TenantModel before = new TenantModel(tenant, current);
        EditContext context = new EditContext(store);
        TenantDefinition edited = edit.apply(current, context);
        List<Problem> problems = context.problems().list();
        if (problems.isEmpty()) {
            problems = context.located(DefinitionChecker.check(tenant, current, edited));
        }
        if (!problems.isEmpty()) {
            return new Made(before, null, List.of(), problems);
        }
        TenantDefinition wanted =
                IndexKinds.outdated(
                        tenant, current, FormulaColumns.outdated(tenant, current, edited));
        TenantDefinition definition = prepared(connection, before, wanted);
        List<ChangeStep> steps = ChangePlanner.plan(current, definition);
        if (steps.isEmpty()) {
            return new Made(before, before, steps, List.of());
        }
        store.apply(tenant, version + 1, steps);
        TenantModel after = new TenantModel(tenant, definition.at(version + 1));
        Problems found = new Problems();
        listeners.forEach(listener -> listener.publishing(connection, before, after, steps, found));
        return new Made(before, after, steps, context.located(found));
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
