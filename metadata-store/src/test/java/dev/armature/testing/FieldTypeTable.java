package dev.armature.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** The shared table of what field types take and refuse: field-types.json. */
public final class FieldTypeTable {

    private FieldTypeTable() {}

    /** A type with its attributes. */
    public record Row(JsonNode json) {

        /** The metadata of a field of this type. */
        public ObjectNode field(String name) {
            ObjectNode field = Json.object().put("name", name).put("type", type());
            if (json.has("attributes")) {
                field.setAll((ObjectNode) json.get("attributes"));
            }
            return field;
        }

        public String type() {
            return json.get("type").textValue();
        }

        /** What stands in a column of the table, entry by entry. */
        public List<JsonNode> column(String name) {
            return StreamSupport.stream(json.path(name).spliterator(), false).toList();
        }

        @Override
        public String toString() {
            return type() + " " + json.path("attributes");
        }
    }

    public static List<Row> rows() {
        try (InputStream in = FieldTypeTable.class.getResourceAsStream("/field-types.json")) {
            List<Row> rows = new ArrayList<>();
            Json.MAPPER.readTree(in).forEach(row -> rows.add(new Row(row)));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON in which numbers that are equal are equal. */
    public static JsonNode comparable(JsonNode json) {
        if (json.isNumber()) {
            return DecimalNode.valueOf(Numbers.canonical(json.decimalValue()));
        }
        if (json instanceof ObjectNode object) {
            ObjectNode out = Json.object();
            object.properties()
                    .forEach(member -> out.set(member.getKey(), comparable(member.getValue())));
            return out;
        }
        if (json instanceof ArrayNode array) {
            ArrayNode out = Json.MAPPER.createArrayNode();
            array.forEach(element -> out.add(comparable(element)));
            return out;
        }
        return json;
    }
}
