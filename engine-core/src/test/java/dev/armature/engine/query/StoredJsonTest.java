package dev.armature.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Stored JSON, walked over without a parser. */
class StoredJsonTest {

    /** What the walk finds, read back by a parser. */
    private static Map<Integer, JsonNode> walked(String text) throws IOException {
        Map<Integer, JsonNode> found = new TreeMap<>();
        StoredJson json = new StoredJson(text.getBytes(StandardCharsets.UTF_8));
        while (json.next()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JsonGenerator out = Json.MAPPER.createGenerator(bytes)) {
                out.writeRawValue(json.value());
            }
            found.put(json.field(), Json.read(bytes.toString(StandardCharsets.UTF_8)));
        }
        return found;
    }

    @Provide
    Arbitrary<JsonNode> values() {
        Arbitrary<JsonNode> plain =
                Arbitraries.oneOf(
                        Arbitraries.strings()
                                .ofMaxLength(30)
                                .map(text -> Json.MAPPER.getNodeFactory().textNode(text)),
                        Arbitraries.of("\\", "\"", "a\\\"b", "{", "}", "[1", ", \"2\": 3", "😀ж")
                                .map(text -> Json.MAPPER.getNodeFactory().textNode(text)),
                        Arbitraries.bigDecimals()
                                .map(number -> Json.MAPPER.getNodeFactory().numberNode(number)),
                        Arbitraries.of(true, false)
                                .map(flag -> Json.MAPPER.getNodeFactory().booleanNode(flag)));
        Arbitrary<JsonNode> list =
                plain.list().ofMaxSize(4).map(all -> Json.MAPPER.createArrayNode().addAll(all));
        Arbitrary<JsonNode> object =
                Arbitraries.maps(
                                Arbitraries.strings().ofMaxLength(5),
                                Arbitraries.oneOf(plain, list))
                        .ofMaxSize(4)
                        .map(all -> Json.object().setAll(all));
        return Arbitraries.oneOf(plain, list, object);
    }

    @Provide
    Arbitrary<Map<Integer, JsonNode>> members() {
        return Arbitraries.maps(Arbitraries.integers().between(1, 2_000_000), values())
                .ofMaxSize(8)
                .map(TreeMap::new);
    }

    @Property
    void everyMemberIsFoundWithItsValue(@ForAll("members") Map<Integer, JsonNode> members)
            throws IOException {
        ObjectNode object = Json.object();
        members.forEach((field, value) -> object.set(Integer.toString(field), value));
        String dense = Json.write(object);
        // PostgreSQL puts a space after colons and commas; so does this, outside of strings.
        String spaced = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(object);

        assertThat(walked(dense)).isEqualTo(walked(spaced)).isEqualTo(read(dense));
    }

    private static Map<Integer, JsonNode> read(String text) {
        Map<Integer, JsonNode> members = new TreeMap<>();
        Json.readObject(text)
                .properties()
                .forEach(
                        member -> members.put(Integer.valueOf(member.getKey()), member.getValue()));
        return members;
    }

    @Test
    void digitsStayAsTheyAreStored() throws IOException {
        StoredJson json = new StoredJson("{\"7\": 1500.10}".getBytes(StandardCharsets.UTF_8));
        assertThat(json.next()).isTrue();

        assertThat(new String(json.value().asUnquotedUTF8(), StandardCharsets.UTF_8))
                .isEqualTo("1500.10");
        assertThat(json.next()).isFalse();
    }

    @Test
    void aRecordWithoutValuesHasNoMembers() {
        assertThat(new StoredJson(null).next()).isFalse();
        assertThat(new StoredJson(new byte[] {'{', '}'}).next()).isFalse();
    }
}
