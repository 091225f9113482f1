package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.problem.Problem;
import java.util.List;

/**
 * A record as a file brings it.
 *
 * @param number of the line it begins on, counted from 1
 * @param shown the line as it may be shown to who looks after the import
 * @param problems why it is none; empty when it is sound
 */
record FileRow(long number, String shown, ObjectNode values, List<Problem> problems) {}
