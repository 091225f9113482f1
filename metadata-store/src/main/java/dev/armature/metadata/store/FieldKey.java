package dev.armature.metadata.store;

import io.micronaut.data.annotation.Embeddable;
import io.micronaut.data.annotation.MappedProperty;

/** A tenant, an object of it, and a field's number within the object. */
@Embeddable
record FieldKey(
        @MappedProperty("tenant_id") int tenantId,
        @MappedProperty("object_id") int objectId,
        @MappedProperty("id") int id) {}
