/** How many requests tenants, users, API keys and strangers may make, and how they are counted. */
@NullMarked
package dev.armature.engine.limit;

import org.jspecify.annotations.NullMarked;
