package dev.armature.metadata.change;

import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.Problems;
import java.sql.Connection;
import java.util.List;

/**
 * Takes part in the transaction that publishes a change of metadata, for example to index unique
 * values.
 */
@FunctionalInterface
public interface PublishListener {

    /**
     * Called before the steps are planned, to note in the definition what the platform keeps there
     * itself. No record of the tenant is being written meanwhile.
     *
     * @return the definition to go on with
     */
    default TenantDefinition preparing(
            Connection connection, TenantModel before, TenantModel after) {
        return after.definition();
    }

    /**
     * Called when the steps have been stored and before they are committed. No record of the tenant
     * is being written meanwhile.
     *
     * @param problems takes reasons to refuse the change, at the places of {@link EditContext}
     */
    void publishing(
            Connection connection,
            TenantModel before,
            TenantModel after,
            List<ChangeStep> steps,
            Problems problems);
}
