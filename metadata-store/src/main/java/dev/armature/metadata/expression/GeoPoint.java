package dev.armature.metadata.expression;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * A place on the earth, in degrees after WGS 84.
 *
 * @param lat from -90, the south pole, to 90; without trailing zeros
 * @param lng from -180 to 180, east being positive; without trailing zeros
 */
public record GeoPoint(BigDecimal lat, BigDecimal lng) implements Composite {

    public static final BigDecimal MAX_LAT = BigDecimal.valueOf(90);
    public static final BigDecimal MAX_LNG = BigDecimal.valueOf(180);

    /** The earth's mean diameter in metres (IUGG 1980); distances are on a sphere of that size. */
    public static final double DIAMETER = 12_742_017.6;

    // What PostgreSQL keeps of a binary float that it turns into a numeric.
    private static final MathContext FLOAT_DIGITS = new MathContext(15);

    public GeoPoint {
        lat = Numbers.canonical(lat);
        lng = Numbers.canonical(lng);
    }

    /** The place of these degrees; null when there is none. */
    static @Nullable GeoPoint of(BigDecimal lat, BigDecimal lng) {
        return lat.abs().compareTo(MAX_LAT) <= 0 && lng.abs().compareTo(MAX_LNG) <= 0
                ? new GeoPoint(lat, lng)
                : null;
    }

    /**
     * The way to another place along a great circle, by the haversine formula, in whole metres. The
     * sphere is off by up to half a percent; sines are binary floats, here as in SQL, and agree far
     * below a metre.
     */
    BigDecimal distance(GeoPoint other) {
        double from = Math.toRadians(lat.doubleValue());
        double to = Math.toRadians(other.lat.doubleValue());
        double east = Math.toRadians(other.lng.doubleValue()) - Math.toRadians(lng.doubleValue());
        double haversine =
                Math.pow(Math.sin((to - from) / 2), 2)
                        + Math.cos(from) * Math.cos(to) * Math.pow(Math.sin(east / 2), 2);
        double metres = DIAMETER * Math.asin(Math.min(1, Math.sqrt(haversine)));
        return Numbers.canonical(
                new BigDecimal(metres).round(FLOAT_DIGITS).setScale(0, RoundingMode.HALF_UP));
    }

    @Override
    public ValueType type() {
        return ValueType.Scalar.GEO_POINT;
    }

    @Override
    public @Nullable Object part(Member member) {
        return switch (member) {
            case LAT -> lat;
            case LNG -> lng;
            default -> null;
        };
    }
}
