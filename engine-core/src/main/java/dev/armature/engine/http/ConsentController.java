package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.oauth.AuthorizationRequest;
import dev.armature.engine.oauth.Authorizations;
import dev.armature.engine.oauth.Authorizations.Decision;
import dev.armature.engine.oauth.Authorizations.Outcome;
import dev.armature.engine.oauth.Consents;
import dev.armature.engine.oauth.OAuthServer;
import dev.armature.engine.oauth.ReadRequest;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the page at {@code /authorize} asks, and what people let apps do. The request of an app is
 * handed over as it came, so that it is read in one place.
 */
@Controller("/api/v1/oauth")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ConsentController {

    private final OAuthServer server;
    private final Consents consents;

    ConsentController(OAuthServer server) {
        this.server = server;
        this.consents = server.consents();
    }

    private record Asked(String request, @Nullable String begun, Decision decision) {}

    private static Asked read(byte[] body, boolean decides) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(Bodies.object(body), "", problems);
        Asked asked =
                new Asked(
                        attributes.text("request", 4_000),
                        decides ? attributes.optionalText("begun", 200) : null,
                        decides ? decision(attributes) : Decision.NOTHING);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return asked;
    }

    private static Decision decision(Attributes attributes) {
        String word = attributes.optionalText("decision", 10);
        return switch (word) {
            case null -> Decision.NOTHING;
            case "allow" -> Decision.ALLOW;
            case "deny" -> Decision.DENY;
            default -> {
                attributes
                        .problems()
                        .add(
                                attributes.pointer("decision"),
                                "unknown_option",
                                "It is allow or deny");
                yield Decision.NOTHING;
            }
        };
    }

    /** Tells, before anybody has signed in, whose app asks. */
    @Post("/requests")
    HttpResponse<byte[]> describe(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(
                switch (server.requests().read(read(body, false).request)) {
                    case ReadRequest.Refused refused -> Json.object().put("leave", refused.to());
                    case AuthorizationRequest asked -> description(asked);
                });
    }

    private static ObjectNode description(AuthorizationRequest asked) {
        ObjectNode json = Json.object().put("app", asked.target().app().name());
        json.putObject("tenant")
                .put("slug", asked.target().tenant().slug())
                .put("name", asked.target().tenant().name());
        return json.put("loginHint", asked.loginHint())
                .put("leave", asked.isSilent() ? Authorizations.withoutAnybody(asked) : null);
    }

    /** Goes on with a request as who is signed in. */
    @Post("/authorizations")
    HttpResponse<byte[]> authorize(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        Identified identified = Identified.of(request);
        Asked asked = read(body, true);
        return Bodies.ok(
                answer(
                        server.authorizations()
                                .decide(
                                        identified.caller(),
                                        identified.session(),
                                        asked.request,
                                        asked.begun,
                                        asked.decision)));
    }

    private static ObjectNode answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Leave leave -> Json.object().put("leave", leave.to());
            case Outcome.SignIn signIn ->
                    Json.object().put("signIn", signIn.elsewhere() ? "elsewhere" : "again");
            case Outcome.Ask ask -> {
                ObjectNode json = Json.object();
                ObjectNode question =
                        json.putObject("ask")
                                .put("app", ask.request().target().app().name())
                                .put("redirectUri", ask.request().target().redirectUri());
                ask.request().scopes().sorted().forEach(question.putArray("scopes")::add);
                yield json;
            }
        };
    }

    /** The apps that may act for the person. */
    @Get("/consents")
    HttpResponse<byte[]> list(HttpRequest<?> request) {
        Bodies.onlyParameters(request, Set.of());
        return Bodies.list(
                consents.list(Identified.of(request).caller()).stream()
                        .map(Consents.Consent::toJson)
                        .toList());
    }

    @Delete("/consents/{id}")
    HttpResponse<?> revoke(HttpRequest<?> request, String id) {
        consents.revoke(Identified.of(request).caller(), Paths.id(id, "app"));
        return HttpResponse.noContent();
    }
}
