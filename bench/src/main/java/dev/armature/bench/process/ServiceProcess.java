package dev.armature.bench.process;

import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.client.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A service in a JVM of its own, with the same options for all. */
public final class ServiceProcess implements AutoCloseable {

    /** Settled in size, so that no round pays for a heap that grows. */
    private static final List<String> JVM =
            List.of(
                    "-Xms768m",
                    "-Xmx768m",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final String name;
    private final Process process;
    private final int port;
    private final Path log;

    private ServiceProcess(String name, Process process, int port, Path log) {
        this.name = name;
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * What is to run.
     *
     * @param options of the JVM, beside those that all services have
     * @param arguments of the program; {@code {port}} stands for the port
     * @param ready a path that is answered with 200 once it serves
     */
    public record Program(
            String name,
            String mainClass,
            String classPath,
            List<String> options,
            List<String> arguments,
            Map<String, String> environment,
            String ready) {}

    /** Starts a program; its output goes to a file in the folder. */
    static ServiceProcess launch(Program program, Path folder) throws IOException {
        int port = freePort();
        Path log = folder.resolve(program.name() + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(program.options());
        command.addAll(List.of("-cp", program.classPath(), program.mainClass()));
        program.arguments()
                .forEach(argument ->
                        command.add(argument.replace("{port}", Integer.toString(port))));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        builder.environment()
                .keySet()
                .removeAll(List.of("DATABASE_URL", "REDIS_URL", "ARMATURE_MASTER_KEY"));
        builder.environment().putAll(program.environment());
        return new ServiceProcess(program.name(), builder.start(), port, log);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until a path is answered with 200. */
    void awaitReady(String path) throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (HttpConnection connection = new HttpConnection(port, null)) {
                if (connection.send(Request.get(path)).status() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            pause();
        }
        String output = Files.readString(log);
        close();
        throw new IOException("The service " + name + " did not start:\n" + output);
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public int port() {
        return port;
    }

    /** The processor time it has used so far. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** How much of its heap is used after a full collection, in MiB. */
    public double heapMib() throws IOException, InterruptedException {
        command("GC.run");
        String told = command("GC.heap_info");
        Matcher used = USED.matcher(told);
        if (!used.find()) {
            throw new IOException("The heap is not told of: " + told);
        }
        return Long.parseLong(used.group(1)) / 1_024.0;
    }

    /** How much memory the process has by now, as Linux counts it, in MiB. */
    public double residentMib() throws IOException {
        return memory("VmRSS");
    }

    /** The most that it ever had. */
    public double mostResidentMib() throws IOException {
        return memory("VmHWM");
    }

    private double memory(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1_024.0;
            }
        }
        throw new IOException("The system does not tell the memory of a process");
    }

    private String command(String command) throws IOException, InterruptedException {
        Process tool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(process.pid()),
                                command)
                        .redirectErrorStream(true)
                        .start();
        String told = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        tool.waitFor();
        return told;
    }

    /** Stops it as Ctrl-C does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
