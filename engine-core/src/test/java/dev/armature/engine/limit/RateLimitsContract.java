package dev.armature.engine.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.metadata.tenant.TenantId;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every way of counting requests holds to. */
abstract class RateLimitsContract {

    // One more every twenty seconds: a test is over long before.
    private static final int FEW = 3;

    private final TenantId tenant = new TenantId(7);

    abstract RateLimits limits();

    private static Charge user(TenantId tenant, int perMinute) {
        return new Charge(new Subject.OfUser(tenant, UUID.randomUUID()), perMinute);
    }

    private Verdict take(Charge... charges) throws Exception {
        return limits().take(List.of(charges)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private Verdict look(Charge... charges) throws Exception {
        return limits().look(List.of(charges)).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void aMinutesWorthMayComeAtOnceAndNoMore() throws Exception {
        Charge charge = user(tenant, FEW);

        for (int left = FEW - 1; left >= 0; left--) {
            Verdict verdict = take(charge);
            assertThat(verdict.isAllowed()).isTrue();
            assertThat(verdict.left()).isEqualTo(left);
            assertThat(verdict.charge()).isEqualTo(charge);
        }
        Verdict refused = take(charge);

        assertThat(refused.isAllowed()).isFalse();
        assertThat(refused.left()).isZero();
        assertThat(refused.charge()).isEqualTo(charge);
        assertThat(refused.retryAfter().toMillis()).isBetween(1L, 20_000L);
        assertThat(refused.full()).isBetween(refused.retryAfter(), Charge.WINDOW);
        assertThat(take(charge).isAllowed())
                .as("being refused costs nothing, and helps nothing")
                .isFalse();
    }

    @Test
    void thereIsRoomAgainWhenItWasSaidThatThereIs() throws Exception {
        Charge charge = user(tenant, 120);
        Verdict verdict = take(charge);
        while (verdict.isAllowed()) {
            verdict = take(charge);
        }

        Thread.sleep(verdict.retryAfter().plusMillis(1));

        assertThat(take(charge).isAllowed()).isTrue();
    }

    @Test
    void whoIsRefusedByOneLimitIsCountedByNone() throws Exception {
        Charge wide = new Charge(new Subject.OfTenant(new TenantId(8)), 2 * FEW);
        Charge narrow = user(new TenantId(8), FEW);
        for (int i = 0; i < FEW; i++) {
            take(wide, narrow);
        }

        for (int i = 0; i < 10; i++) {
            assertThat(take(wide, narrow).charge()).isEqualTo(narrow);
            assertThat(take(narrow, wide).charge()).isEqualTo(narrow);
        }

        assertThat(take(wide).left()).isEqualTo(FEW - 1);
    }

    @Test
    void theLimitIsToldThatIsNearestToBeingUsedUp() throws Exception {
        Charge wide = new Charge(new Subject.OfTenant(new TenantId(9)), 1_000);
        Charge narrow = user(new TenantId(9), FEW);

        Verdict verdict = take(wide, narrow);

        assertThat(verdict.charge()).isEqualTo(narrow);
        assertThat(verdict.left()).isEqualTo(FEW - 1);
    }

    @Test
    void lookingCountsNothing() throws Exception {
        Charge charge = user(tenant, FEW);
        for (int i = 0; i < 10; i++) {
            assertThat(look(charge).isAllowed()).isTrue();
        }
        for (int i = 0; i < FEW; i++) {
            assertThat(take(charge).isAllowed()).isTrue();
        }
        assertThat(look(charge).isAllowed()).isFalse();
    }

    @Test
    void everySubjectIsCountedByItself() throws Exception {
        UUID same = UUID.randomUUID();
        List<Subject> subjects =
                List.of(
                        new Subject.OfTenant(new TenantId(10)),
                        new Subject.OfTenant(new TenantId(11)),
                        new Subject.OfUser(new TenantId(10), same),
                        new Subject.OfUser(new TenantId(11), same),
                        new Subject.OfKey(new TenantId(10), same),
                        new Subject.OfAddress("10"),
                        new Subject.OfAddress("t10"));
        for (Subject subject : subjects) {
            assertThat(take(new Charge(subject, FEW)).left()).as(subject.name()).isEqualTo(FEW - 1);
        }
        assertThat(subjects).extracting(Subject::name).doesNotHaveDuplicates();
    }

    @Test
    void ofManyAtOnceAsManyAreLetThroughAsThereIsRoomFor() throws Exception {
        Charge charge = user(tenant, FEW);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Verdict>> asked =
                    Stream.generate(() -> threads.submit(() -> take(charge))).limit(200).toList();
            int allowed = 0;
            for (Future<Verdict> verdict : asked) {
                allowed += verdict.get(30, TimeUnit.SECONDS).isAllowed() ? 1 : 0;
            }
            assertThat(allowed).isEqualTo(FEW);
        }
    }
}
