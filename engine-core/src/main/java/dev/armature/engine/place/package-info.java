/**
 * Where records live. One decision in one place: {@link dev.armature.engine.place.RecordPlace}
 * names the table and says how a field is read in SQL; queries and writes ask it and know no more.
 */
@NullMarked
package dev.armature.engine.place;

import org.jspecify.annotations.NullMarked;
