package dev.armature.engine.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the first sheet of a workbook (ECMA-376), read as a stream. Numbers are given with
 * the 15 digits that spreadsheets count, days and times in the form of the API, formulas by the
 * value they had. Memory is bounded by a row and by the texts that the workbook shares. Not
 * thread-safe.
 */
final class SheetLines implements CellLines {

    /** The largest workbook, in bytes. */
    static final long MAX_BYTES = 100L * 1024 * 1024;

    /** How many columns a sheet has in any spreadsheet. */
    static final int MAX_COLUMNS = 16_384;

    private final Closeable source;
    private final SheetParts parts;
    private final XMLStreamReader sheet;
    private int width;
    private long number;

    private SheetLines(Closeable source, SheetParts parts, XMLStreamReader sheet) {
        this.source = source;
        this.parts = parts;
        this.sheet = sheet;
    }

    /**
     * Reads a workbook as it comes: what it holds stands at its end, so it goes to the disk first.
     *
     * @throws dev.armature.metadata.problem.EngineException when it is no workbook, or unpacks to
     *     more than is read
     */
    static SheetLines open(InputStream in) throws IOException {
        try (in) {
            SpooledFile file = SpooledFile.of(in, MAX_BYTES);
            try {
                return open(file.path(), file);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        }
    }

    /** Reads one that is on the disk, and stays there. */
    static SheetLines open(SpooledFile file) throws IOException {
        return open(file.path(), () -> {});
    }

    private static SheetLines open(Path file, Closeable source) throws IOException {
        SheetParts parts = SheetParts.open(file);
        try {
            return new SheetLines(source, parts, parts.firstSheet());
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    @Override
    public @Nullable CellLine next() throws IOException {
        try {
            while (SheetParts.isAt(sheet, "row")) {
                CellLine line = row();
                if (line.cells().stream().anyMatch(cell -> !cell.isBlank())) {
                    return line;
                }
            }
            return null;
        } catch (XMLStreamException e) {
            throw SheetParts.broken(e);
        }
    }

    private CellLine row() throws XMLStreamException, IOException {
        number++;
        String written = sheet.getAttributeValue(null, "r");
        number = written == null ? number : SheetParts.whole(written);
        List<String> cells = new ArrayList<>();
        String problem = null;
        while (sheet.nextTag() == XMLStreamReader.START_ELEMENT) {
            int at = column(sheet.getAttributeValue(null, "r"), cells.size());
            while (cells.size() < at) {
                cells.add("");
            }
            String type = sheet.getAttributeValue(null, "t");
            String style = sheet.getAttributeValue(null, "s");
            String value = SheetParts.value(sheet);
            problem = "e".equals(type) ? "unreadable_cell" : problem;
            String text = parts.text(type, style, value);
            if (at < cells.size()) {
                cells.set(at, text);
            } else {
                cells.add(text);
            }
        }
        return new CellLine(number, padded(cells), String.join("\t", cells), problem);
    }

    /** Spreadsheets leave out the cells at the end of a row that are empty. */
    private List<String> padded(List<String> cells) {
        while (cells.size() > width && width > 0 && cells.getLast().isEmpty()) {
            cells.removeLast();
        }
        while (cells.size() < width) {
            cells.add("");
        }
        width = width == 0 ? cells.size() : width;
        return cells;
    }

    /** The column of an address such as {@code AB12}, counted from 0. */
    private static int column(@Nullable String address, int next) {
        int column = 0;
        for (int i = 0; address != null && i < address.length(); i++) {
            char letter = address.charAt(i);
            if (letter < 'A' || letter > 'Z') {
                break;
            }
            column = column * 26 + letter - 'A' + 1;
            if (column > MAX_COLUMNS) {
                throw SheetParts.tooMuch("columns", MAX_COLUMNS);
            }
        }
        if (next >= MAX_COLUMNS) {
            throw SheetParts.tooMuch("columns", MAX_COLUMNS);
        }
        return column == 0 ? next : column - 1;
    }

    @Override
    public void close() throws IOException {
        try (source) {
            parts.close();
        }
    }
}
