package dev.armature.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.change.DefinitionReader;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.plugin.archive.PluginArchive;
import dev.armature.plugin.archive.PluginArchive.Seed;
import dev.armature.plugin.manifest.Capability;
import dev.armature.plugin.manifest.PluginManifest;
import dev.armature.testing.MetadataFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The plugins' metadata is what a platform takes, expressions and all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetadataTest {

    private MetadataFixture fixture;

    @BeforeAll
    void open() {
        fixture = new MetadataFixture();
    }

    @AfterAll
    void close() {
        fixture.close();
    }

    private TenantModel install(TenantId tenant, String id) {
        PluginArchive archive = Archives.read(id);
        return fixture.publisher.publish(
                tenant,
                null,
                null,
                "Installed " + id,
                (current, context) -> {
                    DefinitionReader reader = new DefinitionReader(context, id);
                    TenantDefinition changed = current;
                    for (ObjectNode object : archive.localizedObjects()) {
                        String file = "metadata/objects/" + object.path("name").asText() + ".json#";
                        changed = changed.with(reader.object(object, file));
                    }
                    return changed;
                });
    }

    @ParameterizedTest
    @MethodSource("dev.armature.plugins.Archives#ids")
    void aPluginsObjectsArePublished(String id) {
        TenantModel model = install(fixture.tenant("alone" + id), id);

        assertThat(model.objects())
                .hasSameSizeAs(Archives.read(id).objects())
                .allSatisfy(object -> assertThat(object.definition().plugin()).isEqualTo(id));
    }

    @Test
    void allPluginsFitIntoOneTenant() {
        TenantId tenant = fixture.tenant("together");
        TenantModel model = null;
        for (String id : Archives.ids()) {
            model = install(tenant, id);
        }

        assertThat(model.objects())
                .hasSize(
                        Archives.ids().stream()
                                .mapToInt(id -> Archives.read(id).objects().size())
                                .sum());
    }

    @ParameterizedTest
    @MethodSource("dev.armature.plugins.Archives#ids")
    void everyTextIsInRussianToo(String id) {
        install(fixture.tenant("texts" + id), id);
        for (ObjectNode object : Archives.read(id).localizedObjects()) {
            assertThat(untranslated(object, object.path("name").asText(), new ArrayList<>()))
                    .isEmpty();
        }
    }

    /** The nodes with a label or message and no Russian one. */
    private static List<String> untranslated(JsonNode node, String path, List<String> found) {
        if (node.has("name")) {
            for (String text : List.of("label", "message")) {
                boolean russian = node.path("translations").path("ru").has(text);
                if (node.has(text) && !russian) {
                    found.add(path + "/" + text);
                }
            }
        }
        for (Map.Entry<String, JsonNode> child : node.properties()) {
            if (!child.getKey().equals("translations")) {
                untranslated(child.getValue(), path + "/" + child.getKey(), found);
            }
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                untranslated(node.get(i), path + "/" + i, found);
            }
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("dev.armature.plugins.Archives#ids")
    void seedsHaveValuesThatTheirFieldsTake(String id) {
        TenantModel model = install(fixture.tenant("seeds" + id), id);
        for (Seed seed : Archives.read(id).seeds()) {
            ObjectModel object = model.required(seed.object());
            assertThat(object.field(seed.key()).definition().unique()).isTrue();
            for (ObjectNode record : seed.records()) {
                record.properties().forEach(value -> assertTaken(object, value, seed.file()));
            }
        }
    }

    private static void assertTaken(
            ObjectModel object, Map.Entry<String, JsonNode> value, String file) {
        FieldModel field = object.field(value.getKey());
        assertThat(field).as("%s: %s", file, value.getKey()).isNotNull();
        if (!(field.type() instanceof ReferenceType)) {
            field.type()
                    .read(
                            value.getValue(),
                            (code, message) -> {
                                throw new AssertionError(file + ": " + value + ": " + message);
                            });
        }
    }

    @ParameterizedTest
    @MethodSource("dev.armature.plugins.Archives#ids")
    void aPluginAsksForNothingButItsOwnObjectsAndThoseItRequires(String id) {
        TenantId tenant = fixture.tenant("capabilities" + id);
        TenantModel model = null;
        for (String plugin : Archives.ids()) {
            model = install(tenant, plugin);
        }
        PluginManifest manifest = Archives.read(id).manifest();

        for (Capability.Records records : manifest.capabilities().of(Capability.Records.class)) {
            ObjectModel object = model.required(records.object());
            assertThat(object.definition().plugin())
                    .satisfiesAnyOf(
                            owner -> assertThat(owner).isEqualTo(id),
                            owner -> assertThat(manifest.requires()).containsKey(owner));
        }
        for (PluginManifest.Hook hook : manifest.hooks()) {
            assertThat(model.object(hook.object())).as(hook.object()).isNotNull();
        }
    }
}
