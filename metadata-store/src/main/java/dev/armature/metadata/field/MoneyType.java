package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Money;
import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Attributes;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An exact sum with its currency. What has more decimal places than the currency is refused, never
 * rounded; prices in fractions of a cent say so by a scale.
 *
 * @param currencies the currencies it may be in; empty for any
 * @param scale digits after the point, or null for as many as the currency has
 */
public record MoneyType(
        List<String> currencies,
        @Nullable Integer scale,
        @Nullable BigDecimal minimum,
        @Nullable BigDecimal maximum)
        implements FieldType {

    static final String NAME = "money";

    private static final Set<String> KNOWN =
            Currency.getAvailableCurrencies().stream()
                    .map(Currency::getCurrencyCode)
                    .collect(Collectors.toUnmodifiableSet());
    private static final int CODE_LENGTH = 3;

    /** A cell: {@code 12.50 EUR} or {@code EUR 12.50}. */
    private static final Pattern CELL =
            Pattern.compile("(?:([A-Z]{3})\\s*)?([-+0-9.eE]+)(?:\\s*([A-Z]{3}))?");

    public MoneyType {
        currencies = List.copyOf(currencies);
    }

    static FieldType read(Attributes field) {
        List<String> currencies = field.texts("currencies", CODE_LENGTH);
        for (String currency : currencies) {
            if (!KNOWN.contains(currency)) {
                field.problems()
                        .add(
                                field.pointer("currencies"),
                                "unknown_option",
                                "\"" + currency + "\" is no currency of ISO 4217");
            }
        }
        DecimalType number = DecimalType.read(field);
        return new MoneyType(
                currencies,
                field.has("scale") ? (Integer) number.scale() : null,
                number.minimum(),
                number.maximum());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void describe(ObjectNode field) {
        if (!currencies.isEmpty()) {
            ArrayNode list = field.putArray("currencies");
            currencies.forEach(list::add);
        }
        if (scale != null) {
            field.put("scale", scale);
        }
        if (minimum != null) {
            field.put("minimum", minimum);
        }
        if (maximum != null) {
            field.put("maximum", maximum);
        }
    }

    @Override
    public ValueType valueType(Targets targets) {
        return ValueType.Scalar.MONEY;
    }

    @Override
    public ColumnType column() {
        return ColumnType.JSONB;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        new DecimalType(scale == null ? Numbers.MAX_SCALE : scale, minimum, maximum)
                .schema(properties.putObject("amount"));
        ArrayNode codes = properties.putObject("currency").putArray("enum");
        (currencies.isEmpty() ? KNOWN.stream().sorted() : currencies.stream()).forEach(codes::add);
        schema.putArray("required").add("amount").add("currency");
        schema.put("additionalProperties", false);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        JsonNode amount = json.path("amount");
        JsonNode currency = json.path("currency");
        if (!json.isObject() || json.size() != 2 || !amount.isNumber() || !currency.isTextual()) {
            refusal.refuse(
                    "wrong_type",
                    "An amount with its currency is expected: {\"amount\": 12.5, \"currency\": \"EUR\"}");
            return null;
        }
        return money(amount.decimalValue(), currency.textValue(), refusal);
    }

    private @Nullable Money money(BigDecimal amount, String currency, Refusal refusal) {
        if (!KNOWN.contains(currency)
                || (!currencies.isEmpty() && !currencies.contains(currency))) {
            refusal.refuse(
                    "unknown_option",
                    currencies.isEmpty()
                            ? "A currency by ISO 4217 such as EUR is expected"
                            : "One of " + String.join(", ", currencies) + " is expected");
            return null;
        }
        BigDecimal exact = NumberRange.check(amount, places(currency), minimum, maximum, refusal);
        return exact == null ? null : new Money(exact, currency);
    }

    // Gold and the like have no smallest unit.
    private int places(String currency) {
        if (scale != null) {
            return scale;
        }
        int digits = Currency.getInstance(currency).getDefaultFractionDigits();
        return digits < 0 ? Numbers.MAX_SCALE : digits;
    }

    @Override
    public @Nullable Object readCell(String cell, Refusal refusal) {
        String trimmed = cell.strip();
        Matcher matcher = CELL.matcher(trimmed);
        if (trimmed.startsWith("{")) {
            return json(trimmed, refusal);
        }
        if (!matcher.matches() || (matcher.group(1) == null) == (matcher.group(3) == null)) {
            refusal.refuse("wrong_type", "An amount with its currency is expected: 12.50 EUR");
            return null;
        }
        BigDecimal amount = NumberRange.parse(matcher.group(2), refusal);
        String currency = matcher.group(1) == null ? matcher.group(3) : matcher.group(1);
        return amount == null ? null : money(amount, currency, refusal);
    }

    private @Nullable Object json(String cell, Refusal refusal) {
        JsonNode json = JsonValues.parse(cell);
        if (json == null) {
            refusal.refuse("wrong_type", "An amount with its currency is expected: 12.50 EUR");
            return null;
        }
        return read(json, refusal);
    }

    /** The sum of its stored form. */
    static Money fromJson(JsonNode json) {
        return new Money(json.get("amount").decimalValue(), json.get("currency").textValue());
    }

    @Override
    public String control() {
        return "money";
    }
}
