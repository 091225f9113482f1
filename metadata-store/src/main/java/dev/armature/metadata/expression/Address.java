package dev.armature.metadata.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody lives or gets post. At least one part is there.
 *
 * @param lines street, house, floor: what stands above the city; null for none
 * @param country its code by ISO 3166-1 alpha-2
 */
public record Address(
        @Nullable List<String> lines,
        @Nullable String city,
        @Nullable String region,
        @Nullable String postalCode,
        @Nullable String country)
        implements Composite {

    public Address {
        lines = lines == null ? null : List.copyOf(lines);
    }

    @Override
    public ValueType type() {
        return ValueType.Scalar.ADDRESS;
    }

    @Override
    public @Nullable Object part(Member member) {
        return switch (member) {
            case LINES -> lines;
            case CITY -> city;
            case REGION -> region;
            case POSTAL_CODE -> postalCode;
            case COUNTRY -> country;
            default -> null;
        };
    }
}
