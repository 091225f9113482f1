package dev.armature.plugin.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.plugin.protocol.ToWorker;
import dev.armature.plugin.sandbox.PluginCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How much of a node one plugin gets, and what is remembered of it. */
class SharesTest {

    private static final PluginKey CRM = new PluginKey("acme", "crm");

    private final List<Duration> slept = new ArrayList<>();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

    private void pass(Duration duration) {
        now.addAndGet(duration.toNanos());
    }

    private Admission admission() {
        return new Admission(SandboxOptions.defaults(), 2, now::get, this::sleep);
    }

    private void sleep(long nanos) {
        slept.add(Duration.ofNanos(nanos));
        now.addAndGet(nanos);
    }

    @Test
    void aPluginThatUsedItsShareIsTurnedAwayUntilItHasOneAgain() throws InterruptedException {
        Admission admission = admission();
        // 20 % of two processors over a minute are 24 s.
        assertThat(admission.enter(CRM)).isNull();
        admission.leave(CRM, Duration.ofSeconds(27));

        assertThat(admission.enter(CRM))
                .isEqualTo("it has used up its share of this node's processor time");
        assertThat(admission.enter(new PluginKey("globex", "crm"))).isNull();
        assertThat(admission.enter(new PluginKey("acme", "erp"))).isNull();
        assertThat(slept).isEmpty();

        pass(Duration.ofSeconds(8));
        assertThat(admission.enter(CRM)).isNull();
        assertThat(slept).isEmpty();
    }

    @Test
    void aPluginThatIsALittleAboveItsShareIsSlowedDown() throws InterruptedException {
        Admission admission = admission();
        assertThat(admission.enter(CRM)).isNull();
        admission.leave(CRM, Duration.ofMillis(24_400));

        assertThat(admission.enter(CRM)).isNull();

        assertThat(slept).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void onlyWhatHappenedLatelyIsCounted() {
        RecentCounts counts = new RecentCounts(Duration.ofMinutes(10), now::get);

        assertThat(counts.add(CRM)).isEqualTo(1);
        pass(Duration.ofMinutes(6));
        assertThat(counts.add(CRM)).isEqualTo(2);
        pass(Duration.ofMinutes(6));
        assertThat(counts.add(CRM)).isEqualTo(2);
        assertThat(counts.count(new PluginKey("globex", "crm"))).isZero();
        pass(Duration.ofNanos(TimeUnit.MINUTES.toNanos(11)));
        assertThat(counts.count(CRM)).isZero();
        counts.add(CRM);
        counts.clear(CRM);
        assertThat(counts.count(CRM)).isZero();
    }

    @Test
    void aModuleIsSentOnceForAllTenants() {
        KeptModules modules = new KeptModules();

        KeptModules.Prepared first = modules.prepare(code("acme", "sum", "1"));
        KeptModules.Prepared second = modules.prepare(code("globex", "sum", "1"));

        assertThat(first.messages()).containsExactly(new ToWorker.KeepModule(1, "crm", "1"));
        assertThat(second).isEqualTo(new KeptModules.Prepared(1, List.of()));
    }

    @Test
    void aChecksumThatTwoModulesClaimRunsNeitherForTheOther() {
        KeptModules modules = new KeptModules();
        modules.prepare(code("acme", "sum", "1"));

        assertThat(modules.prepare(code("globex", "sum", "2")).messages())
                .containsExactly(
                        new ToWorker.ForgetModule(1), new ToWorker.KeepModule(2, "crm", "2"));
    }

    @Test
    void modulesThatWereLongNotUsedAreForgotten() {
        KeptModules modules = new KeptModules();
        String mebibyte = "x".repeat(1 << 20);
        for (int i = 1; i <= 32; i++) {
            modules.prepare(code("acme", "sum" + i, i + mebibyte.substring(10)));
        }
        modules.prepare(code("acme", "sum1", 1 + mebibyte.substring(10)));

        assertThat(modules.prepare(code("acme", "last", mebibyte)).messages())
                .contains(new ToWorker.ForgetModule(2))
                .doesNotContain(new ToWorker.ForgetModule(1));
    }

    private static PluginCode code(String tenant, String checksum, String source) {
        return new PluginCode(tenant, "crm", checksum, source);
    }
}
