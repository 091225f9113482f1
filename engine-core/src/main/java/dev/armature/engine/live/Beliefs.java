package dev.armature.engine.live;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Entrances;
import dev.armature.engine.identity.Entrant;
import dev.armature.metadata.model.TenantModel;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Who they are who listen, looked up again before it is older than is believed. Thread-safe. */
final class Beliefs {

    private final Entrances entrances;
    private @Nullable Sights sights;

    Beliefs(Entrances entrances) {
        this.entrances = entrances;
    }

    /** Looks all of some up again: what they came in by, and what they see. */
    void renew(TenantModel model, Collection<Subscription> subscriptions) {
        if (subscriptions.isEmpty()) {
            return;
        }
        Set<String> tokens =
                subscriptions.stream().map(Subscription::token).collect(Collectors.toSet());
        Map<String, Entrant> found = entrances.renew(tokens);
        for (Subscription subscription : subscriptions) {
            Entrant entrant = found.get(subscription.token());
            if (entrant == null || entrant.lacksSecondFactor()) {
                subscription.end(Ending.UNAUTHENTICATED);
            } else {
                subscription.is(entrant, audience(model, entrant, subscription.interest()));
            }
        }
    }

    synchronized Audience audience(TenantModel model, Entrant entrant, Interest interest) {
        Sights known = sights;
        if (known == null || !known.isOf(model)) {
            known = new Sights(model);
            sights = known;
        }
        Caller caller = entrant.caller();
        return new Audience(
                caller.roles(),
                known.isPersonal(caller) || interest.isPersonal() ? caller : null,
                entrant.scopes(),
                interest);
    }
}
