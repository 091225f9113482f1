/**
 * Records as a graph: a GraphQL schema of each tenant's metadata as those see it who ask, and its
 * fields read through the reader and the aggregator, written through the writer. The one package
 * that knows of graphql-java; it knows nothing of HTTP.
 */
@NullMarked
package dev.armature.engine.graphql;

import org.jspecify.annotations.NullMarked;
