package dev.armature.bench.handwritten;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A deal as it is stored. */
record Deal(
        UUID id,
        Map<DealField, Object> values,
        int version,
        Instant createdAt,
        UUID createdBy,
        Instant updatedAt,
        UUID updatedBy,
        UUID owner) {

    private static final DealField[] FIELDS = DealField.values();

    /** The columns in the order in which {@link #read} takes them. */
    static final String COLUMNS =
            "id, version, created_at, created_by, updated_at, updated_by, owner, "
                    + Arrays.stream(FIELDS)
                            .map(DealField::column)
                            .collect(Collectors.joining(", "));

    private static final int FIRST_FIELD = 8;

    static Deal read(ResultSet row) throws SQLException {
        Map<DealField, Object> values = new EnumMap<>(DealField.class);
        for (int i = 0; i < FIELDS.length; i++) {
            Object value = FIELDS[i].read(row, FIRST_FIELD + i);
            if (value != null) {
                values.put(FIELDS[i], value);
            }
        }
        return new Deal(
                row.getObject(1, UUID.class),
                values,
                row.getInt(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getObject(4, UUID.class),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                row.getObject(6, UUID.class),
                row.getObject(7, UUID.class));
    }

    /**
     * The fields that a request gives, null for those it takes away.
     *
     * @throws BadInputException if any is unknown or not valid
     */
    static Map<DealField, @Nullable Object> input(ObjectNode json) {
        Map<DealField, @Nullable Object> values = new EnumMap<>(DealField.class);
        json.properties()
                .forEach(entry -> {
                    DealField field = DealField.named(entry.getKey());
                    if (field == null) {
                        throw new BadInputException(entry.getKey());
                    }
                    values.put(field, field.read(entry.getValue()));
                });
        return values;
    }

    /** The fields of a new deal: what is required is there, and defaults are filled in. */
    static Map<DealField, @Nullable Object> newInput(ObjectNode json) {
        Map<DealField, @Nullable Object> values = input(json);
        DealField.NAME.required(values.get(DealField.NAME));
        if (!values.containsKey(DealField.STAGE)) {
            values.put(DealField.STAGE, "new");
        }
        requireAmountWhenWon(values);
        return values;
    }

    private static void requireAmountWhenWon(Map<DealField, @Nullable Object> values) {
        boolean positive =
                values.get(DealField.AMOUNT) instanceof BigDecimal amount && amount.signum() > 0;
        if ("won".equals(values.get(DealField.STAGE)) && !positive) {
            throw new BadInputException(DealField.AMOUNT.json());
        }
    }

    void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("id", id.toString());
        for (DealField field : FIELDS) {
            field.write(out, values.get(field));
        }
        out.writeNumberField("version", version);
        out.writeStringField("createdAt", createdAt.toString());
        out.writeStringField("createdBy", createdBy.toString());
        out.writeStringField("updatedAt", updatedAt.toString());
        out.writeStringField("updatedBy", updatedBy.toString());
        out.writeStringField("owner", owner.toString());
        out.writeEndObject();
    }
}
