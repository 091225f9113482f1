package dev.armature.engine.webhook;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.event.EventFollower;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.Post;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.live.ChangeTeller;
import dev.armature.engine.outbound.OutboundClient;
import dev.armature.engine.record.Ids;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import java.time.Clock;

/** All that belongs to webhooks. Thread-safe. */
public final class WebhookParts implements AutoCloseable {

    /** How many calls to receivers are under way on a node, beside those of others. */
    static final int CALLS = WebhookSender.TURNS * DeliveryQueue.AT_ONCE;

    private final Tools tools;
    private final WebhookSecrets secrets;
    private final DeliveryQueue queue;
    private final OutboundClient client;

    /** What it is made of. */
    public record Tools(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            TenantDirectory tenants,
            Callers callers,
            ChangeTeller teller,
            OutboundClient client,
            SecretBox box,
            Post post,
            Ids ids,
            Clock clock) {}

    /**
     * @param mostWaiting how much may wait for a webhook before it is switched off
     */
    public WebhookParts(Tools tools, int mostWaiting) {
        this.tools = tools;
        this.secrets = new WebhookSecrets(tools.box);
        this.client = tools.client.withRoomFor(CALLS);
        this.queue =
                new DeliveryQueue(
                        tools.database, tools.tenants, tools.callers, tools.post, mostWaiting);
    }

    public WebhookParts(Tools tools) {
        this(tools, DeliveryQueue.MOST_WAITING);
    }

    /** Takes note of what webhooks are to be told. */
    public EventFollower follower() {
        return queue;
    }

    public Webhooks webhooks() {
        return new Webhooks(
                tools.database,
                tools.models,
                tools.access,
                tools.client.destinations(),
                secrets,
                tools.ids);
    }

    public Deliveries deliveries() {
        return new Deliveries(tools.database, tools.models, tools.teller, tools.ids);
    }

    /** Begins to deliver on this node. */
    public WebhookSender sender() {
        return new WebhookSender(
                queue,
                tools.tenants,
                tools.callers,
                new Messenger(tools.teller, client, secrets, tools.clock));
    }

    @Override
    public void close() {
        client.close();
    }
}
