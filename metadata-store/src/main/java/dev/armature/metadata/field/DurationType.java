package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.expression.ValueType;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How long something takes: days of 24 hours, hours, minutes, seconds, as ISO 8601 writes them. */
public record DurationType() implements FieldType {

    static final String NAME = "duration";

    /** As spreadsheets write it: hours, minutes, seconds. */
    private static final Pattern CLOCK =
            Pattern.compile("(-?)([0-9]{1,8}):([0-5][0-9])(?::([0-5][0-9](?:\\.[0-9]{1,9})?))?");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        // has no options
    }

    @Override
    public ValueType valueType(Targets targets) {
        return ValueType.Scalar.DURATION;
    }

    @Override
    public ColumnType column() {
        return ColumnType.SECONDS;
    }

    // Not the format "duration" of JSON Schema, which knows no sign and months of unknown length.
    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "string");
        schema.put("pattern", Literals.DURATION_PATTERN);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        Duration duration = json.isTextual() ? Literals.duration(json.textValue()) : null;
        if (duration == null) {
            refusal.refuse(
                    json.isTextual() ? "invalid_duration" : "wrong_type",
                    "A duration such as PT1H30M, of at most "
                            + Literals.MAX_DURATION.toDays()
                            + " days, is expected");
        }
        return duration;
    }

    @Override
    public @Nullable Object readCell(String cell, Refusal refusal) {
        Matcher clock = CLOCK.matcher(cell.strip());
        if (!clock.matches()) {
            return read(TextNode.valueOf(cell), refusal);
        }
        String seconds = clock.group(4) == null ? "0" : clock.group(4);
        return read(
                TextNode.valueOf(
                        "%sPT%sH%sM%sS"
                                .formatted(
                                        clock.group(1), clock.group(2), clock.group(3), seconds)),
                refusal);
    }

    @Override
    public String control() {
        return "duration";
    }

    @Override
    public boolean canBeUnique() {
        return true;
    }
}
