package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.Entrant;
import dev.armature.engine.identity.Passwords;
import dev.armature.engine.identity.SecondFactors;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;

/** The caller's own second factor. */
@Controller("/api/v1/auth/second-factor")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SecondFactorController {

    private static final int CODE_LENGTH = 50;

    private final SecondFactors factors;

    SecondFactorController(SecondFactors factors) {
        this.factors = factors;
    }

    @Get
    HttpResponse<byte[]> state(HttpRequest<?> request) {
        Entrant entrant = Identified.of(request).entrant();
        SecondFactors.State state = factors.state(entrant.caller());
        return Bodies.ok(
                Json.object()
                        .put("enabled", state.enabled())
                        .put("needed", entrant.lacksSecondFactor())
                        .put("recoveryCodesLeft", state.recoveryCodesLeft()));
    }

    @Post
    HttpResponse<byte[]> begin(HttpRequest<?> request, @Body byte[] body) {
        SecondFactors.Enrolment enrolment =
                factors.begin(
                        Identified.of(request).caller(),
                        only(body, "password", Passwords.MAX_LENGTH));
        return Bodies.created(
                Json.bytes(
                        Json.object()
                                .put("secret", enrolment.secret())
                                .put("uri", enrolment.uri())));
    }

    @Post("/confirm")
    HttpResponse<byte[]> confirm(HttpRequest<?> request, @Body byte[] body) {
        return codes(
                factors.confirm(Identified.of(request).caller(), only(body, "code", CODE_LENGTH)));
    }

    @Post("/recovery-codes")
    HttpResponse<byte[]> replaceCodes(HttpRequest<?> request, @Body byte[] body) {
        return codes(
                factors.replaceCodes(
                        Identified.of(request).caller(),
                        only(body, "password", Passwords.MAX_LENGTH)));
    }

    @Post("/remove")
    HttpResponse<?> remove(HttpRequest<?> request, @Body byte[] body) {
        factors.remove(
                Identified.of(request).caller(), only(body, "password", Passwords.MAX_LENGTH));
        return HttpResponse.noContent();
    }

    private static HttpResponse<byte[]> codes(List<String> codes) {
        ObjectNode answer = Json.object();
        ArrayNode list = answer.putArray("recoveryCodes");
        codes.forEach(list::add);
        return Bodies.ok(answer);
    }

    private static String only(byte[] body, String attribute, int maxLength) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(Bodies.object(body), "", problems);
        String value = attributes.text(attribute, maxLength);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return value;
    }
}
