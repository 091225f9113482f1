/**
 * The only package that knows the script engine: contexts, limits inside them, and the JavaScript
 * that a plugin's code meets. It runs in worker processes alone and knows nothing of how calls get
 * there.
 */
@NullMarked
package dev.armature.plugin.script;

import org.jspecify.annotations.NullMarked;
