package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** No path closes a circle of references. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AcyclicApiTest {

    private static final String OBJECT = "/api/v1/metadata/objects/entry";

    private TestPlatform platform;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    /** The option needs a reference to the object itself, which is there once the object is. */
    private static WritePaths paths(ApiClient api) {
        WritePaths paths = new WritePaths(api, "'appendOnly': false");
        api.create(
                OBJECT + "/fields",
                "{'name': 'parent', 'type': 'reference', 'target': 'entry', 'onDelete': 'setNull'}");
        return paths;
    }

    @Test
    void noPathLeadsARecordBackToItself() {
        ApiClient ann = platform.newTenant();
        WritePaths paths = paths(ann);
        assertThat(ann.patch(OBJECT, "{'acyclic': 'parent'}").status()).isEqualTo(200);
        JsonNode top = paths.entry("{'key': 'top'}");
        JsonNode low = paths.entry("{'key': 'low', 'parent': '%s'}".formatted(id(top)));

        paths.changes()
                .forEach((path, change) -> {
                    assertThat(change.of(top, "{'parent': '%s'}".formatted(id(low))))
                            .describedAs(path)
                            .isEqualTo("reference_cycle");
                    assertThat(change.of(low, "{'parent': '%s'}".formatted(id(top))))
                            .describedAs(path)
                            .isEqualTo(WritePaths.WRITTEN);
                });
        assertThat(paths.now(top)).isEqualTo(top);
    }

    @Test
    void itIsAReferenceOfTheObjectToItself() {
        ApiClient ann = platform.newTenant();
        paths(ann);

        assertThat(ann.patch(OBJECT, "{'acyclic': 'folder'}").errors())
                .containsExactly("/acyclic not_allowed");
        assertThat(ann.patch(OBJECT, "{'acyclic': ['parent', 'key', 'up']}").errors())
                .containsExactly("/acyclic/1 not_allowed", "/acyclic/2 unknown_field");
        assertThat(ann.patch(OBJECT, "{'acyclic': 1}").errors())
                .containsExactly("/acyclic wrong_type");
        ann.patch(OBJECT, "{'acyclic': 'parent'}");
        ann.patch(OBJECT + "/fields/parent", "{'name': 'above'}");
        ann.patch(OBJECT, "{'name': 'part'}");
        assertThat(ann.get("/api/v1/metadata/objects/part").json().get("acyclic").textValue())
                .isEqualTo("above");
    }

    @Test
    void anotherTenantIsNotConcerned() {
        WritePaths others = paths(platform.newTenant());
        JsonNode top = others.entry("{'key': 'top'}");
        assertThat(others.patch(top, "{'parent': '%s'}".formatted(id(top))))
                .isEqualTo(WritePaths.WRITTEN);
    }

    private static String id(JsonNode entry) {
        return entry.get("id").textValue();
    }
}
