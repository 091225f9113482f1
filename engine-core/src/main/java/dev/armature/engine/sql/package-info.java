/**
 * SQL as a value: text with its parameters beside it, put together from pieces, never from a
 * caller's text.
 */
@NullMarked
package dev.armature.engine.sql;

import org.jspecify.annotations.NullMarked;
