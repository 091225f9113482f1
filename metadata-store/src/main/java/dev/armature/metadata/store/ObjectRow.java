package dev.armature.metadata.store;

import io.micronaut.data.annotation.EmbeddedId;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.sql.ColumnTransformer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of object_definition. */
@MappedEntity("object_definition")
record ObjectRow(
        @EmbeddedId RowKey key,
        long changedIn,
        @Nullable Instant deletedAt,
        int nextFieldId,
        int position,
        String name,
        @Nullable String plugin,
        @ColumnTransformer(read = "@.definition::text", write = "?::jsonb") String definition,
        @Nullable @ColumnTransformer(read = "@.table_layout::text", write = "?::jsonb")
                String tableLayout,
        @Nullable @ColumnTransformer(read = "@.filling::text", write = "?::jsonb") String filling,
        boolean switching) {}
