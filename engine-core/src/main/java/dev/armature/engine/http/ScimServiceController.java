package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.scim.ServiceDocuments;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import java.util.function.Supplier;

/** What clients of SCIM may know of the service. */
@Controller(Paths.SCIM)
@Produces(MediaType.ALL)
final class ScimServiceController {

    private final ServiceDocuments documents;
    private final AccessPolicy access;

    ScimServiceController(ServiceDocuments documents, AccessPolicy access) {
        this.documents = documents;
        this.access = access;
    }

    private HttpResponse<byte[]> told(HttpRequest<?> request, Supplier<ObjectNode> document) {
        ScimController.provisioner(request, access);
        return ScimAnswers.ok(document.get());
    }

    @Get("/ServiceProviderConfig")
    HttpResponse<byte[]> configuration(HttpRequest<?> request) {
        return told(request, documents::configuration);
    }

    @Get("/ResourceTypes")
    HttpResponse<byte[]> resourceTypes(HttpRequest<?> request) {
        return told(request, documents::resourceTypes);
    }

    @Get("/ResourceTypes/{id}")
    HttpResponse<byte[]> resourceType(HttpRequest<?> request, String id) {
        return told(request, () -> documents.resourceType(id));
    }

    @Get("/Schemas")
    HttpResponse<byte[]> schemas(HttpRequest<?> request) {
        return told(request, documents::schemas);
    }

    @Get("/Schemas/{id}")
    HttpResponse<byte[]> schema(HttpRequest<?> request, String id) {
        return told(request, () -> documents.schema(id));
    }
}
