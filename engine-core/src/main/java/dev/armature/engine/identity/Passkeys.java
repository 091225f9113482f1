package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.mail.LetterKind;
import dev.armature.engine.passkey.Ceremonies;
import dev.armature.engine.passkey.Credential;
import dev.armature.engine.passkey.PasskeyOptions;
import dev.armature.engine.passkey.PasskeyRefusal;
import dev.armature.engine.passkey.Purpose;
import dev.armature.engine.passkey.Registration;
import dev.armature.engine.passkey.UserHandle;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The passkeys of who is signed in: added, listed, renamed and removed. Thread-safe. */
public final class Passkeys {

    /** How many one user may have. */
    static final int MOST = 20;

    private static final int MAX_NAME = 100;

    private final TenantDatabase database;
    private final Ceremonies ceremonies;
    private final PasskeyOptions options;
    private final FreshProof proof;
    private final Post post;
    private final Ids ids;
    private final Clock clock;

    public Passkeys(
            TenantDatabase database,
            Ceremonies ceremonies,
            PasskeyOptions options,
            FreshProof proof,
            Post post,
            Ids ids,
            Clock clock) {
        this.database = database;
        this.ceremonies = ceremonies;
        this.options = options;
        this.proof = proof;
        this.post = post;
        this.ids = ids;
        this.clock = clock;
    }

    /** What the caller has, the oldest first. */
    public List<ObjectNode> list(Caller caller) {
        return database.transaction(
                caller.tenantId(),
                connection ->
                        PasskeyRows.list(connection, caller.tenantId(), caller.userId()).stream()
                                .map(Passkeys::toJson)
                                .toList());
    }

    private static ObjectNode toJson(PasskeyRows.Listed listed) {
        return Json.object()
                .put("id", listed.id().toString())
                .put("name", listed.name())
                .put("createdAt", listed.createdAt().toString())
                .put(
                        "lastUsedAt",
                        listed.lastUsedAt() == null ? null : listed.lastUsedAt().toString());
    }

    /** What a browser is asked to make one, for who shows that they are who is signed in. */
    public ObjectNode begin(Caller caller, FreshProof.Shown shown) {
        proof.require(caller, shown);
        List<Credential> others = credentials(caller);
        requireRoom(others.size());
        return options.toAdd(
                new PasskeyOptions.Person(
                        handle(caller),
                        "%s (%s)".formatted(caller.email(), caller.tenant().slug()),
                        caller.name()),
                others);
    }

    private static void requireRoom(int count) {
        if (count >= MOST) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "There are %d passkeys, which is the most; remove one first".formatted(MOST));
        }
    }

    private List<Credential> credentials(Caller caller) {
        return database.transaction(
                caller.tenantId(),
                connection ->
                        PasskeyRows.credentials(connection, caller.tenantId(), caller.userId()));
    }

    private static UserHandle handle(Caller caller) {
        return new UserHandle(caller.tenant().uid(), caller.userId());
    }

    /** What a browser is asked so that the caller shows that it is them. */
    public ObjectNode prove(Caller caller) {
        List<Credential> theirs = credentials(caller);
        if (theirs.isEmpty()) {
            throw new EngineException(ErrorCode.STATE_CONFLICT, "There is no passkey");
        }
        return options.toUse(Purpose.PROOF, handle(caller), theirs);
    }

    /**
     * One that was added.
     *
     * @param recoveryCodes told this once, with the first second factor; else none
     */
    public record Added(ObjectNode passkey, List<String> recoveryCodes) {}

    /**
     * Adds what a browser has made, by {@code {name, passkey}}.
     *
     * @throws EngineException {@code validation_failed} at {@code /passkey} where it does not hold
     */
    public Added add(Caller caller, UUID session, ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String name = attributes.text("name", MAX_NAME).strip();
        Registration registration = Registration.required(attributes);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        Ceremonies.Made made = made(caller, registration);
        try {
            return database.transaction(
                    caller.tenantId(), connection -> add(connection, caller, session, name, made));
        } catch (DatabaseException e) {
            // The device's name for it is taken: browsers make none that is there already.
            throw e.isNotUnique() ? refused() : e;
        }
    }

    private Ceremonies.Made made(Caller caller, Registration registration) {
        try {
            return ceremonies.add(registration, handle(caller));
        } catch (PasskeyRefusal e) {
            throw refused();
        }
    }

    private static EngineException refused() {
        return EngineException.invalid(
                ErrorCode.VALIDATION_FAILED,
                new Problem(
                        "/passkey",
                        "wrong_passkey",
                        "This was not made for this account just now; begin again"));
    }

    private Added add(
            Connection connection, Caller caller, UUID session, String name, Ceremonies.Made made)
            throws SQLException {
        TenantId tenant = caller.tenantId();
        UUID user = caller.userId();
        FactorRows.hold(connection, tenant, user);
        requireRoom(PasskeyRows.list(connection, tenant, user).size());
        boolean first = !FactorRows.has(connection, tenant, user);
        if (!PasskeyRows.take(connection, tenant, made.challenge())) {
            throw refused();
        }
        PasskeyRows.Known passkey =
                new PasskeyRows.Known(
                        ids.next(), isOwn(connection, tenant, session), made.credential());
        PasskeyRows.Listed listed =
                new PasskeyRows.Listed(passkey.id(), name, clock.instant(), null);
        PasskeyRows.insert(connection, tenant, user, passkey, name, listed.createdAt());
        AuditEvent.by(user, AuditKind.PASSKEY_ADDED, passkey.id())
                .with("name", name)
                .write(connection, tenant);
        post.tell(connection, caller, LetterKind.PASSKEY_ADDED, Map.of("passkey", name));
        return new Added(
                toJson(listed), FactorRows.codesOfTheFirst(connection, tenant, user, first));
    }

    // It opens no more than the session in which it was added.
    private static boolean isOwn(Connection connection, TenantId tenant, UUID session) {
        return Sql.of(
                        "select own from sign_in where tenant_id = ",
                        Sql.number(tenant.value()),
                        " and id = ",
                        Sql.value(session, ColumnType.UUID))
                .first(connection, row -> row.getBoolean(1))
                .orElse(false);
    }

    /** Gives one another name, by {@code {name}}. */
    public void rename(Caller caller, UUID id, ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String name = attributes.text("name", MAX_NAME).strip();
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        boolean done =
                database.transaction(
                        caller.tenantId(),
                        connection ->
                                PasskeyRows.rename(
                                        connection, caller.tenantId(), caller.userId(), id, name));
        if (!done) {
            throw unknown(id);
        }
    }

    private static EngineException unknown(UUID id) {
        return EngineException.notFound("The passkey " + id);
    }

    /**
     * Takes one away.
     *
     * @throws EngineException {@code state_conflict} when it is the last second factor, and the
     *     tenant asks for one
     */
    public void remove(Caller caller, UUID id, FreshProof.Shown shown) {
        proof.require(caller, shown);
        TenantId tenant = caller.tenantId();
        database.transaction(
                tenant,
                connection -> {
                    FactorRows.hold(connection, tenant, caller.userId());
                    if (!PasskeyRows.remove(connection, tenant, caller.userId(), id)) {
                        throw unknown(id);
                    }
                    FactorRows.afterRemoval(connection, caller);
                    AuditEvent.by(caller.userId(), AuditKind.PASSKEY_REMOVED, id)
                            .write(connection, tenant);
                    return true;
                });
    }
}
