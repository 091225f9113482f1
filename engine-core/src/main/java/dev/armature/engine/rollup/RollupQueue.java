package dev.armature.engine.rollup;

import dev.armature.engine.job.Jobs;
import dev.armature.engine.record.RollupFiller;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import java.sql.Connection;

/** Orders the jobs that compute rollups of objects with many records. Thread-safe. */
public final class RollupQueue implements RollupFiller.Later {

    private final Jobs jobs;

    public RollupQueue(Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public void fill(Connection connection, ObjectModel object, long records) {
        jobs.queueNew(
                connection,
                object.tenant().tenant(),
                RollupWork.KIND,
                object.name(),
                Json.object().put(RollupWork.OBJECT, object.id()),
                records);
    }
}
