/** Single records that are shared with people and groups. */
@NullMarked
package dev.armature.engine.share;

import org.jspecify.annotations.NullMarked;
