package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.explain.AccessExplainer;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.Users;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Why somebody may do something, for administrators. */
@Controller("/api/v1/access/explain")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AccessController {

    private static final Set<String> PARAMETERS =
            Set.of("user", "object", "right", "record", "field");

    private final TenantModels models;
    private final AccessPolicy access;
    private final Users users;
    private final Callers callers;
    private final AccessExplainer explainer;

    AccessController(
            TenantModels models,
            AccessPolicy access,
            Users users,
            Callers callers,
            AccessExplainer explainer) {
        this.models = models;
        this.access = access;
        this.users = users;
        this.callers = callers;
        this.explainer = explainer;
    }

    @Get
    HttpResponse<byte[]> explain(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, PARAMETERS);
        UUID user = Paths.id(required(request, "user"), "user");
        users.required(caller.tenantId(), user);
        Caller asked =
                callers.find(caller.tenant(), user)
                        .orElseThrow(() ->
                                new EngineException(
                                        ErrorCode.STATE_CONFLICT,
                                        "The user may not sign in, and so do nothing"));
        ObjectModel object =
                models.current(caller.tenantId()).required(required(request, "object"));
        String record = Bodies.parameter(request, "record");
        String field = Bodies.parameter(request, "field");
        return Bodies.ok(
                explainer.explain(
                        new AccessExplainer.Question(
                                asked,
                                object,
                                right(Bodies.parameter(request, "right")),
                                record == null ? null : Paths.id(record, object.name()),
                                field == null ? null : field(object, field))));
    }

    private static String required(HttpRequest<?> request, String name) {
        String value = Bodies.parameter(request, name);
        if (value == null) {
            throw new EngineException(
                    ErrorCode.INVALID_QUERY, "The parameter \"" + name + "\" is required");
        }
        return value;
    }

    private static Right right(@Nullable String word) {
        for (Right right : Right.values()) {
            if (word == null || right.word().equals(word)) {
                return right;
            }
        }
        throw new EngineException(ErrorCode.INVALID_QUERY, "There is no right \"" + word + "\"");
    }

    private static FieldModel field(ObjectModel object, String name) {
        FieldModel field = object.field(name);
        if (field == null) {
            throw EngineException.notFound("The field \"" + name + "\" of " + object.name());
        }
        return field;
    }
}
