package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.GeoPoint;
import dev.armature.metadata.expression.ValueType;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A place on the earth, in exact degrees. */
public record GeoPointType() implements FieldType {

    static final String NAME = "geoPoint";

    /**
     * Decimal places of a degree: eight tell a millimetre. More are refused, never rounded away.
     */
    static final int SCALE = 8;

    private static final DecimalType LAT =
            new DecimalType(SCALE, GeoPoint.MAX_LAT.negate(), GeoPoint.MAX_LAT);
    private static final DecimalType LNG =
            new DecimalType(SCALE, GeoPoint.MAX_LNG.negate(), GeoPoint.MAX_LNG);
    private static final String EXPECTED =
            "A latitude and a longitude are expected: {\"lat\": 52.52, \"lng\": 13.405}";

    /** A cell: {@code 52.52, 13.405}, or with a semicolon or a space between. */
    private static final Pattern CELL =
            Pattern.compile("([-+0-9.eE]{1,40})(?:\\s*[,;]\\s*|\\s+)([-+0-9.eE]{1,40})");

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
        return ValueType.Scalar.GEO_POINT;
    }

    @Override
    public ColumnType column() {
        return ColumnType.JSONB;
    }

    @Override
    public void schema(ObjectNode schema) {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        LAT.schema(properties.putObject("lat"));
        LNG.schema(properties.putObject("lng"));
        schema.putArray("required").add("lat").add("lng");
        schema.put("additionalProperties", false);
    }

    @Override
    public @Nullable Object read(JsonNode json, Refusal refusal) {
        JsonNode lat = json.path("lat");
        JsonNode lng = json.path("lng");
        if (!json.isObject() || json.size() != 2 || !lat.isNumber() || !lng.isNumber()) {
            refusal.refuse("wrong_type", EXPECTED);
            return null;
        }
        return point(lat.decimalValue(), lng.decimalValue(), refusal);
    }

    private static @Nullable GeoPoint point(BigDecimal lat, BigDecimal lng, Refusal refusal) {
        BigDecimal north = check(LAT, lat, refusal);
        BigDecimal east = north == null ? null : check(LNG, lng, refusal);
        return north == null || east == null ? null : new GeoPoint(north, east);
    }

    private static @Nullable BigDecimal check(
            DecimalType type, BigDecimal degrees, Refusal refusal) {
        return NumberRange.check(degrees, type.scale(), type.minimum(), type.maximum(), refusal);
    }

    @Override
    public @Nullable Object readCell(String cell, Refusal refusal) {
        String trimmed = cell.strip();
        JsonNode json = trimmed.startsWith("{") ? JsonValues.parse(trimmed) : null;
        if (json != null) {
            return read(json, refusal);
        }
        Matcher matcher = CELL.matcher(trimmed);
        if (!matcher.matches()) {
            refusal.refuse("wrong_type", "A latitude and a longitude are expected: 52.52, 13.405");
            return null;
        }
        BigDecimal lat = NumberRange.parse(matcher.group(1), refusal);
        BigDecimal lng = lat == null ? null : NumberRange.parse(matcher.group(2), refusal);
        return lat == null || lng == null ? null : point(lat, lng, refusal);
    }

    /** The place of its stored form. */
    static GeoPoint fromJson(JsonNode json) {
        return new GeoPoint(json.get("lat").decimalValue(), json.get("lng").decimalValue());
    }

    @Override
    public String control() {
        return NAME;
    }
}
