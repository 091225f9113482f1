package dev.armature.engine.operator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What the operator lets one tenant use; null is what the installation lets every tenant use.
 *
 * @param requests in a minute
 * @param records outside the recycle bin
 * @param fileBytes of all files together
 * @param pluginCpuMillis of the processor for plugins, in a calendar month
 */
public record TenantQuotas(
        @Nullable Integer requests,
        @Nullable Long records,
        @Nullable Long fileBytes,
        @Nullable Long pluginCpuMillis) {

    /** As they are answered and noted. */
    public ObjectNode toJson() {
        return Json.object()
                .put("requests", requests)
                .put("records", records)
                .put("fileBytes", fileBytes)
                .put("pluginCpuMillis", pluginCpuMillis);
    }
}
