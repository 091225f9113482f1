package dev.armature.metadata.database;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs, unpacked once from the class path into a folder beside the data. */
record PostgresBinaries(Path folder) {

    static final String MAJOR_VERSION = "18";

    // Changes with the version of the binaries in pom.xml, so that an upgrade unpacks anew.
    private static final String FOLDER = "postgresql-18.6";

    static PostgresBinaries unpack(Path parent) throws IOException {
        Path folder = parent.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            Path fresh = Files.createTempDirectory(parent, "unpack");
            try (InputStream archive = open();
                    TarArchiveInputStream tar =
                            new TarArchiveInputStream(
                                    new XZInputStream(new BufferedInputStream(archive)))) {
                for (TarArchiveEntry entry = tar.getNextEntry();
                        entry != null;
                        entry = tar.getNextEntry()) {
                    unpack(tar, entry, fresh);
                }
            }
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return new PostgresBinaries(folder);
    }

    String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    private static InputStream open() {
        String architecture =
                switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
                    case "amd64", "x86_64" -> "x86_64";
                    case "aarch64", "arm64" -> "arm_64";
                    default -> throw unsupported();
                };
        InputStream archive =
                PostgresBinaries.class.getResourceAsStream(
                        "/postgres-linux-" + architecture + ".txz");
        if (archive == null) {
            throw unsupported();
        }
        return archive;
    }

    private static StartupException unsupported() {
        return new StartupException(
                "There is no embedded PostgreSQL for this machine; give one by DATABASE_URL");
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
            throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("the archive reaches out of its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
            Files.createDirectories(target.getParent());
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.createDirectories(target.getParent());
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target,
                    PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
