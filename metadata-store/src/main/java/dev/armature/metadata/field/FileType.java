package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import org.jspecify.annotations.Nullable;

/** A file; or an image that can be shown, of which there are thumbnails and the size is known. */
public record FileType(FileRules rules) implements AttachmentType {

    static final String ANY = "file";
    static final String IMAGE = "image";

    static FieldType read(Attributes field) {
        return new FileType(FileRules.read(field, false));
    }

    static FieldType readImage(Attributes field) {
        return new FileType(FileRules.read(field, true));
    }

    @Override
    public String name() {
        return rules.image() ? IMAGE : ANY;
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
        return name();
    }
}
