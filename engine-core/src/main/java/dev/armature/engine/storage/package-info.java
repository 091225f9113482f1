/**
 * Moves objects between the shared store and tables of their own, and gives those tables the
 * columns and indexes that queries need. Everything here is done by the tables' owner, in steps
 * that can be done again: a move that was cut off goes on where it is needed.
 */
@NullMarked
package dev.armature.engine.storage;

import org.jspecify.annotations.NullMarked;
