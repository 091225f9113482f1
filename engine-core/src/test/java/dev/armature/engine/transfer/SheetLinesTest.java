package dev.armature.engine.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.metadata.problem.EngineException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Workbooks are read as a spreadsheet shows them, and a hostile one is refused in little memory.
 */
class SheetLinesTest {

    private static final String WORKBOOK =
            "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
                    + "<sheets><sheet name='First' sheetId='1' r:id='r1'/><sheet name='Second' sheetId='2' r:id='r2'/></sheets></workbook>";
    private static final String RELATIONS =
            "<Relationships><Relationship Id='r2' Target='worksheets/other.xml'/><Relationship Id='r1' Target='/xl/worksheets/sheet1.xml'/></Relationships>";
    private static final String SHARED =
            "<sst><si><t>name</t></si><si><r><t>two </t></r><r><t>pieces</t></r><rPh><t>said</t></rPh></si></sst>";
    private static final String STYLES =
            "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd.mm.yyyy'/><numFmt numFmtId='165' formatCode='0.00 \"days\"'/></numFmts>"
                    + "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='22'/><xf numFmtId='165'/><xf numFmtId='21'/></cellXfs></styleSheet>";

    private static byte[] workbook(Map<String, String> parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static Map<String, String> parts(String sheet) {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("xl/workbook.xml", WORKBOOK);
        parts.put("xl/_rels/workbook.xml.rels", RELATIONS);
        parts.put(
                "xl/worksheets/sheet1.xml",
                "<worksheet><sheetData>" + sheet + "</sheetData></worksheet>");
        parts.put("xl/worksheets/other.xml", "<worksheet/>");
        parts.put("xl/sharedStrings.xml", SHARED);
        parts.put("xl/styles.xml", STYLES);
        return parts;
    }

    private static List<CellLine> read(byte[] file) throws IOException {
        try (SheetLines lines = SheetLines.open(new ByteArrayInputStream(file))) {
            List<CellLine> read = new ArrayList<>();
            for (CellLine line = lines.next(); line != null; line = lines.next()) {
                read.add(line);
            }
            return read;
        }
    }

    private static List<List<String>> cells(String sheet) throws IOException {
        return read(workbook(parts(sheet))).stream().map(CellLine::cells).toList();
    }

    private static void refused(byte[] file, String words) {
        List<Path> before = spooled();
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(words);
        assertThat(spooled()).isEqualTo(before);
    }

    private static List<Path> spooled() {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(
                            file -> file.getFileName().toString().startsWith("armature-import-"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void whatThePlatformWritesItReads() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Workbook workbook = new Workbook(out);
        workbook.begin(List.of("name", "amount", "day", "at", "time"));
        workbook.beginRow();
        workbook.text(0, "Ромашка & <Co>\n\"x\"");
        workbook.number(1, "12345.67", Workbook.Format.PLAIN);
        workbook.number(
                2, SheetDates.of(LocalDateTime.of(2026, 2, 28, 0, 0)), Workbook.Format.DATE);
        workbook.number(
                3,
                SheetDates.of(LocalDateTime.of(2026, 2, 28, 23, 59, 59)),
                Workbook.Format.DATE_TIME);
        workbook.number(4, SheetDates.of(LocalTime.of(8, 30)), Workbook.Format.TIME);
        workbook.endRow();
        workbook.end();

        assertThat(read(out.toByteArray()))
                .extracting(CellLine::cells)
                .containsExactly(
                        List.of("name", "amount", "day", "at", "time"),
                        List.of(
                                "Ромашка & <Co>\n\"x\"",
                                "12345.67",
                                "2026-02-28",
                                "2026-02-28T23:59:59Z",
                                "08:30"));
    }

    @Test
    void cellsAreWhatTheyShow() throws IOException {
        assertThat(
                        cells(
                                """
                                <row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='inlineStr'><is><t>in </t><t>line</t></is></c><c r='C1' t='s'><v>1</v></c></row>
                                <row r='3'><c r='A3'><f>A1+1</f><v>0.30000000000000004</v></c><c r='C3' t='b'><v>1</v></c></row>
                                <row r='4'><c r='A4' s='1'><v>46081</v></c><c r='B4' s='2'><v>46081.5</v></c><c r='C4' s='3'><v>1E3</v></c></row>
                                <row r='5'><c r='A5' s='4'><v>0.25</v></c><c r='D5'/></row>
                                <row r='6'><c r='A6' t='str'><f>x</f><v>text</v></c></row>
                                """))
                .containsExactly(
                        List.of("name", "in line", "two pieces"),
                        List.of("0.3", "", "true"),
                        List.of("2026-02-28", "2026-02-28T12:00Z", "1000"),
                        List.of("06:00", "", ""),
                        List.of("text", "", ""));
    }

    @Test
    void aNumberThatNoSpreadsheetWritesIsLeftToItsField() throws IOException {
        String digits = "1".repeat(401) + ".0";
        assertThat(cells("<row r='1'><c r='A1'><v>" + digits + "</v></c></row>"))
                .containsExactly(List.of(digits));
    }

    @Test
    void rowsAreNumberedAsTheSpreadsheetNumbersThem() throws IOException {
        assertThat(
                        read(
                                workbook(
                                        parts(
                                                "<row r='2'><c r='A2'><v>1</v></c></row><row r='9'><c r='A9' t='e'><v>#REF!</v></c><c><v>2</v></c></row>"))))
                .extracting(CellLine::number, CellLine::problem)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(2L, null),
                        org.assertj.core.groups.Tuple.tuple(9L, "unreadable_cell"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PK", "name;amount\n1;2"})
    void whatIsNoWorkbookIsRefused(String file) {
        refused(file.getBytes(StandardCharsets.UTF_8), "not a workbook");
    }

    @Test
    void aFileThatIsCutOffIsRefused() throws IOException {
        byte[] whole = workbook(parts("<row r='1'><c r='A1'><v>1</v></c></row>"));
        refused(Arrays.copyOf(whole, whole.length - 30), "not a workbook");
    }

    @Test
    void aSheetThatIsCutOffIsRefused() throws IOException {
        Map<String, String> parts = parts("");
        parts.put(
                "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v>");
        refused(workbook(parts), "not a workbook");
    }

    @Test
    void aWorkbookWithoutASheetIsRefused() throws IOException {
        Map<String, String> parts = parts("");
        parts.put("xl/workbook.xml", "<workbook/>");
        refused(workbook(parts), "no sheet");
        parts.remove("xl/workbook.xml");
        refused(workbook(parts), "no xl/workbook.xml");
    }

    @Test
    void addressesBeyondAnySheetAreRefused() throws IOException {
        refused(workbook(parts("<row r='1'><c r='ZZZZZZZ1'><v>1</v></c></row>")), "16384 columns");
    }

    @Test
    void moreCellsThanColumnsAreRefused() throws IOException {
        refused(
                workbook(
                        parts(
                                "<row r='1'>"
                                        + "<c/>".repeat(SheetLines.MAX_COLUMNS + 1)
                                        + "</row>")),
                "16384 columns");
    }

    @Test
    void aCellThatIsTooLongIsRefused() throws IOException {
        refused(
                workbook(
                        parts(
                                "<row r='1'><c t='inlineStr'><is><t>"
                                        + "x".repeat(SheetParts.MAX_TEXT + 1)
                                        + "</t></is></c></row>")),
                "letters in a cell");
    }

    @Test
    void textsThatUnpackToTooMuchAreRefused() throws IOException {
        Map<String, String> parts = parts("");
        String million = "<si><t>" + "x".repeat(SheetParts.MAX_TEXT - 1) + "</t></si>";
        parts.put("xl/sharedStrings.xml", "<sst>" + million.repeat(33) + "</sst>");
        refused(workbook(parts), "texts that its cells share");
    }

    @Test
    void entitiesAreNotRead() throws IOException {
        Map<String, String> parts = parts("");
        parts.put(
                "xl/sharedStrings.xml",
                "<!DOCTYPE sst [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><sst><si><t>&a;</t></si></sst>");
        refused(workbook(parts), "not a workbook");
    }
}
