/**
 * The service that somebody would write by hand for one kind of record: typed columns, plain JDBC,
 * no metadata.
 */
@NullMarked
package dev.armature.bench.handwritten;

import org.jspecify.annotations.NullMarked;
