package dev.armature.engine.mass;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.Jobs;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.Objects;
import java.util.UUID;

/** Takes wishes to undo what a job did; another job carries them out. Thread-safe. */
public final class Undos {

    /** The kind of the jobs that undo, and of the cause that their changes have. */
    public static final String JOB_KIND = "undo";

    private final Jobs jobs;
    private final Runnable wake;

    /**
     * @param wake told when a job is ready to be done
     */
    public Undos(Jobs jobs, Runnable wake) {
        this.jobs = jobs;
        this.wake = wake;
    }

    /**
     * Queues a job that takes back what another did.
     *
     * @param together takes part in putting the new job down
     * @return the new job's id
     * @throws EngineException {@code state_conflict} when that job has not ended or left no changes
     */
    public UUID undo(Caller caller, UUID id, boolean dryRun, Jobs.Together together) {
        Job job = jobs.required(caller, id);
        if (!job.isUndoable()) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    job.state().isFinal()
                            ? "The job has left no changes that could be undone"
                            : "The job has not ended; cancel it first");
        }
        // What is undone may not go on afterwards.
        if (!dryRun && !jobs.close(caller.tenantId(), id)) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT, "The job was started again; cancel it first");
        }
        ObjectNode parameters =
                Json.object()
                        .put("job", id.toString())
                        .put("kind", job.kind())
                        .put("dryRun", dryRun);
        if (job.parameters().has("missing")) {
            // Fields and options that an import made may be others' by now.
            parameters.set("stays", job.parameters().get("missing"));
        }
        UUID undo =
                jobs.queueNew(
                        caller,
                        JOB_KIND,
                        Objects.requireNonNull(job.object()),
                        parameters,
                        together);
        wake.run();
        return undo;
    }
}
