/** Values of records that are kept encrypted, apart from the records. */
@NullMarked
package dev.armature.engine.secret;

import org.jspecify.annotations.NullMarked;
