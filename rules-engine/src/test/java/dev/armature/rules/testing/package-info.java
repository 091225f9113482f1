/** What the tests of rules share: rules from a line of text, records in memory. */
@NullMarked
package dev.armature.rules.testing;

import org.jspecify.annotations.NullMarked;
