package dev.armature.metadata.store;

import io.micronaut.data.annotation.Embeddable;
import io.micronaut.data.annotation.MappedProperty;

/** A tenant and a number within it. */
@Embeddable
record RowKey(@MappedProperty("tenant_id") int tenantId, @MappedProperty("id") int id) {}
