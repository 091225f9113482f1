package dev.armature.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class WorkbookTest {

    private static Map<String, String> parts(ByteArrayOutputStream file) throws IOException {
        Map<String, String> parts = new TreeMap<>();
        try (ZipInputStream zip =
                new ZipInputStream(new ByteArrayInputStream(file.toByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return parts;
    }

    @Test
    void aFullSheetIsFollowedByAnotherWithTheSameNames() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Workbook workbook = new Workbook(file, 3);
        workbook.begin(List.of("n"));
        for (int i = 1; i <= 5; i++) {
            workbook.beginRow();
            workbook.number(0, Integer.toString(i), Workbook.Format.PLAIN);
            workbook.endRow();
        }
        workbook.end();

        Map<String, String> parts = parts(file);
        assertThat(parts.get("xl/workbook.xml")).contains("Sheet1", "Sheet2", "Sheet3");
        assertThat(parts.get("xl/worksheets/sheet2.xml"))
                .contains("preserve\">n<", "<c r=\"A2\"><v>3</v></c>", "<c r=\"A3\"><v>4</v></c>")
                .doesNotContain("<v>5</v>");
        assertThat(parts.get("[Content_Types].xml")).contains("/xl/worksheets/sheet3.xml");
        assertThat(parts.get("xl/_rels/workbook.xml.rels")).contains("worksheets/sheet3.xml");
    }

    @Test
    void columnsHaveTheLettersOfSpreadsheets() {
        assertThat(List.of(0, 25, 26, 701, 702, 16_383))
                .extracting(Workbook::letters)
                .containsExactly("A", "Z", "AA", "ZZ", "AAA", "XFD");
    }

    @Test
    void textsHoldWhatACellCan() throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Workbook workbook = new Workbook(file);
        workbook.begin(List.of("t"));
        workbook.beginRow();
        workbook.text(0, "a\ud83d\ude00\ud83db\u0000_x0000_ _x_");
        workbook.text(1, "x".repeat(Workbook.MAX_TEXT));
        workbook.text(2, "y".repeat(Workbook.MAX_TEXT + 1));
        workbook.endRow();
        workbook.end();

        String sheet = parts(file).get("xl/worksheets/sheet1.xml");
        assertThat(sheet)
                .contains("a\ud83d\ude00_xD83D_b_x0000__x005F_x0000_ _x_<")
                .contains("x".repeat(Workbook.MAX_TEXT) + "<")
                .contains("y".repeat(Workbook.MAX_TEXT - 1) + "…<");
    }

    @Test
    void daysAreCountedAsSpreadsheetsDo() {
        assertThat(SheetDates.of(LocalDateTime.parse("1900-03-01T00:00"))).isEqualTo("61");
        assertThat(SheetDates.of(LocalDateTime.parse("2026-01-01T18:00"))).isEqualTo("46023.75");
        assertThat(SheetDates.has(LocalDateTime.parse("1900-02-28T00:00"))).isFalse();
        assertThat(SheetDates.has(LocalDateTime.parse("9999-12-31T00:00"))).isTrue();
    }

    @Test
    void aDefusedCellIsTakenBackAsItWas() {
        for (String text :
                List.of("=1", "+1", "-1", "@a", "\tb", "\rc", "'=1", "''-1", "'a", "a=1", "")) {
            assertThat(DefusedCell.text(DefusedCell.of(text))).isEqualTo(text);
            assertThat(DefusedCell.of(text)).doesNotMatch("(?s)[=+\\-@\\t\\r].*");
        }
    }
}
