package dev.armature.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives of plugins, as a developer would upload them. JSON may use single quotes. */
final class PluginZip {

    private final Map<String, String> files = new LinkedHashMap<>();

    private PluginZip() {}

    /** A plugin that brings the object {@code parcel} and one hook on it. */
    static PluginZip parcels(String version, String capabilities, String hook) {
        return of("""
        {'id': 'parcels', 'version': '%s', 'name': 'Parcels', 'engine': '>=1 <2', 'capabilities': %s,
         'hooks': [{'object': 'parcel', 'on': ['beforeCreate', 'beforeUpdate', 'beforeDelete'], 'handler': 'parcel.check'}]}
        """
                        .formatted(version, capabilities))
                .with(
                        "metadata/objects/parcel.json",
                        """
                        {'name': 'parcel', 'fields': [{'name': 'label', 'type': 'text'}, {'name': 'weight', 'type': 'decimal', 'scale': 3}, {'name': 'note', 'type': 'text'}]}
                        """)
                .withCode(hook);
    }

    static PluginZip parcels(String hook) {
        return parcels("1.0.0", "{}", hook);
    }

    static PluginZip of(String manifest) {
        return new PluginZip().with("plugin.json", manifest);
    }

    PluginZip with(String name, String json) {
        files.put(name, json.replace('\'', '"'));
        return this;
    }

    /** Code whose hook has this body; it sees {@code context}, {@code record} and {@code host}. */
    PluginZip withCode(String hook) {
        files.put(
                "server/index.js",
                "export const parcel = { check(context, host) { const record = context.record; "
                        + hook
                        + "\n} };\n");
        return this;
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A plugin that comes with the platform. */
    static byte[] bundled(String id) {
        try (InputStream in = PluginZip.class.getResourceAsStream("/plugins/" + id + ".zip")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
