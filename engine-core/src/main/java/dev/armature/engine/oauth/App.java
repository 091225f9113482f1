package dev.armature.engine.oauth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.AppScopes;
import dev.armature.engine.identity.ClientId;
import dev.armature.metadata.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A program of others that people of a tenant may let act for them.
 *
 * @param confidential whether it can keep a secret: a program on a server, and none on a device or
 *     in a page
 * @param keys the public halves of the keys that it proves itself with, instead of by a secret
 * @param scopes the most that it may ask for
 * @param serviceUser the user as whom it acts where no person is there, if it may
 */
public record App(
        UUID id,
        String name,
        boolean confidential,
        @Nullable AppKeys keys,
        List<String> redirectUris,
        AppScopes scopes,
        @Nullable UUID serviceUser,
        Instant createdAt,
        UUID createdBy) {

    static final String COLUMNS =
            "id, name, (secret_hash is not null or jwks is not null) as confidential, jwks, redirect_uris, scopes, service_user_id, created_at, created_by";

    public App {
        redirectUris = List.copyOf(redirectUris);
    }

    static App read(ResultSet row) throws SQLException {
        return new App(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getBoolean("confidential"),
                AppKeys.stored(row.getString("jwks")),
                List.of((String[]) row.getArray("redirect_uris").getArray()),
                AppScopes.of(row.getArray("scopes")),
                row.getObject("service_user_id", UUID.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("created_by", UUID.class));
    }

    /** As administrators see it. */
    public ObjectNode toJson(UUID tenantUid) {
        ObjectNode json =
                Json.object()
                        .put("id", id.toString())
                        .put("clientId", new ClientId(tenantUid, id).text())
                        .put("name", name)
                        .put("confidential", confidential);
        json.set("jwks", keys == null ? null : keys.toJson());
        redirectUris.forEach(json.putArray("redirectUris")::add);
        scopes.sorted().forEach(json.putArray("scopes")::add);
        return json.put("serviceUser", serviceUser == null ? null : serviceUser.toString())
                .put("createdAt", createdAt.toString())
                .put("createdBy", createdBy.toString());
    }

    /** Whether answers may go to an address. */
    boolean takes(String redirectUri) {
        return redirectUris.stream()
                .anyMatch(registered -> RedirectUris.matches(registered, redirectUri));
    }
}
