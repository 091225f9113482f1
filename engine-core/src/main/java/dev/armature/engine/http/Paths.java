package dev.armature.engine.http;

import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.problem.EngineException;
import java.util.UUID;

/** Reads what stands in addresses. */
final class Paths {

    private Paths() {}

    /** An id; what is none cannot be found. */
    static UUID id(String written, String what) {
        UUID id = Literals.id(written);
        if (id == null) {
            throw EngineException.notFound("The " + what);
        }
        return id;
    }
}
