/** The connection to Redis, where there is one. Nothing is lost with it. */
@NullMarked
package dev.armature.engine.redis;

import org.jspecify.annotations.NullMarked;
