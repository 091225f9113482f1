package dev.armature.metadata.model;

import dev.armature.metadata.definition.ValidationDefinition;
import dev.armature.metadata.expression.CheckedExpression;

/** A validation with its checked condition. */
public record CompiledValidation(ValidationDefinition definition, CheckedExpression condition) {}
