package dev.armature.metadata.store;

import io.micronaut.data.annotation.EmbeddedId;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.sql.ColumnTransformer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of part_definition. */
@MappedEntity("part_definition")
record PartRow(
        @EmbeddedId RowKey key,
        int objectId,
        long changedIn,
        @Nullable Instant deletedAt,
        int position,
        String kind,
        String name,
        @Nullable String plugin,
        @ColumnTransformer(read = "@.definition::text", write = "?::jsonb") String definition) {}
