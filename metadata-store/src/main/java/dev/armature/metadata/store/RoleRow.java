package dev.armature.metadata.store;

import io.micronaut.data.annotation.EmbeddedId;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.sql.ColumnTransformer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of role_definition. */
@MappedEntity("role_definition")
record RoleRow(
        @EmbeddedId RowKey key,
        long changedIn,
        @Nullable Instant deletedAt,
        String name,
        @ColumnTransformer(read = "@.definition::text", write = "?::jsonb") String definition) {}
