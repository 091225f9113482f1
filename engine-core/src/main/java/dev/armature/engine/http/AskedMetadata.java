package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.metadata.change.PastModels;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import io.micronaut.http.HttpRequest;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The metadata that a request reads by, as its caller sees it: that of now, or that of the moment
 * as of which they ask. Addresses name objects as they are named now: what a key is made for is
 * said by these names. Thread-safe.
 */
final class AskedMetadata {

    /** The parameter that says which metadata is meant. */
    static final String PARAMETER = "metadata";

    private final TenantModels models;
    private final PastModels past;
    private final AccessPolicy access;
    private final Clock clock;

    AskedMetadata(TenantModels models, PastModels past, AccessPolicy access, Clock clock) {
        this.models = models;
        this.past = past;
        this.access = access;
        this.clock = clock;
    }

    /** The object whose records a request reads. */
    ObjectModel ofRecords(HttpRequest<?> request, Caller caller, String object) {
        TenantModel now = models.current(caller.tenantId());
        ObjectModel seen = access.seen(caller, now, object);
        return isOfThen(request) ? then(caller, now, seen, required(request)) : seen;
    }

    private static boolean isOfThen(HttpRequest<?> request) {
        String written = Bodies.parameter(request, PARAMETER);
        if (written != null && !written.equals("now") && !written.equals("then")) {
            throw invalid(PARAMETER, "unknown_value", "The metadata is that of now, or of then");
        }
        return "then".equals(written);
    }

    private Instant required(HttpRequest<?> request) {
        Instant moment = ListQuery.asOf(request, clock.instant());
        if (moment == null) {
            throw invalid(PARAMETER, "required", "Say by asOf which moment's metadata is wanted");
        }
        return moment;
    }

    /** An object whose metadata is asked for, with {@code asOf} as it was. */
    ObjectModel object(HttpRequest<?> request, Caller caller, String object) {
        TenantModel now = models.current(caller.tenantId());
        ObjectModel seen = access.seen(caller, now, object);
        Instant moment = ListQuery.asOf(request, clock.instant());
        return moment == null ? seen : then(caller, now, seen, moment);
    }

    /** All metadata that is asked for, with {@code asOf} as it was. */
    TenantModel all(HttpRequest<?> request, Caller caller) {
        TenantModel now = models.current(caller.tenantId());
        Instant moment = ListQuery.asOf(request, clock.instant());
        return access.seen(caller, moment == null ? now : past.asOf(now, moment));
    }

    private ObjectModel then(Caller caller, TenantModel now, ObjectModel seen, Instant moment) {
        @Nullable ObjectModel was = access.seen(caller, past.asOf(now, moment)).object(seen.id());
        if (was == null) {
            throw EngineException.notFound(
                    "The object \"%s\" of %s".formatted(seen.name(), moment));
        }
        return was;
    }

    private static EngineException invalid(String parameter, String code, String message) {
        return EngineException.invalid(
                ErrorCode.INVALID_QUERY, new Problem(parameter, code, message));
    }
}
