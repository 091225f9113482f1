package dev.armature.engine.transfer;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * How the cells of a workbook show their numbers.
 *
 * @param styles by their numbers
 */
record SheetStyles(List<Shown> styles) {

    static final SheetStyles NONE = new SheetStyles(List.of());

    /** How many formats of numbers a workbook may have. */
    private static final int MAX_FORMATS = 100_000;

    private static final MathContext DIGITS = new MathContext(15);
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|\\[[^\\]]*]|\\\\.");

    /** A number of more digits than this is written with an exponent. */
    private static final int MAX_SCALE = 400;

    /** The numbers of the formats of days and times that every spreadsheet has. */
    private static final Set<Integer> DAYS = Set.of(14, 15, 16, 17);

    private static final Set<Integer> TIMES = Set.of(18, 19, 20, 21, 45, 46, 47);
    private static final int DAY_AND_TIME = 22;

    /** How a number is shown. */
    private enum Shown {
        NUMBER,
        DAY,
        TIME,
        MOMENT
    }

    static SheetStyles read(XMLStreamReader reader) throws XMLStreamException {
        Map<Long, Shown> own = new HashMap<>();
        List<Shown> styles = new ArrayList<>();
        boolean ofCells = false;
        while (SheetParts.toElement(reader)) {
            switch (reader.getLocalName()) {
                case "cellXfs" -> ofCells = true;
                case "cellStyles", "dxfs" -> ofCells = false;
                case "numFmt" -> {
                    String code = reader.getAttributeValue(null, "formatCode");
                    String id = reader.getAttributeValue(null, "numFmtId");
                    if (code != null && id != null) {
                        own.put(SheetParts.whole(id), shown(code));
                    }
                }
                case "xf" -> {
                    String id = reader.getAttributeValue(null, "numFmtId");
                    if (ofCells) {
                        styles.add(id == null ? Shown.NUMBER : shown(SheetParts.whole(id), own));
                    }
                }
                default -> {}
            }
            if (styles.size() + own.size() > MAX_FORMATS) {
                throw SheetParts.tooMuch("formats", MAX_FORMATS);
            }
        }
        return new SheetStyles(styles);
    }

    private static Shown shown(long id, Map<Long, Shown> own) {
        if (DAYS.contains((int) id)) {
            return Shown.DAY;
        }
        if (TIMES.contains((int) id)) {
            return Shown.TIME;
        }
        return id == DAY_AND_TIME ? Shown.MOMENT : own.getOrDefault(id, Shown.NUMBER);
    }

    private static Shown shown(String code) {
        String letters = QUOTED.matcher(code.toLowerCase(Locale.ROOT)).replaceAll("");
        Set<Integer> has = new HashSet<>();
        letters.chars().forEach(has::add);
        boolean time = has.contains((int) 'h') || has.contains((int) 's');
        boolean day = has.contains((int) 'd') || has.contains((int) 'y');
        if (day) {
            return time ? Shown.MOMENT : Shown.DAY;
        }
        return time ? Shown.TIME : Shown.NUMBER;
    }

    /**
     * A number as it is shown: with the 15 digits that spreadsheets count, or as a day or a time in
     * the form that fields read.
     */
    String shown(@Nullable String style, String value, boolean since1904) {
        // A million digits take seconds to be counted, and no spreadsheet writes them.
        if (value.length() > MAX_SCALE) {
            return value;
        }
        BigDecimal number;
        try {
            number = new BigDecimal(value);
        } catch (NumberFormatException e) {
            return value;
        }
        long at = style == null ? -1 : SheetParts.whole(style);
        Shown shown = at >= 0 && at < styles.size() ? styles.get((int) at) : Shown.NUMBER;
        return switch (shown) {
            case NUMBER -> {
                BigDecimal rounded = number.round(DIGITS).stripTrailingZeros();
                yield Math.abs((long) rounded.scale()) > MAX_SCALE
                        ? rounded.toString()
                        : rounded.toPlainString();
            }
            case DAY -> SheetDates.day(number, since1904).toString();
            case TIME -> SheetDates.moment(number, since1904).toLocalTime().toString();
            case MOMENT -> SheetDates.moment(number, since1904) + "Z";
        };
    }
}
