package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.AddressLinks;
import dev.armature.engine.identity.OwnAddress;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** A person's own e-mail address. The secret of a link travels in bodies, which no log has. */
@Controller("/api/v1/auth/email")
@ExecuteOn(TaskExecutors.BLOCKING)
final class OwnAddressController {

    private final OwnAddress address;
    private final AddressLinks links;
    private final Visitors visitors;

    OwnAddressController(OwnAddress address, AddressLinks links, Visitors visitors) {
        this.address = address;
        this.links = links;
        this.visitors = visitors;
    }

    @Post
    HttpResponse<?> change(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        address.change(person(request), Bodies.object(body));
        return HttpResponse.accepted();
    }

    @Post(value = "/verification", consumes = "*/*")
    HttpResponse<?> verify(HttpRequest<?> request) {
        Bodies.onlyParameters(request, Set.of());
        Caller caller = person(request);
        address.verify(caller, caller.userId());
        return HttpResponse.accepted();
    }

    private static Caller person(HttpRequest<?> request) {
        Identified identified = Identified.of(request);
        identified.session();
        return identified.caller();
    }

    @Post("/confirm")
    HttpResponse<?> confirm(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        links.confirm(Bodies.object(body), visitors.of(request));
        return HttpResponse.noContent();
    }

    @Post("/return")
    HttpResponse<?> giveBack(HttpRequest<?> request, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        links.giveBack(Bodies.object(body), visitors.of(request));
        return HttpResponse.noContent();
    }
}
