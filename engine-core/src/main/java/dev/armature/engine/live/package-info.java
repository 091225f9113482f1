/**
 * Live changes: whoever listens hears of records that change, as far as they see them, in the order
 * of transactions, and goes on after a break where they were.
 */
@NullMarked
package dev.armature.engine.live;

import org.jspecify.annotations.NullMarked;
