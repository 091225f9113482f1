/**
 * The database the platform stands on: the embedded PostgreSQL, the two roles (one that owns the
 * tables and migrates them, one that serves requests and owns nothing), migrations, and
 * transactions of one tenant.
 */
@NullMarked
package dev.armature.metadata.database;

import org.jspecify.annotations.NullMarked;
