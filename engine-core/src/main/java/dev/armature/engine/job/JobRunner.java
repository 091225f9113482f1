package dev.armature.engine.job;

import dev.armature.engine.sql.TenantDatabase;
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
 * back. A job that fails with a fault is tried again after a while, and given up in the end.
 */
public final class JobRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final Jobs jobs;
    private final JobQueue queue;
    private final Tries tries;
    private final Map<String, JobWork> works = new HashMap<>();
    private final Semaphore wake = new Semaphore(0);
    private final List<Thread> threads;
    private volatile boolean closing;

    /**
     * @param atOnce how many jobs this node does at the same time
     */
    public JobRunner(TenantDatabase database, Jobs jobs, List<JobWork> works, int atOnce) {
        this(database, jobs, works, atOnce, Tries.DEFAULT);
    }

    JobRunner(TenantDatabase database, Jobs jobs, List<JobWork> works, int atOnce, Tries tries) {
        this.jobs = jobs;
        this.queue = new JobQueue(database, jobs);
        this.tries = tries;
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
                Optional<Jobs.Claimed> claimed = queue.claim();
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
        if (job.attempts() > tries.most() && !job.cancelRequested()) {
            // Each of its tries ended with the node that made it.
            queue.fail(claimed, givenUp("The server stopped in the middle each time"));
            return;
        }
        try {
            if (job.cancelRequested()) {
                work(job).giveUp(claimed);
                throw new JobWork.StoppedException(true);
            }
            work(job).run(claimed, () -> check(claimed));
            queue.end(claimed, Job.State.DONE);
        } catch (JobWork.StoppedException e) {
            if (e.isCancelled()) {
                queue.end(claimed, Job.State.CANCELLED);
            } else {
                queue.handBack(claimed);
            }
        } catch (EngineException e) {
            queue.fail(claimed, e.detail());
        } catch (RuntimeException | Error e) {
            failed(claimed, e);
        }
    }

    private JobWork work(Job job) {
        JobWork work = works.get(job.kind());
        if (work == null) {
            throw new IllegalStateException("nobody knows how to do a job of kind " + job.kind());
        }
        return work;
    }

    private void failed(Jobs.Claimed claimed, Throwable fault) {
        Job job = claimed.job();
        LOG.error(
                "Job {} of kind {} failed, try {} of {}",
                job.id(),
                job.kind(),
                job.attempts(),
                tries.most(),
                fault);
        String reason = Faults.describe(fault);
        if (tries.areUsedUp(job.attempts())) {
            queue.fail(claimed, givenUp(reason));
        } else {
            queue.tryLater(claimed, reason, tries.waitAfter(job.attempts()));
        }
    }

    private String givenUp(String reason) {
        return "%s. It was tried %d times; the server's log tells more under the job's id. The job can be started again and goes on with what is left"
                .formatted(reason, tries.most());
    }

    private void check(Jobs.Claimed claimed) {
        if (closing) {
            throw new JobWork.StoppedException(false);
        }
        jobs.check(claimed.tenant(), claimed.job().id());
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
