package dev.armature.metadata.expression;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The written forms of dates, moments and ids, wherever they come in: expressions, JSON and CSV.
 */
public final class Literals {

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern DATE_TIME =
            Pattern.compile(
                    "\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");
    private static final Pattern ID =
            Pattern.compile(
                    "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private Literals() {}

    /** The value written for a type; null when the type has no written form or this is not it. */
    static @Nullable Object parse(String written, ValueType type) {
        if (type == ValueType.Scalar.DATE) {
            return date(written);
        }
        if (type == ValueType.Scalar.DATE_TIME) {
            return dateTime(written);
        }
        return type == ValueType.Scalar.USER || type instanceof ValueType.Reference
                ? id(written)
                : null;
    }

    /** A day from 0001-01-01 to 9999-12-31 as {@code YYYY-MM-DD}; null if it is none. */
    public static @Nullable LocalDate date(String written) {
        if (!DATE.matcher(written).matches()) {
            return null;
        }
        try {
            LocalDate date = LocalDate.parse(written);
            return date.getYear() >= 1 ? date : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A moment as RFC 3339 with a zone, cut to microseconds; null if it is none. */
    public static @Nullable Instant dateTime(String written) {
        if (!DATE_TIME.matcher(written).matches()) {
            return null;
        }
        try {
            Instant instant =
                    OffsetDateTime.parse(written).toInstant().truncatedTo(ChronoUnit.MICROS);
            int year = instant.atOffset(java.time.ZoneOffset.UTC).getYear();
            return year >= 1 && year <= 9999 ? instant : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A uuid in its usual form; null if it is none. */
    public static @Nullable UUID id(String written) {
        return ID.matcher(written).matches() ? UUID.fromString(written) : null;
    }
}
