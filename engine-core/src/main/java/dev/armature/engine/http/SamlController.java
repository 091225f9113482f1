package dev.armature.engine.http;

import dev.armature.engine.federation.Federation;
import dev.armature.engine.federation.SamlSignIn;
import dev.armature.engine.oauth.Parameters;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.util.Set;

/**
 * What providers that speak SAML are told of a tenant, and where they have browsers bring their
 * answers. A form of another site comes without cookies, and is given none.
 */
@Controller(SamlSignIn.ADDRESSES + "/{tenant}/{provider}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SamlController {

    private static final String METADATA = "application/samlmetadata+xml";
    private static final String THING = "provider";

    private final SamlSignIn saml;
    private final Visitors visitors;

    SamlController(Federation federation, Visitors visitors) {
        this.saml = federation.saml();
        this.visitors = visitors;
    }

    @Get("/metadata")
    @Produces(METADATA)
    HttpResponse<byte[]> metadata(HttpRequest<?> request, String tenant, String provider) {
        Bodies.onlyParameters(request, Set.of());
        return HttpResponse.ok(saml.metadata(Paths.id(tenant, THING), Paths.id(provider, THING)))
                .contentType(METADATA)
                .header("Cache-Control", "no-store");
    }

    @Post("/acs")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    HttpResponse<?> answer(
            HttpRequest<?> request, String tenant, String provider, @Body String form) {
        Parameters parameters = Parameters.parse(form);
        String page =
                saml.answered(
                        Paths.id(tenant, THING),
                        Paths.id(provider, THING),
                        parameters.get("RelayState"),
                        parameters.get("SAMLResponse"),
                        visitors.of(request));
        return HttpResponse.seeOther(URI.create(page)).header("Cache-Control", "no-store");
    }
}
