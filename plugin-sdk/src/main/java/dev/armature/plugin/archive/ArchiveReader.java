package dev.armature.plugin.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.definition.Names;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.Problems;
import dev.armature.plugin.archive.PluginArchive.Seed;
import dev.armature.plugin.manifest.PluginManifest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one archive and says everything that is wrong with it. */
final class ArchiveReader {

    private static final String MANIFEST = "plugin.json";
    private static final String MODULE = "server/index.js";
    private static final String CHECKSUMS = "checksums.json";
    private static final String OBJECTS = "metadata/objects/";
    private static final String SEED = "metadata/seed/";
    private static final String TEXTS = "i18n/";
    private static final String MIGRATIONS = "migrations/";
    private static final String PAGES = "ui/";
    private static final Set<String> OTHERS =
            Set.of("README.md", "LICENSE", "CHANGELOG.md", CHECKSUMS, MANIFEST, MODULE);
    private static final Pattern LOCALE_FILE = Pattern.compile("[a-z]{2,3}(-[A-Z]{2})?\\.json");
    private static final int MAX_TEXT = 1_000;
    private static final int MAX_SEED_RECORDS = 10_000;

    private final byte[] zip;
    private final Problems problems;
    private final Map<String, byte[]> files;

    ArchiveReader(byte[] zip, Problems problems) {
        this.zip = zip;
        this.problems = problems;
        this.files = ZipFiles.read(zip, problems);
    }

    /** The archive; null when the problems say why there is none. */
    @Nullable PluginArchive read() {
        if (!problems.isEmpty()) {
            return null;
        }
        ObjectNode manifestJson = json(MANIFEST);
        if (manifestJson == null) {
            return null;
        }
        files.keySet().forEach(this::checkPlace);
        checkChecksums();
        PluginManifest manifest = PluginManifest.read(manifestJson, MANIFEST + "#", problems);
        List<ObjectNode> objects = objects();
        PluginArchive archive =
                new PluginArchive(
                        manifest,
                        manifestJson,
                        objects,
                        seeds(),
                        module(),
                        texts(),
                        migrations(),
                        pages(),
                        Sha256.hex(zip));
        checkWhole(archive);
        return archive;
    }

    private void checkPlace(String name) {
        boolean json = name.endsWith(".json");
        boolean known =
                OTHERS.contains(name)
                        || name.startsWith(PAGES)
                        || json && isIn(OBJECTS, name)
                        || json && isIn(SEED, name)
                        || json && isIn(MIGRATIONS, name)
                        || isIn(TEXTS, name)
                                && LOCALE_FILE.matcher(name.substring(TEXTS.length())).matches();
        if (!known) {
            problems.add(name, "unknown_file", "A plugin has no such file; see docs/plugins.md");
        }
    }

    private static boolean isIn(String folder, String name) {
        return name.startsWith(folder) && name.indexOf('/', folder.length()) < 0;
    }

    private List<String> filesIn(String folder) {
        return files.keySet().stream().filter(name -> isIn(folder, name)).toList();
    }

    /** If there is a list of checksums, it names every other file and nothing else. */
    private void checkChecksums() {
        if (!files.containsKey(CHECKSUMS)) {
            return;
        }
        ObjectNode list = json(CHECKSUMS);
        if (list == null) {
            return;
        }
        JsonNode sums = list.path("sha256");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String name = file.getKey();
            if (!name.equals(CHECKSUMS)
                    && !sums.path(name).asText().equals(Sha256.hex(file.getValue()))) {
                problems.add(name, "wrong_checksum", "The file is not the one that was packed");
            }
        }
        sums.fieldNames()
                .forEachRemaining(name -> {
                    if (!files.containsKey(name)) {
                        problems.add(name, "missing_file", "The file was packed and is not there");
                    }
                });
    }

    private List<ObjectNode> objects() {
        List<ObjectNode> objects = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String file : filesIn(OBJECTS)) {
            ObjectNode object = json(file);
            if (object == null) {
                continue;
            }
            String name = Names.read(Attributes.of(object, file + "#", problems));
            if (!name.isEmpty() && !names.add(name)) {
                problems.add(file + "#/name", "not_unique", "Two files define " + name);
            }
            objects.add(object);
        }
        return objects;
    }

    private List<Seed> seeds() {
        List<Seed> seeds = new ArrayList<>();
        for (String file : filesIn(SEED)) {
            ObjectNode json = json(file);
            if (json != null) {
                seeds.add(seed(file, json));
            }
        }
        return seeds;
    }

    private Seed seed(String file, ObjectNode json) {
        Attributes attributes = Attributes.of(json, file + "#", problems);
        String object = attributes.text("object", 63);
        String key = attributes.text("key", 63);
        List<ObjectNode> records =
                attributes.list(
                        "records",
                        (node, at) -> {
                            if (node instanceof ObjectNode record && record.hasNonNull(key)) {
                                return record;
                            }
                            problems.add(
                                    at,
                                    "required",
                                    "A record with a value for \"" + key + "\" is expected");
                            return null;
                        });
        attributes.finish();
        if (records.size() > MAX_SEED_RECORDS) {
            problems.add(
                    file + "#/records",
                    "limit_exceeded",
                    "A file has at most " + MAX_SEED_RECORDS + " records");
        }
        return new Seed(file, object, key, records);
    }

    private @Nullable String module() {
        byte[] bytes = files.get(MODULE);
        if (bytes == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            problems.add(MODULE, "invalid_text", "The module is not UTF-8");
            return null;
        }
    }

    private Map<String, Map<String, String>> texts() {
        Map<String, Map<String, String>> byLocale = new LinkedHashMap<>();
        for (String file : filesIn(TEXTS)) {
            ObjectNode json = json(file);
            if (json == null) {
                continue;
            }
            Map<String, String> texts = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> text : json.properties()) {
                String value = text.getValue().textValue();
                if (value == null || value.isBlank() || value.length() > MAX_TEXT) {
                    problems.add(
                            Pointers.at(file + "#", text.getKey()),
                            "wrong_type",
                            "A text of 1 to " + MAX_TEXT + " characters is expected");
                } else {
                    texts.put(text.getKey(), value);
                }
            }
            byLocale.put(file.substring(TEXTS.length(), file.length() - ".json".length()), texts);
        }
        return byLocale;
    }

    private Map<String, ObjectNode> migrations() {
        Map<String, ObjectNode> migrations = new LinkedHashMap<>();
        for (String file : filesIn(MIGRATIONS)) {
            ObjectNode json = json(file);
            if (json != null) {
                migrations.put(
                        file.substring(MIGRATIONS.length(), file.length() - ".json".length()),
                        json);
            }
        }
        return migrations;
    }

    private Map<String, byte[]> pages() {
        Map<String, byte[]> pages = new LinkedHashMap<>();
        files.forEach((name, bytes) -> {
            if (name.startsWith(PAGES)) {
                pages.put(name, bytes);
            }
        });
        return pages;
    }

    /** What no file alone can say. */
    private void checkWhole(PluginArchive archive) {
        PluginManifest manifest = archive.manifest();
        if (archive.serverModule() == null && !manifest.handlers().isEmpty()) {
            problems.add(
                    MODULE,
                    "missing_file",
                    "The manifest names handlers, such as "
                            + manifest.handlers().getFirst()
                            + ", and there is no module");
        }
        for (int i = 0; i < manifest.ui().size(); i++) {
            String entry = manifest.ui().get(i).entry();
            if (!archive.pages().containsKey(entry)) {
                problems.add(
                        MANIFEST + "#/ui/" + i + "/entry",
                        "missing_file",
                        "There is no file " + entry);
            }
        }
        checkSeeds(archive);
        new Localization(archive.objects(), problems).check(archive.texts());
    }

    /** Seeds are for the plugin's own objects, or for those of plugins that it requires. */
    private void checkSeeds(PluginArchive archive) {
        Set<String> own = new HashSet<>();
        archive.objects().forEach(object -> own.add(object.path("name").asText()));
        for (Seed seed : archive.seeds()) {
            if (!own.contains(seed.object()) && archive.manifest().requires().isEmpty()) {
                problems.add(
                        seed.file() + "#/object",
                        "unknown_object",
                        "The plugin has no object \"" + seed.object() + "\"");
            }
        }
    }

    /** A file's JSON; null when it is missing or none, with the problem recorded. */
    private @Nullable ObjectNode json(String name) {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            problems.add(name, "missing_file", "The file is missing");
            return null;
        }
        try {
            return Json.parseObject(bytes);
        } catch (EngineException e) {
            problems.add(name, "malformed_json", e.detail());
            return null;
        }
    }
}
