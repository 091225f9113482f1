package dev.armature.metadata.field;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A reference given by a unique field of its target, {@code {"code": "A-1"}}, before it was looked
 * up.
 *
 * @param field the unique field's name
 * @param value as it came
 */
public record UnresolvedReference(String field, JsonNode value) {}
