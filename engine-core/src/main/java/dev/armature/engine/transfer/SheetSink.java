package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/**
 * Records as rows of a workbook (XLSX). A spreadsheet counts in binary floats of 15 digits: a
 * number with more is written as text, so that none is lost. Moments are shown in a time zone, as
 * cells have none.
 */
final class SheetSink implements RecordSink {

    private static final int EXACT_DIGITS = 15;

    private final Workbook workbook;
    private final List<ExportColumn> columns;
    private final ZoneId zone;

    SheetSink(OutputStream out, List<ExportColumn> columns, ZoneId zone) {
        this(new Workbook(out), columns, zone);
    }

    /**
     * @param workbook for tests, one whose sheets have fewer rows
     */
    SheetSink(Workbook workbook, List<ExportColumn> columns, ZoneId zone) {
        this.workbook = workbook;
        this.columns = columns;
        this.zone = zone;
    }

    @Override
    public void begin() throws IOException {
        workbook.begin(columns.stream().map(ExportColumn::name).toList());
    }

    @Override
    public void write(byte[] json) throws IOException {
        JsonNode record = Json.MAPPER.readTree(json);
        workbook.beginRow();
        for (int i = 0; i < columns.size(); i++) {
            JsonNode value = columns.get(i).value(record);
            if (value != null) {
                cell(i, columns.get(i), value);
            }
        }
        workbook.endRow();
    }

    @Override
    public void end() throws IOException {
        workbook.end();
    }

    private void cell(int column, ExportColumn of, JsonNode value) throws IOException {
        if (value.isNumber() && isExact(value.decimalValue())) {
            workbook.number(column, of.text(value), Workbook.Format.PLAIN);
        } else if (value.isBoolean()) {
            workbook.flag(column, value.booleanValue());
        } else if (!value.isTextual() || !moment(column, of.type(), value.textValue())) {
            workbook.text(column, of.text(value));
        }
    }

    private static boolean isExact(BigDecimal number) {
        BigDecimal digits = number.stripTrailingZeros();
        return digits.precision() <= EXACT_DIGITS;
    }

    /** Writes a date, a time or a moment; not where a spreadsheet has no such day. */
    private boolean moment(int column, ValueType type, String text) throws IOException {
        if (type == ValueType.Scalar.DATE) {
            return date(column, LocalDate.parse(text).atStartOfDay(), Workbook.Format.DATE);
        }
        if (type == ValueType.Scalar.DATE_TIME) {
            return date(
                    column,
                    LocalDateTime.ofInstant(Instant.parse(text), zone),
                    Workbook.Format.DATE_TIME);
        }
        if (type == ValueType.Scalar.TIME) {
            workbook.number(column, SheetDates.of(LocalTime.parse(text)), Workbook.Format.TIME);
            return true;
        }
        return false;
    }

    private boolean date(int column, LocalDateTime moment, Workbook.Format format)
            throws IOException {
        if (!SheetDates.has(moment)) {
            return false;
        }
        workbook.number(column, SheetDates.of(moment), format);
        return true;
    }
}
