package dev.armature.engine.share;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.Passwords;
import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.record.Ids;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.Locks;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.tenant.PublicAccess;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes, lists and revokes links by which anybody sees a record. Who may share a record does so;
 * whoever else may share it sees and revokes them. Thread-safe.
 */
public final class PublicLinks {

    /** How many links a record has. */
    static final int MOST = 20;

    /** What their addresses begin with. */
    static final String PATH = "/p/";

    private final TenantDatabase database;
    private final Shares shares;
    private final Passwords passwords;
    private final PublicUrl url;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public PublicLinks(
            TenantDatabase database,
            Shares shares,
            Passwords passwords,
            PublicUrl url,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.shares = shares;
        this.passwords = passwords;
        this.url = url;
        this.ids = ids;
        this.clock = clock;
    }

    /** The links of a record that have not expired, the newest first, without their secrets. */
    public List<ObjectNode> list(Caller caller, ObjectModel object, UUID record) {
        return database.transaction(
                caller.tenantId(),
                connection -> {
                    shares.requireOwn(connection, caller, object, record);
                    return links(connection, object, record, clock.instant()).stream()
                            .map(link -> link.toJson(object))
                            .toList();
                });
    }

    private static List<PublicLink> links(
            Connection connection, ObjectModel object, UUID record, Instant now) {
        return Sql.of(
                        "select ",
                        PublicLink.COLUMNS,
                        " from public_link l where ",
                        of(object, record),
                        " and l.expires_at > ",
                        Sql.value(now, ColumnType.TIMESTAMPTZ),
                        " order by l.created_at desc, l.id desc")
                .all(connection, PublicLink::read);
    }

    private static Sql of(ObjectModel object, UUID record) {
        return Shares.hangsOn("l", object, record);
    }

    /** Makes one. Its address is in this answer and nowhere else: only a hash of it is kept. */
    public ObjectNode create(Caller caller, ObjectModel object, UUID record, ObjectNode json) {
        Instant now = clock.instant();
        database.transaction(
                caller.tenantId(),
                connection -> {
                    requireAllowed(connection, caller);
                    shares.requireOwn(connection, caller, object, record);
                    return true;
                });
        NewLink wanted = NewLink.read(object, json, now);
        String password = wanted.password() == null ? null : passwords.hash(wanted.password());
        SecretToken token = SecretToken.fresh(caller.tenant().uid(), ids.next(), random);
        return database.transaction(
                caller.tenantId(),
                connection -> {
                    requireAllowed(connection, caller);
                    shares.requireOwn(connection, caller, object, record);
                    requireRoom(connection, object, record, now);
                    insert(connection, caller, object, record, wanted, password, token);
                    AuditEvent.by(caller.userId(), AuditKind.PUBLIC_LINK_CREATED, record)
                            .with("object", object.name())
                            .with("link", token.id().toString())
                            .with("expiresAt", wanted.expiresAt().toString())
                            .write(connection, caller.tenantId());
                    return links(connection, object, record, now).stream()
                            .filter(link -> link.id().equals(token.id()))
                            .findFirst()
                            .orElseThrow()
                            .toJson(object)
                            .put("address", url.of(PATH) + token.text());
                });
    }

    private static void requireAllowed(Connection connection, Caller caller) {
        if (!PublicAccess.get(connection, caller.tenantId()).links()) {
            throw new EngineException(
                    ErrorCode.FORBIDDEN, "The administrators of this tenant allow no public links");
        }
    }

    /** Those that are over make room; whoever makes one at the same moment waits. */
    private static void requireRoom(
            Connection connection, ObjectModel object, UUID record, Instant now) {
        Locks.hold(connection, "links/%d/%s".formatted(object.tenant().tenant().value(), record));
        Sql.of(
                        "delete from public_link l where ",
                        of(object, record),
                        " and l.expires_at <= ",
                        Sql.value(now, ColumnType.TIMESTAMPTZ))
                .execute(connection);
        if (links(connection, object, record, now).size() >= MOST) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem(
                            "",
                            "limit_exceeded",
                            "A record has at most " + MOST + " public links"));
        }
    }

    private static void insert(
            Connection connection,
            Caller caller,
            ObjectModel object,
            UUID record,
            NewLink wanted,
            @Nullable String password,
            SecretToken token) {
        Sql.of(
                        "insert into public_link (tenant_id, object_id, record_id, id, created_by, fields, expires_at, password_hash, token_hash) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(caller.tenantId().value()),
                                        Sql.number(object.id()),
                                        Sql.value(record, ColumnType.UUID),
                                        Sql.value(token.id(), ColumnType.UUID),
                                        Sql.value(caller.userId(), ColumnType.UUID),
                                        Sql.array(wanted.fields(), "int"),
                                        Sql.value(wanted.expiresAt(), ColumnType.TIMESTAMPTZ),
                                        Sql.value(password, ColumnType.TEXT),
                                        Sql.bytes(token.hash()))),
                        ")")
                .execute(connection);
    }

    /** Ends a link at once. */
    public void revoke(Caller caller, ObjectModel object, UUID record, UUID id) {
        database.transaction(
                caller.tenantId(),
                connection -> {
                    shares.requireOwn(connection, caller, object, record);
                    int revoked =
                            Sql.of(
                                            "delete from public_link l where ",
                                            of(object, record),
                                            " and l.id = ",
                                            Sql.value(id, ColumnType.UUID))
                                    .execute(connection);
                    if (revoked == 0) {
                        throw EngineException.notFound("The link " + id);
                    }
                    AuditEvent.by(caller.userId(), AuditKind.PUBLIC_LINK_REVOKED, record)
                            .with("object", object.name())
                            .with("link", id.toString())
                            .write(connection, caller.tenantId());
                    return revoked;
                });
    }
}
