package dev.armature.engine.federation;

import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/** Tells administrators what went wrong, of which who signs in hears no more than that. */
record SignInRefusals(TenantDatabase database) {

    /** Notes one, and gives what who signs in hears. */
    EngineException noted(
            TenantId tenant, Provider provider, ProviderFailure why, @Nullable String address) {
        new AuditEvent(
                        AuditKind.SIGN_IN_FAILED,
                        null,
                        null,
                        address,
                        Json.object()
                                .put("wrong", why.what())
                                .put("provider", provider.draft().name()))
                .write(database, tenant);
        return failed();
    }

    static EngineException failed() {
        return new EngineException(
                ErrorCode.EXTERNAL_SIGN_IN_FAILED, ErrorCode.EXTERNAL_SIGN_IN_FAILED.title());
    }
}
