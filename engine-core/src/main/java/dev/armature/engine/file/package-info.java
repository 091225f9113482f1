/** Files that are uploaded and held by records: what there is to say of them, and their bodies. */
@NullMarked
package dev.armature.engine.file;

import org.jspecify.annotations.NullMarked;
