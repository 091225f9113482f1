package dev.armature.engine.transfer;

import dev.armature.engine.access.Caller;
import dev.armature.engine.job.Jobs;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Makes the fields and options that an import needs, as one published change in the name of who
 * imports. What was made is kept with the job in the same transaction, so that an import that is
 * gone on with takes its columns as it did before. Thread-safe.
 */
public final class MissingMetadata {

    private final TenantTransactions transactions;
    private final MetadataPublisher publisher;
    private final Jobs jobs;

    public MissingMetadata(
            TenantTransactions transactions, MetadataPublisher publisher, Jobs jobs) {
        this.transactions = transactions;
        this.publisher = publisher;
        this.jobs = jobs;
    }

    /**
     * Makes what a survey found, or only keeps with the job what that would be on a dry run.
     *
     * @return the options with what was made
     * @throws EngineException when metadata cannot be so
     */
    ImportOptions make(
            Caller caller, UUID job, String object, ImportOptions options, Survey survey) {
        MissingEdit edit = new MissingEdit(object, survey);
        try {
            if (options.dryRun()) {
                tryOut(caller, job, options, edit);
            } else {
                publish(caller, job, object, options, edit);
            }
        } catch (EngineException e) {
            refuseIfAny(e.problems());
            throw e;
        }
        return options.withMissing(edit.missing());
    }

    private void tryOut(Caller caller, UUID job, ImportOptions options, MissingEdit edit) {
        List<Problem> found =
                publisher.tryOut(
                        caller.tenantId(),
                        edit,
                        (connection, before, after, steps, problems) -> List.copyOf(problems));
        refuseIfAny(found);
        jobs.keepParameters(caller.tenantId(), job, options.withMissing(edit.missing()).toJson());
    }

    private void publish(
            Caller caller, UUID job, String object, ImportOptions options, MissingEdit edit) {
        String summary = "make fields and options of " + object + " for an import";
        TenantModel published =
                transactions.change(
                        caller.tenantId(),
                        (connection, version) -> {
                            TenantModel after =
                                    publisher.publishWithin(
                                            connection,
                                            version,
                                            caller.tenantId(),
                                            caller.userId(),
                                            summary,
                                            edit);
                            jobs.keepParameters(
                                    connection,
                                    caller.tenantId(),
                                    job,
                                    options.withMissing(edit.missing()).toJson());
                            return after;
                        });
        publisher.published(published);
    }

    /** A job has no list of problems to show, so its error tells them. */
    private static void refuseIfAny(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "The fields and options that are missing cannot be made, and nothing was imported: "
                            + problems.stream()
                                    .map(Problem::message)
                                    .distinct()
                                    .collect(Collectors.joining("; ")));
        }
    }
}
