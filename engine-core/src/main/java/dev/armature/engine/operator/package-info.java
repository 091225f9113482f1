/**
 * Who runs the installation, and what they may do. They stand beside all tenants: nothing here
 * reaches a tenant's records, and the database does not let it.
 */
@NullMarked
package dev.armature.engine.operator;

import org.jspecify.annotations.NullMarked;
