package dev.armature.engine.query;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.access.Mask;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.SystemField;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A list of references whose records are answered as objects, in the order of the list: one column
 * of JSON, so that a page of lists is still one statement.
 */
final class ListColumn {

    private final Map<String, ColumnType> fields = new LinkedHashMap<>();
    private final Map<String, FieldModel> masked = new HashMap<>();
    private final int column;

    private ListColumn(int column) {
        this.column = column;
    }

    /**
     * Adds the column to those a statement has.
     *
     * @param path what leads to the list, and the list itself
     * @param selection which fields of each record are answered
     */
    static ListColumn add(
            List<Property> path,
            Selection selection,
            Joins joins,
            Environment environment,
            List<Sql> columns) {
        ListColumn list = new ListColumn(columns.size() + 1);
        Joins elements =
                joins.elements(
                        new ValueType.Reference(
                                selection.object().id(), selection.object().name()));
        List<Sql> members = new ArrayList<>();
        SqlTranslator translator = new SqlTranslator(elements, environment);
        for (SystemField field : selection.system()) {
            Property property = field.property(selection.object().id(), selection.object().name());
            members.add(list.member(field.fieldName(), field.columnType()));
            members.add(translator.value(new Expression.Read(false, List.of(property))));
        }
        for (FieldModel field : selection.fields()) {
            members.add(list.member(field.name(), field.type().column()));
            if (selection.object().isMasked(field)) {
                list.masked.put(field.name(), field);
            }
            members.add(
                    elements.isComputed(selection.object(), field)
                            ? translator.value(
                                    new Expression.Read(false, List.of(field.property())))
                            : elements.stored(field));
        }
        columns.add(
                elements.array(
                        joins.read(path, environment),
                        Sql.of("jsonb_build_object(", Sql.join(", ", members), ")")));
        return list;
    }

    // Names are of our own metadata: letters and digits.
    private Sql member(String name, ColumnType type) {
        fields.put(name, type);
        return Sql.raw("'" + name + "'");
    }

    void write(ResultSet row, JsonGenerator out) throws SQLException, IOException {
        String json = row.getString(column);
        if (json == null) {
            out.writeNull();
            return;
        }
        out.writeStartArray();
        for (JsonNode record : Json.read(json)) {
            out.writeStartObject();
            for (Map.Entry<String, ColumnType> field : fields.entrySet()) {
                out.writeFieldName(field.getKey());
                FieldModel hidden = masked.get(field.getKey());
                if (hidden == null) {
                    write(record.get(field.getKey()), field.getValue(), out);
                } else {
                    out.writeString(Mask.shown(hidden, record.get(field.getKey()).textValue()));
                }
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void write(JsonNode value, ColumnType type, JsonGenerator out)
            throws IOException {
        if (type == ColumnType.TIMESTAMPTZ && value.isTextual()) {
            Values.write(out, OffsetDateTime.parse(value.textValue()).toInstant());
        } else if (value.isNumber()) {
            Values.write(out, Numbers.canonical(value.decimalValue()));
        } else {
            Values.write(out, value);
        }
    }
}
