package dev.armature.engine.transfer;

/**
 * Cells that a spreadsheet would take for formulas. They are written with an apostrophe before
 * them, and so are those that already look as if they were; an import takes it off again, so that
 * every text comes back as it was.
 */
public final class DefusedCell {

    private static final char MARK = '\'';

    private DefusedCell() {}

    /** A text as it may stand in a cell. */
    public static String of(String text) {
        return isTaken(text) ? MARK + text : text;
    }

    /** The text of a cell that was written so. */
    static String text(String cell) {
        return !cell.isEmpty() && cell.charAt(0) == MARK && isTaken(cell)
                ? cell.substring(1)
                : cell;
    }

    private static boolean isTaken(String text) {
        int at = 0;
        while (at < text.length() && text.charAt(at) == MARK) {
            at++;
        }
        return at < text.length() && "=+-@\t\r".indexOf(text.charAt(at)) >= 0;
    }
}
