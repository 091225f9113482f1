package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.Parameter.NUMBER;
import static dev.armature.metadata.expression.Parameter.PLACE;
import static dev.armature.metadata.expression.Signature.takes;

import dev.armature.metadata.expression.ValueType.Scalar;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Functions of places on earth. */
public enum PlaceFunction implements Function {
    POINT(
            "point",
            takes(NUMBER, NUMBER).gives(Scalar.GEO_POINT),
            a -> GeoPoint.of(a.number(0), a.number(1)),
            "The place of a latitude and a longitude in degrees; null where there is none",
            "has(point(91, 0))",
            "false"),
    DISTANCE(
            "distance",
            takes(PLACE, NUMBER, NUMBER).gives(Scalar.NUMBER),
            a -> distance((GeoPoint) a.value(0), GeoPoint.of(a.number(1), a.number(2))),
            "How far it is from a latitude and a longitude, in whole metres; see below",
            "distance(point(52.52, 13.405), 48.1372, 11.5756)",
            "504306");

    private final Description description;

    PlaceFunction(
            String spelling,
            Signature signature,
            Body body,
            String meaning,
            String example,
            String is) {
        this.description = new Description(spelling, signature, body, meaning, example, is);
    }

    @Override
    public Description description() {
        return description;
    }

    private static @Nullable BigDecimal distance(GeoPoint from, @Nullable GeoPoint to) {
        return to == null ? null : from.distance(to);
    }
}
