package dev.armature.engine.scim;

import org.jspecify.annotations.Nullable;

/**
 * What a change of a patch is of.
 *
 * @param filter which of the values of an attribute, or null for all
 * @param sub which part of these, or null for the whole
 */
record PatchPath(AttributePath path, @Nullable Filter filter, @Nullable String sub) {}
