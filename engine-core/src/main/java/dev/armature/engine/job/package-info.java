/**
 * Long work in the background: kept in the database, taken by any node, reported as it goes,
 * cancelled when asked, and gone on with by another node when its own dies.
 */
@NullMarked
package dev.armature.engine.job;

import org.jspecify.annotations.NullMarked;
