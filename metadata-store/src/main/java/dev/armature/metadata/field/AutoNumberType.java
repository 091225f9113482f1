package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number the platform gives each new record, written by a format such as {@code INV-{00000}}: the
 * braces hold as many zeros as the number has digits at least.
 */
public record AutoNumberType(String format) implements FieldType {

    static final String NAME = "autoNumber";

    private static final Pattern PLACE = Pattern.compile("\\{(0{1,18})\\}");
    private static final String PLAIN = "{0}";

    static FieldType read(Attributes field) {
        String format = Objects.requireNonNullElse(field.optionalText("format", 60), PLAIN);
        if (PLACE.matcher(format).results().count() != 1 || !Texts.isStorable(format)) {
            field.problems()
                    .add(
                            field.pointer("format"),
                            "invalid_format",
                            "The format has one place for the number, as in INV-{00000}");
            return new AutoNumberType(PLAIN);
        }
        return new AutoNumberType(format);
    }

    /** The value of the record that got number {@code number}. */
    public String format(long number) {
        Matcher place = PLACE.matcher(format);
        if (!place.find()) {
            throw new IllegalStateException("the format was checked to have a place");
        }
        String digits = Long.toString(number);
        String zeros = "0".repeat(Math.max(0, place.group(1).length() - digits.length()));
        return format.substring(0, place.start()) + zeros + digits + format.substring(place.end());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        field.put("format", format);
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
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        refusal.refuse("read_only_field", "The platform numbers its records itself");
        return null;
    }

    @Override
    public String control() {
        return "autoNumber";
    }

    @Override
    public boolean writable() {
        return false;
    }
}
