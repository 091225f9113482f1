package dev.armature.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * {@code metadata export | plan | apply}: carries a tenant's metadata out of a running platform and
 * into one, as a folder or a file, by its API and with an API key.
 *
 * @param action what to do
 * @param path a folder, a zip file, or a document in JSON or YAML
 * @param deleteRest whether what the package does not have is deleted
 */
record MetadataCommand(Action action, Path path, boolean deleteRest, String url) {

    static final String COMMAND = "metadata";

    /** Where the key is; it is not given on the command line, where others would see it. */
    static final String KEY = "ARMATURE_KEY";

    private static final String DEFAULT_URL = "http://127.0.0.1:8080";
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final int OK = 200;

    /** What can be done. */
    enum Action {
        EXPORT,
        PLAN,
        APPLY
    }

    /** How a package lies there, by the end of its name. */
    private enum Form {
        JSON("json", "application/json"),
        YAML("yaml", "application/yaml"),
        ZIP("zip", "application/zip"),
        FOLDER("zip", "application/zip");

        private final String format;
        private final String mediaType;

        Form(String format, String mediaType) {
            this.format = format;
            this.mediaType = mediaType;
        }

        static Form of(Path path) {
            String name = path.toString().toLowerCase(Locale.ROOT);
            if (name.endsWith(".json")) {
                return JSON;
            }
            if (name.endsWith(".yaml") || name.endsWith(".yml")) {
                return YAML;
            }
            return name.endsWith(".zip") ? ZIP : FOLDER;
        }
    }

    /** Reads what follows the command's name. */
    static MetadataCommand read(String[] arguments) {
        Action action = null;
        Path path = null;
        String url = DEFAULT_URL;
        boolean deleteRest = false;
        for (int i = 1; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--url") && i + 1 < arguments.length) {
                url = arguments[++i];
            } else if (argument.equals("--delete-rest")) {
                deleteRest = true;
            } else if (action == null) {
                action = action(argument);
            } else if (path == null && !argument.startsWith("--")) {
                path = Path.of(argument);
            } else {
                throw usage();
            }
        }
        if (action == null || path == null || (deleteRest && action == Action.EXPORT)) {
            throw usage();
        }
        return new MetadataCommand(action, path, deleteRest, url);
    }

    private static Action action(String word) {
        return switch (word) {
            case "export" -> Action.EXPORT;
            case "plan" -> Action.PLAN;
            case "apply" -> Action.APPLY;
            default -> throw usage();
        };
    }

    private static StartupException usage() {
        return new StartupException(
                "Say what to do: ./armature metadata export|plan|apply PATH [--url URL] [--delete-rest]");
    }

    /** Does it; 1 when a plan cannot be applied. */
    int run(Map<String, String> environment, PrintStream out) {
        String key = environment.get(KEY);
        if (key == null || key.isBlank()) {
            throw new StartupException(
                    "Set "
                            + KEY
                            + " to an API key of an administrator with the scope \"metadata\"");
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            return switch (action) {
                case EXPORT -> export(client, key, out);
                case PLAN -> tell(send(client, key, "plan"), out);
                case APPLY -> {
                    out.println(
                            "Applied; the metadata is at version "
                                    + send(client, key, "apply").get("version"));
                    yield 0;
                }
            };
        } catch (IOException e) {
            throw new StartupException("%s: %s".formatted(path, e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartupException("interrupted");
        }
    }

    private int export(HttpClient client, String key, PrintStream out)
            throws IOException, InterruptedException {
        Form form = Form.of(path);
        byte[] body = ask(client, request(key, "export?format=" + form.format).GET().build());
        if (form == Form.FOLDER) {
            unpack(body);
        } else {
            Files.write(path, body);
        }
        out.println("Exported to " + path);
        return 0;
    }

    /** It comes from the platform itself; names are looked at all the same. */
    private void unpack(byte[] zip) throws IOException {
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.getName().matches("((objects|roles)/)?[A-Za-z0-9]+\\.json")) {
                    throw new IOException("an unexpected file: " + entry.getName());
                }
                Path file = path.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, in.readAllBytes());
            }
        }
    }

    private JsonNode send(HttpClient client, String key, String what)
            throws IOException, InterruptedException {
        boolean folder = Files.isDirectory(path);
        byte[] body = folder ? packed() : Files.readAllBytes(path);
        String mediaType = (folder ? Form.ZIP : Form.of(path)).mediaType;
        HttpRequest request =
                request(key, what + (deleteRest ? "?rest=delete" : ""))
                        .header("Content-Type", mediaType)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build();
        return Json.parse(ask(client, request));
    }

    private byte[] packed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> all = Files.walk(path)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                String name = path.relativize(file).toString().replace('\\', '/');
                if (name.endsWith(".json")) {
                    zip.putNextEntry(new ZipEntry(name));
                    zip.write(Files.readAllBytes(file));
                    zip.closeEntry();
                }
            }
        }
        return bytes.toByteArray();
    }

    private HttpRequest.Builder request(String key, String what) {
        return HttpRequest.newBuilder(URI.create(url + "/api/v1/metadata/" + what))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + key);
    }

    private static byte[] ask(HttpClient client, HttpRequest request)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != OK) {
            throw new StartupException(refusal(response));
        }
        return response.body();
    }

    private static String refusal(HttpResponse<byte[]> response) {
        StringBuilder told = new StringBuilder();
        try {
            JsonNode problem = Json.parse(response.body());
            told.append(problem.path("detail").asText("the platform answered "))
                    .append(" (")
                    .append(problem.path("code").asText(String.valueOf(response.statusCode())))
                    .append(')');
            problem.path("errors").forEach(error -> told.append("\n  ").append(line(error)));
        } catch (EngineException e) {
            told.append("the platform answered ").append(response.statusCode());
        }
        return told.toString();
    }

    private static String line(JsonNode problem) {
        return problem.path("pointer").asText() + ": " + problem.path("message").asText();
    }

    private static int tell(JsonNode plan, PrintStream out) {
        for (JsonNode change : plan.get("changes")) {
            List<String> touched = new ArrayList<>();
            change.path("touches").forEach(name -> touched.add(name.textValue()));
            out.println(
                    "%s %s %s%s%s"
                            .formatted(
                                    change.get("change").textValue(),
                                    change.get("kind").textValue(),
                                    change.has("object")
                                            ? change.get("object").textValue() + "."
                                            : "",
                                    change.get("name").textValue(),
                                    touched.isEmpty()
                                            ? ""
                                            : " (" + String.join(", ", touched) + ")"));
        }
        for (JsonNode loss : plan.get("losses")) {
            out.println(
                    "LOST: %s %s%s, which %s records have"
                            .formatted(
                                    loss.get("kind").textValue(),
                                    loss.get("object").textValue(),
                                    loss.has("name") ? "." + loss.get("name").textValue() : "",
                                    loss.get("records")));
        }
        plan.get("problems").forEach(problem -> out.println("REFUSED: " + line(problem)));
        out.println(plan.get("changes").size() + " changes");
        return plan.get("applicable").booleanValue() ? 0 : 1;
    }
}
