package dev.armature.engine.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account of somebody at a provider, as the provider has vouched for it.
 *
 * @param subject the provider's own name for it, which it gives to no other
 * @param emailVerified what the provider says of the address; null where it says nothing
 * @param groups what the provider says that they belong to; null where it says nothing
 */
public record ExternalAccount(
        String issuer,
        String subject,
        @Nullable String email,
        @Nullable Boolean emailVerified,
        @Nullable String name,
        @Nullable List<String> groups) {}
