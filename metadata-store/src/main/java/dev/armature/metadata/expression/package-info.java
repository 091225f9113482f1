/**
 * The one expression language: CEL syntax (parsed by cel-java), checked by {@link
 * dev.armature.metadata.expression.Checker} against an object's fields, kept as a small typed tree
 * ({@link dev.armature.metadata.expression.Expression}) that is evaluated here in Java and
 * translated elsewhere to SQL and to Drools constraints. Knows neither records nor SQL.
 * docs/expressions.md tells the language.
 */
@NullMarked
package dev.armature.metadata.expression;

import org.jspecify.annotations.NullMarked;
