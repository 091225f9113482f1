/**
 * Conditions as a Drools executable model, built in Java from checked expressions: no rule
 * language, no compiler, nothing that a tenant writes becomes code. Says which rules match a
 * record; fires nothing, changes nothing. The only package that knows Drools, which stays invisible
 * outside.
 */
@NullMarked
package dev.armature.rules.drools;

import org.jspecify.annotations.NullMarked;
