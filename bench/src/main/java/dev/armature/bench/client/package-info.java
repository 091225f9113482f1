/** A lean HTTP client, so that what is measured is the server. */
@NullMarked
package dev.armature.bench.client;

import org.jspecify.annotations.NullMarked;
