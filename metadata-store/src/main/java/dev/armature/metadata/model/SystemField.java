package dev.armature.metadata.model;

import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.DateTimeType;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.IntegerType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.field.UserType;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields that every record has. They live in columns, and only the platform writes them. */
public enum SystemField {
    ID(-1, "id", "id", ColumnType.UUID, ValueType.Scalar.NULL),
    VERSION(-2, "version", "version", ColumnType.NUMERIC, ValueType.Scalar.NUMBER),
    CREATED_AT(-3, "createdAt", "created_at", ColumnType.TIMESTAMPTZ, ValueType.Scalar.DATE_TIME),
    CREATED_BY(-4, "createdBy", "created_by", ColumnType.UUID, ValueType.Scalar.USER),
    UPDATED_AT(-5, "updatedAt", "updated_at", ColumnType.TIMESTAMPTZ, ValueType.Scalar.DATE_TIME),
    UPDATED_BY(-6, "updatedBy", "updated_by", ColumnType.UUID, ValueType.Scalar.USER),
    OWNER(-7, "owner", "owner_id", ColumnType.UUID, ValueType.Scalar.USER);

    /** The key under which history keeps whose a record was. */
    public static final String OWNER_KEY = Integer.toString(OWNER.number);

    private static final Map<String, SystemField> BY_NAME = new HashMap<>();

    static {
        for (SystemField field : values()) {
            BY_NAME.put(field.fieldName, field);
        }
    }

    private final int number;
    private final String fieldName;
    private final String column;
    private final ColumnType columnType;
    private final ValueType type;

    SystemField(
            int number, String fieldName, String column, ColumnType columnType, ValueType type) {
        this.number = number;
        this.fieldName = fieldName;
        this.column = column;
        this.columnType = columnType;
        this.type = type;
    }

    public static @Nullable SystemField named(String name) {
        return BY_NAME.get(name);
    }

    /** The system field with a negative number that a {@link Property} carries. */
    public static SystemField numbered(int number) {
        for (SystemField field : values()) {
            if (field.number == number) {
                return field;
            }
        }
        throw new IllegalArgumentException("no system field has the number " + number);
    }

    public String fieldName() {
        return fieldName;
    }

    /** The column of the record tables that holds it. */
    public String column() {
        return column;
    }

    public ColumnType columnType() {
        return columnType;
    }

    /** The type that a field of an object with the same values would have. */
    FieldType fieldType(String objectName) {
        return switch (this) {
            case ID -> new ReferenceType(objectName, ReferenceType.OnDelete.RESTRICT);
            case VERSION -> new IntegerType(BigDecimal.ONE, BigDecimal.valueOf(Integer.MAX_VALUE));
            case CREATED_AT, UPDATED_AT -> new DateTimeType();
            case CREATED_BY, UPDATED_BY, OWNER -> new UserType();
        };
    }

    /** The field of one object's records; {@code id} is a reference to that object. */
    public Property property(int objectId, String objectName) {
        ValueType valueType = this == ID ? new ValueType.Reference(objectId, objectName) : type;
        return new Property(objectId, number, fieldName, valueType, null);
    }
}
