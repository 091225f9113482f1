package dev.armature.engine.storage;

import dev.armature.engine.job.JobWork;
import dev.armature.engine.place.SwitchLock;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells everybody of another place, as a new version of the tenant's metadata: writers of the
 * object wait for the moment that it takes, and go on by the new one.
 */
final class Switch {

    private static final String CHANGE_INDEXES = "Change the indexes";

    private final TenantTransactions transactions;
    private final MetadataPublisher publisher;

    Switch(TenantTransactions transactions, MetadataPublisher publisher) {
        this.transactions = transactions;
        this.publisher = publisher;
    }

    /**
     * Makes another place the one that counts. Writers of the object wait while the places are made
     * equal; all others only for the two moments in which the metadata changes.
     *
     * @param owner the session that holds the object's lock meanwhile
     * @param table null for the shared store
     * @param catchUp brings what was written last; no record is being written meanwhile
     */
    void place(
            Connection owner,
            TenantId tenant,
            int objectId,
            @Nullable TableLayout table,
            Runnable catchUp,
            TableStates.State state) {
        switching(tenant, objectId, "Prepare another place", true);
        try {
            SwitchLock.hold(owner, objectId);
            catchUp.run();
            change(
                    tenant,
                    objectId,
                    table == null ? "Move to the shared store" : "Move to a table of its own",
                    connection -> {
                        SwitchLock.requireHeld(owner, objectId);
                        TableStates.put(
                                connection,
                                tenant,
                                objectId,
                                state,
                                state == TableStates.State.USED);
                    },
                    object -> object.definition().withTable(table).withSwitching(false));
        } catch (Throwable e) {
            andThen(e, () -> stay(tenant, objectId));
            andThen(e, () -> SwitchLock.release(owner, objectId));
            throw e;
        }
        SwitchLock.release(owner, objectId);
    }

    private static void andThen(Throwable failure, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Leaves an object where it is, if it is about to be in another place. */
    void stay(TenantId tenant, int objectId) {
        switching(tenant, objectId, "Stay in the same place", false);
    }

    private void switching(TenantId tenant, int objectId, String summary, boolean now) {
        change(
                tenant,
                objectId,
                summary,
                connection -> {},
                object -> object.definition().withSwitching(now));
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
                now ->
                        fields.stream()
                                .filter(id -> isStored(meant, id) || isSame(meant, now, id))
                                .toList(),
                state);
    }

    /**
     * Puts columns of formulas to use that were filled, unless a write has left them behind since.
     * Those of formulas that mean something else by now are left as they are.
     *
     * @return the object with the columns; empty if they are to be filled once more
     */
    Optional<ObjectModel> use(TenantId tenant, ObjectModel filled, Collection<Integer> formulas) {
        boolean[] due = new boolean[1];
        TenantModel model =
                change(
                        tenant,
                        filled.id(),
                        CHANGE_INDEXES,
                        connection -> due[0] = DueColumns.isDue(connection, filled),
                        now ->
                                due[0]
                                        ? now.definition()
                                        : with(
                                                now,
                                                formulas.stream()
                                                        .filter(id -> isSame(filled, now, id))
                                                        .toList(),
                                                ColumnState.READY));
        return due[0] ? Optional.empty() : Optional.of(model.required(filled.id()));
    }

    /** Has queries compute formulas of an object whose columns they use. */
    void takeOut(TenantId tenant, int objectId, Collection<Integer> formulas) {
        columns(
                tenant,
                objectId,
                now -> {
                    TableLayout table = now.definition().table();
                    return formulas.stream()
                            .filter(id -> table != null && table.isReady(id))
                            .toList();
                },
                ColumnState.FILLING);
    }

    private static boolean isSame(ObjectModel one, ObjectModel other, int fieldId) {
        return FormulaColumns.same(one, other, fieldId);
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
            Function<ObjectModel, Collection<Integer>> fields,
            @Nullable ColumnState state) {
        return change(
                tenant,
                objectId,
                CHANGE_INDEXES,
                connection -> {
                    if (state == ColumnState.UNUSED) {
                        TableStates.leave(connection, tenant, objectId);
                    }
                },
                object -> with(object, fields.apply(object), state));
    }

    private static ObjectDefinition with(
            ObjectModel object, Collection<Integer> fields, @Nullable ColumnState state) {
        TableLayout table = object.definition().table();
        for (int field : fields) {
            table = table == null ? null : table.withColumn(field, state);
        }
        return object.definition().withTable(table);
    }

    /** Says which fields, and which of them together, have an index because queries want it. */
    void advise(TenantId tenant, int objectId, Set<Integer> fields, Set<IndexColumns> combined) {
        change(
                tenant,
                objectId,
                "Follow the index adviser",
                connection -> {},
                object -> {
                    TableLayout table = object.definition().table();
                    return object.definition()
                            .withTable(table == null ? null : table.withAdvised(fields, combined));
                });
    }

    /** Says which indexes over several fields there are. */
    void indexes(TenantId tenant, int objectId, Set<IndexColumns> indexes) {
        change(
                tenant,
                objectId,
                CHANGE_INDEXES,
                connection -> {},
                object -> {
                    TableLayout table = object.definition().table();
                    return object.definition()
                            .withTable(table == null ? null : table.withIndexes(indexes));
                });
    }

    private TenantModel change(
            TenantId tenant,
            int objectId,
            String summary,
            Consumer<Connection> before,
            Function<ObjectModel, ObjectDefinition> change) {
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
                                    (definition, context) ->
                                            changed(tenant, definition, objectId, change));
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
            TenantId tenant,
            TenantDefinition definition,
            int objectId,
            Function<ObjectModel, ObjectDefinition> change) {
        ObjectModel object = new TenantModel(tenant, definition).object(objectId);
        if (object == null) {
            throw new JobWork.StoppedException(true);
        }
        return definition.with(change.apply(object));
    }
}
