package dev.armature.metadata.store;

import io.micronaut.data.annotation.EmbeddedId;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.sql.ColumnTransformer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of field_definition. */
@MappedEntity("field_definition")
record FieldRow(
        @EmbeddedId FieldKey key,
        @Nullable Integer targetObjectId,
        long changedIn,
        @Nullable Instant deletedAt,
        int position,
        String name,
        @Nullable String plugin,
        @ColumnTransformer(read = "@.definition::text", write = "?::jsonb") String definition) {}
