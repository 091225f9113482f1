package dev.armature.plugin.pool;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The command line of a worker process. */
final class WorkerCommand {

    /** The exit status of a JVM that ran out of memory. */
    static final int OUT_OF_MEMORY = 3;

    static final String MAIN = "dev.armature.plugin.worker.WorkerMain";

    /** One class or resource of each jar that a worker needs. */
    private static final List<String> NEEDED =
            List.of(
                    "dev/armature/plugin/worker/WorkerMain.class",
                    "org/graalvm/polyglot/Engine.class",
                    "com/oracle/truffle/js/lang/JavaScriptLanguage.class",
                    "com/oracle/truffle/api/Truffle.class",
                    "com/oracle/truffle/regex/RegexLanguage.class",
                    "org/graalvm/shadowed/com/ibm/icu/util/ULocale.class",
                    "org/graalvm/shadowed/org/tukaani/xz/XZ.class",
                    "org/graalvm/collections/EconomicMap.class",
                    "org/graalvm/nativeimage/ImageInfo.class",
                    "org/graalvm/word/Pointer.class");

    private final List<Path> classPath;
    private final List<String> arguments;

    private WorkerCommand(List<Path> classPath, List<String> arguments) {
        this.classPath = List.copyOf(classPath);
        this.arguments = List.copyOf(arguments);
    }

    /** A command that runs {@code main} on the jars that workers need, as this process has them. */
    static WorkerCommand of(String main, int heapMebibytes) {
        return of(main, heapMebibytes, neededJars());
    }

    static WorkerCommand of(String main, int heapMebibytes, List<Path> classPath) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        arguments.addAll(
                List.of(
                        "-Xmx" + heapMebibytes + "m",
                        "-Xms32m",
                        "-XX:+UseSerialGC",
                        // Memory an attack made the heap grow by is given back.
                        "-XX:MinHeapFreeRatio=20",
                        "-XX:MaxHeapFreeRatio=40",
                        "-XX:MaxMetaspaceSize=256m",
                        "-XX:ReservedCodeCacheSize=96m",
                        "-XX:+ExitOnOutOfMemoryError",
                        // The standard output is the protocol's; the JVM announces its end there.
                        "-XX:+DisplayVMOutputToStderr",
                        "-XX:-UsePerfData",
                        "-XX:+DisableAttachMechanism",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:ErrorFile=/dev/null",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        // Nothing is to be unpacked to disk: the library is the compiler's only.
                        "-Dtruffle.UseFallbackRuntime=true",
                        "-Dpolyglotimpl.AttachLibraryFailureAction=ignore",
                        "-Duser.home=/nonexistent",
                        "-Duser.timezone=UTC",
                        "-Duser.language=en",
                        "-Dfile.encoding=UTF-8",
                        "-cp",
                        classPath.stream()
                                .map(Path::toString)
                                .collect(Collectors.joining(File.pathSeparator)),
                        main));
        return new WorkerCommand(classPath, arguments);
    }

    List<Path> classPath() {
        return classPath;
    }

    List<String> arguments() {
        return arguments;
    }

    /** The arguments with one more option of the JVM. */
    List<String> withOption(String option) {
        List<String> more = new ArrayList<>(arguments);
        more.add(1, option);
        return more;
    }

    static List<Path> neededJars() {
        Set<Path> jars = new LinkedHashSet<>();
        for (String resource : NEEDED) {
            URL url = WorkerCommand.class.getClassLoader().getResource(resource);
            if (url == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            jars.add(containerOf(url, resource));
        }
        return List.copyOf(jars);
    }

    private static Path containerOf(URL url, String resource) {
        String text = url.toString();
        String container =
                text.startsWith("jar:")
                        ? text.substring("jar:".length(), text.indexOf("!/"))
                        : text.substring(0, text.length() - resource.length());
        try {
            return Path.of(new URI(container)).toAbsolutePath();
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IllegalStateException("workers cannot load classes from " + container, e);
        }
    }
}
