package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of a record that is referenced, shown as it is there.
 *
 * @param reference the reference that is followed, or several with dots between them
 * @param field a field of the record they lead to
 * @param source the type of that field; null in a definition, where it is not yet known
 */
public record LookupType(String reference, String field, @Nullable FieldType source)
        implements ComputedType {

    static final String NAME = "lookup";

    private static final int MAX_PATH = 400;

    static FieldType read(Attributes attributes) {
        return new LookupType(
                attributes.text("reference", MAX_PATH), attributes.text("field", 63), null);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode out) {
        out.put("reference", reference).put("field", field);
    }

    /** The same, of a field of a type that is known by now. */
    public LookupType of(FieldType known) {
        return new LookupType(reference, field, known);
    }

    private FieldType known() {
        if (source == null) {
            throw new IllegalStateException("what " + expression() + " leads to is not known yet");
        }
        return source;
    }

    @Override
    public ValueType valueType(Targets targets) {
        return known().valueType(targets);
    }

    @Override
    public ColumnType column() {
        return known().column();
    }

    @Override
    public void schema(ObjectNode schema) {
        known().schema(schema);
    }

    @Override
    public String control() {
        return known().control();
    }

    @Override
    public @Nullable List<String> optionValues() {
        return source == null ? null : source.optionValues();
    }

    @Override
    public String expression() {
        return reference + "." + field;
    }

    @Override
    public LookupType withExpression(String rewritten) {
        int dot = rewritten.lastIndexOf('.');
        return new LookupType(rewritten.substring(0, dot), rewritten.substring(dot + 1), source);
    }

    @Override
    public String expressionAttribute() {
        return "field";
    }
}
