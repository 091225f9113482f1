package dev.armature.plugin.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.plugin.manifest.PluginManifest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is in a plugin's archive.
 *
 * @param manifestJson {@code plugin.json} as it was written
 * @param objects from {@code metadata/objects/}, in the order of the files' names; each in the form
 *     in which clients create objects
 * @param seeds from {@code metadata/seed/}, in the order of the files' names
 * @param serverModule {@code server/index.js}, or null when the plugin has no code
 * @param texts from {@code i18n/}: by locale, then by key
 * @param migrations from {@code migrations/}, by name, in the order of their names
 * @param pages from {@code ui/}, by path
 * @param checksum SHA-256 of the whole archive, in hexadecimal
 */
public record PluginArchive(
        PluginManifest manifest,
        ObjectNode manifestJson,
        List<ObjectNode> objects,
        List<Seed> seeds,
        @Nullable String serverModule,
        Map<String, Map<String, String>> texts,
        Map<String, ObjectNode> migrations,
        Map<String, byte[]> pages,
        String checksum) {

    /** The largest archive. */
    public static final int MAX_BYTES = 16 << 20;

    /**
     * Records that a plugin brings.
     *
     * @param file where they stand
     * @param key the unique field by which a record is known again when the plugin is upgraded
     * @param records in the form in which clients create them; a reference may be written {@code
     *     {"name": "Sales"}}, by a unique field of its target
     */
    public record Seed(String file, String object, String key, List<ObjectNode> records) {
        public Seed {
            records = List.copyOf(records);
        }
    }

    public PluginArchive {
        objects = List.copyOf(objects);
        seeds = List.copyOf(seeds);
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
        migrations = Collections.unmodifiableMap(new LinkedHashMap<>(migrations));
        pages = Collections.unmodifiableMap(new LinkedHashMap<>(pages));
    }

    /**
     * Reads an archive.
     *
     * @throws EngineException {@code invalid_plugin} with everything wrong; each problem's pointer
     *     is a file's name, then {@code #} and a JSON Pointer into it
     */
    public static PluginArchive read(byte[] zip) {
        Problems problems = new Problems();
        PluginArchive archive = new ArchiveReader(zip, problems).read();
        problems.throwIfAny(ErrorCode.INVALID_PLUGIN);
        if (archive == null) {
            throw new IllegalStateException("an archive was refused without a reason");
        }
        return archive;
    }

    /**
     * The objects with the texts of {@code i18n/} in them: English where an object's own JSON says
     * nothing, other languages as {@code translations}.
     */
    public List<ObjectNode> localizedObjects() {
        List<ObjectNode> localized = new ArrayList<>();
        objects.forEach(object -> localized.add(object.deepCopy()));
        new Localization(localized, new Problems()).apply(texts);
        return localized;
    }
}
