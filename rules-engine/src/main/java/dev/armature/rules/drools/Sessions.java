package dev.armature.rules.drools;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.rule.FactHandle;

/**
 * The sessions of one network. A new session costs about twice what an evaluation does, so one
 * spare is kept, empty, for the next evaluation; when several run at once the others make their own
 * and dispose of them.
 */
final class Sessions {

    private final KieBase base;
    private final AtomicReference<@Nullable KieSession> spare = new AtomicReference<>();

    Sessions(KieBase base) {
        this.base = base;
    }

    /** Passes a fact through the network; it notes its matches itself. */
    void evaluate(Fact fact) {
        KieSession session = spare.getAndSet(null);
        if (session == null) {
            session = base.newKieSession();
        }
        boolean empty = false;
        try {
            FactHandle handle = session.insert(fact);
            session.fireAllRules();
            session.delete(handle);
            // Without this the session would hold the record until the next one comes.
            session.fireAllRules();
            empty = true;
        } finally {
            if (!empty || !spare.compareAndSet(null, session)) {
                session.dispose();
            }
        }
    }

    int count() {
        return base.getKieSessions().size();
    }
}
