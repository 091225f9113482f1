package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Any number of files, none of them twice, in an order of their own.
 *
 * @param maxItems how many there may be
 */
public record FilesType(FileRules rules, int maxItems) implements AttachmentType {

    static final String NAME = "files";

    /** The most files that a list may be allowed to have. */
    public static final int LIMIT = 100;

    private static final int DEFAULT_MAX_ITEMS = 20;

    static FieldType read(Attributes field) {
        return new FilesType(
                FileRules.read(field, false),
                Objects.requireNonNullElse(
                        field.optionalInt("maxItems", 1, LIMIT), DEFAULT_MAX_ITEMS));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        rules.describe(field);
        field.put("maxItems", maxItems);
    }

    @Override
    public ValueType valueType(Targets targets) {
        return new ValueType.ListOf(ValueType.Scalar.FILE);
    }

    @Override
    public ColumnType column() {
        return ColumnType.JSONBS;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "array");
        FileForm.schema(schema.putObject("items"), rules);
        schema.put("maxItems", maxItems);
        schema.put("uniqueItems", true);
    }

    /** A list of {@link NamedFile}s. */
    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        if (!(json instanceof ArrayNode array)) {
            refusal.refuse("wrong_type", "A list of uploaded files is expected");
            return null;
        }
        if (array.size() > maxItems) {
            refusal.refuse("too_long", "At most " + maxItems + " files are allowed");
            return null;
        }
        List<NamedFile> files = new ArrayList<>(array.size());
        Set<UUID> seen = new HashSet<>();
        for (JsonNode element : array) {
            NamedFile file = FileForm.read(element, rules, refusal);
            if (file == null) {
                return null;
            }
            if (!seen.add(file.id())) {
                refusal.refuse("not_unique", "The file " + file.id() + " is there twice");
                return null;
            }
            files.add(file);
        }
        return List.copyOf(files);
    }

    @Override
    public String control() {
        return NAME;
    }
}
