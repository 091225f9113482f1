/** Where the installation is in the world. */
@NullMarked
package dev.armature.engine.site;

import org.jspecify.annotations.NullMarked;
