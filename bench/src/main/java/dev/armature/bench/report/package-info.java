/** What a benchmark found, for people and for programs. */
@NullMarked
package dev.armature.bench.report;

import org.jspecify.annotations.NullMarked;
