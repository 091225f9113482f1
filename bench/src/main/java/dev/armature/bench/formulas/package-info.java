/** What columns of formulas over other records give lists, and what they cost writes. */
@NullMarked
package dev.armature.bench.formulas;

import org.jspecify.annotations.NullMarked;
