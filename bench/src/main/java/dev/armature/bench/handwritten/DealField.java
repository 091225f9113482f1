package dev.armature.bench.handwritten;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The columns that a deal's users fill, in the order in which they are answered. */
enum DealField {
    NAME("name", Kind.TEXT),
    CODE("code", Kind.TEXT),
    STAGE("stage", Kind.TEXT),
    AMOUNT("amount", Kind.DECIMAL),
    PROBABILITY("probability", Kind.INTEGER),
    CLOSE_DATE("closeDate", Kind.DATE),
    CONTACTED_AT("contactedAt", Kind.TIME),
    ACTIVE("active", Kind.FLAG),
    EMAIL("email", Kind.TEXT),
    ACCOUNT("account", Kind.ID),
    NOTES("notes", Kind.TEXT);

    private enum Kind {
        TEXT,
        DECIMAL,
        INTEGER,
        DATE,
        TIME,
        FLAG,
        ID
    }

    private static final Set<String> STAGES = Set.of("new", "qualified", "proposal", "won", "lost");
    private static final Pattern EMAIL_FORM = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s.]+");

    private final String json;
    private final String column;
    private final Kind kind;

    DealField(String json, Kind kind) {
        this.json = json;
        this.column = name().toLowerCase(Locale.ROOT);
        this.kind = kind;
    }

    String json() {
        return json;
    }

    String column() {
        return column;
    }

    /** The field of a JSON name, or null. */
    static @Nullable DealField named(String json) {
        for (DealField field : values()) {
            if (field.json.equals(json)) {
                return field;
            }
        }
        return null;
    }

    /**
     * Reads and checks a value.
     *
     * @throws BadInputException if it is of the wrong type or out of range
     */
    @Nullable Object read(JsonNode node) {
        if (node.isNull()) {
            return required(null);
        }
        try {
            Object value =
                    switch (kind) {
                        case TEXT -> node.isTextual() ? node.textValue() : null;
                        case DECIMAL -> node.isNumber() ? node.decimalValue() : null;
                        case INTEGER -> node.canConvertToInt() ? node.intValue() : null;
                        case DATE -> LocalDate.parse(node.asText());
                        case TIME -> Instant.parse(node.asText());
                        case FLAG -> node.isBoolean() ? node.booleanValue() : null;
                        case ID -> UUID.fromString(node.asText());
                    };
            if (value == null || !isGood(value)) {
                throw new BadInputException(json);
            }
            return value;
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new BadInputException(json, e);
        }
    }

    @Nullable Object required(@Nullable Object value) {
        if (this == NAME && value == null) {
            throw new BadInputException(json);
        }
        return value;
    }

    private boolean isGood(Object value) {
        return switch (this) {
            case NAME -> value instanceof String text && !text.isBlank() && text.length() <= 200;
            case CODE -> value instanceof String text && text.length() <= 100;
            case STAGE -> value instanceof String text && STAGES.contains(text);
            case AMOUNT ->
                    value instanceof BigDecimal number
                            && number.signum() >= 0
                            && number.stripTrailingZeros().scale() <= 2;
            case PROBABILITY -> value instanceof Integer number && number >= 0 && number <= 100;
            case EMAIL -> value instanceof String text && EMAIL_FORM.matcher(text).matches();
            case CLOSE_DATE, CONTACTED_AT, ACTIVE, ACCOUNT, NOTES -> true;
        };
    }

    void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case String text -> statement.setString(index, text);
            case BigDecimal number -> statement.setBigDecimal(index, number);
            case Integer number -> statement.setInt(index, number);
            case Boolean flag -> statement.setBoolean(index, flag);
            case Instant instant -> statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
            default -> statement.setObject(index, value);
        }
    }

    @Nullable Object read(ResultSet row, int index) throws SQLException {
        return switch (kind) {
            case TEXT -> row.getString(index);
            case DECIMAL -> row.getBigDecimal(index);
            case INTEGER -> row.getObject(index, Integer.class);
            case DATE -> row.getObject(index, LocalDate.class);
            case TIME -> {
                OffsetDateTime time = row.getObject(index, OffsetDateTime.class);
                yield time == null ? null : time.toInstant();
            }
            case FLAG -> row.getObject(index, Boolean.class);
            case ID -> row.getObject(index, UUID.class);
        };
    }

    void write(JsonGenerator out, @Nullable Object value) throws IOException {
        out.writeFieldName(json);
        switch (value) {
            case null -> out.writeNull();
            case BigDecimal number -> out.writeNumber(number);
            case Integer number -> out.writeNumber(number);
            case Boolean flag -> out.writeBoolean(flag);
            default -> out.writeString(value.toString());
        }
    }
}
