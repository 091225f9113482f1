/**
 * Objects of a million records: the database's work against a native table, and plans over a mix of
 * queries. Models and tenants in great number.
 */
@NullMarked
package dev.armature.bench.scale;

import org.jspecify.annotations.NullMarked;
