package dev.armature.engine.operator;

import dev.armature.engine.identity.SigningKeys;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import java.util.List;

/** The keys that sign tokens, as operators see and change them. Thread-safe. */
public final class OperatorSigningKeys {

    private final SigningKeys keys;
    private final OperatorDatabase database;

    public OperatorSigningKeys(SigningKeys keys, OperatorDatabase database) {
        this.keys = keys;
        this.database = database;
    }

    public List<SigningKeys.Listed> list() {
        return keys.list();
    }

    /** Has the key that signs followed by another. */
    public List<SigningKeys.Listed> rotate(Operator by) {
        keys.rotate(connection -> {
            database.become(connection);
            OperatorTenants.note(connection, by, "signing_key.rotated", null, Json.object());
        });
        return keys.list();
    }

    /** Takes a key back, with all tokens that it signed. */
    public void revoke(Operator by, String keyId) {
        boolean done =
                keys.revoke(
                        keyId,
                        connection -> {
                            database.become(connection);
                            OperatorTenants.note(
                                    connection,
                                    by,
                                    "signing_key.revoked",
                                    null,
                                    Json.object().put("key", keyId));
                        });
        if (!done) {
            throw EngineException.notFound("The signing key " + keyId);
        }
    }
}
