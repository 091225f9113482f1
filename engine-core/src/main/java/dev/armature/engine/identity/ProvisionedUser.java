package dev.armature.engine.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What an identity provider says of a user, beside what the platform keeps of everybody.
 *
 * @param externalId its own name for them, or null
 * @param userName what they are called there
 * @param kept what else was sent and is given back as it was
 */
public record ProvisionedUser(@Nullable String externalId, String userName, ObjectNode kept) {}
