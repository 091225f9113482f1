package dev.armature.engine.federation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.ExternalRules;
import dev.armature.metadata.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A provider of others that says who somebody is, as a tenant has set it up.
 *
 * @param sealed the secret by which the tenant proves to be the client; null for a client without
 */
public record Provider(UUID id, ProviderDraft draft, @Nullable String sealed, Instant createdAt) {

    /** Where a provider sends people back to; the page and the provider's id. */
    static final String CALLBACK = "/sign-in/provider/";

    static final String COLUMNS =
            "id, kind, active, makes_users, trusts_email, name, issuer, client_id, sealed, scopes, sign_in_url, certificates, email_attribute, name_attribute, roles, groups_claim, group_roles, created_at";

    static Provider read(ResultSet row) throws SQLException {
        return new Provider(
                row.getObject("id", UUID.class),
                ProviderDraft.read(row),
                row.getString("sealed"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    /** As administrators see it. */
    public ObjectNode toJson(String callback) {
        ObjectNode json = Json.object().put("id", id.toString());
        json.setAll(draft.toJson());
        return json.put("hasSecret", sealed != null)
                .put("redirectUri", callback)
                .put("createdAt", createdAt.toString());
    }

    /** As who is about to sign in sees it. */
    public ObjectNode toButton() {
        return Json.object().put("id", id.toString()).put("name", draft.name());
    }

    ExternalRules rules() {
        return new ExternalRules(
                id,
                draft.name(),
                draft.makesUsers(),
                draft.trustsEmail(),
                draft.roles(),
                draft.groupsClaim() == null ? Map.of() : draft.groupRoles());
    }
}
