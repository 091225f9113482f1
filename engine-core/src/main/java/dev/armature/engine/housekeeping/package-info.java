/** What is past its time is deleted for good, on every node, tenant by tenant. */
@NullMarked
package dev.armature.engine.housekeeping;

import org.jspecify.annotations.NullMarked;
