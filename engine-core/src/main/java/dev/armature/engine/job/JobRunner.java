package dev.armature.engine.job;

import dev.armature.metadata.problem.EngineException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does jobs on this node, a few at a time, until it is closed; what is not finished then is handed
 * back.
 */
public final class JobRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final Jobs jobs;
    private final Map<String, JobWork> works = new HashMap<>();
    private final Semaphore wake = new Semaphore(0);
    private final List<Thread> threads;
    private volatile boolean closing;

    /**
     * @param atOnce how many jobs this node does at the same time
     */
    public JobRunner(Jobs jobs, List<JobWork> works, int atOnce) {
        this.jobs = jobs;
        works.forEach(work -> this.works.put(work.kind(), work));
        this.threads =
                IntStream.range(0, atOnce)
                        .mapToObj(i -> Thread.ofVirtual().name("jobs-" + i).start(this::loop))
                        .toList();
    }

    /** There is a new job; do not wait for the next look. */
    public void wake() {
        wake.release();
    }

    private void loop() {
        while (!closing) {
            try {
                Optional<Jobs.Claimed> claimed = jobs.claim();
                if (claimed.isPresent()) {
                    run(claimed.get());
                } else {
                    pause();
                }
            } catch (RuntimeException e) {
                if (!closing) {
                    LOG.warn("Jobs could not be looked at: {}", e.toString());
                    pause();
                }
            }
        }
    }

    private void pause() {
        try {
            if (wake.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    private void run(Jobs.Claimed claimed) {
        Job job = claimed.job();
        JobWork work = works.get(job.kind());
        try {
            if (work == null) {
                throw new IllegalStateException(
                        "nobody knows how to do a job of kind " + job.kind());
            }
            work.run(claimed, () -> check(claimed));
            jobs.finish(claimed.tenant(), job.id(), Job.State.DONE, null);
        } catch (JobWork.StoppedException e) {
            if (e.isCancelled()) {
                jobs.finish(claimed.tenant(), job.id(), Job.State.CANCELLED, null);
            } else {
                jobs.handBack(claimed.tenant(), job.id());
            }
        } catch (EngineException e) {
            jobs.finish(claimed.tenant(), job.id(), Job.State.FAILED, e.detail());
        } catch (RuntimeException e) {
            // The lease runs out and another attempt is made, here or elsewhere.
            LOG.error("Job {} of kind {} failed", job.id(), job.kind(), e);
        }
    }

    private void check(Jobs.Claimed claimed) {
        if (closing) {
            throw new JobWork.StoppedException(false);
        }
        if (jobs.isCancelled(claimed.tenant(), claimed.job().id())) {
            throw new JobWork.StoppedException(true);
        }
    }

    @Override
    public void close() {
        closing = true;
        wake.release(threads.size());
        for (Thread thread : threads) {
            try {
                thread.join(CLOSE_TIMEOUT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
