package dev.armature.server;

import dev.armature.engine.identity.MasterKey;
import dev.armature.metadata.database.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Finds the master key: given by the environment, or made once and kept in the data folder. */
final class MasterKeys {

    private static final String FILE = "master.key";

    private MasterKeys() {}

    static MasterKey find(@Nullable String given, Path data) {
        if (given != null) {
            return decode(given, "ARMATURE_MASTER_KEY");
        }
        Path file = data.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            return decode(Files.readString(file).strip(), file.toString());
        } catch (IOException e) {
            throw new StartupException(
                    "The master key " + file + " cannot be read or made: " + e.getMessage(), e);
        }
    }

    private static void create(Path file) throws IOException {
        byte[] key = new byte[MasterKey.LENGTH];
        new SecureRandom().nextBytes(key);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, Base64.getEncoder().encodeToString(key) + "\n");
    }

    private static MasterKey decode(String written, String source) {
        try {
            return new MasterKey(Base64.getDecoder().decode(written));
        } catch (IllegalArgumentException e) {
            throw new StartupException(source + " is not " + MasterKey.LENGTH + " bytes in Base64");
        }
    }
}
