package dev.armature.metadata.tenant;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant shows of itself.
 *
 * @param accent the colour of what can be pressed, as {@code #rrggbb}, or null for the platform's
 * @param logo the file that is its logo, or null for none
 */
public record Brand(@Nullable String accent, @Nullable UUID logo) {

    /** That of a tenant that has chosen nothing. */
    public static final Brand NONE = new Brand(null, null);
}
