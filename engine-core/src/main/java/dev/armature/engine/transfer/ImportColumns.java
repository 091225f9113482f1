package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Suggestions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.ReferencesType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of a file mean. A column is named like a field, or, for a reference, {@code
 * customer.code}: the unique field of the target by which its cells name a record.
 */
final class ImportColumns {

    /** What stands for what is not shown. */
    static final String HIDDEN = "•••";

    private final List<Column> columns;

    /**
     * @param key the unique field of a reference's target, or null
     */
    private record Column(FieldModel field, @Nullable FieldModel key) {

        boolean isSensitive() {
            return field.definition().isSensitive()
                    || (key != null && key.definition().isSensitive());
        }
    }

    private ImportColumns(List<Column> columns) {
        this.columns = columns;
    }

    /**
     * @throws EngineException {@code validation_failed} naming each column that is not one
     */
    static ImportColumns of(ObjectModel object, CellLine header) {
        Problems problems = new Problems();
        if (header.problem() != null) {
            problems.add("", header.problem(), "The first line must name the columns");
        }
        List<Column> columns = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String cell : header.cells()) {
            String name = cell.strip();
            Column column = column(object, name, problems);
            if (column != null) {
                columns.add(column);
                if (!seen.add(column.field.name())) {
                    problems.add(
                            Pointers.at("", name),
                            "not_unique",
                            "The column \"" + name + "\" is there twice");
                }
            }
        }
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return new ImportColumns(columns);
    }

    private static @Nullable Column column(ObjectModel object, String name, Problems problems) {
        int dot = name.indexOf('.');
        FieldModel field = object.field(dot < 0 ? name : name.substring(0, dot));
        if (field == null) {
            String nearest =
                    Suggestions.nearest(
                            name, object.fields().stream().map(FieldModel::name).toList());
            problems.add(
                    Pointers.at("", name),
                    "unknown_field",
                    "\""
                            + object.name()
                            + "\" has no field for the column \""
                            + name
                            + "\""
                            + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?"));
            return null;
        }
        if (!object.isWritable(field) && field.type().writable()) {
            problems.add(Pointers.at("", name), "not_writable", "You may not change this field");
            return null;
        }
        if (!field.type().importable()) {
            problems.add(
                    Pointers.at("", name),
                    field.type().writable() ? "not_allowed" : "read_only_field",
                    whyNot(field));
            return null;
        }
        return dot < 0
                ? new Column(field, null)
                : keyed(object, field, name, name.substring(dot + 1), problems);
    }

    private static String whyNot(FieldModel field) {
        if (!field.type().writable()) {
            return "The platform fills \"" + field.name() + "\" itself";
        }
        return field.type() instanceof AttachmentType
                ? "Files are uploaded one by one; a table does not bring them"
                : "Secrets are not taken from files, which are kept as they came";
    }

    private static @Nullable Column keyed(
            ObjectModel object, FieldModel field, String name, String key, Problems problems) {
        ValueType.Reference reference = field.property().type().link();
        ObjectModel owner =
                reference == null ? null : object.tenant().required(reference.objectId());
        FieldModel target = owner == null ? null : owner.field(key);
        if (owner == null || target == null || !owner.isKey(target)) {
            problems.add(
                    Pointers.at("", name),
                    "unknown_field",
                    "\"" + name + "\" is not a unique field of a referenced object");
            return null;
        }
        return new Column(field, target);
    }

    int size() {
        return columns.size();
    }

    /**
     * A line's cells as a record's values. Empty cells are null, or left out.
     *
     * @param emptyAsNull whether an empty cell takes a value away
     */
    ObjectNode values(List<String> cells, boolean emptyAsNull, Problems problems) {
        ObjectNode values = Json.object();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            String cell = DefusedCell.text(cells.get(i));
            if (!cell.isEmpty()) {
                JsonNode value = value(column, cell, problems);
                if (value != null) {
                    values.set(column.field.name(), value);
                }
            } else if (emptyAsNull) {
                values.putNull(column.field.name());
            }
        }
        return values;
    }

    private static @Nullable JsonNode value(Column column, String cell, Problems problems) {
        FieldType.Refusal refusal =
                (code, message) ->
                        problems.add(
                                Pointers.at("", column.field.name()),
                                code,
                                column.isSensitive()
                                        ? column.field.definition().message(message)
                                        : message);
        if (column.key == null) {
            Object value = column.field.type().readCell(cell, refusal);
            return value == null ? null : Values.toJson(value);
        }
        if (!(column.field.type() instanceof ReferencesType)) {
            return byKey(column.key, cell, refusal);
        }
        ArrayNode list = Json.MAPPER.createArrayNode();
        for (String part : ReferencesType.parts(cell)) {
            JsonNode one = byKey(column.key, part, refusal);
            if (one == null) {
                return null;
            }
            list.add(one);
        }
        return list;
    }

    private static @Nullable JsonNode byKey(
            FieldModel key, String cell, FieldType.Refusal refusal) {
        Object value = key.type().readCell(cell, refusal);
        return value == null ? null : Json.object().set(key.name(), Values.toJson(value));
    }

    /**
     * A line as it may be shown to who looks after the import: cells of sensitive fields are left
     * out. A line whose cells are not known apart is then not shown at all.
     */
    String shown(CellLine line) {
        if (columns.stream().noneMatch(Column::isSensitive)) {
            return line.source();
        }
        if (line.problem() != null || line.cells().size() != columns.size()) {
            return HIDDEN;
        }
        StringJoiner cells = new StringJoiner(",");
        for (int i = 0; i < columns.size(); i++) {
            String cell = line.cells().get(i);
            boolean hidden = columns.get(i).isSensitive() && !cell.isEmpty();
            cells.add(hidden ? HIDDEN : "\"" + cell.replace("\"", "\"\"") + "\"");
        }
        return cells.toString();
    }

    boolean has(String field) {
        return columns.stream().anyMatch(column -> column.field.name().equals(field));
    }
}
