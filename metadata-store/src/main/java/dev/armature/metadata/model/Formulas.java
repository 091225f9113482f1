package dev.armature.metadata.model;

import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.NumberFunction;
import dev.armature.metadata.expression.Scope;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ComputedType;
import dev.armature.metadata.field.FormulaType;
import dev.armature.metadata.field.LookupType;
import java.math.BigDecimal;
import java.util.List;

/** Compiles computed fields: the expression, and the rounding that a whole-number formula adds. */
public final class Formulas {

    private Formulas() {}

    public static CheckedExpression compile(ComputedType computed, Scope scope) {
        return switch (computed) {
            case FormulaType formula -> compile(formula, scope);
            case LookupType lookup -> Expressions.check(lookup.expression(), scope);
        };
    }

    private static CheckedExpression compile(FormulaType formula, Scope scope) {
        CheckedExpression checked =
                Expressions.check(formula.expression(), scope, formula.returns().valueType());
        if (formula.returns() != FormulaType.Returns.INTEGER) {
            return checked;
        }
        Expression places = new Expression.Literal(BigDecimal.ZERO, ValueType.Scalar.NUMBER);
        Expression rounded =
                new Expression.Call(
                        NumberFunction.ROUND,
                        List.of(checked.root(), places),
                        ValueType.Scalar.NUMBER);
        return new CheckedExpression(checked.text(), rounded, checked.uses());
    }
}
