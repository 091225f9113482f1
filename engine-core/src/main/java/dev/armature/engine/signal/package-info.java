/**
 * How nodes hear of each other's changes of metadata. PostgreSQL always tells; where there is a
 * Redis it tells too, and faster. Losing it costs nothing but that.
 */
@NullMarked
package dev.armature.engine.signal;

import org.jspecify.annotations.NullMarked;
