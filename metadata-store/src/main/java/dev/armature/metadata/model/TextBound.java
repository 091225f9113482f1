package dev.armature.metadata.model;

import dev.armature.metadata.expression.ArithmeticOperator;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.GeneralFunction;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.TextFunction;
import dev.armature.metadata.field.AutoNumberType;
import dev.armature.metadata.field.ColorType;
import dev.armature.metadata.field.EmailType;
import dev.armature.metadata.field.PhoneType;
import dev.armature.metadata.field.SelectType;
import dev.armature.metadata.field.TextType;
import java.util.List;

/**
 * How long the texts of a field can get, as far as its definition tells; of a formula, as far as
 * what it is made of does. Errs on the long side. Stateless.
 */
public final class TextBound {

    /** An entry of an ordered index has at most 2,704 bytes, and a code point at most 4. */
    private static final int MAX_ORDERED = 640;

    private static final long UNKNOWN = Integer.MAX_VALUE;

    /** A letter may have up to three in its place when its case is changed. */
    private static final int MOST_OF_A_LETTER = 3;

    private static final int MOST_DIGITS = 20;
    private static final int MOST_OF_A_COLOR = 9;

    private final TenantModel model;

    private TextBound(TenantModel model) {
        this.model = model;
    }

    /** Whether every text that a field can have fits into an ordered index. */
    public static boolean isShort(ObjectModel object, FieldModel field) {
        return new TextBound(object.tenant()).of(field) <= MAX_ORDERED;
    }

    private long of(FieldModel field) {
        return switch (field.type()) {
            case TextType text -> text.maxLength();
            case SelectType s -> SelectType.MAX_TEXT;
            case EmailType e -> EmailType.MAX_LENGTH;
            case PhoneType p -> PhoneType.MAX_LENGTH;
            case ColorType c -> MOST_OF_A_COLOR;
            case AutoNumberType number -> number.format().length() + MOST_DIGITS;
            default -> {
                CheckedExpression formula = field.formula();
                yield formula == null ? UNKNOWN : of(formula.root());
            }
        };
    }

    private long of(Expression expression) {
        return switch (expression) {
            case Expression.Literal(Object value, var type) when value == null -> 0;
            case Expression.Literal(String text, var type) -> text.length();
            case Expression.Read read -> of(read.path());
            case Expression.Arithmetic sum when sum.operator() == ArithmeticOperator.ADD ->
                    Math.min(UNKNOWN, of(sum.left()) + of(sum.right()));
            case Expression.Conditional choice ->
                    Math.max(of(choice.then()), of(choice.otherwise()));
            case Expression.Call call -> of(call);
            default -> UNKNOWN;
        };
    }

    private long of(List<Property> path) {
        FieldModel field =
                model.required(path.getLast().objectId()).field(path.getLast().fieldId());
        return field == null ? UNKNOWN : of(field);
    }

    private long of(Expression.Call call) {
        List<Expression> arguments = call.arguments();
        return switch (call.function()) {
            case TextFunction.TRIM, TextFunction.SUBSTRING -> of(arguments.getFirst());
            case TextFunction.LOWER, TextFunction.UPPER ->
                    Math.min(UNKNOWN, MOST_OF_A_LETTER * of(arguments.getFirst()));
            case GeneralFunction.COALESCE, GeneralFunction.LEAST, GeneralFunction.GREATEST ->
                    arguments.stream().mapToLong(this::of).max().orElse(UNKNOWN);
            default -> UNKNOWN;
        };
    }
}
