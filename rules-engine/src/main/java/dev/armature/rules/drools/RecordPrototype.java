package dev.armature.rules.drools;

import dev.armature.metadata.expression.ComparisonOperator;
import dev.armature.metadata.expression.Expression.Read;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.rules.drools.Constraint.FieldTest;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.drools.model.AlphaIndex;
import org.drools.model.Index;
import org.drools.model.PatternDSL;
import org.jspecify.annotations.Nullable;
import org.kie.api.prototype.PrototypeBuilder;
import org.kie.api.prototype.PrototypeFact;
import org.kie.api.prototype.PrototypeFactInstance;

/**
 * The records of one object as Drools knows them: every stored field declared with the class of its
 * values. An undeclared field would be indexed by the hash of its name, where names collide.
 */
final class RecordPrototype {

    private final ObjectModel object;
    private final PrototypeFact prototype;

    RecordPrototype(ObjectModel object) {
        this.object = object;
        PrototypeBuilder builder = PrototypeBuilder.prototype("record");
        for (FieldModel field : object.fields()) {
            Class<?> javaClass = javaClass(field.property().type());
            if (field.type().stored() && javaClass != null) {
                builder.withField(field.name(), javaClass);
            }
        }
        this.prototype = builder.asFact();
    }

    PrototypeFact prototype() {
        return prototype;
    }

    /** Whether the current value of one of the declared fields is read. */
    boolean declares(Read read) {
        Property property = read.path().getFirst();
        return !read.old()
                && read.path().size() == 1
                && property.objectId() == object.id()
                && prototype.getField(property.name()) != null;
    }

    @SuppressWarnings("unchecked")
    AlphaIndex<PrototypeFactInstance, Object> index(FieldTest test) {
        Property field = test.field();
        return PatternDSL.alphaIndexedBy(
                (Class<Object>) indexedClass(test),
                constraintType(test.operator()),
                prototype.getFieldIndex(field.name()),
                fact -> ((Fact) fact).value(field),
                test.literal());
    }

    // Drools leaves out of its indexes classes that it does not know (Instant, UUID) and the
    // equality of BigDecimal, where 1.0 is not 1.00; our numbers have no trailing zeros. Values of
    // the class LocalDate it takes as they are, by equals and compareTo, and it looks no further.
    private Class<?> indexedClass(FieldTest test) {
        Class<?> declared = prototype.getField(test.field().name()).getType();
        boolean leftOut =
                declared == Instant.class
                        || declared == UUID.class
                        || (declared == BigDecimal.class
                                && test.operator() == ComparisonOperator.EQUAL);
        return leftOut ? LocalDate.class : declared;
    }

    private static Index.ConstraintType constraintType(ComparisonOperator operator) {
        return switch (operator) {
            case EQUAL -> Index.ConstraintType.EQUAL;
            case NOT_EQUAL -> Index.ConstraintType.NOT_EQUAL;
            case LESS -> Index.ConstraintType.LESS_THAN;
            case LESS_OR_EQUAL -> Index.ConstraintType.LESS_OR_EQUAL;
            case GREATER -> Index.ConstraintType.GREATER_THAN;
            case GREATER_OR_EQUAL -> Index.ConstraintType.GREATER_OR_EQUAL;
        };
    }

    private static @Nullable Class<?> javaClass(ValueType type) {
        return switch (type) {
            case ValueType.Scalar scalar ->
                    switch (scalar) {
                        case TEXT -> String.class;
                        case NUMBER -> BigDecimal.class;
                        case BOOLEAN -> Boolean.class;
                        case DATE -> LocalDate.class;
                        case DATE_TIME -> Instant.class;
                        case USER -> UUID.class;
                        case TIME, DURATION, MONEY, GEO_POINT, ADDRESS, FILE, JSON, NULL -> null;
                    };
            case ValueType.Reference reference -> UUID.class;
            case ValueType.ListOf list -> null;
        };
    }
}
