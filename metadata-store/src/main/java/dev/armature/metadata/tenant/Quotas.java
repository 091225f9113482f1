package dev.armature.metadata.tenant;

import org.jspecify.annotations.Nullable;

/**
 * How much the operator lets one tenant use.
 *
 * @param requests a minute, or null for what the installation lets every tenant make
 */
public record Quotas(@Nullable Integer requests) {

    /** Those of a tenant that nothing was said of. */
    public static final Quotas DEFAULT = new Quotas(null);
}
