package dev.armature.engine.live;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Scopes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Those who are told the same: they have the same rights and the same interest.
 *
 * @param roles what they see by
 * @param who the one person, where what is seen depends on who looks; null where it depends on the
 *     roles alone
 * @param scopes what their key or app was made for, or null
 */
record Audience(
        List<String> roles, @Nullable Caller who, @Nullable Scopes scopes, Interest interest) {}
