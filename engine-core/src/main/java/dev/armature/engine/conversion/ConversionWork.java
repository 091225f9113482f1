package dev.armature.engine.conversion;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.job.Job;
import dev.armature.engine.job.JobWork;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.record.Collisions;
import dev.armature.engine.record.RollupFiller;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.MetadataPublisher;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.TenantTransactions;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.field.Conversion;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Converts a field: first beside the old values, while everybody goes on reading and writing those;
 * then, in one change of metadata, what was written meanwhile, and the new field takes the old
 * one's place. A job that is cancelled, or fails, leaves everything as it was.
 */
public final class ConversionWork implements JobWork {

    /** Writers are kept out once a pass over the records found no more than so many. */
    private static final int FEW = ValueConverter.BATCH_RECORDS;

    /** How many passes are made before that, however many records are written meanwhile. */
    private static final int MAX_PASSES = 10;

    /** How many reasons a job's error names. */
    private static final int SHOWN_PROBLEMS = 5;

    private final TenantDatabase database;
    private final TenantTransactions transactions;
    private final TenantModels models;
    private final MetadataPublisher publisher;
    private final AccessPolicy access;
    private final Jobs jobs;
    private final Callers callers;

    public ConversionWork(
            TenantDatabase database,
            TenantTransactions transactions,
            TenantModels models,
            MetadataPublisher publisher,
            AccessPolicy access,
            Jobs jobs,
            Callers callers) {
        this.database = database;
        this.transactions = transactions;
        this.models = models;
        this.publisher = publisher;
        this.access = access;
        this.jobs = jobs;
        this.callers = callers;
    }

    @Override
    public String kind() {
        return FieldConversions.JOB_KIND;
    }

    @Override
    public void run(Jobs.Claimed claimed, Progress progress) {
        Caller caller = callers.required(claimed.tenant(), claimed.job().createdBy());
        access.requireAdministrator(caller);
        Run run = new Run(claimed.tenant(), claimed.job(), caller, progress);
        try {
            if (!run.isDone()) {
                run.convert();
            }
        } catch (StoppedException e) {
            if (e.isCancelled()) {
                run.cleanUp(false);
            }
            throw e;
        } catch (EngineException e) {
            run.cleanUp(false);
            throw e;
        }
        run.cleanUp(true);
    }

    @Override
    public void giveUp(Jobs.Claimed claimed) {
        Caller caller = callers.required(claimed.tenant(), claimed.job().createdBy());
        Run run = new Run(claimed.tenant(), claimed.job(), caller, () -> {});
        run.cleanUp(run.isDone());
    }

    /** One job on its way. */
    private final class Run {
        private final TenantId tenant;
        private final Job job;
        private final Caller caller;
        private final Progress progress;
        private final FieldConversion wish;
        private long looked;

        Run(TenantId tenant, Job job, Caller caller, Progress progress) {
            this.tenant = tenant;
            this.job = job;
            this.caller = caller;
            this.progress = progress;
            this.wish = FieldConversion.fromJson(job.parameters());
        }

        boolean isDone() {
            ObjectModel object = models.refresh(tenant).object(wish.objectId());
            return !wish.dryRun() && object != null && wish.isDone(object.definition());
        }

        void convert() {
            long open = within((connection, model) -> converter(model).open(connection));
            jobs.begin(tenant, job.id(), open);
            int converted = pass(true);
            for (int i = 1; i < MAX_PASSES && converted > FEW && !wish.dryRun(); i++) {
                converted = pass(false);
            }
            reportCollisions();
            if (!wish.dryRun()) {
                takeTheOldOnesPlace();
            }
        }

        /** Goes through all records that are not converted; gives how many were. */
        private int pass(boolean reported) {
            int converted = 0;
            UUID last = null;
            do {
                UUID after = last;
                ValueConverter.Batch batch =
                        within((connection, model) -> {
                            ValueConverter.Batch done = converter(model).next(connection, after);
                            if (reported) {
                                report(connection, done);
                            }
                            return done;
                        });
                converted += batch.converted();
                looked += batch.looked();
                last = batch.last();
                progress.check();
            } while (last != null);
            return converted;
        }

        private void report(Connection connection, ValueConverter.Batch batch) {
            List<Jobs.Refusal> refusals = new ArrayList<>();
            for (ValueConverter.Lost lost : batch.lost()) {
                refusals.add(
                        new Jobs.Refusal(
                                looked + refusals.size() + 1,
                                Jobs.errors(lost.reasons()),
                                lost.record() + " " + shorten(lost.value())));
            }
            jobs.report(
                    connection,
                    tenant,
                    job.id(),
                    new Jobs.Step(batch.looked(), 0, batch.converted(), 0, refusals));
        }

        /** Says which records would have in common what is unique; the switch is refused then. */
        private void reportCollisions() {
            Collisions collisions = new Collisions();
            UUID last = RollupFiller.FIRST;
            while (last != null) {
                UUID after = last;
                Collisions.Batch batch =
                        within((connection, model) -> {
                            Collisions.Batch found =
                                    collisions(connection, model, collisions, after);
                            report(connection, found);
                            return found;
                        });
                looked += batch.found().size();
                last = batch.last();
                progress.check();
            }
        }

        private Collisions.Batch collisions(
                Connection connection, TenantModel model, Collisions collisions, UUID after) {
            ObjectModel object = model.object(wish.objectId());
            if (object == null) {
                throw gone();
            }
            TenantDefinition definition = model.definition();
            TenantModel next =
                    new TenantModel(tenant, definition.with(replaced(object.definition())));
            return collisions.next(
                    connection,
                    object,
                    next.required(wish.objectId()),
                    converter(model)::converted,
                    after);
        }

        private void report(Connection connection, Collisions.Batch batch) {
            List<Jobs.Refusal> refusals = new ArrayList<>();
            for (Collisions.Collision collision : batch.found()) {
                refusals.add(
                        new Jobs.Refusal(
                                looked + refusals.size() + 1,
                                Jobs.errors(collision.reasons()),
                                collision.record().toString()));
            }
            jobs.report(connection, tenant, job.id(), new Jobs.Step(0, 0, 0, 0, refusals));
        }

        private static String shorten(String value) {
            String printable = value.replace("\0", "");
            return printable.length() <= 200 ? printable : printable.substring(0, 200) + "…";
        }

        private void takeTheOldOnesPlace() {
            String summary = "convert field " + job.parameters().get("field").textValue();
            try {
                TenantModel published =
                        transactions.change(
                                tenant,
                                (connection, version) ->
                                        publisher.publishWithin(
                                                connection,
                                                version,
                                                tenant,
                                                caller.userId(),
                                                summary,
                                                (current, context) ->
                                                        finished(connection, current)));
                publisher.published(published);
            } catch (EngineException e) {
                throw e.problems().isEmpty() ? e : refused(e.problems());
            }
        }

        /** A job has no list of problems to show, so its error tells them. */
        private static EngineException refused(List<Problem> problems) {
            return new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "What the field shall become is refused, and nothing was changed: "
                            + problems.stream()
                                    .limit(SHOWN_PROBLEMS)
                                    .map(problem -> problem.pointer() + ": " + problem.message())
                                    .collect(Collectors.joining("; ")),
                    problems);
        }

        /** Converts what is left by the metadata that nobody changes any more, and switches. */
        private TenantDefinition finished(Connection connection, TenantDefinition current) {
            finish(connection, converter(new TenantModel(tenant, current)));
            return current.with(replaced(FieldConversions.byId(current, wish.objectId())));
        }

        private void finish(Connection connection, ValueConverter converter) {
            UUID last = null;
            do {
                last = converter.next(connection, last).last();
            } while (last != null);
            long lost = converter.lost(connection);
            if (lost > 0 && !wish.acceptLoss()) {
                throw new EngineException(
                        ErrorCode.STATE_CONFLICT,
                        lost
                                + " values do not fit and would be lost; nothing was changed. Mend them, name replacements, or accept the loss by \"acceptLoss\"");
            }
        }

        private ObjectDefinition replaced(ObjectDefinition object) {
            FieldDefinition old = wish.old(object);
            if (old == null) {
                throw gone();
            }
            return object.mapFields(field -> field.id() == old.id() ? wish.field(old) : field);
        }

        private ValueConverter converter(TenantModel model) {
            ObjectModel object = model.object(wish.objectId());
            FieldModel old = object == null ? null : object.field(wish.oldId());
            if (object == null || old == null) {
                throw gone();
            }
            Conversion conversion =
                    new Conversion(
                            old.type(),
                            wish.field(old.definition()).type(),
                            wish.replacements(),
                            caller.tenant().zone());
            return new ValueConverter(wish, conversion, object, old);
        }

        private static EngineException gone() {
            return new EngineException(
                    ErrorCode.STATE_CONFLICT, "The field was deleted in the meantime");
        }

        void cleanUp(boolean inUse) {
            if (wish.dryRun()) {
                return;
            }
            int cleaned;
            do {
                cleaned =
                        within((connection, model) -> {
                            ObjectModel object = model.object(wish.objectId());
                            return object == null
                                    ? 0
                                    : ValueConverter.cleanUp(connection, object, wish, inUse);
                        });
            } while (cleaned > 0);
        }

        /** Works as a writer does, by the model that is current for as long. */
        private <T> T within(BiFunction<Connection, TenantModel, T> work) {
            while (true) {
                TenantModel known = models.current(tenant);
                Result<T> result =
                        database.write(
                                tenant,
                                (connection, version) ->
                                        known.version() == version
                                                ? new Result<>(true, work.apply(connection, known))
                                                : new Result<>(false, null));
                T value = result.value();
                if (result.current() && value != null) {
                    return value;
                }
                models.refresh(tenant);
            }
        }
    }

    private record Result<T>(boolean current, @Nullable T value) {}
}
