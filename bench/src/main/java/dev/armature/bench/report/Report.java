package dev.armature.bench.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What one benchmark found.
 *
 * @param name of the files it is written to
 * @param notes what the figures are, and are not
 * @param figures the same for programs
 */
public record Report(
        String name, String title, List<String> notes, Table table, ObjectNode figures) {

    public Report {
        notes = List.copyOf(notes);
    }

    /** As Markdown. */
    public String text() {
        StringBuilder text = new StringBuilder("## " + title + "\n\n" + table + "\n");
        notes.forEach(note -> text.append("- ").append(note).append('\n'));
        return text.toString();
    }
}
