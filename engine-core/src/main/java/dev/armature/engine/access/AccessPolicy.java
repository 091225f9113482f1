package dev.armature.engine.access;

import dev.armature.metadata.definition.Right;
import dev.armature.metadata.model.Grants;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;

/**
 * The one door to records: every list, count, aggregate, history, rule and plugin read and every
 * write asks here first. What a caller may not read is not in the metadata as they see it ({@link
 * #seen}), by which all that they ask for is read; so no answer can tell it from what does not
 * exist. Which records they may read is in the statements themselves. Stateless.
 */
public final class AccessPolicy {

    /** A tenant's metadata as a caller sees it. */
    public TenantModel seen(Caller caller, TenantModel model) {
        return caller.grants(model).model();
    }

    /** An object as a caller sees it, or the answer that there is none. */
    public ObjectModel seen(Caller caller, TenantModel model, String object) {
        return seen(caller, model).required(object);
    }

    /**
     * An object as a caller sees it, who is about to do something with its records.
     *
     * @throws EngineException {@code not_found} where they may not read it, {@code forbidden} where
     *     they may not do this
     */
    public ObjectModel require(Caller caller, TenantModel model, String object, Right right) {
        ObjectModel seen = seen(caller, model, object);
        require(caller, seen, right);
        return seen;
    }

    /** Refuses what the caller has no right to. */
    public void require(Caller caller, ObjectModel object, Right right) {
        if (!caller.tenantId().equals(object.tenant().tenant())) {
            throw EngineException.notFound("The object \"" + object.name() + "\"");
        }
        Grants grants = caller.grants(object.tenant());
        if (!grants.allows(object, Right.READ)) {
            throw EngineException.notFound("The object \"" + object.name() + "\"");
        }
        if (!grants.allows(object, right)) {
            throw new EngineException(
                    ErrorCode.FORBIDDEN,
                    "You may not %s records of \"%s\"".formatted(verb(right), object.name()));
        }
    }

    private static String verb(Right right) {
        return right == Right.BULK ? "change many" : right.word();
    }

    /**
     * Refuses to read by an object as somebody else sees it: whoever reads on a caller's behalf has
     * to take what the caller asks for by {@link #seen} first.
     */
    public void requireSeen(Caller caller, ObjectModel object) {
        require(caller, object, Right.READ);
        if (!caller.grants(object.tenant()).isAll()
                && !object.tenant().grants().areOf(caller.effectiveRoles())) {
            throw new IllegalStateException(
                    "records of " + object.name() + " were asked for past the caller's rights");
        }
    }

    /** Refuses those who are not administrators of their tenant. */
    public void requireAdministrator(Caller caller) {
        if (!caller.isAdministrator()) {
            throw new EngineException(ErrorCode.FORBIDDEN, "Only an administrator may do this");
        }
    }
}
