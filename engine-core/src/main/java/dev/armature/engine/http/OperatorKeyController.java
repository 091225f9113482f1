package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.SigningKeys;
import dev.armature.engine.operator.Operator;
import dev.armature.engine.operator.OperatorSigningKeys;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import java.util.Set;

/** The keys that sign tokens, for those who run the installation. */
@Controller("/api/operator/v1/signing-keys")
@ExecuteOn(TaskExecutors.BLOCKING)
final class OperatorKeyController {

    private final OperatorSigningKeys keys;

    OperatorKeyController(OperatorSigningKeys keys) {
        this.keys = keys;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request) {
        OperatorEntrance.of(request);
        Bodies.onlyParameters(request, Set.of());
        return answer(keys.list());
    }

    @Post(value = "/rotate", consumes = "*/*")
    HttpResponse<byte[]> rotate(HttpRequest<?> request) {
        Operator operator = OperatorEntrance.of(request);
        Bodies.onlyParameters(request, Set.of());
        return answer(keys.rotate(operator));
    }

    @Delete("/{id}")
    HttpResponse<?> revoke(HttpRequest<?> request, String id) {
        Operator operator = OperatorEntrance.of(request);
        Bodies.onlyParameters(request, Set.of());
        keys.revoke(operator, id);
        return HttpResponse.noContent();
    }

    private static HttpResponse<byte[]> answer(List<SigningKeys.Listed> keys) {
        return Bodies.list(keys.stream().map(OperatorKeyController::json).toList());
    }

    private static ObjectNode json(SigningKeys.Listed key) {
        return Json.object()
                .put("id", key.id())
                .put("signsAt", key.signsAt().toString())
                .put("signing", key.signing());
    }
}
