/** What tenants use that cannot be counted afterwards. */
@NullMarked
package dev.armature.engine.usage;

import org.jspecify.annotations.NullMarked;
