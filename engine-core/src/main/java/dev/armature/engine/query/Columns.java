package dev.armature.engine.query;

import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads columns as normal values. */
public final class Columns {

    private Columns() {}

    /**
     * The value of a column in the Java class that its type has in expressions; null when it has
     * none.
     */
    public static @Nullable Object read(ResultSet row, int column, ColumnType type)
            throws SQLException {
        return switch (type) {
            case TEXT -> row.getString(column);
            case NUMERIC -> {
                BigDecimal number = row.getBigDecimal(column);
                yield number == null ? null : Numbers.canonical(number);
            }
            case BOOLEAN -> {
                boolean flag = row.getBoolean(column);
                yield row.wasNull() ? null : flag;
            }
            case TIME -> row.getObject(column, LocalTime.class);
            case SECONDS -> {
                BigDecimal seconds = row.getBigDecimal(column);
                yield seconds == null ? null : Numbers.duration(seconds);
            }
            case JSONB -> {
                String json = row.getString(column);
                yield json == null ? null : Json.read(json);
            }
            case JSONBS -> {
                Array documents = row.getArray(column);
                yield documents == null
                        ? null
                        : Arrays.stream((Object[]) documents.getArray())
                                .map(document -> Json.read(document.toString()))
                                .toList();
            }
            case TEXTS -> {
                Array texts = row.getArray(column);
                yield texts == null ? null : List.of((String[]) texts.getArray());
            }
            case UUIDS -> {
                Array ids = row.getArray(column);
                yield ids == null ? null : List.of((UUID[]) ids.getArray());
            }
            case DATE -> row.getObject(column, LocalDate.class);
            case TIMESTAMPTZ -> {
                OffsetDateTime moment = row.getObject(column, OffsetDateTime.class);
                yield moment == null ? null : moment.toInstant();
            }
            case UUID -> row.getObject(column, UUID.class);
        };
    }
}
