package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.problem.Problem;
import java.util.List;

/**
 * A record as a file brings it.
 *
 * @param number of the line it begins on, counted from 1
 * @param shown the line as it may be shown to who looks after the import; its beginning, when it is
 *     long
 * @param characters how many the file has for it
 * @param problems why it is none; empty when it is sound
 */
record FileRow(
        long number, String shown, int characters, ObjectNode values, List<Problem> problems) {

    /** How many characters of a line are shown. */
    static final int MAX_SHOWN = 2_000;

    FileRow {
        shown = shown.length() <= MAX_SHOWN ? shown : shown.substring(0, MAX_SHOWN) + "…";
    }
}
