/**
 * Records in and out in bulk: CSV files, read as a stream, line by line, with each refused line
 * named.
 */
@NullMarked
package dev.armature.engine.transfer;

import org.jspecify.annotations.NullMarked;
