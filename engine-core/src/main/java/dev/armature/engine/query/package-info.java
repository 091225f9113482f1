/**
 * Reading records: queries with filter, sort, fields and cursor, aggregates, and their translation
 * to SQL. The one door through which records are read, whoever asks.
 */
@NullMarked
package dev.armature.engine.query;

import org.jspecify.annotations.NullMarked;
