package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import org.jspecify.annotations.Nullable;

/** A file. */
public record FileType(FileRules rules) implements AttachmentType {

    static final String NAME = "file";

    static FieldType read(Attributes field) {
        return new FileType(FileRules.read(field, false));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        rules.describe(field);
    }

    @Override
    public ValueType valueType(Targets targets) {
        return ValueType.Scalar.FILE;
    }

    @Override
    public ColumnType column() {
        return ColumnType.JSONB;
    }

    @Override
    public void schema(ObjectNode schema) {
        FileForm.schema(schema, rules);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        return FileForm.read(json, rules, refusal);
    }

    @Override
    public String control() {
        return NAME;
    }
}
