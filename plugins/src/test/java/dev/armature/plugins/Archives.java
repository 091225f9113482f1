package dev.armature.plugins;

import dev.armature.plugin.archive.PluginArchive;
import dev.armature.plugin.sandbox.PluginCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The archives as the server finds them. */
final class Archives {

    private Archives() {}

    static List<String> ids() {
        return List.of("crm", "erp", "lms", "messaging");
    }

    static PluginArchive read(String id) {
        try (InputStream in = Archives.class.getResourceAsStream("/plugins/" + id + ".zip")) {
            if (in == null) {
                throw new IllegalStateException("there is no archive of " + id);
            }
            return PluginArchive.read(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A plugin's code as a tenant has it. */
    static PluginCode code(String id) {
        PluginArchive archive = read(id);
        return new PluginCode("acme", id, archive.checksum(), archive.serverModule());
    }
}
