/**
 * What a tenant's API looks like, written down from its metadata: JSON Schemas and the OpenAPI
 * document.
 */
@NullMarked
package dev.armature.engine.schema;

import org.jspecify.annotations.NullMarked;
