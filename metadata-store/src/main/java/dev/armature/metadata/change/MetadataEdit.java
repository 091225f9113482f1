package dev.armature.metadata.change;

import dev.armature.metadata.definition.TenantDefinition;

/** A change of metadata as a pure function: it touches nothing but what it returns. */
@FunctionalInterface
public interface MetadataEdit {

    /**
     * Makes the metadata as it shall be of the metadata as it is. What is wrong with the edit goes
     * to the context's problems; when there is any, the result is ignored.
     */
    TenantDefinition apply(TenantDefinition current, EditContext context);

    /** Gives out numbers for new objects, parts and roles. Numbers may go unused. */
    interface Ids {
        int nextObject();

        int nextPart();

        int nextRole();
    }
}
