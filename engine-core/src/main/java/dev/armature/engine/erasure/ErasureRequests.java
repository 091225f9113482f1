package dev.armature.engine.erasure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.Post;
import dev.armature.engine.mail.LetterKind;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * What a tenant's administrators say of its end: one asks for it, and any of them takes it back
 * until it is due. All of them are told of both. Thread-safe.
 */
public final class ErasureRequests {

    /** How long it can be taken back, unless the installation says otherwise. */
    public static final Duration GRACE = Duration.ofDays(30);

    /** The longest that an installation can set it to. */
    public static final int MAX_DAYS = 365;

    private final TenantDatabase database;
    private final Post post;
    private final Consumer<TenantId> changed;
    private final Duration grace;
    private final Clock clock;

    /**
     * @param changed told after a change, so that nobody here believes what was before
     * @param grace how long it can be taken back
     */
    public ErasureRequests(
            TenantDatabase database,
            Post post,
            Consumer<TenantId> changed,
            Duration grace,
            Clock clock) {
        this.database = database;
        this.post = post;
        this.changed = changed;
        this.grace = grace;
        this.clock = clock;
    }

    /** That a tenant is going to be erased. */
    public record Due(Instant askedAt, UUID askedBy, Instant dueAt) {

        private static Due read(ResultSet row) throws SQLException {
            return new Due(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    row.getObject(2, UUID.class),
                    row.getObject(3, OffsetDateTime.class).toInstant());
        }

        private ObjectNode toJson() {
            return Json.object()
                    .put("askedAt", askedAt.toString())
                    .put("askedBy", askedBy.toString())
                    .put("dueAt", dueAt.toString());
        }
    }

    /** How it stands, as it is answered. */
    public ObjectNode state(Caller caller) {
        Optional<Due> due =
                database.transaction(
                        caller.tenantId(), connection -> find(connection, caller.tenantId()));
        ObjectNode json = Json.object().put("graceDays", grace.toDays());
        json.set("due", due.map(Due::toJson).orElse(null));
        return json;
    }

    private static Optional<Due> find(Connection connection, TenantId tenant) {
        return Sql.of(
                        "select erasure_asked_at, erasure_asked_by, erasure_due_at from tenant where erasure_due_at is not null and tenant_id = ",
                        Sql.number(tenant.value()))
                .first(connection, Due::read);
    }

    /**
     * Refuses who does not name the tenant that they are about to end.
     *
     * @throws EngineException {@code validation_failed} at {@code /slug}
     */
    public static void requireNamed(Caller caller, String slug) {
        if (!slug.equals(caller.tenant().slug())) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem(
                            "/slug",
                            "wrong_slug",
                            "To say that you mean it, write the address of this tenant"));
        }
    }

    /**
     * Has the tenant erased when the grace is over, for an administrator who has just shown who
     * they are.
     *
     * @throws EngineException {@code state_conflict} when somebody has asked already
     */
    public void ask(Caller caller) {
        TenantId tenant = caller.tenantId();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant due = now.plus(grace);
        database.transaction(
                tenant,
                connection -> {
                    int asked =
                            Sql.of(
                                            "update tenant set erasure_asked_at = ",
                                            Sql.value(now, ColumnType.TIMESTAMPTZ),
                                            ", erasure_asked_by = ",
                                            Sql.value(caller.userId(), ColumnType.UUID),
                                            ", erasure_due_at = ",
                                            Sql.value(due, ColumnType.TIMESTAMPTZ),
                                            " where erasure_due_at is null and tenant_id = ",
                                            Sql.number(tenant.value()))
                                    .execute(connection);
                    if (asked == 0) {
                        throw new EngineException(
                                ErrorCode.STATE_CONFLICT,
                                "An administrator has asked for it already");
                    }
                    AuditEvent.by(caller.userId(), AuditKind.ERASURE_ASKED, "tenant")
                            .with("dueAt", due.toString())
                            .write(connection, tenant);
                    tell(connection, caller, LetterKind.ERASURE_ASKED, due);
                    return true;
                });
        changed.accept(tenant);
    }

    /**
     * Lets the tenant be.
     *
     * @throws EngineException {@code state_conflict} when nobody has asked, or it is too late
     */
    public void takeBack(Caller caller) {
        TenantId tenant = caller.tenantId();
        database.transaction(
                tenant,
                connection -> {
                    Instant due = find(connection, tenant).map(Due::dueAt).orElse(Instant.MAX);
                    int left =
                            Sql.of(
                                            "update tenant set erasure_asked_at = null, erasure_asked_by = null, erasure_due_at = null where erasure_due_at is not null and erasure_begun_at is null and tenant_id = ",
                                            Sql.number(tenant.value()))
                                    .execute(connection);
                    if (left == 0) {
                        throw new EngineException(
                                ErrorCode.STATE_CONFLICT, "Nobody has asked for its erasure");
                    }
                    AuditEvent.by(caller.userId(), AuditKind.ERASURE_REVOKED, "tenant")
                            .write(connection, tenant);
                    tell(connection, caller, LetterKind.ERASURE_REVOKED, due);
                    return true;
                });
        changed.accept(tenant);
    }

    private void tell(Connection connection, Caller caller, LetterKind kind, Instant due) {
        post.tellAdministrators(
                connection,
                caller.tenant(),
                kind,
                Map.of(
                        "who",
                        caller.name(),
                        "day",
                        LocalDate.ofInstant(due, caller.tenant().zone()).toString()));
    }
}
