/**
 * Measures the platform: its parts one by one, its HTTP API against a hand-written service, and
 * changes of metadata while others write.
 */
@NullMarked
package dev.armature.bench;

import org.jspecify.annotations.NullMarked;
