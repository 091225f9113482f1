package dev.armature.engine.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.identity.Room;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.outbound.Destinations;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.MergePatch;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;

/**
 * The webhooks of tenants. Whoever has said last where changes are told, and which, is the maker of
 * a webhook: it is told what they see and no more. Thread-safe.
 */
public final class Webhooks {

    /** How many a tenant may have. */
    static final int MOST_OF_A_TENANT = 20;

    private final TenantDatabase database;
    private final TenantModels models;
    private final AccessPolicy access;
    private final Destinations destinations;
    private final WebhookSecrets secrets;
    private final Ids ids;

    Webhooks(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Destinations destinations,
            WebhookSecrets secrets,
            Ids ids) {
        this.database = database;
        this.models = models;
        this.access = access;
        this.destinations = destinations;
        this.secrets = secrets;
        this.ids = ids;
    }

    /** A webhook with its secret, which is shown this once. */
    public record Made(Webhook webhook, String secret) {}

    /** As administrators see one. */
    public ObjectNode json(TenantId tenant, Webhook webhook) {
        return webhook.toJson(models.current(tenant));
    }

    /** The same with its secret. */
    public ObjectNode json(TenantId tenant, Made made) {
        return json(tenant, made.webhook).put("secret", made.secret);
    }

    /** All of a tenant, by name. */
    public List<Webhook> list(TenantId tenant) {
        Sql sql =
                Sql.of(
                        "select ",
                        Webhook.COLUMNS,
                        " from webhook w where w.tenant_id = ",
                        Sql.number(tenant.value()),
                        " order by lower(w.name), w.id");
        return database.transaction(tenant, connection -> sql.all(connection, Webhook::read));
    }

    /**
     * One of them.
     *
     * @throws EngineException {@code not_found}
     */
    public Webhook required(TenantId tenant, UUID id) {
        return database.transaction(tenant, connection -> required(connection, tenant, id));
    }

    static Webhook required(Connection connection, TenantId tenant, UUID id) {
        return Sql.of("select ", Webhook.COLUMNS, " from webhook w", there(tenant, id))
                .first(connection, Webhook::read)
                .orElseThrow(() -> EngineException.notFound("The webhook " + id));
    }

    static Sql there(TenantId tenant, UUID id) {
        return Sql.of(
                " where w.tenant_id = ",
                Sql.number(tenant.value()),
                " and w.id = ",
                Sql.value(id, ColumnType.UUID));
    }

    private WebhookDraft.Surroundings surroundings(Caller by) {
        return new WebhookDraft.Surroundings(
                access.seen(by, models.current(by.tenantId())), destinations);
    }

    /** Adds one. */
    public Made create(Caller by, ObjectNode body) {
        TenantId tenant = by.tenantId();
        WebhookDraft draft = WebhookDraft.read(body, surroundings(by));
        UUID id = ids.next();
        String secret = secrets.make();
        String sealed = secrets.seal(tenant, id, List.of(secret));
        return database.transaction(
                tenant,
                connection -> {
                    requireRoom(connection, tenant);
                    insert(connection, by, id, draft, sealed);
                    Webhook made = required(connection, tenant, id);
                    noted(AuditKind.WEBHOOK_CREATED, by, made).write(connection, tenant);
                    return new Made(made, secret);
                });
    }

    // Who adds another at the same time waits for the tenant's row, and is counted.
    private static void requireRoom(Connection connection, TenantId tenant) {
        var _ = TenantDirectory.held(connection, tenant);
        Room.require(
                connection,
                Sql.of("webhook where tenant_id = ", Sql.number(tenant.value())),
                MOST_OF_A_TENANT,
                "A tenant has at most %d webhooks; delete some first");
    }

    private static void insert(
            Connection connection, Caller by, UUID id, WebhookDraft draft, String sealed) {
        Sql.of(
                        "insert into webhook (tenant_id, id, maker, name, url, active, objects, operations, filter, sealed) values (",
                        Sql.join(
                                ", ",
                                List.of(
                                        Sql.number(by.tenantId().value()),
                                        Sql.value(id, ColumnType.UUID),
                                        Sql.value(by.userId(), ColumnType.UUID),
                                        Sql.value(draft.name(), ColumnType.TEXT),
                                        Sql.value(draft.url(), ColumnType.TEXT),
                                        Sql.value(draft.active(), ColumnType.BOOLEAN),
                                        objects(draft),
                                        Sql.array(draft.operations(), ColumnType.TEXT),
                                        Sql.value(draft.filter(), ColumnType.TEXT),
                                        Sql.value(sealed, ColumnType.TEXT))),
                        ")")
                .execute(connection);
    }

    private static Sql objects(WebhookDraft draft) {
        List<Integer> objects = draft.objects();
        return objects == null ? Sql.raw("null") : Sql.array(objects, "int");
    }

    private static AuditEvent noted(AuditKind kind, Caller by, Webhook webhook) {
        WebhookDraft draft = webhook.draft();
        return AuditEvent.by(by.userId(), kind, webhook.id())
                .with("name", draft.name())
                .with("host", draft.host())
                .with("active", Boolean.toString(draft.active()))
                .with("operations", String.join(" ", draft.operations()));
    }

    /**
     * Changes one by a merge patch. Who does it is its maker from then on: nobody gets by it what
     * somebody else sees.
     */
    public Webhook change(Caller by, UUID id, ObjectNode patch) {
        TenantId tenant = by.tenantId();
        TenantModel model = models.current(tenant);
        WebhookDraft.Surroundings surroundings = surroundings(by);
        return database.transaction(
                tenant,
                connection -> {
                    hold(connection, tenant, id);
                    Webhook before = required(connection, tenant, id);
                    WebhookDraft draft =
                            WebhookDraft.read(
                                    MergePatch.apply(before.draft().toJson(model), patch),
                                    surroundings);
                    update(connection, by, id, draft, !before.draft().active());
                    Webhook changed = required(connection, tenant, id);
                    noted(AuditKind.WEBHOOK_CHANGED, by, changed).write(connection, tenant);
                    return changed;
                });
    }

    private static void hold(Connection connection, TenantId tenant, UUID id) {
        Sql.of("select true from webhook w", there(tenant, id), " for update")
                .first(connection, row -> true);
    }

    // What waits is taken up again where a webhook was off, and what was wrong before is forgotten.
    private static void update(
            Connection connection, Caller by, UUID id, WebhookDraft draft, boolean wasOff) {
        Sql fresh =
                wasOff && draft.active()
                        ? Sql.raw(
                                ", off_reason = null, failing_since = null, failures = 0, not_before = null, due_at = now(), since = pg_current_snapshot()")
                        : Sql.EMPTY;
        Sql.of(
                        "update webhook w set maker = ",
                        Sql.value(by.userId(), ColumnType.UUID),
                        ", name = ",
                        Sql.value(draft.name(), ColumnType.TEXT),
                        ", url = ",
                        Sql.value(draft.url(), ColumnType.TEXT),
                        ", active = ",
                        Sql.value(draft.active(), ColumnType.BOOLEAN),
                        ", objects = ",
                        objects(draft),
                        ", operations = ",
                        Sql.array(draft.operations(), ColumnType.TEXT),
                        ", filter = ",
                        Sql.value(draft.filter(), ColumnType.TEXT),
                        fresh,
                        there(by.tenantId(), id))
                .execute(connection);
    }

    /** Gives one another secret; the one before signs as well for a day. */
    public Made replaceSecret(Caller by, UUID id) {
        TenantId tenant = by.tenantId();
        String secret = secrets.make();
        return database.transaction(
                tenant,
                connection -> {
                    hold(connection, tenant, id);
                    Webhook before = required(connection, tenant, id);
                    String present = secrets.open(tenant, before).getFirst();
                    Sql.of(
                                    "update webhook w set sealed = ",
                                    Sql.value(
                                            secrets.seal(tenant, id, List.of(secret, present)),
                                            ColumnType.TEXT),
                                    ", before_until = now() + make_interval(secs => ",
                                    Sql.number((int) WebhookSecrets.OVERLAP.toSeconds()),
                                    ")",
                                    there(tenant, id))
                            .execute(connection);
                    Webhook changed = required(connection, tenant, id);
                    noted(AuditKind.WEBHOOK_SECRET_REPLACED, by, changed).write(connection, tenant);
                    return new Made(changed, secret);
                });
    }

    /** Deletes one with all that waits for it. */
    public void delete(Caller by, UUID id) {
        TenantId tenant = by.tenantId();
        database.transaction(
                tenant,
                connection -> {
                    Webhook gone = required(connection, tenant, id);
                    Sql.of("delete from webhook w", there(tenant, id)).execute(connection);
                    noted(AuditKind.WEBHOOK_DELETED, by, gone).write(connection, tenant);
                    return true;
                });
    }
}
