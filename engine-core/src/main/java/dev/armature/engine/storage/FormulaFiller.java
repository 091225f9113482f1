package dev.armature.engine.storage;

import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.record.FarColumns;
import dev.armature.engine.record.LostValue;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.change.FormulaColumns;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Fills the columns of formulas that read other records, some at a time, each batch a transaction
 * among those of other writers: those read by the places where records are now, and keep in step
 * what is filled already.
 */
final class FormulaFiller {

    /** How many records one transaction fills; writers of these wait for so long. */
    static final int BATCH = 1_000;

    // The class of what happens to a transaction that loses to others, as in a deadlock.
    private static final String ROLLED_BACK = "40";

    private final TenantTransactions transactions;
    private final TenantModels models;
    private final ObjectModel object;
    private final Collection<Integer> formulas;

    /**
     * @param object in whose model the formulas' columns are written
     */
    FormulaFiller(
            TenantTransactions transactions,
            TenantModels models,
            ObjectModel object,
            Collection<Integer> formulas) {
        this.transactions = transactions;
        this.models = models;
        this.object = object;
        this.formulas = List.copyOf(formulas);
    }

    /**
     * Fills all. Formulas that mean something else meanwhile are left alone from then on.
     *
     * @param begun is told of how many records there are
     * @param progress is told of how many records were looked at in each batch, and what was lost
     */
    void fill(LongConsumer begun, ColumnFiller.Progress progress) {
        begun.accept(
                transactions.run(
                        tenant(),
                        connection -> {
                            DueColumns.forget(connection, object);
                            return count(connection);
                        }));
        UUID last = null;
        while (true) {
            List<LostValue> lost = new ArrayList<>();
            Optional<List<UUID>> batch = next(last, lost);
            if (batch.isPresent()) {
                if (batch.get().isEmpty()) {
                    return;
                }
                last = batch.get().getLast();
                progress.batch(batch.get().size(), lost);
            }
        }
    }

    private TenantId tenant() {
        return object.tenant().tenant();
    }

    private long count(Connection connection) {
        RecordPlace place = RecordPlace.of(object);
        return Sql.of("select count(*) from ", place.name(), " r where ", place.isLive("r"))
                .first(connection, row -> row.getLong(1))
                .orElseThrow();
    }

    /**
     * Fills the next records; empty when it has to be tried again, because metadata changed or
     * writers of the same records were in the way.
     */
    private Optional<List<UUID>> next(@Nullable UUID after, List<LostValue> lost) {
        TenantModel model = models.refresh(tenant());
        try {
            return transactions.run(
                    tenant(),
                    connection ->
                            beginWrite(connection) == model.version()
                                    ? Optional.of(fill(connection, model, after, lost))
                                    : Optional.empty());
        } catch (DatabaseException e) {
            if (!e.state().startsWith(ROLLED_BACK)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private long beginWrite(Connection connection) {
        return Sql.of("select begin_write(", Sql.number(tenant().value()), ")")
                .first(connection, row -> row.getLong(1))
                .orElseThrow();
    }

    private List<UUID> fill(
            Connection connection, TenantModel model, @Nullable UUID after, List<LostValue> lost) {
        ObjectModel now = model.object(object.id());
        TableLayout table = now == null ? null : now.definition().table();
        if (now == null || table == null) {
            return List.of();
        }
        List<FieldModel> left =
                now.fields().stream()
                        .filter(field -> formulas.contains(field.id()))
                        .filter(field -> table.isWritten(field.id()))
                        .filter(field -> FormulaColumns.same(object, now, field.id()))
                        .toList();
        List<UUID> ids = left.isEmpty() ? List.of() : ids(connection, now, after);
        if (!ids.isEmpty()) {
            FarColumns.fill(connection, now, left, ids, lost::add);
        }
        return ids;
    }

    private static List<UUID> ids(Connection connection, ObjectModel object, @Nullable UUID after) {
        RecordPlace place = RecordPlace.of(object);
        return Sql.of(
                        "select r.id from ",
                        place.name(),
                        " r where ",
                        place.isLive("r"),
                        after == null
                                ? Sql.EMPTY
                                : Sql.of(" and r.id > ", Sql.value(after, ColumnType.UUID)),
                        " order by r.id limit ",
                        Sql.number(BATCH))
                .all(connection, row -> row.getObject(1, UUID.class));
    }
}
