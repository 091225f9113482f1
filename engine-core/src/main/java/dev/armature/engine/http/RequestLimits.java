package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Entrant;
import dev.armature.engine.limit.Charge;
import dev.armature.engine.limit.RateLimitOptions;
import dev.armature.engine.limit.RateLimits;
import dev.armature.engine.limit.Subject;
import dev.armature.engine.limit.Verdict;
import dev.armature.engine.usage.UsageMeter;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of the API, and tells each answer how much is left. Who is known is counted
 * by tenant, by user and by key; who is not, by the network they come from.
 */
@Singleton
final class RequestLimits {

    private static final String ATTRIBUTE = "armature.limit";
    private static final CompletionStage<Boolean> UNLIMITED =
            CompletableFuture.completedFuture(true);

    private final RateLimits limits;
    private final UsageMeter meter;
    private final RateLimitOptions options;
    private final Visitors visitors;

    RequestLimits(
            RateLimits limits,
            UsageMeter meter,
            Visitors visitors,
            @Property(name = "armature.limits.tenant") @Nullable Integer tenant,
            @Property(name = "armature.limits.user") @Nullable Integer user,
            @Property(name = "armature.limits.key") @Nullable Integer key,
            @Property(name = "armature.limits.address") @Nullable Integer address) {
        this.limits = limits;
        this.meter = meter;
        this.visitors = visitors;
        RateLimitOptions defaults = RateLimitOptions.defaults();
        this.options =
                new RateLimitOptions(
                        Objects.requireNonNullElse(tenant, defaults.tenant()),
                        Objects.requireNonNullElse(user, defaults.user()),
                        Objects.requireNonNullElse(key, defaults.key()),
                        Objects.requireNonNullElse(address, defaults.address()));
    }

    /**
     * Counts a request of somebody who is known.
     *
     * @return a stage that fails with {@code rate_limited} when there were too many
     */
    CompletionStage<Boolean> count(HttpRequest<?> request, Entrant entrant) {
        Caller caller = entrant.caller();
        meter.request(caller.tenantId(), entrant.key());
        List<Charge> charges = new ArrayList<>(3);
        Integer own = caller.tenant().quotas().requests();
        add(charges, new Subject.OfTenant(caller.tenantId()), own == null ? options.tenant() : own);
        add(charges, new Subject.OfUser(caller.tenantId(), caller.userId()), options.user());
        if (entrant.key() != null) {
            add(charges, new Subject.OfKey(caller.tenantId(), entrant.key()), options.key());
        }
        return ask(request, charges, limits::take);
    }

    /** The same of a stranger. */
    CompletionStage<Boolean> countStranger(HttpRequest<?> request) {
        return ask(request, ofStranger(request), limits::take);
    }

    /** Refuses a stranger who has made too many requests, without counting this one. */
    CompletionStage<Boolean> lookAtStranger(HttpRequest<?> request) {
        return ask(request, ofStranger(request), limits::look);
    }

    private List<Charge> ofStranger(HttpRequest<?> request) {
        List<Charge> charges = new ArrayList<>(1);
        add(charges, new Subject.OfAddress(visitors.of(request).network()), options.address());
        return charges;
    }

    private static void add(List<Charge> charges, Subject subject, int perMinute) {
        if (perMinute > 0) {
            charges.add(new Charge(subject, perMinute));
        }
    }

    private static CompletionStage<Boolean> ask(
            HttpRequest<?> request,
            List<Charge> charges,
            Function<List<Charge>, CompletionStage<Verdict>> question) {
        if (charges.isEmpty()) {
            return UNLIMITED;
        }
        return question.apply(charges).thenApply(verdict -> require(request, verdict));
    }

    private static boolean require(HttpRequest<?> request, Verdict verdict) {
        request.setAttribute(ATTRIBUTE, verdict);
        if (!verdict.isAllowed()) {
            throw EngineException.limited(
                    ErrorCode.RATE_LIMITED,
                    "There were more requests than the limit of this %s: %d a minute"
                            .formatted(
                                    verdict.charge().subject().word(),
                                    verdict.charge().perMinute()),
                    verdict.retryAfter());
        }
        return true;
    }

    /**
     * Tells the limit that is nearest to being used up, by the IETF's draft of RateLimit headers.
     */
    static void tell(HttpRequest<?> request, MutableHttpResponse<?> response) {
        Verdict verdict = request.getAttribute(ATTRIBUTE, Verdict.class).orElse(null);
        if (verdict != null) {
            Charge charge = verdict.charge();
            String name = '"' + charge.subject().word() + '"';
            response.header(
                    "RateLimit-Policy",
                    name + ";q=" + charge.perMinute() + ";w=" + Charge.WINDOW.toSeconds());
            response.header(
                    "RateLimit", name + ";r=" + verdict.left() + ";t=" + seconds(verdict.full()));
        }
    }

    private static long seconds(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }
}
