package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A telephone number, kept as E.164 writes it: {@code +14155552671}.
 *
 * @param region where numbers without a country code are from, by ISO 3166, or null when they are
 *     refused
 */
public record PhoneType(@Nullable String region) implements FieldType {

    static final String NAME = "phone";

    /** How long a number is at most, as it is written. */
    public static final int MAX_LENGTH = 40;

    /** The same in the schema. Letters are not read as digits: what was meant would be lost. */
    static final String PATTERN = "^[ (]*\\+?[0-9 ()./\\-\\u00A0]*[0-9] *$";

    private static final Pattern WRITTEN = Pattern.compile(PATTERN);

    /** The tables of all countries' numbers are loaded when the first number is read. */
    private static final class Numbering {
        static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();
    }

    static FieldType read(Attributes field) {
        String region = field.optionalText("region", 2);
        if (region != null && !Numbering.UTIL.getSupportedRegions().contains(region)) {
            field.problems()
                    .add(
                            field.pointer("region"),
                            "unknown_option",
                            "A country's code such as DE or US is expected");
            return new PhoneType(null);
        }
        return new PhoneType(region);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        if (region != null) {
            field.put("region", region);
        }
    }

    @Override
    public ValueType valueType(Targets targets) {
        return ValueType.Scalar.TEXT;
    }

    @Override
    public ColumnType column() {
        return ColumnType.TEXT;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "string");
        schema.put("maxLength", MAX_LENGTH);
        schema.put("pattern", PATTERN);
        schema.put("description", "A telephone number; answered as E.164 writes it");
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        String text = Texts.read(json, MAX_LENGTH, refusal);
        if (text == null) {
            return null;
        }
        String number = WRITTEN.matcher(text).matches() ? normal(text) : null;
        if (number == null) {
            refusal.refuse(
                    "invalid_phone",
                    region == null
                            ? "A telephone number with its country code is expected, such as +49 30 901820"
                            : "A telephone number of " + region + ", or one with +, is expected");
        }
        return number;
    }

    // Whether a number is assigned changes with every release of the tables; whether it has a
    // possible length hardly ever does, so what was taken once is taken again.
    private @Nullable String normal(String text) {
        try {
            PhoneNumber number = Numbering.UTIL.parse(text, region);
            return Numbering.UTIL.isPossibleNumberWithReason(number) == ValidationResult.IS_POSSIBLE
                    ? Numbering.UTIL.format(number, PhoneNumberFormat.E164)
                    : null;
        } catch (NumberParseException e) {
            return null;
        }
    }

    @Override
    public String control() {
        return "phone";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }
}
