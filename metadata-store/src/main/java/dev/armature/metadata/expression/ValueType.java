package dev.armature.metadata.expression;

import org.jspecify.annotations.Nullable;

/**
 * The type of a value in an expression, with the Java class that carries it: TEXT {@link String},
 * NUMBER {@link java.math.BigDecimal} without trailing zeros, BOOLEAN {@link Boolean}, DATE {@link
 * java.time.LocalDate}, TIME {@link java.time.LocalTime}, DATE_TIME {@link java.time.Instant},
 * DURATION {@link java.time.Duration}, USER and {@link Reference} {@link java.util.UUID}, MONEY
 * {@link Money}, GEO_POINT {@link GeoPoint}, ADDRESS {@link Address}, FILE {@link StoredFile}, JSON
 * {@link com.fasterxml.jackson.databind.JsonNode}, {@link ListOf} {@link java.util.List}.
 */
public sealed interface ValueType {

    /** The word for this type in messages to people. */
    String label();

    /** Whether records can be put in order, and in groups, by values of this type. */
    boolean isSortable();

    /** The records that its values name: itself, or what it is a list of; null for most types. */
    default @Nullable Reference link() {
        return switch (this) {
            case Reference reference -> reference;
            case ListOf(Reference reference) -> reference;
            case ListOf list -> null;
            case Scalar scalar -> null;
        };
    }

    /** Types without parts. */
    enum Scalar implements ValueType {
        TEXT("text"),
        NUMBER("number"),
        BOOLEAN("true/false"),
        DATE("date"),
        TIME("time"),
        DATE_TIME("date and time"),
        DURATION("duration"),
        USER("user"),
        MONEY("sum of money"),
        GEO_POINT("place on earth"),
        ADDRESS("address"),
        FILE("file"),
        JSON("JSON"),
        NULL("null");

        private final String label;

        Scalar(String label) {
            this.label = label;
        }

        @Override
        public String label() {
            return label;
        }

        @Override
        public boolean isSortable() {
            return switch (this) {
                case JSON, MONEY, GEO_POINT, ADDRESS, FILE -> false;
                default -> true;
            };
        }
    }

    /** A record of an object, by its id. */
    record Reference(int objectId, String objectName) implements ValueType {
        @Override
        public String label() {
            return "reference to " + objectName;
        }

        @Override
        public boolean isSortable() {
            return true;
        }
    }

    /** A list of values of one type. */
    record ListOf(ValueType element) implements ValueType {
        @Override
        public String label() {
            return "list of " + element.label();
        }

        @Override
        public boolean isSortable() {
            return false;
        }
    }
}
