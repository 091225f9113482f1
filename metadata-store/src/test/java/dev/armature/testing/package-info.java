/**
 * What the tests of every module share: one real PostgreSQL for a test run, a database for each
 * test class.
 */
@NullMarked
package dev.armature.testing;

import org.jspecify.annotations.NullMarked;
