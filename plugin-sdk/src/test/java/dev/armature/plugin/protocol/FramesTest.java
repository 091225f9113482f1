package dev.armature.plugin.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.LogLine;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.Usage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages arrive as they were sent, and what is no message is refused. */
class FramesTest {

    private static final List<LogLine> LOG = List.of(new LogLine(LogLine.Level.WARN, "é 😀"));
    private static final Usage USAGE = new Usage(Duration.ofMillis(3), 5, 7);

    static Stream<ToWorker> toWorker() {
        return Stream.of(
                new ToWorker.KeepModule(1, "crm", "export const a = 'Ж';"),
                new ToWorker.ForgetModule(2),
                new ToWorker.Invoke(3, 1, "deal.beforeSave", "{}", Limits.hook()),
                new ToWorker.Check(4, 1, List.of("a", "b.c"), Limits.job()),
                new ToWorker.HostAnswer(5, "null"),
                new ToWorker.HostRefusal(6, "not_found", "Not there", "field"),
                new ToWorker.HostRefusal(6, "not_found", "Not there", null),
                new ToWorker.Cancel(7));
    }

    static Stream<FromWorker> fromWorker() {
        return Stream.of(
                new FromWorker.Ready(),
                new FromWorker.Beat(),
                new FromWorker.Unsound(),
                new FromWorker.HostRequest(1, "records.get", "{}"),
                new FromWorker.Gone(2),
                new FromWorker.Faulted(3, USAGE, "why"),
                ended(new PluginOutcome.Returned("1", null, LOG)),
                ended(new PluginOutcome.Returned("1", "{}", List.of())),
                ended(new PluginOutcome.Refused("c", "m", "f", LOG)),
                ended(new PluginOutcome.Threw("m", "at a", "c", null, LOG)),
                ended(new PluginOutcome.LimitExceeded("cpu", "250 ms", LOG)));
    }

    private static FromWorker ended(PluginOutcome outcome) {
        return new FromWorker.Ended(4, outcome, USAGE, true);
    }

    private static FrameReader reader(byte[] bytes) {
        return new FrameReader(new ByteArrayInputStream(bytes));
    }

    @ParameterizedTest
    @MethodSource
    void toWorker(ToWorker message) throws IOException {
        FrameReader reader = reader(FrameWriter.frame(message));

        assertThat(reader.readToWorker()).isEqualTo(message);
        assertThat(reader.readToWorker()).isNull();
    }

    @ParameterizedTest
    @MethodSource
    void fromWorker(FromWorker message) throws IOException {
        FrameReader reader = reader(FrameWriter.frame(message));

        assertThat(reader.readFromWorker()).isEqualTo(message);
        assertThat(reader.readFromWorker()).isNull();
    }

    @Test
    void aFrameThatIsTooLongIsNotEvenRead() {
        byte[] header = ByteBuffer.allocate(4).putInt(FrameReader.MAX_FRAME + 1).array();

        assertThatThrownBy(() -> reader(header).readFromWorker())
                .isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> reader(ByteBuffer.allocate(4).putInt(-1).array()).readFromWorker())
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void aMessageOfTheOtherDirectionIsRefused() {
        assertThatThrownBy(() -> reader(FrameWriter.frame(new ToWorker.Cancel(1))).readFromWorker())
                .isInstanceOf(ProtocolException.class)
                .hasMessage("CANCEL is no message from a worker");
    }

    @Test
    void brokenFramesAreRefusedAndNothingElse() {
        Random random = new Random(1);
        List<FromWorker> messages = fromWorker().toList();
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = FrameWriter.frame(messages.get(random.nextInt(messages.size())));
            byte[] broken = Arrays.copyOf(frame, frame.length);
            broken[4 + random.nextInt(broken.length - 4)] = (byte) random.nextInt();
            try {
                reader(broken).readFromWorker();
            } catch (ProtocolException e) {
                assertThat(e).hasMessageNotContaining("Exception");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
