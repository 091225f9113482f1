package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.identity.Entrant;
import dev.armature.engine.identity.Provisioner;
import dev.armature.engine.scim.ScimGroups;
import dev.armature.engine.scim.ScimQuery;
import dev.armature.engine.scim.ScimStore;
import dev.armature.engine.scim.ScimUsers;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.Put;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Users and groups as a tenant's identity provider writes them, for its API key and for
 * administrators. The tenant is that of the token.
 */
@Controller(Paths.SCIM)
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.ALL)
@Consumes({ScimAnswers.MEDIA, MediaType.APPLICATION_JSON})
final class ScimController {

    private static final String RESOURCES = "/{type:Users|Groups}";
    private static final String RESOURCE = RESOURCES + "/{id}";
    private static final Pattern ETAG = Pattern.compile("(W/)?\"(\\d{1,9})\"");

    private final ScimUsers users;
    private final ScimGroups groups;
    private final AccessPolicy access;

    ScimController(ScimUsers users, ScimGroups groups, AccessPolicy access) {
        this.users = users;
        this.groups = groups;
        this.access = access;
    }

    @Get(RESOURCES)
    HttpResponse<byte[]> list(HttpRequest<?> request, String type) {
        Provisioner by = provisioner(request, access);
        return ScimAnswers.ok(store(type).list(by.tenant(), ScimQuery.of(parameters(request))));
    }

    @Post(RESOURCES + "/.search")
    HttpResponse<byte[]> search(HttpRequest<?> request, String type, @Body byte[] body) {
        Provisioner by = provisioner(request, access);
        return ScimAnswers.ok(store(type).list(by.tenant(), ScimQuery.of(Bodies.object(body))));
    }

    @Post(RESOURCES)
    HttpResponse<byte[]> create(HttpRequest<?> request, String type, @Body byte[] body) {
        Provisioner by = provisioner(request, access);
        return ScimAnswers.created(store(type).create(by, Bodies.object(body)));
    }

    @Get(RESOURCE)
    HttpResponse<?> get(HttpRequest<?> request, String type, String id) {
        Provisioner by = provisioner(request, access);
        ScimStore.Resource found =
                store(type).get(by.tenant(), id, ScimQuery.of(parameters(request)));
        Integer known = version(request.getHeaders().get("If-None-Match"));
        return known != null && known == found.version()
                ? HttpResponse.notModified().header("ETag", ScimStore.etag(found.version()))
                : ScimAnswers.of(found);
    }

    @Put(RESOURCE)
    HttpResponse<byte[]> replace(
            HttpRequest<?> request, String type, String id, @Body byte[] body) {
        Provisioner by = provisioner(request, access);
        ScimStore store = store(type);
        return ScimAnswers.of(
                store.replace(
                        by,
                        target(request, store, id),
                        Bodies.object(body),
                        ScimQuery.of(parameters(request))));
    }

    /** Of a group no body is answered unless it is asked for: it may have many members. */
    @Patch(RESOURCE)
    HttpResponse<?> patch(HttpRequest<?> request, String type, String id, @Body byte[] body) {
        Provisioner by = provisioner(request, access);
        ScimStore store = store(type);
        ScimQuery query = ScimQuery.of(parameters(request));
        ScimStore.Resource changed =
                store.patch(by, target(request, store, id), Bodies.object(body), query);
        return store == groups && !query.namesAttributes()
                ? HttpResponse.noContent().header("ETag", ScimStore.etag(changed.version()))
                : ScimAnswers.of(changed);
    }

    @Delete(value = RESOURCE, consumes = MediaType.ALL)
    HttpResponse<?> delete(HttpRequest<?> request, String type, String id) {
        Provisioner by = provisioner(request, access);
        ScimStore store = store(type);
        store.delete(by, target(request, store, id));
        return HttpResponse.noContent();
    }

    private ScimStore store(String type) {
        return type.equals("Users") ? users : groups;
    }

    /** Who asks: by a key that was made for it, which the filter has seen to, or as themselves. */
    static Provisioner provisioner(HttpRequest<?> request, AccessPolicy access) {
        Entrant entrant = Identified.of(request).entrant();
        if (entrant.scopes() == null) {
            access.requireAdministrator(entrant.caller());
        }
        return new Provisioner(entrant.caller(), entrant.key());
    }

    // Of a parameter that is given twice the first counts.
    private static Map<String, String> parameters(HttpRequest<?> request) {
        Map<String, String> parameters = new HashMap<>();
        for (String name : request.getParameters().names()) {
            List<String> values = request.getParameters().getAll(name);
            if (!values.isEmpty()) {
                parameters.put(name, values.getFirst());
            }
        }
        return parameters;
    }

    private static ScimStore.Target target(HttpRequest<?> request, ScimStore store, String id) {
        String header = request.getHeaders().get("If-Match");
        Integer version = version(header);
        if (header != null && version == null && !header.strip().equals("*")) {
            throw new EngineException(
                    ErrorCode.MALFORMED_REQUEST,
                    "If-Match takes one ETag as it was given, such as W/\"3\"");
        }
        return new ScimStore.Target(store.id(id), version);
    }

    private static @Nullable Integer version(@Nullable String header) {
        Matcher matcher = header == null ? null : ETAG.matcher(header.strip());
        return matcher != null && matcher.matches() ? Integer.valueOf(matcher.group(2)) : null;
    }
}
