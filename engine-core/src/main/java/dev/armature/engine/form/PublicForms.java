package dev.armature.engine.form;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.Room;
import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.record.Ids;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.MergePatch;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.tenant.TenantId;
import java.security.SecureRandom;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** A tenant's forms, as its administrators publish and change them. Thread-safe. */
public final class PublicForms {

    /** How many forms a tenant has. */
    static final int MOST = 200;

    /** What their addresses begin with. */
    static final String PATH = "/f/";

    /** What is said of a form beside its definition, which a client may send back as it got it. */
    private static final List<String> TOLD =
            List.of(
                    "id",
                    "state",
                    "address",
                    "answers",
                    "notTaken",
                    "lastAnswerAt",
                    "createdBy",
                    "createdAt",
                    "changedAt");

    private final TenantDatabase database;
    private final TenantModels models;
    private final PublicUrl url;
    private final Ids ids;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public PublicForms(
            TenantDatabase database, TenantModels models, PublicUrl url, Ids ids, Clock clock) {
        this.database = database;
        this.models = models;
        this.url = url;
        this.ids = ids;
        this.clock = clock;
    }

    /** All of them, the newest first, as they are answered. */
    public List<ObjectNode> list(Caller caller) {
        return database
                .transaction(
                        caller.tenantId(),
                        connection ->
                                Sql.of(
                                                "select ",
                                                PublicForm.COLUMNS,
                                                " from public_form f where f.tenant_id = ",
                                                tenant(caller.tenantId()),
                                                " order by f.created_at desc, f.id")
                                        .all(connection, PublicForm::read))
                .stream()
                .map(form -> json(caller, form))
                .toList();
    }

    public ObjectNode get(Caller caller, UUID id) {
        return json(
                caller,
                database.transaction(
                        caller.tenantId(),
                        connection -> required(connection, caller.tenantId(), id)));
    }

    private ObjectNode json(Caller caller, PublicForm form) {
        return form.toJson(
                caller.tenant(),
                models.current(caller.tenantId()).object(form.object()),
                url.of(PATH),
                clock.instant());
    }

    private static Sql tenant(TenantId tenant) {
        return Sql.number(tenant.value());
    }

    private static Sql one(TenantId tenant, UUID id) {
        return Sql.of(
                "f.tenant_id = ", tenant(tenant), " and f.id = ", Sql.value(id, ColumnType.UUID));
    }

    private static PublicForm required(Connection connection, TenantId tenant, UUID id) {
        return Sql.of(
                        "select ",
                        PublicForm.COLUMNS,
                        " from public_form f where ",
                        one(tenant, id),
                        " for update")
                .first(connection, PublicForm::read)
                .orElseThrow(() -> EngineException.notFound("The form " + id));
    }

    /** Publishes one by {@code {object, title, fields, …}}. */
    public ObjectNode create(Caller caller, ObjectNode body) {
        String name = body.path("object").asText();
        ObjectModel object = models.current(caller.tenantId()).object(name);
        if (object == null) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem("/object", "unknown_object", "There is no such object"));
        }
        FormDraft draft = FormDraft.read(object, body);
        UUID owner = Objects.requireNonNullElse(draft.owner(), caller.userId());
        SecretToken token = SecretToken.fresh(caller.tenant().uid(), ids.next(), random);
        TenantId tenant = caller.tenantId();
        PublicForm made =
                database.transaction(
                        tenant,
                        connection -> {
                            Room.require(
                                    connection,
                                    Sql.of("public_form where tenant_id = ", tenant(tenant)),
                                    MOST,
                                    "A tenant has at most %d forms; delete some first");
                            requireOwner(connection, tenant, owner);
                            insert(connection, caller, object, draft, owner, token);
                            note(connection, caller, AuditKind.FORM_CREATED, token.id(), object);
                            return required(connection, tenant, token.id());
                        });
        return json(caller, made);
    }

    private static void requireOwner(Connection connection, TenantId tenant, UUID owner) {
        boolean known =
                Sql.of(
                                "select 1 from user_account where tenant_id = ",
                                tenant(tenant),
                                " and active and id = ",
                                Sql.value(owner, ColumnType.UUID))
                        .first(connection, row -> true)
                        .orElse(false);
        if (!known) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem(
                            "/owner",
                            "reference_not_found",
                            "There is no such user who may sign in"));
        }
    }

    private static void insert(
            Connection connection,
            Caller caller,
            ObjectModel object,
            FormDraft draft,
            UUID owner,
            SecretToken token) {
        Sql.of(
                        "insert into public_form (tenant_id, object_id, id, created_by, secret, owner_id, definition, open, opens_at, closes_at, most_answers) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        tenant(caller.tenantId()),
                                        Sql.number(object.id()),
                                        Sql.value(token.id(), ColumnType.UUID),
                                        Sql.value(caller.userId(), ColumnType.UUID),
                                        Sql.bytes(token.secret()),
                                        values(draft, owner))),
                        ")")
                .execute(connection);
    }

    private static Sql values(FormDraft draft, UUID owner) {
        Integer most = draft.mostAnswers();
        return Sql.join(
                ", ",
                List.of(
                        Sql.value(owner, ColumnType.UUID),
                        Sql.value(draft.definition().stored(), ColumnType.TEXT),
                        Sql.value(draft.open(), ColumnType.BOOLEAN),
                        Sql.value(draft.opensAt(), ColumnType.TIMESTAMPTZ),
                        Sql.value(draft.closesAt(), ColumnType.TIMESTAMPTZ),
                        most == null ? Sql.raw("null::bigint") : Sql.number(most.longValue())));
    }

    private static void note(
            Connection connection, Caller caller, AuditKind kind, UUID id, ObjectModel object) {
        AuditEvent.by(caller.userId(), kind, id)
                .with("object", object.name())
                .write(connection, caller.tenantId());
    }

    /** Changes one by a merge patch; of what object it is stays. */
    public ObjectNode change(Caller caller, UUID id, ObjectNode patch) {
        TenantId tenant = caller.tenantId();
        return json(
                caller,
                database.transaction(
                        tenant,
                        connection -> {
                            PublicForm before = required(connection, tenant, id);
                            ObjectModel object = object(caller, before);
                            ObjectNode whole = patched(json(caller, before), patch);
                            requireSame(object, whole);
                            FormDraft draft = FormDraft.read(object, whole);
                            UUID owner = Objects.requireNonNullElse(draft.owner(), caller.userId());
                            if (!owner.equals(before.owner())) {
                                requireOwner(connection, tenant, owner);
                            }
                            Sql.of(
                                            "update public_form f set changed_at = now(), (owner_id, definition, open, opens_at, closes_at, most_answers) = row(",
                                            values(draft, owner),
                                            ") where ",
                                            one(tenant, id))
                                    .execute(connection);
                            note(connection, caller, AuditKind.FORM_CHANGED, id, object);
                            return required(connection, tenant, id);
                        }));
    }

    // A value of a field is replaced whole, as in records: parts of the old one are not mixed in.
    private static ObjectNode patched(ObjectNode form, ObjectNode patch) {
        ObjectNode whole = MergePatch.apply(form, patch).without(TOLD);
        if (whole.get("fixed") instanceof ObjectNode fixed) {
            patch.path("fixed")
                    .properties()
                    .forEach(value -> {
                        if (value.getValue().isObject()) {
                            fixed.set(value.getKey(), value.getValue());
                        }
                    });
        }
        return whole;
    }

    private ObjectModel object(Caller caller, PublicForm form) {
        ObjectModel object = models.current(caller.tenantId()).object(form.object());
        if (object == null) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "The object of this form is deleted; delete the form too");
        }
        return object;
    }

    private static void requireSame(ObjectModel object, ObjectNode whole) {
        if (!object.name().equals(whole.path("object").asText())) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem(
                            "/object",
                            "not_changeable",
                            "A form stays one of its object; publish another"));
        }
    }

    /** Gives it another address; the one that it had leads nowhere from now on. */
    public ObjectNode replaceAddress(Caller caller, UUID id) {
        TenantId tenant = caller.tenantId();
        SecretToken token = SecretToken.fresh(caller.tenant().uid(), id, random);
        return json(
                caller,
                database.transaction(
                        tenant,
                        connection -> {
                            required(connection, tenant, id);
                            Sql.of(
                                            "update public_form f set changed_at = now(), secret = ",
                                            Sql.bytes(token.secret()),
                                            " where ",
                                            one(tenant, id))
                                    .execute(connection);
                            AuditEvent.by(caller.userId(), AuditKind.FORM_ADDRESS_REPLACED, id)
                                    .write(connection, tenant);
                            return required(connection, tenant, id);
                        }));
    }

    /** Takes it down for good; what came of it stays. */
    public void delete(Caller caller, UUID id) {
        TenantId tenant = caller.tenantId();
        database.transaction(
                tenant,
                connection -> {
                    required(connection, tenant, id);
                    AuditEvent.by(caller.userId(), AuditKind.FORM_DELETED, id)
                            .write(connection, tenant);
                    return Sql.of("delete from public_form f where ", one(tenant, id))
                            .execute(connection);
                });
    }
}
