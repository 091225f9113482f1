package dev.armature.metadata.expression;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The names an expression may use: the fields of one object and of those it references. */
public interface Scope {

    /** The object whose record the expression is about. */
    int objectId();

    /** Whether {@code old.field}, the record before the change, can be read. */
    boolean hasOld();

    /** Whether figures over the records that reference this one can be asked for. */
    default boolean hasChildren() {
        return false;
    }

    /** The records that reference this one by a field of their object; null when there is none. */
    default @Nullable Children children(String object, String reference) {
        return null;
    }

    /**
     * Records that reference the one at hand.
     *
     * @param object their object, under {@link Property#OBJECT}
     * @param reference their field that leads here
     * @param scope the names that expressions about one of them may use
     */
    record Children(Property object, Property reference, Scope scope) {}

    @Nullable Property property(int objectId, String name);

    /** All names of an object's fields, for suggestions. */
    Collection<String> names(int objectId);
}
