/** The homes of tenants: which there are, how to reach them, and who lives where. */
@NullMarked
package dev.armature.engine.home;

import org.jspecify.annotations.NullMarked;
