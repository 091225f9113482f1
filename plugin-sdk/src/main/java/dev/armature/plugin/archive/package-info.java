/**
 * A plugin as it is handed over: one zip file. Reads it as a stranger's, wholly checked before any
 * of it is used.
 */
@NullMarked
package dev.armature.plugin.archive;

import org.jspecify.annotations.NullMarked;
