package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.expression.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What kind of value a field holds, with its options. Immutable; equal when written alike. */
public sealed interface FieldType
        permits AddressType,
                AttachmentType,
                AutoNumberType,
                BooleanType,
                ColorType,
                ComputedType,
                DateTimeType,
                DateType,
                DecimalType,
                DurationType,
                EmailType,
                GeoPointType,
                IntegerType,
                JsonType,
                LinkType,
                LongTextType,
                MoneyType,
                MultiSelectType,
                PercentType,
                PhoneType,
                RatingType,
                RichTextType,
                RollupType,
                SecretType,
                SelectType,
                TextType,
                TimeType,
                UrlType,
                UserType {

    /** The type's name in metadata, for example {@code longText}. */
    String name();

    /**
     * Adds the type's own options to a field's metadata; {@link FieldTypes#read} takes them back.
     */
    void describe(ObjectNode field);

    /** The type of its values in expressions. */
    ValueType valueType(Targets targets);

    /** The PostgreSQL type its values have in SQL. */
    ColumnType column();

    /**
     * Adds what JSON Schema 2020-12 says of a value to {@code schema}. Null is allowed by the
     * caller.
     */
    void schema(ObjectNode schema);

    /**
     * Takes a value from outside and gives it its one normal form.
     *
     * @param json not null
     * @return the value in the Java class of {@link #valueType}, an {@link UnresolvedReference} or
     *     a {@link NamedFile}; null when it was refused
     */
    @Nullable Object read(JsonNode json, Refusal refusal);

    /** The same for a cell of a CSV file, which is not empty. */
    default @Nullable Object readCell(String cell, Refusal refusal) {
        return read(TextNode.valueOf(cell), refusal);
    }

    /** The form control for it, by the name that the web application's renderers go by. */
    String control();

    /** Whether clients write its values; the platform alone fills the others. */
    default boolean writable() {
        return true;
    }

    /** Whether its values can come out of files. */
    default boolean importable() {
        return writable();
    }

    /** Whether its values are stored with the record; the others are computed when read. */
    default boolean stored() {
        return true;
    }

    /** Whether values can be kept unique. */
    default boolean canBeUnique() {
        return false;
    }

    /** The text that two values have in common when they count as the same. */
    default String uniqueKey(Object value) {
        return Values.text(value);
    }

    /**
     * Whether {@link #uniqueKey} of the same field with other options gives each value the same
     * key, so that what is indexed stays right.
     */
    default boolean keysLike(FieldType other) {
        return true;
    }

    /** The texts a value is one of, or null. */
    default @Nullable List<String> optionValues() {
        return null;
    }

    /** Gives objects their numbers, so that a reference knows what it points at. */
    @FunctionalInterface
    interface Targets {
        int objectId(String objectName);
    }

    /** Takes the reason why a value is refused. */
    @FunctionalInterface
    interface Refusal {
        void refuse(String code, String message);
    }
}
