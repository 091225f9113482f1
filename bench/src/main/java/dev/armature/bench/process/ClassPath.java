package dev.armature.bench.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/** The class path of this process, from which those of the services are cut. */
public final class ClassPath {

    private ClassPath() {}

    /** Where a class was loaded from: a JAR or a folder. */
    public static Path home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toAbsolutePath()
                    .normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * This process's class path without these modules. They are known by their names, for a class
     * may come from any of several copies that the build has made.
     */
    public static String without(String... modules) {
        return entries().stream()
                .filter(entry -> Arrays.stream(modules).noneMatch(module -> isOf(entry, module)))
                .map(ClassPath::withoutManifest)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isOf(Path entry, String module) {
        return entry.endsWith(Path.of(module, "target", "classes"))
                || entry.getFileName().toString().matches(module + "-\\d.*\\.jar");
    }

    // The manifest of a JAR that is run by itself would bring back all that was left out, or bring
    // it a second time; the classes that it was made of stand beside it.
    private static Path withoutManifest(Path entry) {
        Path classes = entry.resolveSibling("classes");
        return Files.isRegularFile(entry) && !named(entry).isEmpty() && Files.exists(classes)
                ? classes
                : entry;
    }

    private static Set<Path> entries() {
        Set<Path> entries = new LinkedHashSet<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            entries.add(Path.of(entry).toAbsolutePath().normalize());
        }
        // With java -jar there is one, and its manifest names the others.
        if (entries.size() == 1) {
            entries.addAll(named(entries.iterator().next()));
        }
        return entries;
    }

    /** What a JAR's manifest adds to the class path. */
    private static List<Path> named(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            String listed =
                    manifest == null ? null : manifest.getMainAttributes().getValue("Class-Path");
            List<Path> named = new ArrayList<>();
            if (listed != null) {
                for (String entry : listed.split(" ", -1)) {
                    named.add(Path.of(jar.toUri().resolve(URI.create(entry))).normalize());
                }
            }
            return named.stream().filter(Files::exists).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
