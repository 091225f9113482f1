package dev.armature.plugin.pool;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Lays the jars of workers out as a packaged server does, where every user can read them. */
final class Installation {

    private Installation() {}

    static List<Path> in(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<Path> jars = new ArrayList<>();
        for (Path path : WorkerCommand.neededJars()) {
            Path jar = folder.resolve(jars.size() + ".jar");
            if (Files.isDirectory(path)) {
                pack(path, jar);
            } else {
                Files.copy(path, jar);
            }
            jars.add(jar);
        }
        return jars;
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
    }
}
