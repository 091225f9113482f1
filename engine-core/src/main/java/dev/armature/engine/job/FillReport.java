package dev.armature.engine.job;

import dev.armature.engine.record.LostValue;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells a job how many records it has filled, and which values it had to leave out. Belongs to one
 * run.
 */
public final class FillReport {

    private final Jobs jobs;
    private final Jobs.Claimed claimed;
    private long line;
    private long kept;

    public FillReport(Jobs jobs, Jobs.Claimed claimed) {
        this.jobs = jobs;
        this.claimed = claimed;
    }

    /**
     * Begins to count records anew, and to tell of what is left out but for what is {@link #keep
     * kept}.
     */
    public void begin(long total) {
        jobs.begin(claimed.tenant(), claimed.job().id(), total, kept);
        line = kept;
    }

    /** What was told so far is not told again. */
    public void keep() {
        kept = line;
    }

    /** Tells of a batch. */
    public void batch(int records, List<LostValue> lost) {
        jobs.report(claimed.tenant(), claimed.job().id(), step(records, lost));
    }

    /** Tells of a batch within its transaction. */
    public void batch(Connection connection, int records, List<LostValue> lost) {
        jobs.report(connection, claimed.tenant(), claimed.job().id(), step(records, lost));
    }

    private Jobs.Step step(int records, List<LostValue> lost) {
        List<Jobs.Refusal> refusals = new ArrayList<>();
        for (LostValue one : lost) {
            refusals.add(
                    new Jobs.Refusal(
                            ++line, Jobs.errors(List.of(one.problem())), one.id().toString()));
        }
        return new Jobs.Step(records, 0, 0, 0, refusals);
    }
}
