package dev.armature.engine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.engine.access.Caller;
import dev.armature.engine.record.Ids;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.testing.EveryHome;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What becomes of a job whose work ends with a fault. */
@EveryHome
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobRunnerTest {

    private static final Tries THREE = new Tries(3, Duration.ofMillis(1));
    private static final Tries PATIENT = new Tries(3, Duration.ofHours(1));

    private EngineFixture engine;
    private Jobs jobs;

    @BeforeAll
    void open() {
        engine = new EngineFixture();
        jobs = new Jobs(engine.database, new Ids(Clock.systemUTC()));
    }

    @AfterAll
    void close() {
        engine.close();
    }

    /** A work that counts its runs. */
    private abstract static class Counted implements JobWork {
        final AtomicInteger runs = new AtomicInteger();
        final AtomicInteger givenUp = new AtomicInteger();

        @Override
        public String kind() {
            return "test";
        }

        @Override
        public void run(Jobs.Claimed claimed, Progress progress) {
            run(claimed, runs.incrementAndGet());
        }

        @Override
        public void giveUp(Jobs.Claimed claimed) {
            givenUp.incrementAndGet();
        }

        abstract void run(Jobs.Claimed claimed, int run);
    }

    private static Counted failing(int times, RuntimeException fault) {
        return new Counted() {
            @Override
            void run(Jobs.Claimed claimed, int run) {
                if (run <= times) {
                    throw fault;
                }
            }
        };
    }

    private UUID job(Caller caller) {
        UUID job = jobs.create(caller, "test", "thing", Json.object());
        jobs.addInput(caller.tenantId(), job, 0, "input".getBytes(StandardCharsets.UTF_8));
        jobs.queue(caller.tenantId(), job, Jobs.Together.NOTHING);
        return job;
    }

    private Job runUntil(JobWork work, Tries tries, UUID job, Predicate<Job> reached) {
        try (JobRunner runner = new JobRunner(engine.database, jobs, List.of(work), 1, tries)) {
            Job now = jobs.required(engine.ann, job);
            for (int i = 0; i < 2_000 && !reached.test(now); i++) {
                runner.wake();
                Thread.sleep(10);
                now = jobs.required(engine.ann, job);
            }
            return now;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Job runToItsEnd(JobWork work, UUID job) {
        return runUntil(work, THREE, job, now -> now.state().isFinal());
    }

    private boolean hasInput(UUID job) {
        return jobs.input(engine.ann.tenantId(), job, 0).isPresent();
    }

    @Test
    void oneThatFailsTwiceIsDoneAtTheThirdTry() {
        Counted work = failing(2, new IllegalStateException("internal detail"));
        UUID job = job(engine.ann);

        Job ended = runToItsEnd(work, job);

        assertThat(ended.state()).isEqualTo(Job.State.DONE);
        assertThat(ended.error()).isNull();
        assertThat(ended.attempts()).isEqualTo(3);
        assertThat(work.runs).hasValue(3);
        assertThat(hasInput(job)).isFalse();
    }

    @Test
    void oneThatAlwaysFailsIsGivenUpWithAReasonAndNothingFromInside() {
        Counted work = failing(Integer.MAX_VALUE, new IllegalStateException("internal detail"));
        UUID job = job(engine.ann);

        Job ended = runToItsEnd(work, job);

        assertThat(ended.state()).isEqualTo(Job.State.FAILED);
        assertThat(work.runs).hasValue(3);
        assertThat(ended.error())
                .startsWith("The platform met with a fault of its own. It was tried 3 times;");
        assertThat(Json.write(ended.toJson()))
                .doesNotContain("internal detail", "IllegalStateException", "\\tat ");
        assertThat(ended.retryable()).isTrue();
        assertThat(ended.finishedAt()).isNotNull();
    }

    @Test
    void anErrorOfTheMachineIsAFaultTooAndTheRunnerGoesOn() {
        Counted work =
                new Counted() {
                    @Override
                    void run(Jobs.Claimed claimed, int run) {
                        if (run == 1) {
                            throw new StackOverflowError();
                        }
                    }
                };

        assertThat(runToItsEnd(work, job(engine.ann)).state()).isEqualTo(Job.State.DONE);
    }

    @Test
    void aFaultOfTheDatabaseIsToldInWordsForAnAdministrator() {
        Counted work =
                failing(
                        Integer.MAX_VALUE,
                        new DatabaseException(new SQLException("could not extend file", "53100")));

        assertThat(runToItsEnd(work, job(engine.ann)).error())
                .startsWith("The database is out of disk space, memory or connections.");
    }

    @Test
    void aRefusalIsNotTriedAgainByItself() {
        Counted work =
                failing(
                        Integer.MAX_VALUE,
                        new EngineException(ErrorCode.STATE_CONFLICT, "The field was deleted"));

        Job ended = runToItsEnd(work, job(engine.ann));

        assertThat(ended.state()).isEqualTo(Job.State.FAILED);
        assertThat(ended.error()).isEqualTo("The field was deleted");
        assertThat(work.runs).hasValue(1);
        assertThat(ended.retryable()).isTrue();
    }

    @Test
    void aFailedOneGoesOnWhereItStoppedWhenItIsStartedAgain() {
        Counted broken = failing(Integer.MAX_VALUE, new IllegalStateException());
        UUID job = job(engine.ann);
        runToItsEnd(broken, job);
        assertThatThrownBy(() -> jobs.retry(engine.bob, job))
                .as("another tenant sees no such job")
                .hasMessageContaining(job.toString());

        Job queued = jobs.retry(engine.ann, job);

        assertThat(queued.state()).isEqualTo(Job.State.QUEUED);
        assertThat(queued.retryable()).isFalse();
        assertThat(queued.error()).isNull();
        assertThat(hasInput(job)).as("what it works on is still there").isTrue();
        assertThat(runToItsEnd(failing(0, new IllegalStateException()), job).state())
                .isEqualTo(Job.State.DONE);
        assertThat(EngineFixture.refusal(() -> jobs.retry(engine.ann, job)).code())
                .isEqualTo(ErrorCode.STATE_CONFLICT);
    }

    @Test
    void betweenTwoTriesItWaitsAndSaysWhy() {
        Counted work = failing(Integer.MAX_VALUE, new IllegalStateException());
        UUID job = job(engine.ann);

        Job waiting = runUntil(work, PATIENT, job, now -> now.nextAttemptAt() != null);

        assertThat(waiting.state()).isEqualTo(Job.State.QUEUED);
        assertThat(waiting.error()).isEqualTo("The platform met with a fault of its own");
        assertThat(work.runs).hasValue(1);
        Job still = runUntil(work, PATIENT, job(engine.ann), now -> now.nextAttemptAt() != null);
        assertThat(still.attempts()).isEqualTo(1);
        assertThat(work.runs).as("the other job is not held up").hasValue(2);
        assertThat(jobs.required(engine.ann, job).attempts()).isEqualTo(1);
        jobs.cancel(engine.ann, job);
        jobs.cancel(engine.ann, still.id());
        runToItsEnd(work, job);
        runToItsEnd(work, still.id());
    }

    @Test
    void oneThatIsCancelledBetweenTwoTriesIsTakenOnceMoreToClearAway() {
        Counted work = failing(Integer.MAX_VALUE, new IllegalStateException());
        UUID job = job(engine.ann);
        runUntil(work, PATIENT, job, now -> now.nextAttemptAt() != null);

        jobs.cancel(engine.ann, job);

        assertThat(runToItsEnd(work, job).state()).isEqualTo(Job.State.CANCELLED);
        assertThat(hasInput(job)).isFalse();
        assertThat(work.runs).as("nothing is done any more").hasValue(1);
        assertThat(work.givenUp).hasValue(1);
    }

    @Test
    void oneThatTookTheNodeWithItEachTimeIsGivenUpToo() throws SQLException {
        Counted work = failing(0, new IllegalStateException());
        UUID job = job(engine.ann);
        sql(
                "update job set state = 'running', attempts = 3, leased_until = now() - interval '1 s' where id = '%s'"
                        .formatted(job));

        Job ended = runToItsEnd(work, job);

        assertThat(ended.state()).isEqualTo(Job.State.FAILED);
        assertThat(ended.error()).startsWith("The server stopped in the middle each time.");
        assertThat(work.runs).hasValue(0);
    }

    @Test
    void whoLostTheJobToAnotherNodeHasNoSayInIt() {
        Counted work =
                new Counted() {
                    @Override
                    void run(Jobs.Claimed claimed, int run) {
                        if (run == 1) {
                            taken(claimed.job().id());
                            throw new IllegalStateException();
                        }
                    }
                };
        UUID job = job(engine.ann);

        Job now = runUntil(work, PATIENT, job, seen -> seen.attempts() == 2);

        assertThat(now.state()).isEqualTo(Job.State.RUNNING);
        assertThat(now.nextAttemptAt()).isNull();
        jobs.cancel(engine.ann, job);
    }

    // As when the lease ran out and another node went on.
    private void taken(UUID job) {
        sql(
                "update job set attempts = attempts + 1, leased_until = now() + interval '1 hour' where id = '%s'"
                        .formatted(job));
    }

    @Test
    void aNodeThatStopsHandsItBackAndThatIsNoTry() {
        Counted work =
                new Counted() {
                    @Override
                    void run(Jobs.Claimed claimed, int run) {
                        if (run == 1) {
                            throw new StoppedException(false);
                        }
                    }
                };

        Job ended = runToItsEnd(work, job(engine.ann));

        assertThat(ended.state()).isEqualTo(Job.State.DONE);
        assertThat(ended.attempts()).isEqualTo(1);
    }

    @Test
    void itWaitsTwiceAsLongEachTime() {
        assertThat(Tries.DEFAULT.waitAfter(1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(Tries.DEFAULT.waitAfter(2)).isEqualTo(Duration.ofSeconds(4));
        assertThat(Tries.DEFAULT.waitAfter(7)).isEqualTo(Duration.ofSeconds(128));
        assertThat(Tries.DEFAULT.areUsedUp(7)).isFalse();
        assertThat(Tries.DEFAULT.areUsedUp(8)).isTrue();
    }

    private void sql(String statement) {
        engine.metadata.database.update(statement);
    }
}
