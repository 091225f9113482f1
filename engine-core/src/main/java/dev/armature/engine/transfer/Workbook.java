package dev.armature.engine.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes an XLSX file (ECMA-376) row by row, and keeps none: the sheet is the first part of the
 * archive, and what describes the workbook the last. A sheet that is full is followed by another.
 * All texts stand in their cells, where no spreadsheet takes them for formulas.
 */
final class Workbook {

    /** How many rows a sheet has in any spreadsheet, the one with the columns' names included. */
    static final int MAX_ROWS = 1_048_576;

    /** How long a cell's text may be. */
    static final int MAX_TEXT = 32_767;

    private static final String CUT = "…";
    private static final int LETTERS = 26;
    private static final String HEAD =
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static final String RELATIONS =
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String PACKAGE_RELATIONS =
            "http://schemas.openxmlformats.org/package/2006/relationships";
    private static final String TYPE =
            "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    /** How a number is shown. */
    enum Format {
        PLAIN(0),
        DATE(1),
        DATE_TIME(2),
        TIME(3);

        /** Its place among the styles of the workbook. */
        private final int style;

        Format(int style) {
            this.style = style;
        }
    }

    private final ZipOutputStream zip;
    private final int maxRows;
    private final StringBuilder row = new StringBuilder();
    private List<String> names = List.of();
    private int sheets;
    private int rows;

    Workbook(OutputStream out) {
        this(out, MAX_ROWS);
    }

    Workbook(OutputStream out, int maxRows) {
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        this.maxRows = maxRows;
        zip.setLevel(Deflater.BEST_SPEED);
    }

    void begin(List<String> columnNames) throws IOException {
        names = columnNames;
        beginSheet();
    }

    private void beginSheet() throws IOException {
        sheets++;
        rows = 0;
        zip.putNextEntry(new ZipEntry("xl/worksheets/sheet" + sheets + ".xml"));
        write(
                HEAD
                        + "<worksheet xmlns=\""
                        + MAIN
                        + "\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\""
                        + " activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetData>");
        startRow();
        for (int i = 0; i < names.size(); i++) {
            text(i, names.get(i));
        }
        endRow();
    }

    private void endSheet() throws IOException {
        write("</sheetData></worksheet>");
        zip.closeEntry();
    }

    void beginRow() throws IOException {
        if (rows == maxRows) {
            endSheet();
            beginSheet();
        }
        startRow();
    }

    private void startRow() {
        rows++;
        row.setLength(0);
        row.append("<row r=\"").append(rows).append("\">");
    }

    void endRow() throws IOException {
        row.append("</row>");
        zip.write(row.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A number.
     *
     * @param digits with a point and a minus at the most
     */
    void number(int column, String digits, Format format) {
        open(column);
        if (format != Format.PLAIN) {
            row.append(" s=\"").append(format.style).append('"');
        }
        row.append("><v>").append(digits).append("</v></c>");
    }

    void flag(int column, boolean value) {
        open(column);
        row.append(" t=\"b\"><v>").append(value ? '1' : '0').append("</v></c>");
    }

    /** A text; one that is too long for a cell ends in an ellipsis. */
    void text(int column, String text) {
        open(column);
        row.append(" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
        escape(text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - CUT.length()) + CUT);
        row.append("</t></is></c>");
    }

    private void open(int column) {
        row.append("<c r=\"").append(letters(column)).append(rows).append('"');
    }

    /** The name of a column: A to Z, AA and so on. */
    static String letters(int column) {
        String letter = Character.toString('A' + column % LETTERS);
        return column < LETTERS ? letter : letters(column / LETTERS - 1) + letter;
    }

    // What XML has no place for is written as the format says: _x0007_. So is what looks like it.
    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> row.append("&amp;");
                case '<' -> row.append("&lt;");
                case '>' -> row.append("&gt;");
                case '\t', '\n' -> row.append(c);
                case '_' -> row.append(isEscape(text, i) ? "_x005F_" : "_");
                default -> {
                    if (isXml(text, i)) {
                        row.append(c);
                    } else {
                        row.append("_x%04X_".formatted((int) c));
                    }
                }
            }
        }
    }

    private static boolean isEscape(String text, int at) {
        return text.length() >= at + 7
                && text.charAt(at + 1) == 'x'
                && text.charAt(at + 6) == '_'
                && text.substring(at + 2, at + 6).matches("[0-9A-Fa-f]{4}");
    }

    private static boolean isXml(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
        }
        return c >= ' ' && c < '\uFFFE';
    }

    void end() throws IOException {
        endSheet();
        StringBuilder list = new StringBuilder();
        StringBuilder relations = new StringBuilder();
        StringBuilder types = new StringBuilder();
        for (int i = 1; i <= sheets; i++) {
            list.append("<sheet name=\"Sheet%d\" sheetId=\"%d\" r:id=\"s%d\"/>".formatted(i, i, i));
            relations.append(relation("s" + i, "worksheet", "worksheets/sheet" + i + ".xml"));
            types.append(type("/xl/worksheets/sheet" + i + ".xml", "worksheet"));
        }
        part(
                "xl/workbook.xml",
                "<workbook xmlns=\"%s\" xmlns:r=\"%s\"><sheets>%s</sheets></workbook>"
                        .formatted(MAIN, RELATIONS, list));
        part(
                "xl/_rels/workbook.xml.rels",
                relations(relations + relation("styles", "styles", "styles.xml")));
        part("xl/styles.xml", styles());
        part("_rels/.rels", relations(relation("workbook", "officeDocument", "xl/workbook.xml")));
        part(
                "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                        + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                        + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                        + type("/xl/workbook.xml", "sheet.main")
                        + type("/xl/styles.xml", "styles")
                        + types
                        + "</Types>");
        zip.finish();
    }

    private static String styles() {
        return """
        <styleSheet xmlns="%s"><numFmts count="3"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>\
        <numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="166" formatCode="hh:mm:ss"/></numFmts>\
        <fonts count="1"><font/></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>\
        <fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>\
        <cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/>\
        <xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/>\
        <xf numFmtId="166" applyNumberFormat="1"/></cellXfs></styleSheet>\
        """
                .formatted(MAIN);
    }

    private static String relation(String id, String kind, String target) {
        return "<Relationship Id=\"%s\" Type=\"%s/%s\" Target=\"%s\"/>"
                .formatted(id, RELATIONS, kind, target);
    }

    private static String relations(String all) {
        return "<Relationships xmlns=\"" + PACKAGE_RELATIONS + "\">" + all + "</Relationships>";
    }

    private static String type(String part, String kind) {
        return "<Override PartName=\"%s\" ContentType=\"%s%s+xml\"/>".formatted(part, TYPE, kind);
    }

    private void part(String name, String xml) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        write(HEAD + xml);
        zip.closeEntry();
    }

    private void write(String text) throws IOException {
        zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
