package dev.armature.engine.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.live.ChangeTeller;
import dev.armature.engine.record.Ids;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What webhooks were told, and are to be told, as administrators see it. Thread-safe. */
public final class Deliveries {

    private final TenantDatabase database;
    private final TenantModels models;
    private final ChangeTeller teller;
    private final Ids ids;

    Deliveries(TenantDatabase database, TenantModels models, ChangeTeller teller, Ids ids) {
        this.database = database;
        this.models = models;
        this.teller = teller;
        this.ids = ids;
    }

    /** As administrators see them. */
    public List<ObjectNode> json(TenantId tenant, List<Delivery> deliveries) {
        TenantModel model = models.current(tenant);
        return deliveries.stream().map(delivery -> delivery.toJson(model, teller)).toList();
    }

    /**
     * The newest of a webhook.
     *
     * @param state only those in it, or null
     * @param after the last that is known already, or null
     */
    public List<Delivery> list(
            TenantId tenant,
            UUID webhook,
            @Nullable String state,
            @Nullable UUID after,
            int atMost) {
        Sql known =
                after == null
                        ? Sql.EMPTY
                        : Sql.of(
                                " and (d.created_at, d.id) < (select k.created_at, k.id from webhook_delivery k where k.tenant_id = ",
                                Sql.number(tenant.value()),
                                " and k.id = ",
                                Sql.value(after, ColumnType.UUID),
                                ")");
        Sql inState =
                state == null
                        ? Sql.EMPTY
                        : Sql.of(" and d.state = ", Sql.value(state, ColumnType.TEXT));
        Sql sql =
                Sql.of(
                        "select ",
                        Delivery.COLUMNS,
                        " from webhook_delivery d where ",
                        Delivery.of(tenant, webhook),
                        inState,
                        known,
                        " order by d.created_at desc, d.id desc limit ",
                        Sql.number(atMost));
        return database.transaction(
                tenant,
                connection -> {
                    Webhooks.required(connection, tenant, webhook);
                    return sql.all(connection, Delivery::read);
                });
    }

    /** Has something delivered once more, or at once what waits, under the id that it had. */
    public Delivery replay(TenantId tenant, UUID webhook, UUID id) {
        return database.transaction(
                tenant,
                connection -> {
                    requireActive(connection, tenant, webhook);
                    Sql.of(
                                    "update webhook_delivery d set attempts = case d.state when 'pending' then d.attempts else 0 end, state = 'pending', next_attempt_at = now(), ended_at = null where ",
                                    Delivery.of(tenant, webhook),
                                    " and d.id = ",
                                    Sql.value(id, ColumnType.UUID))
                            .execute(connection);
                    wake(connection, tenant, webhook);
                    return required(connection, tenant, webhook, id);
                });
    }

    /** Has a message sent that tells of nothing, to see whether it comes there. */
    public Delivery ping(TenantId tenant, UUID webhook) {
        UUID id = ids.next();
        return database.transaction(
                tenant,
                connection -> {
                    requireActive(connection, tenant, webhook);
                    Sql.of(
                                    "insert into webhook_delivery (tenant_id, webhook_id, id, operation, event_at) values (",
                                    Sql.join(
                                            ", ",
                                            List.of(
                                                    Sql.number(tenant.value()),
                                                    Sql.value(webhook, ColumnType.UUID),
                                                    Sql.value(id, ColumnType.UUID),
                                                    Sql.value(Delivery.PING, ColumnType.TEXT))),
                                    ", now())")
                            .execute(connection);
                    wake(connection, tenant, webhook);
                    return required(connection, tenant, webhook, id);
                });
    }

    private static void requireActive(Connection connection, TenantId tenant, UUID webhook) {
        if (!Webhooks.required(connection, tenant, webhook).draft().active()) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT, "The webhook is switched off; switch it on first");
        }
    }

    private static void wake(Connection connection, TenantId tenant, UUID webhook) {
        Sql.of(
                        "update webhook w set due_at = now(), not_before = null",
                        Webhooks.there(tenant, webhook))
                .execute(connection);
    }

    private static Delivery required(
            Connection connection, TenantId tenant, UUID webhook, UUID id) {
        return Sql.of(
                        "select ",
                        Delivery.COLUMNS,
                        " from webhook_delivery d where ",
                        Delivery.of(tenant, webhook),
                        " and d.id = ",
                        Sql.value(id, ColumnType.UUID))
                .first(connection, Delivery::read)
                .orElseThrow(() -> EngineException.notFound("The delivery " + id));
    }
}
