package dev.armature.server;

import dev.armature.engine.identity.MasterKey;
import dev.armature.metadata.database.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        Files.createDirectories(file.toAbsolutePath().getParent());
        write(file, random());
    }

    private static void write(Path file, String key) throws IOException {
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, key + "\n");
    }

    /**
     * A key that is to take the place of the one there is.
     *
     * @param file where it is kept, or null for one that the operator keeps
     */
    record Replacement(MasterKey key, String written, @Nullable Path file) {

        /** Puts it beside the old one. */
        void write() throws IOException {
            if (file != null) {
                Path beside = beside(file);
                if (!Files.exists(beside) || !Files.readString(beside).strip().equals(written)) {
                    Files.deleteIfExists(beside);
                    MasterKeys.write(beside, written);
                }
            }
        }

        /** Lets it be the one. */
        void takePlace() throws IOException {
            if (file != null) {
                Files.move(beside(file), file, StandardCopyOption.ATOMIC_MOVE);
            }
        }

        private static Path beside(Path file) {
            return file.resolveSibling(FILE + ".new");
        }
    }

    /**
     * The key to take another's place.
     *
     * @param given the new key in Base64, or null to make one
     * @param source where it was given
     * @param isKept whether the key in use lies in the data folder
     */
    static Replacement replacement(
            @Nullable String given, String source, boolean isKept, Path data) {
        String written = given == null ? begun(data) : given.strip();
        return new Replacement(
                decode(written, source), written, isKept ? data.resolve(FILE) : null);
    }

    // Something may be sealed already with the key of a change that was cut off.
    private static String begun(Path data) {
        Path file = Replacement.beside(data.resolve(FILE));
        try {
            return Files.exists(file) ? Files.readString(file).strip() : random();
        } catch (IOException e) {
            throw new StartupException(
                    "The new master key " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String random() {
        byte[] key = new byte[MasterKey.LENGTH];
        new SecureRandom().nextBytes(key);
        return Base64.getEncoder().encodeToString(key);
    }

    private static MasterKey decode(String written, String source) {
        try {
            return new MasterKey(Base64.getDecoder().decode(written));
        } catch (IllegalArgumentException e) {
            throw new StartupException(source + " is not " + MasterKey.LENGTH + " bytes in Base64");
        }
    }
}
