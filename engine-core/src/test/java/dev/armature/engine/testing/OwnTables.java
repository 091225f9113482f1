package dev.armature.engine.testing;

import dev.armature.engine.access.Caller;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.record.Ids;
import dev.armature.engine.storage.StorageWork;
import dev.armature.metadata.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;

/** Moves objects to tables of their own at once, without a job runner. */
public final class OwnTables {

    /** Whether every object of the tests gets one as soon as it is made. */
    static final boolean ALL = Boolean.getBoolean("armature.ownTables");

    private OwnTables() {}

    /** Gives an object of a caller's tenant a table of its own. */
    public static void move(EngineFixture engine, Caller caller, String object) {
        move(engine, caller, object, "dedicated");
    }

    /**
     * Brings an object to a place.
     *
     * @param place {@code shared} or {@code dedicated}
     */
    public static void move(EngineFixture engine, Caller caller, String object, String place) {
        Jobs jobs = new Jobs(engine.database, new Ids(Clock.systemUTC()));
        StorageWork work =
                new StorageWork(
                        engine.metadata.homes,
                        engine.metadata.models,
                        engine.metadata.transactions,
                        engine.metadata.publisher,
                        jobs);
        Job job =
                new Job(
                        UUID.randomUUID(),
                        StorageWork.KIND,
                        Job.State.RUNNING,
                        object,
                        Json.object()
                                .put("objectId", engine.model(caller, object).id())
                                .put("place", place),
                        Jobs.PLATFORM,
                        Instant.now(),
                        null,
                        null,
                        0,
                        0,
                        0,
                        0,
                        0,
                        null,
                        false,
                        null,
                        1,
                        null,
                        false);
        work.run(new Jobs.Claimed(caller.tenantId(), job), () -> {});
    }
}
