package dev.armature.rules.testing;

import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.model.CompiledRule;
import dev.armature.metadata.model.CompiledRule.CompiledAction;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.rules.RuleFact;
import dev.armature.testing.ExpressionCases;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A record in memory, with the records it refers to. */
public final class FakeRecord implements RuleFact {

    private static final Environment ENVIRONMENT =
            ExpressionCases.environment(ExpressionCases.USER);

    private final ObjectModel object;
    private final Map<UUID, FakeRecord> others;
    private final Map<Integer, Object> values = new HashMap<>();
    private Map<Integer, Object> old = Map.of();
    private UUID id = new UUID(7, 7);
    private int reads;

    public FakeRecord(ObjectModel object) {
        this(object, Map.of());
    }

    /**
     * @param others the records that references can point at
     */
    public FakeRecord(ObjectModel object, Map<UUID, FakeRecord> others) {
        this.object = object;
        this.others = others;
    }

    public FakeRecord with(String field, @Nullable Object value) {
        set(object.field(field), value);
        return this;
    }

    FakeRecord withId(UUID newId) {
        id = newId;
        return this;
    }

    /** What has been set so far becomes the image before the change. */
    public FakeRecord saved() {
        old = Map.copyOf(values);
        return this;
    }

    public @Nullable Object get(String field) {
        return value(object.field(field).property());
    }

    /** Carries out the rule's actions on this record. */
    public void apply(CompiledRule rule) {
        for (CompiledAction action : rule.actions()) {
            CompiledAction.SetField set = (CompiledAction.SetField) action;
            set(set.field(), set.value().evaluate(bindings()));
        }
    }

    private void set(FieldModel field, @Nullable Object value) {
        if (value == null) {
            values.remove(field.id());
        } else {
            values.put(field.id(), value);
        }
    }

    /** How often {@link #value} has been asked. */
    public int reads() {
        return reads;
    }

    @Override
    public @Nullable Object value(Property property) {
        reads++;
        if (!object.field(property.fieldId()).type().stored()) {
            throw new AssertionError(property + " is not stored");
        }
        return values.get(property.fieldId());
    }

    @Override
    public Bindings bindings() {
        return new Bindings() {
            @Override
            public @Nullable Object read(Expression.Read read) {
                return walk(read.old() ? old : values, read.path());
            }

            @Override
            public List<Bindings> records(int objectId, List<UUID> ids) {
                return ids.stream().map(id -> others.get(id).bindings()).toList();
            }

            @Override
            public Environment environment() {
                return ENVIRONMENT;
            }
        };
    }

    private @Nullable Object walk(Map<Integer, Object> image, List<Property> path) {
        Property first = path.getFirst();
        if (first.fieldId() < 0) {
            return systemValue(SystemField.numbered(first.fieldId()));
        }
        CheckedExpression formula = object.field(first.fieldId()).formula();
        if (formula != null) {
            return formula.evaluate(bindings());
        }
        Object value = image.get(first.fieldId());
        if (path.size() == 1 || value == null) {
            return value;
        }
        FakeRecord other = others.get((UUID) value);
        return other.walk(other.values, path.subList(1, path.size()));
    }

    private Object systemValue(SystemField field) {
        return switch (field) {
            case ID -> id;
            case VERSION -> BigDecimal.ONE;
            case CREATED_AT, UPDATED_AT -> ENVIRONMENT.now();
            case CREATED_BY, UPDATED_BY, OWNER -> ExpressionCases.USER;
        };
    }
}
