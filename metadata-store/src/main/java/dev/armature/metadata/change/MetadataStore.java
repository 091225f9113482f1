package dev.armature.metadata.change;

import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where metadata is kept. Every method is called within a transaction of the tenant. */
public interface MetadataStore extends MetadataEdit.Ids {

    /**
     * The metadata at its current version.
     *
     * @param known an older version to go on from, or null to read everything
     */
    TenantDefinition load(TenantId tenant, @Nullable TenantDefinition known);

    /** Carries the steps out and makes {@code version} the current one. */
    void apply(TenantId tenant, long version, List<ChangeStep> steps);

    /**
     * Adds to the log of changes, makes the version current and tells the other nodes at commit.
     */
    void publish(
            Connection connection,
            TenantId tenant,
            long version,
            @Nullable UUID actor,
            String summary,
            List<ChangeStep> steps);

    /**
     * Which version was current at a moment.
     *
     * @throws dev.armature.metadata.problem.EngineException {@code invalid_query} where it is older
     *     than the oldest that is kept
     */
    long versionAt(Connection connection, TenantId tenant, Instant moment);

    /** The metadata at a version that is kept, without roles. */
    TenantDefinition loadAt(Connection connection, TenantId tenant, long version);

    /** Objects that were deleted and can be restored, newest first. */
    List<Deleted<ObjectDefinition>> deletedObjects(TenantId tenant);

    /** Fields of an object that were deleted and can be restored, newest first. */
    List<Deleted<FieldDefinition>> deletedFields(TenantId tenant, int objectId);

    /** Something deleted, and when. */
    record Deleted<T>(T definition, Instant at) {}
}
