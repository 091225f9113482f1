package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.plugin.InstalledPlugin;
import dev.armature.engine.plugin.PluginInstaller;
import dev.armature.engine.plugin.PluginStore;
import dev.armature.engine.plugin.Plugins;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.plugin.archive.PluginArchive;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A tenant's plugins, for its administrators. */
@Controller("/api/v1/plugins")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PluginController {

    private final Plugins plugins;
    private final PluginStore store;
    private final PluginInstaller installer;
    private final AccessPolicy access;

    PluginController(
            Plugins plugins, PluginStore store, PluginInstaller installer, AccessPolicy access) {
        this.plugins = plugins;
        this.store = store;
        this.installer = installer;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> list(Caller caller) {
        access.requireAdministrator(caller);
        return Bodies.list(
                store.list(caller.tenantId()).stream().map(InstalledPlugin::toJson).toList());
    }

    @Post
    @Consumes("application/zip")
    HttpResponse<byte[]> install(
            HttpRequest<?> request, Caller caller, @Nullable @Body InputStream archive)
            throws IOException {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        InstalledPlugin plugin = installer.install(caller, bytes(archive));
        return Bodies.created(Json.bytes(plugin.toJson()))
                .header("Location", "/api/v1/plugins/" + plugin.id());
    }

    private static byte[] bytes(@Nullable InputStream archive) throws IOException {
        if (archive == null) {
            return new byte[0];
        }
        byte[] bytes = archive.readNBytes(PluginArchive.MAX_BYTES + 1);
        if (bytes.length > PluginArchive.MAX_BYTES) {
            throw new EngineException(
                    ErrorCode.BODY_TOO_LARGE,
                    "An archive has at most " + (PluginArchive.MAX_BYTES >> 20) + " MiB");
        }
        return bytes;
    }

    @Get("/{plugin}")
    HttpResponse<byte[]> get(Caller caller, String plugin) {
        access.requireAdministrator(caller);
        return Bodies.ok(plugins.required(caller.tenantId(), plugin).toJson());
    }

    @Delete("/{plugin}")
    HttpResponse<?> uninstall(Caller caller, String plugin) {
        access.requireAdministrator(caller);
        installer.uninstall(caller, plugin);
        return HttpResponse.noContent();
    }

    @Post("/{plugin}/enable")
    HttpResponse<byte[]> enable(Caller caller, String plugin) {
        access.requireAdministrator(caller);
        return Bodies.ok(installer.enable(caller, plugin).toJson());
    }

    @Post("/{plugin}/disable")
    HttpResponse<byte[]> disable(Caller caller, String plugin) {
        access.requireAdministrator(caller);
        return Bodies.ok(installer.disable(caller, plugin).toJson());
    }

    @Get("/{plugin}/logs")
    HttpResponse<byte[]> log(Caller caller, String plugin) {
        access.requireAdministrator(caller);
        InstalledPlugin known = plugins.required(caller.tenantId(), plugin);
        return Bodies.list(
                store.log(caller.tenantId(), known.id()).stream()
                        .map(PluginStore.Line::toJson)
                        .toList());
    }
}
