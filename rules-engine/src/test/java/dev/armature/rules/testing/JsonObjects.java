package dev.armature.rules.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.testing.ExpressionCases;
import java.util.List;

/** Objects from their metadata as JSON. */
public final class JsonObjects {

    private JsonObjects() {}

    /** The only object of a tenant. */
    public static ObjectModel object(String json) {
        try {
            return ExpressionCases.model(List.of(Json.MAPPER.readTree(json)))
                    .objects()
                    .iterator()
                    .next();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
