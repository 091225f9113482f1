package dev.armature.engine.mass;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.User;
import dev.armature.engine.identity.Users;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.query.MatchingRecords;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes wishes to hand a user's records over to another user: a job for each object that has such
 * records, so that each has its progress and can be undone. Thread-safe.
 */
public final class HandOvers {

    private final TenantDatabase database;
    private final TenantModels models;
    private final AccessPolicy access;
    private final Users users;
    private final Jobs jobs;
    private final Clock clock;
    private final Runnable wake;

    /**
     * @param wake told when a job is ready to be done
     */
    public HandOvers(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Users users,
            Jobs jobs,
            Clock clock,
            Runnable wake) {
        this.database = database;
        this.models = models;
        this.access = access;
        this.users = users;
        this.jobs = jobs;
        this.clock = clock;
        this.wake = wake;
    }

    /**
     * Hands over, or tells of how many records it would be.
     *
     * @param user whose records
     * @param body {@code to}, {@code fields}, {@code dryRun}
     * @return {@code {"objects": [{"object", "records", "job"}]}}, with no job of a dry run
     */
    public ObjectNode handOver(Caller caller, UUID user, ObjectNode body) {
        access.requireAdministrator(caller);
        User from = users.required(caller.tenantId(), user);
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        UUID to = Literals.id(attributes.text("to", 100));
        boolean fields = attributes.flag("fields", false);
        boolean dryRun = attributes.flag("dryRun", false);
        attributes.finish();
        if (to == null && problems.isEmpty()) {
            problems.add("/to", "invalid_id", "The id of a user is expected");
        }
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        MassChange.Over over = new MassChange.Over(from.id(), heir(caller, from, to), fields);
        TenantModel model = access.seen(caller, models.current(caller.tenantId()));
        ObjectNode answer = Json.object();
        ArrayNode objects = answer.putArray("objects");
        count(caller, model, over)
                .forEach((object, records) -> {
                    ObjectNode one =
                            objects.addObject().put("object", object).put("records", records);
                    if (!dryRun) {
                        one.put("job", queue(caller, model.required(object), over).toString());
                    }
                });
        if (!dryRun) {
            AuditEvent.by(caller.userId(), AuditKind.OWNER_REPLACED, from.id())
                    .with("to", over.to().toString())
                    .with("fields", Boolean.toString(fields))
                    .write(database, caller.tenantId());
            wake.run();
        }
        return answer;
    }

    private UUID heir(Caller caller, User from, @Nullable UUID to) {
        boolean good =
                !from.id().equals(to)
                        && users.list(caller.tenantId()).stream()
                                .anyMatch(user -> user.id().equals(to) && user.active());
        if (to == null || !good) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem(
                            "/to",
                            "reference_not_found",
                            "Another user who may sign in is expected"));
        }
        return to;
    }

    private Map<String, Long> count(Caller caller, TenantModel model, MassChange.Over over) {
        return database.transaction(
                caller.tenantId(),
                connection -> {
                    Map<String, Long> counts = new LinkedHashMap<>();
                    for (ObjectModel object : model.objects()) {
                        long records =
                                MatchingRecords.of(
                                                access,
                                                caller,
                                                object,
                                                over.filter(object),
                                                caller.environment(clock.instant()))
                                        .count(connection);
                        if (records > 0) {
                            counts.put(object.name(), records);
                        }
                    }
                    return counts;
                });
    }

    private UUID queue(Caller caller, ObjectModel object, MassChange.Over over) {
        MassChange change =
                new MassChange(
                        MassChange.Kind.HAND_OVER,
                        over.filter(object),
                        Json.object(),
                        Map.of(),
                        false,
                        over);
        return jobs.queueNew(
                caller, MassChange.Kind.HAND_OVER.word(), object.name(), change.toJson());
    }
}
