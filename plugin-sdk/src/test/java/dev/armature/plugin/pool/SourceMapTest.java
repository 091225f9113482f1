package dev.armature.plugin.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.plugin.pool.SourceMap.Place;
import dev.armature.plugin.sandbox.PluginCode;
import dev.armature.plugin.sandbox.PluginOutcome.Threw;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stack traces lead to the sources that the developer wrote. */
class SourceMapTest {

    // Line 1 from a.ts 1:1; line 2 from column 5 on from a.ts 4:3, from column 10 on from b.ts 1:1.
    private static final String MAP =
            "{\"version\":3,\"sources\":[\"src/a.ts\",\"src/b.ts\"],\"mappings\":\"AAAA;IAGE,KCHF\"}";

    private static String module(String map) {
        return "one();\n    two(three);\n//# sourceMappingURL=data:application/json;base64,"
                + Base64.getEncoder().encodeToString(map.getBytes(StandardCharsets.UTF_8))
                + "\n";
    }

    @Test
    void aPlaceIsFoundByTheSegmentBeforeIt() {
        SourceMap map = SourceMap.of(module(MAP));

        assertThat(map.original(1, 1)).isEqualTo(new Place("src/a.ts", 1, 1));
        assertThat(map.original(1, 40)).isEqualTo(new Place("src/a.ts", 1, 1));
        assertThat(map.original(2, 1)).isNull();
        assertThat(map.original(2, 5)).isEqualTo(new Place("src/a.ts", 4, 3));
        assertThat(map.original(2, 10)).isEqualTo(new Place("src/b.ts", 1, 1));
        assertThat(map.original(9, 1)).isNull();
    }

    @Test
    void stackTracesAreMappedLineByLine() {
        Threw threw =
                new Threw("m", "at two (crm:2:10)\nat crm:1:1\nat native", null, null, List.of());

        Threw mapped = StackTraces.mapped(threw, new PluginCode("acme", "crm", "sum", module(MAP)));

        assertThat(mapped.stack()).isEqualTo("at two (src/b.ts:1:1)\nat src/a.ts:1:1\nat native");
    }

    @Test
    void theMapIsNotSentToWorkers() {
        assertThat(SourceMap.removedFrom(module(MAP))).isEqualTo("one();\n    two(three);\n");
        assertThat(SourceMap.removedFrom("one();")).isEqualTo("one();");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"sources\": 1, \"mappings\": 2}",
                "{\"sources\": [\"a\"], \"mappings\": \"!!!!\"}",
                "{\"sources\": [\"a\"], \"mappings\": \"ggggggggggggB\"}",
                "{\"sources\": [\"a\"], \"mappings\": \"AEAA\"}",
                "{\"sources\": [\"a\"], \"mappings\": \"ADAA\"}",
                "{\"sources\": [\"a\"], \"mappings\": \"A\"}"
            })
    void aMapThatMakesNoSenseLeadsNowhere(String text) {
        SourceMap map = SourceMap.of(module(text));

        assertThat(map == null ? null : map.original(1, 1)).isNull();
    }

    @Test
    void otherCommentsAreNoMaps() {
        assertThat(SourceMap.of("one();\n//# sourceMappingURL=module.js.map")).isNull();
        assertThat(SourceMap.of("one();\n//# sourceMappingURL=data:application/json;base64,%%%"))
                .isNull();
    }
}
