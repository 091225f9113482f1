package dev.armature.engine.share;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a share to be made.
 *
 * @param user with whom, or null for a group
 * @param group the group's name, or null for a user
 */
record NewShare(
        @Nullable UUID user, @Nullable String group, boolean writes, @Nullable Instant expiresAt) {

    private static final int MAX_GROUP = 63;

    private enum Access {
        READ,
        WRITE
    }

    /** Reads {@code {user | group, access?, expiresAt?}}. */
    static NewShare read(ObjectNode json, Instant now) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(json, "", problems);
        String user = attributes.optionalText("user", 100);
        String group = attributes.optionalText("group", MAX_GROUP);
        UUID id = user == null ? null : Literals.id(user);
        if (user != null && id == null) {
            problems.add("/user", "invalid_id", "The id of a user is expected");
        } else if (problems.isEmpty() && (user == null) == (group == null)) {
            problems.add("/user", "required", "Say with which user, or with which group");
        }
        Access access =
                attributes.choice(
                        "access",
                        Access.READ,
                        List.of(Access.values()),
                        word -> word.name().toLowerCase(Locale.ROOT));
        Instant expiresAt = attributes.optionalMomentAfter("expiresAt", now);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return new NewShare(id, group, access == Access.WRITE, expiresAt);
    }
}
