package dev.armature.metadata.definition;

import java.util.List;

/** What an object demands of its records beyond the types of their fields. */
public sealed interface ObjectOption
        permits Acyclic,
                CombinedIndex,
                Counter,
                ImmutableWhen,
                Invariant,
                Transitions,
                UniqueTogether {

    /** Its attribute in an object's JSON. */
    String attribute();

    /** The fields of the object that it lists by name. */
    List<String> fields();

    /** The expressions that it holds. */
    List<String> expressions();
}
