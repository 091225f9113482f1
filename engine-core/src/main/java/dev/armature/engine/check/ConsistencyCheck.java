package dev.armature.engine.check;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Compares what is derived with the records it is derived from, and writes it anew. Finding sees
 * one moment and keeps nobody waiting; while an object is repaired, the tenant's writers wait.
 * Stateless.
 */
public final class ConsistencyCheck {

    private final TenantTransactions transactions;
    private final TenantModels models;

    public ConsistencyCheck(TenantTransactions transactions, TenantModels models) {
        this.transactions = transactions;
        this.models = models;
    }

    /** The tenant's objects, by their numbers. */
    public List<Integer> objects(TenantId tenant) {
        return models.refresh(tenant).objects().stream().map(ObjectModel::id).toList();
    }

    /** What is wrong with an object; nothing with one that is deleted meanwhile. */
    public List<Finding> find(TenantId tenant, int objectId) {
        return current(
                model ->
                        transactions.runAtOneMoment(
                                tenant,
                                connection ->
                                        version(connection, tenant) == model.version()
                                                ? Optional.of(find(connection, model, objectId))
                                                : Optional.empty()),
                tenant);
    }

    /**
     * Writes anew what is wrong with an object.
     *
     * @return what the records themselves leave wrong
     */
    public List<Finding> repair(TenantId tenant, int objectId) {
        return current(
                model ->
                        transactions.change(
                                tenant,
                                (connection, version) ->
                                        version == model.version()
                                                ? Optional.of(repair(connection, model, objectId))
                                                : Optional.empty()),
                tenant);
    }

    private interface Attempt {
        Optional<List<Finding>> with(TenantModel model);
    }

    /** Tries until no change of metadata comes between reading the model and using it. */
    private List<Finding> current(Attempt attempt, TenantId tenant) {
        while (true) {
            Optional<List<Finding>> done = attempt.with(models.refresh(tenant));
            if (done.isPresent()) {
                return done.get();
            }
        }
    }

    private static long version(Connection connection, TenantId tenant) {
        return Sql.of(
                        "select metadata_version from tenant where tenant_id = ",
                        Sql.number(tenant.value()))
                .first(connection, row -> row.getLong(1))
                .orElseThrow();
    }

    private static List<Finding> find(Connection connection, TenantModel model, int objectId) {
        return each(model, objectId, (derived, object) -> find(connection, derived, object));
    }

    private static List<Finding> repair(Connection connection, TenantModel model, int objectId) {
        return each(
                model,
                objectId,
                (derived, object) -> {
                    if (find(connection, derived, object).isEmpty()) {
                        return List.of();
                    }
                    derived.repair(connection, object);
                    return find(connection, derived, object);
                });
    }

    private static List<Finding> each(
            TenantModel model, int objectId, BiFunction<Derived, ObjectModel, List<Finding>> work) {
        ObjectModel object = model.object(objectId);
        return object == null
                ? List.of()
                : Derived.ALL.stream()
                        .flatMap(derived -> work.apply(derived, object).stream())
                        .toList();
    }

    private static List<Finding> find(Connection connection, Derived derived, ObjectModel object) {
        Findings findings = new Findings(object);
        derived.find(connection, object, findings);
        return findings.all();
    }
}
