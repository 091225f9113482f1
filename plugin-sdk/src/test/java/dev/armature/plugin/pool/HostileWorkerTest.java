package dev.armature.plugin.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.plugin.protocol.FrameWriter;
import dev.armature.plugin.protocol.FromWorker;
import dev.armature.plugin.protocol.ToWorker;
import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.PluginCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that somebody has taken over, as far as the platform can tell. */
class HostileWorkerTest {

    private static final PluginCode CODE = new PluginCode("acme", "crm", "sum", "1");

    @TempDir Path folder;

    /** A process that says these things and then listens for ever. */
    private WorkerProcess saying(byte[]... frames) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        said.writeBytes(FrameWriter.frame(new FromWorker.Ready()));
        Path first = Files.write(folder.resolve("first"), said.toByteArray());
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            rest.writeBytes(frame);
        }
        Path second = Files.write(folder.resolve("second"), rest.toByteArray());
        // What comes second waits for the first call.
        String script =
                "cat %s; head -c 1 > %s/heard; cat %s; cat > /dev/null"
                        .formatted(first, folder, second);
        return new WorkerProcess(List.of("sh", "-c", script), worker -> {});
    }

    private static WorkerDeath deathOf(WorkerProcess worker) throws InterruptedException {
        assertThat(worker.awaitReady(60)).isTrue();
        PendingCall call =
                worker.claim()
                        .begin(
                                CODE,
                                Limits.hook(),
                                (id, module) ->
                                        new ToWorker.Invoke(
                                                id, module, "run", "{}", Limits.hook()));
        PendingCall.News news = call.next();
        while (!(news instanceof PendingCall.News.Death)) {
            news = call.next();
        }
        return ((PendingCall.News.Death) news).death();
    }

    @Test
    void whoSpeaksNonsenseIsKilled() throws Exception {
        WorkerDeath death = deathOf(saying("what is this?".getBytes(StandardCharsets.UTF_8)));

        assertThat(death.reason()).startsWith("it was killed, for it did not keep to the protocol");
    }

    @Test
    void whoAsksWithoutWaitingForAnAnswerIsKilled() throws Exception {
        byte[] asking = FrameWriter.frame(new FromWorker.HostRequest(1, "records.get", "{}"));

        assertThat(deathOf(saying(asking, asking)).reason())
                .contains("a call asks without waiting for its answer");
    }

    @Test
    void whoSpeaksOfCallsItWasNotGivenIsNotHeard() throws Exception {
        WorkerProcess worker =
                saying(
                        FrameWriter.frame(new FromWorker.HostRequest(77, "records.delete", "{}")),
                        FrameWriter.frame(new FromWorker.Gone(78)),
                        "end".getBytes(StandardCharsets.UTF_8));
        assertThat(worker.awaitReady(60)).isTrue();
        PendingCall call =
                worker.claim()
                        .begin(
                                CODE,
                                Limits.hook(),
                                (id, module) ->
                                        new ToWorker.Invoke(
                                                id, module, "run", "{}", Limits.hook()));

        worker.kill(new WorkerDeath("enough", WorkerDeath.Cause.CLOSED));

        assertThat(call.next())
                .isEqualTo(
                        new PendingCall.News.Death(
                                new WorkerDeath("enough", WorkerDeath.Cause.CLOSED)));
        assertThat(call.hostCalls()).isZero();
    }

    @Test
    void whoFallsSilentIsKilled() throws Exception {
        WorkerProcess worker = saying();
        assertThat(worker.awaitReady(60)).isTrue();
        PendingCall call =
                worker.claim()
                        .begin(
                                CODE,
                                Limits.hook(),
                                (id, module) ->
                                        new ToWorker.Invoke(
                                                id, module, "run", "{}", Limits.hook()));

        worker.inspect(Duration.ofHours(1).toNanos(), 0);

        assertThat(call.next())
                .isEqualTo(
                        new PendingCall.News.Death(
                                new WorkerDeath("it fell silent", WorkerDeath.Cause.UNKNOWN)));
    }
}
