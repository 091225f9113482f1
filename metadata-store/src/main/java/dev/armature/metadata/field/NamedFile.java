package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.expression.StoredFile;
import java.util.UUID;

/**
 * A file given by its id, before it was looked up.
 *
 * @param given as it came: the id, or an object with what else its answer said
 */
public record NamedFile(UUID id, JsonNode given) {

    /** Whether what was given of the file beside its id is true of it. */
    public boolean isTrueOf(StoredFile file) {
        return FileForm.isTrue(this, file);
    }
}
