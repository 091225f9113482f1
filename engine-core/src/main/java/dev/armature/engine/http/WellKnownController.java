package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.SigningKeys;
import dev.armature.metadata.json.Json;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.charset.StandardCharsets;

/** What others need to check our tokens. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class WellKnownController {

    private static final String CACHED = "public, max-age=300";

    private final SigningKeys keys;

    WellKnownController(SigningKeys keys) {
        this.keys = keys;
    }

    @Get("/.well-known/openid-configuration")
    HttpResponse<byte[]> configuration() {
        ObjectNode document =
                Json.object().put("issuer", "armature").put("jwks_uri", "/oauth2/jwks");
        document.putArray("id_token_signing_alg_values_supported").add("RS256");
        document.putArray("subject_types_supported").add("public");
        return Bodies.ok(document).header("Cache-Control", CACHED);
    }

    @Get("/oauth2/jwks")
    HttpResponse<byte[]> jwks() {
        return Bodies.ok(keys.publicKeys().getBytes(StandardCharsets.UTF_8))
                .header("Cache-Control", CACHED);
    }
}
