package dev.armature.server;

import dev.armature.engine.identity.KeyRotation;
import dev.armature.engine.identity.MasterKey;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.EmbeddedPostgres;
import dev.armature.metadata.database.StartupException;
import java.io.IOException;
import java.util.Map;

/**
 * The command {@code rotate-key}: another master key, with which everything is sealed anew. The new
 * key comes from the environment; a key that is kept in the data folder needs none there.
 */
final class RotateKey {

    static final String COMMAND = "rotate-key";

    private static final String NEW_KEY = "ARMATURE_NEW_MASTER_KEY";

    private RotateKey() {}

    /** Changes the key, and tells what was done. */
    static String run(Options options, Map<String, String> environment) {
        String given = environment.get(NEW_KEY);
        boolean isKept = options.masterKey() == null;
        if (given == null && !isKept) {
            throw new StartupException(
                    "The master key comes from the environment; give the new one by " + NEW_KEY);
        }
        MasterKey old = MasterKeys.find(options.masterKey(), options.data());
        MasterKeys.Replacement fresh =
                MasterKeys.replacement(given, NEW_KEY, isKept, options.data());
        String url = options.databaseUrl();
        if (url != null) {
            return rotate(old, fresh, DatabaseAddress.parse(url));
        }
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.start(
                        options.data().resolve("postgres"), EmbeddedPostgres.Durability.FULL)) {
            return rotate(old, fresh, postgres.owner());
        }
    }

    // The new key lies beside the old one before anything is sealed with it, so that it is not lost
    // whenever the process ends.
    private static String rotate(
            MasterKey old, MasterKeys.Replacement fresh, DatabaseAddress owner) {
        DatabaseAddress application = Databases.prepare(owner);
        try {
            fresh.write();
            int count = new KeyRotation(old, fresh.key()).run(owner, application.user());
            fresh.takePlace();
            return "The master key was changed, and %d secrets sealed anew".formatted(count);
        } catch (IOException e) {
            throw new StartupException("The new key cannot be kept: " + e.getMessage(), e);
        }
    }
}
