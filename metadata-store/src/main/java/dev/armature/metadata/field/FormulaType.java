package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value computed from other fields by an expression. */
public record FormulaType(Returns returns, String expression) implements ComputedType {

    static final String NAME = "formula";

    /** What a formula can give. */
    public enum Returns {
        TEXT("text", ValueType.Scalar.TEXT, ColumnType.TEXT, "string", null),
        INTEGER("integer", ValueType.Scalar.NUMBER, ColumnType.NUMERIC, "integer", null),
        DECIMAL("decimal", ValueType.Scalar.NUMBER, ColumnType.NUMERIC, "number", null),
        BOOLEAN("boolean", ValueType.Scalar.BOOLEAN, ColumnType.BOOLEAN, "boolean", null),
        DATE("date", ValueType.Scalar.DATE, ColumnType.DATE, "string", "date"),
        DATE_TIME(
                "dateTime",
                ValueType.Scalar.DATE_TIME,
                ColumnType.TIMESTAMPTZ,
                "string",
                "date-time");

        private final String spelling;
        private final ValueType valueType;
        private final ColumnType column;
        private final String jsonType;
        private final @Nullable String jsonFormat;

        Returns(
                String spelling,
                ValueType valueType,
                ColumnType column,
                String jsonType,
                @Nullable String jsonFormat) {
            this.spelling = spelling;
            this.valueType = valueType;
            this.column = column;
            this.jsonType = jsonType;
            this.jsonFormat = jsonFormat;
        }

        public String spelling() {
            return spelling;
        }

        public ValueType valueType() {
            return valueType;
        }
    }

    static FieldType read(Attributes field) {
        if (!field.has("returns")) {
            field.problems().add(field.pointer("returns"), "required", "\"returns\" is required");
        }
        return new FormulaType(
                field.choice("returns", Returns.TEXT, List.of(Returns.values()), Returns::spelling),
                field.text("expression", 10_000));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        field.put("returns", returns.spelling()).put("expression", expression);
    }

    @Override
    public ValueType valueType(Targets targets) {
        return returns.valueType;
    }

    @Override
    public ColumnType column() {
        return returns.column;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", returns.jsonType);
        if (returns.jsonFormat != null) {
            schema.put("format", returns.jsonFormat);
        }
    }

    @Override
    public String control() {
        return "formula";
    }

    @Override
    public String expressionAttribute() {
        return "expression";
    }

    @Override
    public FormulaType withExpression(String rewritten) {
        return new FormulaType(returns, rewritten);
    }
}
