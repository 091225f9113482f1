package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.expression.Money;
import dev.armature.metadata.expression.Numbers;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes values of one field type over into another, exactly or not at all: a value that the other
 * type has no place for is refused with the reason.
 *
 * @param replacements what texts and options become, before they are looked at
 * @param zone says which day a moment is, and at which moment a day begins
 */
public record Conversion(
        FieldType from, FieldType to, Map<String, String> replacements, ZoneId zone) {

    private static final Set<String> TARGETS =
            Set.of(
                    TextType.NAME,
                    LongTextType.NAME,
                    EmailType.NAME,
                    PhoneType.NAME,
                    UrlType.NAME,
                    ColorType.NAME,
                    IntegerType.NAME,
                    DecimalType.NAME,
                    PercentType.NAME,
                    RatingType.NAME,
                    MoneyType.NAME,
                    BooleanType.NAME,
                    DateType.NAME,
                    DateTimeType.NAME,
                    TimeType.NAME,
                    DurationType.NAME,
                    SelectType.NAME,
                    MultiSelectType.NAME);

    private static final Set<String> FURTHER_SOURCES =
            Set.of(AutoNumberType.NAME, UserType.NAME, ReferenceType.NAME);

    public Conversion {
        replacements = Map.copyOf(replacements);
    }

    /** Whether there is a way from one type to another. */
    public static boolean isPossible(FieldType from, FieldType to) {
        return TARGETS.contains(to.name())
                && (TARGETS.contains(from.name()) || FURTHER_SOURCES.contains(from.name()));
    }

    /** The names of the types that fields can become. */
    public static List<String> targets() {
        return TARGETS.stream().sorted().toList();
    }

    /** The value in the other type; null when it was refused. */
    public @Nullable Object convert(Object value, FieldType.Refusal refusal) {
        Object replaced = replace(value);
        Object kept = to.read(Values.toJson(replaced), (code, message) -> {});
        if (kept != null) {
            return kept;
        }
        return switch (replaced) {
            case Instant moment when to instanceof DateType -> moment.atZone(zone).toLocalDate();
            case LocalDate day when to instanceof DateTimeType ->
                    day.atStartOfDay(zone).toInstant();
            default -> fromText(replaced, refusal);
        };
    }

    private @Nullable Object fromText(Object value, FieldType.Refusal refusal) {
        String text = text(value);
        return to instanceof MultiSelectType && !(value instanceof List<?>)
                ? to.read(list(text), refusal)
                : to.readCell(text, refusal);
    }

    private static JsonNode list(String text) {
        return Values.toJson(List.of(text));
    }

    private Object replace(Object value) {
        return switch (value) {
            case String text -> replaced(text);
            case List<?> list ->
                    list.stream()
                            .map(element -> replaced(String.valueOf(element)))
                            .distinct()
                            .toList();
            default -> {
                String other = replacements.get(Values.text(value));
                yield other == null ? value : other;
            }
        };
    }

    private String replaced(String text) {
        return Objects.requireNonNullElse(replacements.get(text), text);
    }

    /** A value as people write it. */
    private static String text(Object value) {
        return switch (value) {
            case Money money -> Numbers.text(money.amount()) + " " + money.currency();
            case List<?> list ->
                    list.stream().map(String::valueOf).collect(Collectors.joining("; "));
            default -> Values.text(value);
        };
    }
}
