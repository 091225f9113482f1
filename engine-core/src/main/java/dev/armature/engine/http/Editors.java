package dev.armature.engine.http;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.metadata.change.MetadataService.Editor;
import io.micronaut.http.HttpRequest;
import java.util.Set;

/** Who edits metadata: an administrator, with the version they saw where they say so. */
final class Editors {

    private Editors() {}

    static Editor of(HttpRequest<?> request, Caller caller, AccessPolicy access) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        Integer version = Bodies.ifMatch(request);
        return new Editor(
                caller.tenantId(), caller.userId(), version == null ? null : version.longValue());
    }
}
