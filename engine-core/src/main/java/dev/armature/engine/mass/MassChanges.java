package dev.armature.engine.mass;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.job.Jobs;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.model.ObjectModel;
import java.util.UUID;

/** Takes changes of all records that a filter picks; a job carries them out. Thread-safe. */
public final class MassChanges {

    private final TenantModels models;
    private final AccessPolicy access;
    private final Jobs jobs;
    private final Runnable wake;

    /**
     * @param wake told when a job is ready to be done
     */
    public MassChanges(TenantModels models, AccessPolicy access, Jobs jobs, Runnable wake) {
        this.models = models;
        this.access = access;
        this.jobs = jobs;
        this.wake = wake;
    }

    /**
     * Queues a job that changes records.
     *
     * @param body {@code filter}, {@code set}, {@code compute}, {@code dryRun}
     * @param together takes part in putting the job down
     * @return the job's id
     */
    public UUID update(Caller caller, String object, ObjectNode body, Jobs.Together together) {
        return queue(caller, MassChange.Kind.UPDATE, Right.UPDATE, object, body, together);
    }

    /**
     * Queues a job that deletes records.
     *
     * @param body {@code filter}, {@code dryRun}
     * @param together takes part in putting the job down
     * @return the job's id
     */
    public UUID delete(Caller caller, String object, ObjectNode body, Jobs.Together together) {
        return queue(caller, MassChange.Kind.DELETE, Right.DELETE, object, body, together);
    }

    private UUID queue(
            Caller caller,
            MassChange.Kind kind,
            Right right,
            String objectName,
            ObjectNode body,
            Jobs.Together together) {
        ObjectModel object =
                access.require(caller, models.current(caller.tenantId()), objectName, right);
        access.require(caller, object, Right.BULK);
        MassChange change = MassChange.read(kind, object, body);
        UUID job = jobs.queueNew(caller, kind.word(), objectName, change.toJson(), together);
        wake.run();
        return job;
    }
}
