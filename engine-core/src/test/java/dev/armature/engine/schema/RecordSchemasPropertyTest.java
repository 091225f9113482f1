package dev.armature.engine.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import dev.armature.engine.record.Command;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * What the published JSON Schema says of a record and what is accepted are the same: every record
 * made from the schema is taken, and of any other each field is refused exactly when the schema
 * refuses it. Where a schema cannot say something, that is listed here.
 */
class RecordSchemasPropertyTest {

    /** Types with attributes; {@code target} is an object without records. */
    private static final List<String> FIELDS =
            List.of(
                    "'type': 'text'",
                    "'type': 'text', 'minLength': 2, 'maxLength': 12",
                    "'type': 'text', 'maxLength': 12, 'pattern': '[a-c]{2}', 'ignoreCase': true",
                    "'type': 'longText', 'maxLength': 200",
                    "'type': 'richText'",
                    "'type': 'email'",
                    "'type': 'phone', 'region': 'DE'",
                    "'type': 'url'",
                    "'type': 'color'",
                    "'type': 'integer'",
                    "'type': 'integer', 'minimum': -3, 'maximum': 3",
                    "'type': 'decimal'",
                    "'type': 'decimal', 'scale': 2, 'minimum': 0",
                    "'type': 'percent', 'scale': 1, 'maximum': 100",
                    "'type': 'money'",
                    "'type': 'money', 'currencies': ['EUR', 'JPY'], 'scale': 3, 'maximum': 5",
                    "'type': 'rating'",
                    "'type': 'boolean'",
                    "'type': 'date'",
                    "'type': 'dateTime'",
                    "'type': 'time'",
                    "'type': 'duration'",
                    "'type': 'select', 'options': ['x', 'NaN', 'null']",
                    "'type': 'multiSelect', 'options': ['x', 'NaN', '1e400']",
                    "'type': 'reference', 'target': 'target'",
                    "'type': 'references', 'target': 'target', 'maxItems': 2",
                    "'type': 'user'",
                    "'type': 'address'",
                    "'type': 'geoPoint'",
                    "'type': 'json'",
                    "'type': 'json', 'schema': {'type': 'object', 'properties': {'a': {'type': 'integer', 'minimum': 1}}, 'required': ['a']}",
                    "'type': 'file', 'maxSize': 10, 'accept': ['text/*', 'image/svg+xml']",
                    "'type': 'files', 'maxItems': 2",
                    "'type': 'image'",
                    "'type': 'secret', 'maxLength': 10");

    /**
     * What a schema cannot say, by type and code: whether something is there, half characters, what
     * a calendar, a numbering plan or another system of names knows, what a value comes to once it
     * is read.
     */
    private static final Map<String, Set<String>> BEYOND =
            Map.ofEntries(
                    Map.entry("text", Set.of("invalid_text", "required")),
                    Map.entry("longText", Set.of("invalid_text", "required")),
                    Map.entry("richText", Set.of("invalid_text", "too_long", "required")),
                    Map.entry("email", Set.of("invalid_text", "invalid_email")),
                    Map.entry("phone", Set.of("invalid_phone")),
                    Map.entry("url", Set.of("invalid_text", "invalid_url")),
                    Map.entry("date", Set.of("invalid_date")),
                    Map.entry("dateTime", Set.of("invalid_date_time")),
                    Map.entry("duration", Set.of("invalid_duration")),
                    Map.entry("money", Set.of("scale_exceeded")),
                    Map.entry(
                            "reference",
                            Set.of("reference_not_found", "unknown_field", "wrong_type")),
                    Map.entry(
                            "references",
                            Set.of("reference_not_found", "unknown_field", "not_unique")),
                    Map.entry("user", Set.of("reference_not_found")),
                    Map.entry("address", Set.of("invalid_text")),
                    Map.entry("file", Set.of("reference_not_found")),
                    Map.entry("files", Set.of("reference_not_found", "not_unique")),
                    Map.entry("image", Set.of("reference_not_found")),
                    Map.entry(
                            "json",
                            Set.of("invalid_text", "too_deep", "out_of_range", "scale_exceeded")),
                    Map.entry("secret", Set.of("invalid_text", "read_only_field")));

    private static final AtomicInteger OBJECTS = new AtomicInteger();
    private static final int RECORDS = 25;
    private static EngineFixture engine;

    @BeforeContainer
    static void open() {
        engine = new EngineFixture();
        engine.object(
                engine.ann,
                "{'name': 'target', 'fields': [{'name': 'name', 'type': 'text', 'unique': true}]}");
    }

    @AfterContainer
    static void close() {
        engine.close();
    }

    @Property(tries = 100, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
    void theSchemaAndTheWriterGiveTheSameAnswer(@ForAll long seed) {
        Random random = new Random(seed);
        ObjectModel object = object(random);
        ObjectNode published = RecordSchemas.input(object, "en");
        Schema schema = SchemaValues.REGISTRY.getSchema(published);
        SchemaValues values = new SchemaValues(random);
        for (int i = 0; i < RECORDS; i++) {
            ObjectNode record = (ObjectNode) values.allowed(published);
            assertThat(schema.validate(record)).as("made from it: %s", record).isEmpty();
            compare(object, schema, record);
            compare(object, schema, mutated(record, object, values, random));
        }
    }

    private static ObjectModel object(Random random) {
        String name = "sample" + OBJECTS.incrementAndGet();
        StringBuilder fields = new StringBuilder();
        List<String> types = new java.util.ArrayList<>(FIELDS);
        Collections.shuffle(types, random);
        for (int i = 0; i < 1 + random.nextInt(6); i++) {
            fields.append(i == 0 ? "" : ", ")
                    .append("{'name': 'f%d', %s".formatted(i, types.get(i)))
                    .append(random.nextInt(3) == 0 ? ", 'required': true}" : "}");
        }
        engine.object(engine.ann, "{'name': '%s', 'fields': [%s]}".formatted(name, fields));
        return engine.model(engine.ann, name);
    }

    private static ObjectNode mutated(
            ObjectNode record, ObjectModel object, SchemaValues values, Random random) {
        ObjectNode copy = record.deepCopy();
        for (var field : object.fields()) {
            JsonNode value = copy.get(field.name());
            if (value != null && random.nextInt(2) == 0) {
                copy.set(field.name(), values.hostile(value));
            } else if (value != null && random.nextInt(8) == 0) {
                copy.remove(field.name());
            }
        }
        if (random.nextInt(10) == 0) {
            copy.put("unheard", 1);
        }
        return copy;
    }

    private static void compare(ObjectModel object, Schema schema, ObjectNode record) {
        Set<String> bySchema = new TreeSet<>();
        for (var error : schema.validate(record)) {
            String place = error.getInstanceLocation().toString();
            bySchema.add(
                    place.isEmpty()
                            ? Pointers.at("", String.valueOf(error.getProperty()))
                            : "/" + place.split("/", -1)[1]);
        }
        Map<String, String> byWriter = written(object, record);

        byWriter.forEach((place, code) -> {
            var field = object.field(place.substring(1));
            boolean isBeyond =
                    field != null
                            && BEYOND.getOrDefault(field.type().name(), Set.of()).contains(code);
            if (!isBeyond) {
                assertThat(bySchema).as("%s of %s in %s", code, place, record).contains(place);
            }
        });
        assertThat(byWriter.keySet())
                .as("%s, refused by the schema in %s", record, object.definition().toJson())
                .containsAll(bySchema);
    }

    /** What is wrong with a record by the place; nothing when it is accepted. */
    private static Map<String, String> written(ObjectModel object, ObjectNode record) {
        Map<String, String> wrong = new TreeMap<>();
        try {
            engine.write(
                    engine.ann,
                    new Command.Create(object.name(), Json.parseObject(escaped(record))));
        } catch (EngineException e) {
            for (Problem problem : e.problems()) {
                wrong.put(problem.pointer(), problem.code());
            }
            assertThat(wrong).as(e.toString()).isNotEmpty();
        }
        return wrong;
    }

    // As it would come in: half of a surrogate pair is escaped, because UTF-8 has none.
    private static byte[] escaped(ObjectNode record) {
        try {
            return Json.MAPPER
                    .writer()
                    .with(com.fasterxml.jackson.core.json.JsonWriteFeature.ESCAPE_NON_ASCII)
                    .writeValueAsBytes(record);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
