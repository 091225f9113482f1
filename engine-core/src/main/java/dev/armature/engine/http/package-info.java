/**
 * The HTTP API: controllers that read a request, call the engine and write its answer, and nothing
 * else. Problems become RFC 9457 documents in one place. No type of this package, and none of the
 * HTTP framework, is seen outside it.
 */
@NullMarked
package dev.armature.engine.http;

import org.jspecify.annotations.NullMarked;
