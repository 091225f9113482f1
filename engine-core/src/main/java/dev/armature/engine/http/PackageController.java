package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.packaging.PackageArchive;
import dev.armature.engine.packaging.PackageDocument;
import dev.armature.engine.packaging.Packages;
import dev.armature.metadata.change.MetadataService.Editor;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.packaging.MetadataPackage;
import dev.armature.metadata.packaging.PackageEdit.Rest;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Packages of metadata, for administrators: out, looked at, in, and back. */
@Controller("/api/v1/metadata")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PackageController {

    private static final String ZIP = "application/zip";
    private static final String YAML = "application/yaml";
    private static final Map<String, String> FORMS =
            Map.of(MediaType.APPLICATION_JSON, "json", YAML, "yaml", ZIP, "zip");
    private static final Set<String> PARAMETERS = Set.of("rest");

    private final Packages packages;
    private final AccessPolicy access;

    PackageController(Packages packages, AccessPolicy access) {
        this.packages = packages;
        this.access = access;
    }

    @Get("/export")
    @Produces(MediaType.ALL)
    HttpResponse<byte[]> export(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of("format"));
        MetadataPackage written = packages.export(caller.tenantId());
        return switch (format(request)) {
            case "json" -> Bodies.ok(PackageDocument.JSON.write(written));
            case "yaml" ->
                    HttpResponse.ok(PackageDocument.YAML.write(written))
                            .contentType(MediaType.of(YAML));
            case "zip" ->
                    HttpResponse.ok(PackageArchive.write(written))
                            .contentType(MediaType.of(ZIP))
                            .header("Content-Disposition", "attachment; filename=\"metadata.zip\"");
            default ->
                    throw new EngineException(
                            ErrorCode.INVALID_QUERY,
                            "The parameter \"format\" is json, yaml or zip");
        };
    }

    /** What the address says, or else the first form that the caller takes. */
    private static String format(HttpRequest<?> request) {
        String format = Bodies.parameter(request, "format");
        return format != null
                ? format
                : request.accept().stream()
                        .map(MediaType::getName)
                        .filter(FORMS::containsKey)
                        .findFirst()
                        .map(FORMS::get)
                        .orElse("json");
    }

    /** Which were applied, the newest first. */
    @Get("/applied")
    HttpResponse<byte[]> applied(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.list(
                packages.applied(caller.tenantId()).stream()
                        .map(PackageController::applied)
                        .toList());
    }

    private static ObjectNode applied(Packages.Applied one) {
        UUID by = one.by();
        return Json.object()
                .put("version", one.version())
                .put("appliedAt", one.at().toString())
                .put("appliedBy", by == null ? null : by.toString())
                .put("last", one.isLast());
    }

    @Post("/plan")
    HttpResponse<byte[]> plan(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        return plan(request, caller, () -> PackageDocument.JSON.read(body));
    }

    @Post("/plan")
    @Consumes(YAML)
    HttpResponse<byte[]> planYaml(
            HttpRequest<?> request, Caller caller, @Nullable @Body InputStream body) {
        return plan(request, caller, () -> yaml(body));
    }

    @Post("/plan")
    @Consumes(ZIP)
    HttpResponse<byte[]> planArchive(
            HttpRequest<?> request, Caller caller, @Nullable @Body InputStream archive) {
        return plan(request, caller, () -> archive(archive));
    }

    private HttpResponse<byte[]> plan(
            HttpRequest<?> request, Caller caller, Supplier<MetadataPackage> reading) {
        access.requireAdministrator(caller);
        Rest rest = rest(request);
        ObjectNode plan = packages.plan(caller.tenantId(), reading.get(), rest);
        return Bodies.ok(plan).header("ETag", Bodies.etag(plan.get("version").longValue()));
    }

    @Post("/apply")
    HttpResponse<byte[]> apply(HttpRequest<?> request, Caller caller, @Body byte[] body) {
        return apply(request, caller, () -> PackageDocument.JSON.read(body));
    }

    @Post("/apply")
    @Consumes(YAML)
    HttpResponse<byte[]> applyYaml(
            HttpRequest<?> request, Caller caller, @Nullable @Body InputStream body) {
        return apply(request, caller, () -> yaml(body));
    }

    @Post("/apply")
    @Consumes(ZIP)
    HttpResponse<byte[]> applyArchive(
            HttpRequest<?> request, Caller caller, @Nullable @Body InputStream archive) {
        return apply(request, caller, () -> archive(archive));
    }

    private HttpResponse<byte[]> apply(
            HttpRequest<?> request, Caller caller, Supplier<MetadataPackage> reading) {
        access.requireAdministrator(caller);
        Rest rest = rest(request);
        return answer(packages.apply(editor(request, caller), reading.get(), rest));
    }

    @Post(value = "/rollback", consumes = "*/*")
    HttpResponse<byte[]> rollBack(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return answer(packages.rollBack(editor(request, caller)));
    }

    private static Editor editor(HttpRequest<?> request, Caller caller) {
        Integer version = Bodies.ifMatch(request);
        return new Editor(
                caller.tenantId(), caller.userId(), version == null ? null : version.longValue());
    }

    private static HttpResponse<byte[]> answer(TenantModel model) {
        return Bodies.ok(Json.object().put("version", model.version()))
                .header("ETag", Bodies.etag(model.version()));
    }

    private static Rest rest(HttpRequest<?> request) {
        Bodies.onlyParameters(request, PARAMETERS);
        String rest = Bodies.parameter(request, "rest");
        if (rest == null || rest.equals("keep")) {
            return Rest.KEEP;
        }
        if (rest.equals("delete")) {
            return Rest.DELETE;
        }
        throw new EngineException(
                ErrorCode.INVALID_QUERY, "The parameter \"rest\" is keep or delete");
    }

    private static MetadataPackage yaml(@Nullable InputStream body) {
        return PackageDocument.YAML.read(bytes(body, Limits.MAX_BODY_BYTES, "A document"));
    }

    private static MetadataPackage archive(@Nullable InputStream body) {
        return PackageArchive.read(bytes(body, PackageArchive.MAX_BYTES, "An archive"));
    }

    private static byte[] bytes(@Nullable InputStream body, int most, String what) {
        try {
            byte[] bytes = body == null ? new byte[0] : body.readNBytes(most + 1);
            if (bytes.length > most) {
                throw new EngineException(
                        ErrorCode.BODY_TOO_LARGE, what + " has at most " + (most >> 20) + " MiB");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
