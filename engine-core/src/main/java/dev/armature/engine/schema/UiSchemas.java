package dev.armature.engine.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.model.ObjectModel;

/**
 * Describes a form for the web application. Implemented outside the engine, which knows nothing of
 * screens.
 */
@FunctionalInterface
public interface UiSchemas {

    /**
     * The form of one layout of an object.
     *
     * @param layout the name of one of the object's layouts; {@code form} is there even if nobody
     *     made it
     * @param locale BCP 47, for labels
     */
    ObjectNode uiSchema(ObjectModel object, String layout, String locale);
}
