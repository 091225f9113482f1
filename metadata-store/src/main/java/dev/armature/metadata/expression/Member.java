package dev.armature.metadata.expression;

import static dev.armature.metadata.expression.ValueType.Scalar.ADDRESS;
import static dev.armature.metadata.expression.ValueType.Scalar.FILE;
import static dev.armature.metadata.expression.ValueType.Scalar.GEO_POINT;
import static dev.armature.metadata.expression.ValueType.Scalar.MONEY;
import static dev.armature.metadata.expression.ValueType.Scalar.NUMBER;
import static dev.armature.metadata.expression.ValueType.Scalar.TEXT;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part of a value that has parts: {@code price.amount}. */
public enum Member {
    AMOUNT(MONEY, "amount", NUMBER),
    CURRENCY(MONEY, "currency", TEXT),
    LAT(GEO_POINT, "lat", NUMBER),
    LNG(GEO_POINT, "lng", NUMBER),
    // The order of jsonb, the shortest key first, so that a value looks the same however it is
    // read.
    CITY(ADDRESS, "city", TEXT),
    LINES(ADDRESS, "lines", new ValueType.ListOf(TEXT)),
    REGION(ADDRESS, "region", TEXT),
    COUNTRY(ADDRESS, "country", TEXT),
    POSTAL_CODE(ADDRESS, "postalCode", TEXT),
    FILE_ID(FILE, "id", TEXT),
    FILE_NAME(FILE, "name", TEXT),
    FILE_SIZE(FILE, "size", NUMBER),
    WIDTH(FILE, "width", NUMBER),
    HEIGHT(FILE, "height", NUMBER),
    MEDIA_TYPE(FILE, "mediaType", TEXT);

    private final ValueType owner;
    private final String spelling;
    private final ValueType type;

    Member(ValueType owner, String spelling, ValueType type) {
        this.owner = owner;
        this.spelling = spelling;
        this.type = type;
    }

    /** Its name in expressions, and its key in the stored JSON. */
    public String spelling() {
        return spelling;
    }

    public ValueType type() {
        return type;
    }

    /** The names of the parts that values of a type have; none for most types. */
    static List<String> names(ValueType owner) {
        return of(owner).stream().map(Member::spelling).toList();
    }

    static @Nullable Member named(ValueType owner, String spelling) {
        for (Member member : values()) {
            if (member.owner.equals(owner) && member.spelling.equals(spelling)) {
                return member;
            }
        }
        return null;
    }

    /** The parts that values of a type have, in the order in which they are written. */
    public static List<Member> of(ValueType owner) {
        return Arrays.stream(values()).filter(member -> member.owner.equals(owner)).toList();
    }

    @Nullable Object of(@Nullable Object value) {
        return value instanceof Composite whole ? whole.part(this) : null;
    }
}
