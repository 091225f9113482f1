package dev.armature.engine.packaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.packaging.MetadataPackage;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.plugin.archive.PluginArchive;
import dev.armature.plugin.archive.ZipFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A package as a folder in a zip file: {@code package.json} with the names of objects and roles in
 * their order, and a file for each of them. The same metadata is the same archive, byte by byte.
 */
public final class PackageArchive {

    /** The largest archive, and the largest document. */
    public static final int MAX_BYTES = PluginArchive.MAX_BYTES;

    private static final String HEAD = "package.json";
    private static final List<String> KINDS = List.of("objects", "roles");

    /** What zip files take for the beginning of time. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /** The same on every system. */
    private static final ObjectWriter PRETTY =
            Json.MAPPER.writer(
                    new DefaultPrettyPrinter()
                            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                            .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private PackageArchive() {}

    public static byte[] write(MetadataPackage written) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, JsonNode> file : files(written).entrySet()) {
                add(zip, file.getKey(), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The files of the folder, in their order, by their names in it. */
    public static Map<String, JsonNode> files(MetadataPackage written) {
        ObjectNode head = written.toJson();
        Map<String, JsonNode> files = new LinkedHashMap<>();
        for (String kind : KINDS) {
            ArrayNode names = Json.MAPPER.createArrayNode();
            for (JsonNode element : head.get(kind)) {
                String name = element.get("name").textValue();
                names.add(name);
                files.put(kind + "/" + name + ".json", element);
            }
            head.set(kind, names);
        }
        files.put(HEAD, head);
        return files;
    }

    private static void add(ZipOutputStream zip, String name, JsonNode content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        zip.write(pretty(content));
        zip.closeEntry();
    }

    /** JSON as people read it and compare it line by line. */
    public static byte[] pretty(JsonNode json) {
        try {
            return (PRETTY.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads an archive, as a stranger's.
     *
     * @throws EngineException {@code invalid_metadata} with everything wrong with it; pointers
     *     begin with a file's name
     */
    public static MetadataPackage read(byte[] zip) {
        Problems problems = new Problems();
        Map<String, byte[]> files = ZipFiles.read(zip, problems);
        if (problems.isEmpty() && !files.containsKey(HEAD)) {
            problems.add(HEAD, "required", "The archive has no " + HEAD);
        }
        throwIfAny(problems);
        ObjectNode head = parse(files, HEAD);
        files.remove(HEAD);
        for (String kind : KINDS) {
            ArrayNode elements = Json.MAPPER.createArrayNode();
            JsonNode names = head.path(kind);
            for (int i = 0; i < names.size(); i++) {
                String file = kind + "/" + names.get(i).asText() + ".json";
                if (files.containsKey(file)) {
                    elements.add(parse(files, file));
                    files.remove(file);
                } else {
                    problems.add(
                            HEAD + "#" + Pointers.at("/" + kind, i),
                            "required",
                            "The archive has no " + file);
                }
            }
            head.set(kind, elements);
        }
        files.keySet()
                .forEach(file ->
                        problems.add(
                                file,
                                "unknown_attribute",
                                HEAD + " does not name this file, or names it twice"));
        throwIfAny(problems);
        return MetadataPackage.read(head);
    }

    private static ObjectNode parse(Map<String, byte[]> files, String name) {
        try {
            return Json.parseObject(files.getOrDefault(name, new byte[0]));
        } catch (EngineException e) {
            Problems problems = new Problems();
            problems.add(name, e.code().code(), e.detail());
            throw new EngineException(
                    ErrorCode.INVALID_METADATA,
                    ErrorCode.INVALID_METADATA.title(),
                    problems.list());
        }
    }

    private static void throwIfAny(Problems problems) {
        problems.throwIfAny(ErrorCode.INVALID_METADATA);
    }
}
