package dev.armature.engine.mass;

import dev.armature.engine.job.JobRecords;
import dev.armature.engine.record.Command;
import dev.armature.metadata.problem.Problem;
import java.util.List;

/** What a batch means to do with one of its records. */
sealed interface Intent {

    JobRecords.Row row();

    /**
     * Writes it.
     *
     * @param version the record's version before, which tells whether the write changed anything
     */
    record Write(JobRecords.Row row, int version, Command command) implements Intent {}

    /** Cannot write it, for these reasons. */
    record Refuse(JobRecords.Row row, List<Problem> reasons) implements Intent {
        public Refuse {
            reasons = List.copyOf(reasons);
        }
    }

    /** Leaves it alone: there is nothing to do, or not any more. */
    record Leave(JobRecords.Row row) implements Intent {}
}
