package dev.armature.metadata.expression;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The names an expression may use: the fields of one object and of those it references. */
public interface Scope {

    /** The object whose record the expression is about. */
    int objectId();

    /** Whether {@code old.field}, the record before the change, can be read. */
    boolean hasOld();

    @Nullable Property property(int objectId, String name);

    /** All names of an object's fields, for suggestions. */
    Collection<String> names(int objectId);
}
