package dev.armature.engine.storage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.query.SearchSql;
import dev.armature.engine.query.Searchable;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.ChangeStep;
import dev.armature.metadata.change.FormulaColumns;
import dev.armature.metadata.change.PublishListener;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.IndexColumns;
import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where objects' records are kept, told and decided: administrators ask and order here, growth and
 * changes of metadata lead to jobs from here. Thread-safe.
 */
public final class Storage implements PublishListener {

    /** How many times the threshold an object may have and still go back to the shared store. */
    private static final int MAX_RETURNING = 5;

    private final TenantDatabase database;
    private final TenantModels models;
    private final AccessPolicy access;
    private final Jobs jobs;
    private final IndexAdviser adviser;
    private final int threshold;

    public Storage(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Jobs jobs,
            IndexAdviser adviser,
            StorageOptions options) {
        this.database = database;
        this.models = models;
        this.access = access;
        this.jobs = jobs;
        this.adviser = adviser;
        this.threshold = options.threshold();
    }

    /** How an object's records are kept, as {@code {"place": …, "records": …, "columns": […]}}. */
    public ObjectNode describe(Caller caller, String objectName) {
        access.requireAdministrator(caller);
        ObjectModel object = models.current(caller.tenantId()).required(objectName);
        TableLayout table = object.definition().table();
        ObjectNode out = Json.object().put("place", Place.of(table).word());
        out.put("records", count(object, Integer.MAX_VALUE));
        out.put("threshold", threshold);
        ArrayNode columns = out.putArray("columns");
        Map<Integer, ColumnIndex> wanted = ColumnIndex.wanted(object);
        for (FieldModel field : object.fields()) {
            ColumnIndex index = wanted.get(field.id());
            TableLayout.ColumnState state = table == null ? null : table.columns().get(field.id());
            if (index != null || state != null) {
                columns.addObject()
                        .put("field", field.name())
                        .put("index", index == null ? null : word(index))
                        .put("state", state == null ? "missing" : word(state))
                        .put("advised", table != null && table.advised().contains(field.id()));
            } else if (field.definition().indexed()) {
                columns.addObject()
                        .put("field", field.name())
                        .putNull("index")
                        .put("state", "not_possible")
                        .put("advised", false);
            }
        }
        describeIndexes(object, table, out.putArray("indexes"));
        return out;
    }

    private static void describeIndexes(
            ObjectModel object, @Nullable TableLayout table, ArrayNode out) {
        Set<IndexColumns> declared = CombinedIndexes.declared(object);
        Set<IndexColumns> all = new TreeSet<>(CombinedIndexes.wanted(object));
        if (table != null) {
            all.addAll(table.indexes());
        }
        for (IndexColumns index : all) {
            ObjectNode told = out.addObject();
            ArrayNode fields = told.putArray("fields");
            for (int column : index.fields()) {
                FieldModel field = object.field(Math.abs(column));
                fields.add((column < 0 ? "-" : "") + (field == null ? "?" : field.name()));
            }
            told.put(
                            "state",
                            table != null && table.indexes().contains(index) ? "ready" : "missing")
                    .put("advised", !declared.contains(index));
        }
    }

    IndexAdviser adviser() {
        return adviser;
    }

    /** Orders the indexes that queries have come to want, and gives up those they want no more. */
    void followAdvice(TenantId tenant, ObjectModel object) {
        TableLayout table = object.definition().table();
        if (table == null) {
            return;
        }
        Set<Integer> advised = adviser.advised(object, table.advised());
        Set<IndexColumns> together = adviser.advisedTogether(object, table.advisedIndexes());
        if (!advised.equals(table.advised()) || !together.equals(table.advisedIndexes())) {
            ObjectNode parameters = parameters(object, Place.DEDICATED);
            ArrayNode fields = parameters.putArray(StorageWork.ADVISED);
            advised.forEach(fields::add);
            ArrayNode indexes = parameters.putArray(StorageWork.ADVISED_INDEXES);
            together.forEach(index -> indexes.add(index.text()));
            queue(tenant, object, parameters);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Orders an object to a place, and its table to be in order.
     *
     * @param together takes part in putting the job down
     * @return the job that does it
     */
    public UUID move(Caller caller, String objectName, Place place, Jobs.Together together) {
        access.requireAdministrator(caller);
        ObjectModel object = models.current(caller.tenantId()).required(objectName);
        long most = (long) threshold * MAX_RETURNING;
        if (place == Place.SHARED && count(object, most + 1) > most) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "The object has more than "
                            + most
                            + " records, too many for the shared store; delete some or leave it where it is");
        }
        return jobs.queueNew(
                caller, StorageWork.KIND, object.name(), parameters(object, place), together);
    }

    /** An object has grown; when it is too large for the shared store, it shall leave it. */
    void grown(TenantId tenant, int objectId) {
        ObjectModel object = models.current(tenant).object(objectId);
        if (object != null
                && object.definition().table() == null
                && count(object, threshold + 1L) > threshold) {
            promote(tenant, object);
        }
    }

    /**
     * Records are about to come; when they are too many for the shared store, the object shall have
     * its own table before they do.
     */
    public void expect(TenantId tenant, ObjectModel object, long records) {
        if (object.definition().table() == null && records > threshold) {
            promote(tenant, object);
        }
    }

    private void promote(TenantId tenant, ObjectModel object) {
        queue(tenant, object, parameters(object, Place.DEDICATED));
    }

    private void queue(TenantId tenant, ObjectModel object, ObjectNode parameters) {
        database.transaction(
                tenant,
                connection -> {
                    jobs.queueNew(connection, tenant, StorageWork.KIND, object.name(), parameters);
                    return true;
                });
    }

    private static ObjectNode parameters(ObjectModel object, Place place) {
        return Json.object()
                .put(StorageWork.OBJECT, object.id())
                .put(StorageWork.PLACE, place.word());
    }

    /** How many records an object has, deleted ones included, counted up to a limit. */
    private long count(ObjectModel object, long limit) {
        RecordPlace place = RecordPlace.of(object);
        long[] count = new long[1];
        database.query(
                object.tenant().tenant(),
                Sql.of(
                        "select count(*) from (select from ",
                        place.name(),
                        " r where ",
                        place.isOwn("r"),
                        " limit ",
                        Sql.number(limit),
                        ") n"),
                rows -> {
                    rows.next();
                    count[0] = rows.getLong(1);
                });
        return count[0];
    }

    /** Lets a table follow when its object's fields change. */
    @Override
    public void publishing(
            Connection connection,
            TenantModel before,
            TenantModel after,
            List<ChangeStep> steps,
            Problems problems) {
        Set<Integer> changed = new LinkedHashSet<>();
        for (ChangeStep step : steps) {
            switch (step) {
                case ChangeStep.PutField put -> changed.add(put.object().id());
                case ChangeStep.RemoveField remove -> changed.add(remove.object().id());
                case ChangeStep.PutObject put -> changed.add(put.object().id());
                case ChangeStep.RemoveObject r -> {}
                case ChangeStep.PutPart p -> {}
                case ChangeStep.RemovePart p -> {}
                case ChangeStep.PutRole r -> {}
                case ChangeStep.RemoveRole r -> {}
            }
        }
        for (int objectId : changed) {
            ObjectModel object = after.required(objectId);
            TableLayout table = object.definition().table();
            if (table == null
                    ? threshold == 0 && isNew(before, objectId)
                    : !isArriving(before, objectId)
                            && (!fits(object, table)
                                    || declaresOthers(before, object)
                                    || searchesOthers(before, object, table)
                                    || isOutdated(connection, before, object, table))) {
                jobs.queueNew(
                        connection,
                        after.tenant(),
                        StorageWork.KIND,
                        object.name(),
                        parameters(object, Place.DEDICATED));
            }
        }
    }

    private static boolean isNew(TenantModel before, int objectId) {
        return before.object(objectId) == null;
    }

    /** Whether metadata names other indexes over several fields than before. */
    private static boolean declaresOthers(TenantModel before, ObjectModel object) {
        ObjectModel was = before.object(object.id());
        return was != null
                && !CombinedIndexes.declared(was).equals(CombinedIndexes.declared(object));
    }

    /** Whether other fields are searched than before. */
    private static boolean searchesOthers(
            TenantModel before, ObjectModel object, TableLayout table) {
        ObjectModel was = before.object(object.id());
        return was != null && !searched(was, table).equals(searched(object, table));
    }

    private static Set<String> searched(ObjectModel object, TableLayout table) {
        return Searchable.fields(object).stream()
                .map(field -> SearchSql.indexName(table, field))
                .collect(Collectors.toSet());
    }

    /** Whether the change is the move to a table; the job that moves goes on to the columns. */
    private static boolean isArriving(TenantModel before, int objectId) {
        ObjectModel was = before.object(objectId);
        return was != null && was.definition().table() == null;
    }

    /** Whether columns of formulas are to be filled again, and nobody is at it already. */
    private boolean isOutdated(
            Connection connection, TenantModel before, ObjectModel object, TableLayout table) {
        ObjectModel was = before.object(object.id());
        return was != null
                && ColumnIndex.wanted(object).keySet().stream()
                        .anyMatch(id -> !table.isReady(id) && isOutdated(was, object, id))
                && !jobs.isUnderWay(connection, before.tenant(), StorageWork.KIND, was.name());
    }

    private static boolean isOutdated(ObjectModel was, ObjectModel object, int fieldId) {
        TableLayout before = was.definition().table();
        FieldModel field = object.field(fieldId);
        return (before != null && before.isReady(fieldId))
                || (field != null
                        && field.formula() != null
                        && !FormulaColumns.same(was, object, fieldId));
    }

    /** Whether a table has the columns that its object wants, or is getting them. */
    private static boolean fits(ObjectModel object, TableLayout table) {
        Set<Integer> wanted = ColumnIndex.wanted(object).keySet();
        return wanted.stream().allMatch(table::isWritten)
                && table.columns().keySet().stream()
                        .filter(table::isWritten)
                        .allMatch(wanted::contains);
    }
}
