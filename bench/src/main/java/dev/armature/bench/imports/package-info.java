/** How fast files are imported, and in how much memory. */
@NullMarked
package dev.armature.bench.imports;

import org.jspecify.annotations.NullMarked;
