package dev.armature.engine.transfer;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a workbook's archive: which sheet is the first, and the texts that cells share.
 * Everything unpacked is counted: an archive of a few bytes can hold any number of them. Document
 * types are not read. Not thread-safe.
 */
final class SheetParts implements AutoCloseable {

    /** How many bytes a sheet may have once it is unpacked. */
    static final long MAX_SHEET_BYTES = 2L * 1024 * 1024 * 1024;

    /** How many letters the texts may have together that cells share. */
    static final int MAX_SHARED = 32 * 1024 * 1024;

    /** How many letters a cell may have: a spreadsheet has 32,767 at most. */
    static final int MAX_TEXT = 1024 * 1024;

    private static final String RELATIONS =
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private final ZipFile zip;
    private final List<String> shared = new ArrayList<>();
    private SheetStyles styles = SheetStyles.NONE;
    private boolean since1904;

    private SheetParts(ZipFile zip) {
        this.zip = zip;
    }

    static SheetParts open(Path file) throws IOException {
        try {
            SheetParts parts = new SheetParts(new ZipFile(file.toFile()));
            try {
                parts.readShared();
                parts.readStyles();
                return parts;
            } catch (IOException | RuntimeException e) {
                parts.close();
                throw e;
            }
        } catch (ZipException e) {
            throw broken(e);
        }
    }

    static EngineException broken(Exception e) {
        return new EngineException(
                ErrorCode.VALIDATION_FAILED,
                "The file is not a workbook (XLSX) that can be read: " + e.getMessage());
    }

    static EngineException tooMuch(String what, long limit) {
        return new EngineException(
                ErrorCode.BODY_TOO_LARGE, "A workbook to import has at most " + limit + " " + what);
    }

    static long whole(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw broken(e);
        }
    }

    /** The sheet that the workbook shows first, before its first row. */
    XMLStreamReader firstSheet() throws IOException {
        String id = null;
        XMLStreamReader workbook = reader("xl/workbook.xml", MAX_TEXT);
        try {
            while (id == null && toElement(workbook)) {
                switch (workbook.getLocalName()) {
                    case "workbookPr" ->
                            since1904 =
                                    Set.of("1", "true")
                                            .contains(
                                                    String.valueOf(
                                                            workbook.getAttributeValue(
                                                                    null, "date1904")));
                    case "sheet" -> id = workbook.getAttributeValue(RELATIONS, "id");
                    default -> {}
                }
            }
            String path = id == null ? null : targets().get(id);
            if (path == null) {
                throw new XMLStreamException("it has no sheet");
            }
            return reader(path, MAX_SHEET_BYTES);
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }

    private Map<String, String> targets() throws IOException, XMLStreamException {
        Map<String, String> targets = new HashMap<>();
        XMLStreamReader relations = reader("xl/_rels/workbook.xml.rels", MAX_TEXT);
        while (toElement(relations)) {
            String target = relations.getAttributeValue(null, "Target");
            if (target != null) {
                targets.put(
                        String.valueOf(relations.getAttributeValue(null, "Id")),
                        target.startsWith("/") ? target.substring(1) : "xl/" + target);
            }
        }
        return targets;
    }

    private void readShared() throws IOException {
        if (zip.getEntry("xl/sharedStrings.xml") == null) {
            return;
        }
        XMLStreamReader reader = reader("xl/sharedStrings.xml", MAX_SHEET_BYTES);
        try {
            long letters = 0;
            while (isAt(reader, "si")) {
                String text = value(reader);
                // What an empty text takes counts too.
                letters += text.length() + 1L;
                if (letters > MAX_SHARED) {
                    throw tooMuch("letters in the texts that its cells share", MAX_SHARED);
                }
                shared.add(text);
            }
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }

    private void readStyles() throws IOException {
        if (zip.getEntry("xl/styles.xml") != null) {
            try {
                styles = SheetStyles.read(reader("xl/styles.xml", MAX_SHEET_BYTES));
            } catch (XMLStreamException e) {
                throw broken(e);
            }
        }
    }

    /** What a cell's value is, in the form that a field reads. */
    String text(@Nullable String type, @Nullable String style, String value) {
        if (value.isEmpty() || type == null || type.equals("n")) {
            return value.isEmpty() ? "" : styles.shown(style, value, since1904);
        }
        return switch (type) {
            case "s" -> {
                long at = whole(value);
                yield at >= 0 && at < shared.size() ? shared.get((int) at) : "";
            }
            case "b" -> value.equals("1") ? "true" : "false";
            case "e" -> "";
            default -> value;
        };
    }

    /** Goes to the next element of a name; false when there is none. */
    static boolean isAt(XMLStreamReader reader, String name) throws XMLStreamException {
        while (toElement(reader)) {
            if (reader.getLocalName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** Goes to the next element; false when there is none. */
    static boolean toElement(XMLStreamReader reader) throws XMLStreamException {
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamReader.START_ELEMENT) {
                return true;
            }
        }
        return false;
    }

    /**
     * The text of the element that the reader is at, up to its end: of a cell its value, of a text
     * its pieces, without what tells how it is pronounced and the formula it comes from.
     */
    static String value(XMLStreamReader reader) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        int depth = 1;
        int passed = 0;
        boolean within = false;
        while (depth > 0) {
            switch (reader.next()) {
                case XMLStreamReader.START_ELEMENT -> {
                    depth++;
                    String name = reader.getLocalName();
                    passed =
                            passed == 0 && (name.equals("rPh") || name.equals("f"))
                                    ? depth
                                    : passed;
                    within = name.equals("t") || name.equals("v");
                }
                case XMLStreamReader.END_ELEMENT -> {
                    passed = passed == depth ? 0 : passed;
                    depth--;
                    within = false;
                }
                case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA, XMLStreamReader.SPACE -> {
                    if (within && passed == 0) {
                        text.append(
                                reader.getTextCharacters(),
                                reader.getTextStart(),
                                reader.getTextLength());
                    }
                    if (text.length() > MAX_TEXT) {
                        throw tooMuch("letters in a cell", MAX_TEXT);
                    }
                }
                default -> {}
            }
        }
        return text.toString();
    }

    private XMLStreamReader reader(String name, long maxBytes) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw broken(new IOException("it has no " + name));
        }
        try {
            return factory()
                    .createXMLStreamReader(new Counted(zip.getInputStream(entry), maxBytes));
        } catch (XMLStreamException e) {
            throw broken(e);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        return factory;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Counts what is unpacked. */
    private static final class Counted extends FilterInputStream {
        private final long limit;
        private long read;

        Counted(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            return counted(super.read(), 1);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = super.read(target, offset, length);
            return counted(count, count);
        }

        private int counted(int result, int count) {
            read += Math.max(0, count);
            if (read > limit) {
                throw tooMuch("bytes in a part once it is unpacked", limit);
            }
            return result;
        }
    }
}
