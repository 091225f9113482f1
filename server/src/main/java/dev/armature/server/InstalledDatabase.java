package dev.armature.server;

import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.EmbeddedPostgres;
import dev.armature.metadata.database.StartupException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The installation's database, migrated: the one that was given, or the embedded one, which runs as
 * long as this is open.
 *
 * @param owner the database as its owner
 * @param application the database as the application's role
 */
record InstalledDatabase(
        @Nullable EmbeddedPostgres postgres, DatabaseAddress owner, DatabaseAddress application)
        implements AutoCloseable {

    /**
     * Opens it, and makes the embedded one where there is none.
     *
     * @throws StartupException with one line that says what is wrong and what to do
     */
    static InstalledDatabase open(Options options) {
        String url = options.databaseUrl();
        if (url != null) {
            DatabaseAddress owner = DatabaseAddress.parse(url);
            return new InstalledDatabase(null, owner, Databases.prepare(owner));
        }
        EmbeddedPostgres postgres =
                EmbeddedPostgres.start(folder(options), EmbeddedPostgres.Durability.FULL);
        try {
            return new InstalledDatabase(
                    postgres, postgres.owner(), Databases.prepare(postgres.owner()));
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    /** The same where there has to be one: a folder that was mistyped is not filled. */
    static InstalledDatabase openExisting(Options options) {
        if (options.databaseUrl() == null && !Files.exists(folder(options))) {
            throw new StartupException(
                    "There is no data in " + options.data() + "; say with --data where it is");
        }
        return open(options);
    }

    /** The same, also while a platform runs on it: for what is done beside one. */
    static InstalledDatabase openBeside(Options options) {
        if (options.databaseUrl() == null) {
            Optional<DatabaseAddress> running = EmbeddedPostgres.runningIn(folder(options));
            if (running.isPresent()) {
                DatabaseAddress owner = running.get();
                return new InstalledDatabase(null, owner, Databases.prepare(owner));
            }
        }
        return openExisting(options);
    }

    private static Path folder(Options options) {
        return options.data().resolve("postgres");
    }

    @Override
    public void close() {
        if (postgres != null) {
            postgres.close();
        }
    }
}
