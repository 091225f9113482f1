package dev.armature.engine.access;

import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;

/**
 * The one door to records: every list, count, aggregate, history, rule and plugin read and every
 * write asks here first. Today every user of a tenant works with all of its records; what roles,
 * record conditions and field rights will refuse, they refuse here.
 */
public final class AccessPolicy {

    /** What somebody wants to do with records of an object. */
    public enum Verb {
        READ,
        CREATE,
        UPDATE,
        DELETE
    }

    /** Refuses what the caller has no right to. */
    public void require(Caller caller, ObjectModel object, Verb verb) {
        if (!caller.tenantId().equals(object.tenant().tenant())) {
            throw EngineException.notFound("The object \"" + object.name() + "\" (" + verb + ")");
        }
    }

    /** Refuses those who are not administrators of their tenant. */
    public void requireAdministrator(Caller caller) {
        if (caller.role() != Role.ADMINISTRATOR) {
            throw new EngineException(ErrorCode.FORBIDDEN, "Only an administrator may do this");
        }
    }
}
