package dev.armature.metadata.change;

import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an edit works with: numbers for what is new, a place for problems, and the knowledge of
 * which part of the input became which definition, so that a problem found later is shown where its
 * author wrote it.
 */
public final class EditContext {

    private final MetadataStore store;
    private final Problems problems = new Problems();
    private final Map<String, String> places = new HashMap<>();

    EditContext(MetadataStore store) {
        this.store = store;
    }

    public int nextObject() {
        return store.nextObject();
    }

    public int nextPart() {
        return store.nextPart();
    }

    public int nextRole() {
        return store.nextRole();
    }

    /** What was deleted and can be restored. */
    public MetadataStore store() {
        return store;
    }

    public Problems problems() {
        return problems;
    }

    /** Notes that the definition at {@code place} came from the input at {@code pointer}. */
    public void locate(String place, String pointer) {
        places.put(place, pointer);
    }

    /** The place of an object in problems: {@code /objects/<name>}. */
    public static String place(ObjectDefinition object) {
        return "/objects/" + object.name();
    }

    public static String place(ObjectDefinition object, FieldDefinition field) {
        return place(object) + "/fields/" + field.name();
    }

    public static String place(ObjectDefinition object, Part part) {
        return place(object) + "/" + part.kind().plural() + "/" + part.name();
    }

    /** The place of a role in problems: {@code /roles/<name>}. */
    public static String place(RoleDefinition role) {
        return "/roles/" + role.name();
    }

    /** The problems with places turned to pointers into the input, as far as they came from it. */
    List<Problem> located(Problems found) {
        List<Problem> located = new ArrayList<>();
        for (Problem problem : found.list()) {
            located.add(locate(problem));
        }
        return located;
    }

    private Problem locate(Problem problem) {
        String prefix = problem.pointer();
        while (!prefix.isEmpty()) {
            String pointer = places.get(prefix);
            if (pointer != null) {
                String rest = problem.pointer().substring(prefix.length());
                return new Problem(
                        pointer + rest, problem.code(), problem.message(), problem.position());
            }
            prefix = prefix.substring(0, prefix.lastIndexOf('/'));
        }
        return problem;
    }
}
