package dev.armature.engine.transfer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of cells, or why it is none.
 *
 * @param number of the line or row it begins on, counted from 1
 * @param source as it stands in the file
 * @param problem null when the line is sound
 */
record CellLine(long number, List<String> cells, String source, @Nullable String problem) {}
