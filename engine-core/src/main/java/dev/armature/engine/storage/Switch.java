package dev.armature.engine.storage;

import dev.armature.engine.job.JobWork;
import dev.armature.metadata.change.FormulaColumns;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.definition.IndexColumns;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.definition.TableLayout.ColumnState;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Tells everybody of another place, as a new version of the tenant's metadata: writers wait for the
 * moment that it takes, and go on by the new one.
 */
final class Switch {

    private final TenantTransactions transactions;
    private final MetadataPublisher publisher;

    Switch(TenantTransactions transactions, MetadataPublisher publisher) {
        this.transactions = transactions;
        this.publisher = publisher;
    }

    /**
     * Makes another place the one that counts.
     *
     * @param table null for the shared store
     * @param catchUp brings what was written last; no record is being written meanwhile
     */
    void place(
            TenantId tenant,
            int objectId,
            @Nullable TableLayout table,
            Runnable catchUp,
            TableStates.State state) {
        change(
                tenant,
                objectId,
                table == null ? "Move to the shared store" : "Move to a table of its own",
                connection -> {
                    catchUp.run();
                    TableStates.put(
                            connection, tenant, objectId, state, state == TableStates.State.USED);
                },
                object -> object.withTable(table));
    }

    /**
     * Gives columns another state. Those of formulas that mean something else by now are left as
     * they are.
     *
     * @param meant the object as it was when the columns were made or filled
     * @return the model in which they have it
     */
    TenantModel columns(
            TenantId tenant, ObjectModel meant, Collection<Integer> fields, ColumnState state) {
        return columns(
                tenant,
                meant.id(),
                object ->
                        FormulaColumns.same(meant.definition(), object)
                                ? fields
                                : fields.stream().filter(id -> isStored(meant, id)).toList(),
                state);
    }

    private static boolean isStored(ObjectModel object, int fieldId) {
        FieldModel field = object.field(fieldId);
        return field != null && field.type().stored();
    }

    /**
     * Gives columns another state.
     *
     * @param state null for columns that are there no longer
     */
    void columns(
            TenantId tenant,
            int objectId,
            Collection<Integer> fields,
            @Nullable ColumnState state) {
        columns(tenant, objectId, object -> fields, state);
    }

    private TenantModel columns(
            TenantId tenant,
            int objectId,
            Function<ObjectDefinition, Collection<Integer>> fields,
            @Nullable ColumnState state) {
        return change(
                tenant,
                objectId,
                "Change the indexes",
                connection -> {
                    if (state == ColumnState.UNUSED) {
                        TableStates.leave(connection, tenant, objectId);
                    }
                },
                object -> {
                    TableLayout table = object.table();
                    for (int field : fields.apply(object)) {
                        table = table == null ? null : table.withColumn(field, state);
                    }
                    return object.withTable(table);
                });
    }

    /** Says which fields, and which of them together, have an index because queries want it. */
    void advise(TenantId tenant, int objectId, Set<Integer> fields, Set<IndexColumns> combined) {
        change(
                tenant,
                objectId,
                "Follow the index adviser",
                connection -> {},
                object ->
                        object.table() == null
                                ? object
                                : object.withTable(object.table().withAdvised(fields, combined)));
    }

    /** Says which indexes over several fields there are. */
    void indexes(TenantId tenant, int objectId, Set<IndexColumns> indexes) {
        change(
                tenant,
                objectId,
                "Change the indexes",
                connection -> {},
                object ->
                        object.table() == null
                                ? object
                                : object.withTable(object.table().withIndexes(indexes)));
    }

    private TenantModel change(
            TenantId tenant,
            int objectId,
            String summary,
            Consumer<Connection> before,
            UnaryOperator<ObjectDefinition> change) {
        TenantModel published =
                transactions.change(
                        tenant,
                        (connection, version) -> {
                            before.accept(connection);
                            return publisher.publishWithin(
                                    connection,
                                    version,
                                    tenant,
                                    null,
                                    summary,
                                    (definition, context) -> changed(definition, objectId, change));
                        });
        publisher.published(published);
        return published;
    }

    /**
     * Carries a change of one object out.
     *
     * @throws JobWork.StoppedException if the object was deleted meanwhile
     */
    private static TenantDefinition changed(
            TenantDefinition definition, int objectId, UnaryOperator<ObjectDefinition> change) {
        for (ObjectDefinition object : definition.objects().values()) {
            if (object.id() == objectId) {
                return definition.with(change.apply(object));
            }
        }
        throw new JobWork.StoppedException(true);
    }
}
