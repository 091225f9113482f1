package dev.armature.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.testing.FieldTypeTable;
import java.util.List;

/** A tenant that has something of everything that its API document is made from. */
final class FurnishedTenant {

    static final String PASSWORD = "a long password";

    /** Types that hold something which has to be there first. */
    private static final List<String> HOLDERS =
            List.of("reference", "references", "user", "file", "files", "image");

    final ApiClient admin;
    final String slug;

    /** The values of a thing, of every type that can be given one by itself. */
    final ObjectNode values = Json.object();

    FurnishedTenant(TestPlatform platform, String slug) {
        this.slug = slug;
        this.admin = platform.newTenant(slug);
        admin.object(
                """
                {'name': 'holder', 'label': 'Holder', 'titleField': 'name', 'fields': [{'name': 'name', 'type': 'text', 'required': true},
                  {'name': 'code', 'type': 'text', 'unique': true}, {'name': 'region', 'type': 'select', 'options': ['north', 'south']}]}
                """);
        ObjectNode thing = thing();
        ArrayNode fields = (ArrayNode) thing.get("fields");
        for (FieldTypeTable.Row row : FieldTypeTable.rows()) {
            oneOfEach(fields, row);
        }
        admin.object(Json.write(thing));
        admin.object(
                """
                {'name': 'entry', 'label': 'Entry', 'appendOnly': true, 'fields': [{'name': 'note', 'type': 'text'},
                  {'name': 'thing', 'type': 'reference', 'target': 'thing'}]}
                """);
        admin.create(
                "/api/v1/metadata/objects/holder/fields",
                "{'name': 'things', 'type': 'rollup', 'source': 'thing.holder', 'function': 'count'}");
    }

    private static ObjectNode thing() {
        return Json.readObject(
                """
                {'name': 'thing', 'label': 'Thing', 'pluralLabel': 'Things', 'description': 'One of all \\"kinds\\"', 'titleField': 'name',
                 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'code', 'type': 'text', 'unique': true},
                  {'name': 'state', 'type': 'select', 'options': ['new', 'open', 'done'], 'default': '\\"new\\"'},
                  {'name': 'holder', 'type': 'reference', 'target': 'holder'},
                  {'name': 'region', 'type': 'lookup', 'reference': 'holder', 'field': 'region'},
                  {'name': 'number', 'type': 'autoNumber', 'format': 'T-{0}'},
                  {'name': 'loud', 'type': 'formula', 'returns': 'text', 'expression': 'upper(name)'}],
                 'transitions': {'field': 'state', 'allow': [{'from': ['new', 'done'], 'to': 'open'}, {'from': 'open', 'to': 'done'}]},
                 'validations': [{'name': 'named', 'expression': 'name != \\"-\\"', 'message': 'It needs a name'}],
                 'layouts': [{'name': 'short', 'label': 'Short', 'sections': []}],
                 'views': [{'name': 'open', 'label': 'Open', 'columns': ['name', 'state'], 'filter': 'state == \\"open\\"'}],
                 'rules': [{'name': 'mark', 'label': 'Mark', 'moment': 'beforeSave', 'condition': 'false',
                   'actions': [{'type': 'setField', 'field': 'name', 'value': 'code'}]}]}
                """
                        .replace('\'', '"'));
    }

    private void oneOfEach(ArrayNode fields, FieldTypeTable.Row row) {
        String name = row.type() + "Field";
        for (JsonNode field : fields) {
            if (field.get("name").textValue().equals(name)) {
                return;
            }
        }
        ObjectNode field = row.field(name);
        if (field.has("target")) {
            field.put("target", "holder");
        }
        fields.add(field);
        List<JsonNode> taken = row.column("taken");
        if (!HOLDERS.contains(row.type()) && !taken.isEmpty()) {
            values.set(name, taken.getFirst().get(0));
        }
    }
}
