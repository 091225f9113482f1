package dev.armature.metadata.field;

/** The SQL types that values have, whether cast out of JSON or in a column of their own. */
public enum ColumnType {
    TEXT("text"),
    NUMERIC("numeric"),
    BOOLEAN("boolean"),
    DATE("date"),
    TIME("time"),
    /** A duration, as a number of seconds. */
    SECONDS("numeric"),
    TIMESTAMPTZ("timestamptz"),
    UUID("uuid"),
    TEXTS("text[]"),
    UUIDS("uuid[]"),
    JSONB("jsonb"),
    JSONBS("jsonb[]");

    private final String sql;

    ColumnType(String sql) {
        this.sql = sql;
    }

    public String sql() {
        return sql;
    }

    /** Whether values come before or after each other, so that an index can be ordered by them. */
    public boolean isOrdered() {
        return switch (this) {
            case TEXT, NUMERIC, BOOLEAN, DATE, TIME, SECONDS, TIMESTAMPTZ, UUID -> true;
            case TEXTS, UUIDS, JSONB, JSONBS -> false;
        };
    }
}
