package dev.armature.engine.query;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.armature.engine.access.Mask;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.SystemField;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a selection needs, and the writing of a row as JSON: the stored JSON is streamed
 * through with names put in place of numbers, and no tree is built.
 */
final class RowColumns {

    private final Selection selection;
    private final List<FieldModel> stored;
    private final List<SerializableString> names;
    private final List<FieldModel> formulas;
    private final Map<SystemField, Integer> systemColumns = new LinkedHashMap<>();
    private final Map<FieldModel, Integer> formulaColumns = new LinkedHashMap<>();
    private final Map<FieldModel, RowColumns> expanded = new LinkedHashMap<>();
    private final Map<FieldModel, ListColumn> lists = new LinkedHashMap<>();
    private int dataColumn;

    /** Adds the columns of a selection to those a statement has. */
    static RowColumns add(
            Selection selection, Joins joins, Environment environment, List<Sql> columns) {
        return new RowColumns(selection, joins, environment, List.of(), columns);
    }

    private RowColumns(
            Selection selection,
            Joins joins,
            Environment environment,
            List<Property> path,
            List<Sql> columns) {
        this.selection = selection;
        this.stored =
                selection.fields().stream()
                        .filter(field -> !joins.isComputed(selection.object(), field))
                        .toList();
        this.names =
                stored.stream()
                        .<SerializableString>map(field -> new SerializedString(field.name()))
                        .toList();
        this.formulas =
                selection.fields().stream()
                        .filter(field -> joins.isComputed(selection.object(), field))
                        .toList();
        Joins.Joined table = joins.seenAt(path);
        for (SystemField field : selection.system()) {
            systemColumns.put(field, add(columns, Sql.raw(table.alias() + "." + field.column())));
        }
        if (!stored.isEmpty()) {
            dataColumn = add(columns, Sql.raw(table.alias() + ".data"));
        }
        SqlTranslator translator = new SqlTranslator(joins, environment, path);
        for (FieldModel field : formulas) {
            formulaColumns.put(
                    field,
                    add(
                            columns,
                            translator.value(
                                    new Expression.Read(false, List.of(field.property())))));
        }
        selection
                .expanded()
                .forEach((field, nested) -> {
                    List<Property> further = new ArrayList<>(path);
                    further.add(field.property());
                    if (field.property().type() instanceof ValueType.ListOf) {
                        lists.put(
                                field,
                                ListColumn.add(further, nested, joins, environment, columns));
                        return;
                    }
                    expanded.put(
                            field, new RowColumns(nested, joins, environment, further, columns));
                });
    }

    private static int add(List<Sql> columns, Sql column) {
        columns.add(column);
        return columns.size();
    }

    /** Whether all is in the record's own row. */
    boolean isStored() {
        return formulas.isEmpty() && lists.isEmpty() && expanded.isEmpty();
    }

    /** Writes the row as an object; null when it is a record that is referenced and not there. */
    void write(ResultSet row, JsonGenerator out) throws SQLException, IOException {
        if (row.getObject(column(SystemField.ID)) == null) {
            out.writeNull();
            return;
        }
        out.writeStartObject();
        out.writeStringField(SystemField.ID.fieldName(), row.getString(column(SystemField.ID)));
        if (!stored.isEmpty()) {
            copy(row.getBytes(dataColumn), out);
        }
        for (FieldModel field : formulas) {
            out.writeFieldName(field.name());
            Object value =
                    Columns.read(row, formulaColumns.getOrDefault(field, 0), field.type().column());
            Values.write(out, isMasked(field) ? Mask.shown(field, value) : value);
        }
        for (Map.Entry<FieldModel, RowColumns> nested : expanded.entrySet()) {
            out.writeFieldName(nested.getKey().name());
            nested.getValue().write(row, out);
        }
        for (Map.Entry<FieldModel, ListColumn> list : lists.entrySet()) {
            out.writeFieldName(list.getKey().name());
            list.getValue().write(row, out);
        }
        for (Map.Entry<SystemField, Integer> column : systemColumns.entrySet()) {
            if (column.getKey() != SystemField.ID) {
                out.writeFieldName(column.getKey().fieldName());
                Values.write(
                        out, Columns.read(row, column.getValue(), column.getKey().columnType()));
            }
        }
        out.writeEndObject();
    }

    private int column(SystemField field) {
        return systemColumns.getOrDefault(field, 0);
    }

    // Both sides are in order of the fields' numbers, so one walk puts names in, leaves out what
    // was not asked for, and fills in null for what the record does not have.
    private void copy(byte @Nullable [] data, JsonGenerator out) throws IOException {
        StoredJson json = new StoredJson(data);
        int next = 0;
        while (next < stored.size() && json.next()) {
            while (next < stored.size() && stored.get(next).id() < json.field()) {
                out.writeFieldName(names.get(next++));
                out.writeNull();
            }
            if (next < stored.size() && stored.get(next).id() == json.field()) {
                out.writeFieldName(names.get(next));
                write(stored.get(next++), json.value(), out);
            }
        }
        while (next < stored.size()) {
            out.writeFieldName(names.get(next++));
            out.writeNull();
        }
    }

    private boolean isMasked(FieldModel field) {
        return selection.object().isMasked(field);
    }

    private void write(FieldModel field, SerializableString value, JsonGenerator out)
            throws IOException {
        if (isMasked(field)) {
            String text = new String(value.asUnquotedUTF8(), StandardCharsets.UTF_8);
            out.writeString(Mask.shown(field, Json.read(text).textValue()));
        } else {
            out.writeRawValue(value);
        }
    }

    Selection selection() {
        return selection;
    }
}
