package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Suggestions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.field.FieldType;
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
import java.util.Locale;
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

    private final List<ImportColumn> columns;
    private final StandIns standIns;

    private ImportColumns(List<ImportColumn> columns, StandIns standIns) {
        this.columns = columns;
        this.standIns = standIns;
    }

    /**
     * @throws EngineException {@code validation_failed} naming each column that is not one
     */
    static ImportColumns of(ObjectModel object, CellLine header, ImportOptions options) {
        Problems problems = new Problems();
        if (header.problem() != null) {
            problems.add("", header.problem(), "The first line must name the columns");
        }
        Reading reading = new Reading(object, options, StandIns.of(object, options), problems);
        List<ImportColumn> columns = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String cell : header.cells()) {
            ImportColumn column = reading.column(cell.strip(), columns.size() + 1);
            columns.add(column);
            if (!(column instanceof ImportColumn.LeftOut) && !seen.add(name(column))) {
                problems.add(
                        Pointers.at("", cell.strip()),
                        "not_unique",
                        "The column \"" + cell.strip() + "\" is there twice");
            }
        }
        NewFields.requireRoom(
                object.fields().size(),
                columns.stream().filter(ImportColumn.Coming.class::isInstance).toList(),
                problems);
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return new ImportColumns(columns, reading.standIns);
    }

    /** What no two columns of a file have in common. */
    private static String name(ImportColumn column) {
        return switch (column) {
            case ImportColumn.Stored stored -> stored.field().name();
            case ImportColumn.Coming coming -> " " + coming.label().toLowerCase(Locale.ROOT);
            case ImportColumn.LeftOut left -> "";
        };
    }

    /** How the columns of one file are read. */
    private record Reading(
            ObjectModel object, ImportOptions options, StandIns standIns, Problems problems) {

        ImportColumn column(String name, int number) {
            if (name.isEmpty() && options.columns() != null) {
                return new ImportColumn.LeftOut();
            }
            int dot = name.indexOf('.');
            FieldModel field = object.field(dot < 0 ? name : name.substring(0, dot));
            if (field != null) {
                return stored(field, name, dot < 0 ? null : name.substring(dot + 1));
            }
            return options.createFields() ? missing(name, number) : unknown(name);
        }

        private ImportColumn unknown(String name) {
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
            return new ImportColumn.LeftOut();
        }

        /** A column that is made a field, or was made one by what it is called. */
        private ImportColumn missing(String name, int number) {
            String label = NewFields.label(name);
            Missing known = options.missing();
            ObjectNode made = known == null ? null : known.fields().get(label);
            if (made != null && options.dryRun()) {
                return new ImportColumn.Coming(label, TypeGuess.type(made));
            }
            List<FieldModel> called =
                    object.fields().stream().filter(field -> isCalled(field, label, made)).toList();
            if (called.size() == 1) {
                return stored(called.getFirst(), name, null);
            }
            String refusal =
                    called.isEmpty()
                            ? NewFields.refusal(name)
                            : "Several fields have this label; use the name of one of them";
            if (refusal != null) {
                problems.add(
                        Pointers.at("", label.isEmpty() ? Integer.toString(number) : name),
                        called.isEmpty() ? "invalid_name" : "not_unique",
                        refusal);
                return new ImportColumn.LeftOut();
            }
            return new ImportColumn.Coming(label, null);
        }

        private static boolean isCalled(FieldModel field, String label, @Nullable ObjectNode made) {
            return made == null
                    ? NewFields.isSame(field.definition().label(), label)
                    : field.name().equals(made.path("name").textValue());
        }

        private ImportColumn stored(FieldModel field, String name, @Nullable String key) {
            if (!object.isWritable(field) && field.type().writable()) {
                problems.add(
                        Pointers.at("", name), "not_writable", "You may not change this field");
            } else if (!field.type().importable()) {
                problems.add(
                        Pointers.at("", name),
                        field.type().writable() ? "not_allowed" : "read_only_field",
                        whyNot(field));
            }
            return new ImportColumn.Stored(
                    field,
                    standIns.reading(field),
                    key == null ? null : keyed(object, field, name, key, problems));
        }
    }

    private static String whyNot(FieldModel field) {
        if (!field.type().writable()) {
            return "The platform fills \"" + field.name() + "\" itself";
        }
        return field.type() instanceof AttachmentType
                ? "Files are uploaded one by one; a table does not bring them"
                : "Secrets are not taken from files, which are kept as they came";
    }

    private static @Nullable FieldModel keyed(
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
        return target;
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
            String cell = DefusedCell.text(cells.get(i));
            switch (columns.get(i)) {
                case ImportColumn.LeftOut left -> {}
                case ImportColumn.Coming coming when cell.isEmpty() -> {}
                case ImportColumn.Coming coming -> coming.check(cell, problems);
                case ImportColumn.Stored stored when cell.isEmpty() -> {
                    if (emptyAsNull) {
                        values.putNull(stored.field().name());
                    }
                }
                case ImportColumn.Stored stored -> {
                    JsonNode value = stored.value(cell, problems);
                    if (value != null) {
                        values.set(stored.field().name(), value);
                    }
                }
            }
        }
        standIns.putInto(values);
        return values;
    }

    /** Looks at a line's cells for what metadata does not have. */
    void look(List<String> cells, Survey survey) {
        for (int i = 0; i < columns.size(); i++) {
            String cell = DefusedCell.text(cells.get(i));
            switch (columns.get(i)) {
                case ImportColumn.LeftOut left -> {}
                case ImportColumn.Coming(String label, FieldType type) -> survey.cell(label, cell);
                case ImportColumn.Stored(FieldModel field, FieldType type, FieldModel key) -> {
                    if (key == null && !cell.isEmpty()) {
                        survey.cell(field, cell);
                    }
                }
            }
        }
    }

    /**
     * A line as it may be shown to who looks after the import: cells of sensitive fields are left
     * out. A line whose cells are not known apart is then not shown at all.
     */
    String shown(CellLine line) {
        if (columns.stream().noneMatch(ImportColumn::isSensitive)) {
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
        return columns.stream()
                .anyMatch(column ->
                        column instanceof ImportColumn.Stored stored
                                && stored.field().name().equals(field));
    }
}
