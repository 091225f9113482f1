package dev.armature.engine.identity;

import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.passkey.Assertion;
import dev.armature.engine.passkey.Ceremonies;
import dev.armature.engine.passkey.PasskeyRefusal;
import dev.armature.engine.passkey.Purpose;
import dev.armature.engine.passkey.UserHandle;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks at a passkey that somebody brings, once. Thread-safe. */
public final class PasskeyUse {

    private final Ceremonies ceremonies;
    private final Clock clock;

    public PasskeyUse(Ceremonies ceremonies, Clock clock) {
        this.ceremonies = ceremonies;
        this.clock = clock;
    }

    /**
     * The passkey of a user, if it is one of theirs and its answer holds, which is used up then.
     *
     * @param whose who had to be known when it was asked for; null where nobody was
     */
    Optional<PasskeyRows.Known> use(
            Connection connection,
            TenantId tenant,
            UUID userId,
            Assertion assertion,
            Purpose purpose,
            @Nullable UserHandle whose) {
        PasskeyRows.Known known =
                PasskeyRows.find(connection, tenant, userId, assertion.credentialId()).orElse(null);
        if (known == null) {
            return Optional.empty();
        }
        try {
            Ceremonies.Used used = ceremonies.use(assertion, known.credential(), purpose, whose);
            if (!PasskeyRows.take(connection, tenant, used.challenge())) {
                return Optional.empty();
            }
            PasskeyRows.used(connection, tenant, known, used.signCount(), clock.instant());
            return Optional.of(known);
        } catch (PasskeyRefusal e) {
            if (e.reason() == PasskeyRefusal.Reason.COUNTER) {
                countsBack(connection, tenant, userId, known);
            }
            return Optional.empty();
        }
    }

    // The signature was right: somebody may have a copy of the device.
    private static void countsBack(
            Connection connection, TenantId tenant, UUID userId, PasskeyRows.Known known) {
        new AuditEvent(
                        AuditKind.PASSKEY_REFUSED,
                        null,
                        known.id().toString(),
                        null,
                        Json.object()
                                .put("user", userId.toString())
                                .put("wrong", "the device counts back; there may be a copy of it"))
                .write(connection, tenant);
    }
}
