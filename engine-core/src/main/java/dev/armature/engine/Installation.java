package dev.armature.engine;

import dev.armature.engine.file.FileBodies;
import dev.armature.engine.identity.MasterKey;
import dev.armature.engine.mail.MailOptions;
import dev.armature.engine.storage.StorageOptions;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.home.Home;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the composition root tells the engine of this installation.
 *
 * @param owner the database as its owner, who makes the tables of large objects
 * @param application the database as the application's role
 * @param redisUrl a Redis that carries news between nodes, or null
 * @param signUpOpen whether strangers may make tenants
 * @param cache a folder for what makes the next start faster and can be deleted at any time
 * @param jobsAtOnce how many jobs this node does at the same time
 * @param bodies the place that keeps the bodies of files, opened; the engine closes it
 * @param url where people reach it, such as {@code https://armature.example.com}: links in mail
 *     begin with it, whatever a request says of its host
 */
public record Installation(
        DatabaseAddress owner,
        DatabaseAddress application,
        @Nullable String redisUrl,
        MasterKey masterKey,
        boolean signUpOpen,
        Path cache,
        int jobsAtOnce,
        StorageOptions storage,
        FileBodies bodies,
        MailOptions mail,
        String url) {

    /** Its own home, which is the directory of tenants as well. */
    Home home() {
        return Home.common(owner, application);
    }
}
