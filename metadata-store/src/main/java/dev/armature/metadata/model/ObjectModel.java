package dev.armature.metadata.model;

import dev.armature.metadata.definition.Action;
import dev.armature.metadata.definition.Acyclic;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ImmutableWhen;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.RuleDefinition;
import dev.armature.metadata.definition.Transitions;
import dev.armature.metadata.definition.ValidationDefinition;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.Property;
import dev.armature.metadata.expression.Scope;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ComputedType;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.LookupType;
import dev.armature.metadata.field.RollupType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An object, ready for use. */
public final class ObjectModel {

    private final TenantModel tenant;
    private final ObjectDefinition definition;
    private final Map<String, FieldModel> byName = new LinkedHashMap<>();
    private final Map<Integer, FieldModel> byId = new LinkedHashMap<>();
    private final List<FieldModel> fields;
    private final Lazy<List<CompiledValidation>> validations = new Lazy<>(this::compileValidations);
    private final Lazy<List<CompiledRule>> rules = new Lazy<>(this::compileRules);
    private final Lazy<List<Uniqueness>> uniquenesses = new Lazy<>(() -> Uniqueness.all(this));
    private final @Nullable Lazy<CompiledImmutability> immutability;
    private final Lazy<List<CompiledCounter>> counters =
            new Lazy<>(() -> CompiledCounter.all(this));
    private final Lazy<List<Rollup>> rollups = new Lazy<>(this::ownRollups);
    private final Lazy<List<CompiledInvariant>> invariants =
            new Lazy<>(() -> CompiledInvariant.all(this));
    private final Lazy<List<FieldModel>> acyclic = new Lazy<>(this::acyclicFields);
    private final @Nullable Lazy<CompiledTransition.Ways> transitions;
    private final Lazy<Map<FieldModel, FormulaReads>> reads = new Lazy<>(this::collectReads);
    private final Lazy<Set<FieldModel>> walkedReferences =
            new Lazy<>(this::collectWalkedReferences);

    private final Lazy<Set<FieldModel>> filling = new Lazy<>(this::collectFilling);

    private final Map<Class<?>, Object> compiled = new ConcurrentHashMap<>();

    ObjectModel(TenantModel tenant, ObjectDefinition definition, FieldType.Targets targets) {
        this.tenant = tenant;
        this.definition = definition;
        for (FieldDefinition field : definition.fields()) {
            FieldModel model = model(field, targets);
            byName.put(field.name(), model);
            byId.put(field.id(), model);
        }
        this.fields = List.copyOf(byName.values());
        ImmutableWhen immutable = definition.options().immutableWhen();
        this.immutability =
                immutable == null
                        ? null
                        : new Lazy<>(() -> CompiledImmutability.of(this, immutable));
        Transitions ways = definition.options().transitions();
        this.transitions =
                ways == null ? null : new Lazy<>(() -> CompiledTransition.Ways.of(this, ways));
    }

    private FieldModel model(FieldDefinition field, FieldType.Targets targets) {
        FieldType fieldType = Sources.resolved(tenant.definition(), definition, field);
        ValueType type = fieldType.valueType(targets);
        Property property =
                new Property(
                        definition.id(), field.id(), field.name(), type, fieldType.optionValues());
        String defaultText = field.defaultValue();
        Supplier<CheckedExpression> defaultValue =
                defaultText == null
                        ? null
                        : new Lazy<>(() -> Expressions.check(defaultText, scope(false), type));
        Supplier<CheckedExpression> formula =
                fieldType instanceof ComputedType computed
                        ? new Lazy<>(() -> Formulas.compile(computed, scope(false)))
                        : null;
        Function<FieldModel, Rollup> rollup =
                fieldType instanceof RollupType rollupType
                        ? model -> Rollup.of(this, model, rollupType)
                        : null;
        return new FieldModel(field, fieldType, property, defaultValue, formula, rollup);
    }

    public int id() {
        return definition.id();
    }

    public String name() {
        return definition.name();
    }

    public ObjectDefinition definition() {
        return definition;
    }

    /** Whether its records are about to be in another place. */
    public boolean isSwitching() {
        return definition.switching();
    }

    public TenantModel tenant() {
        return tenant;
    }

    public List<FieldModel> fields() {
        return fields;
    }

    public @Nullable FieldModel field(String name) {
        return byName.get(name);
    }

    public @Nullable FieldModel field(int id) {
        return byId.get(id);
    }

    /** The field of a name that was checked. */
    FieldModel required(String name) {
        FieldModel field = byName.get(name);
        if (field == null) {
            throw new IllegalStateException(
                    name() + " has no field " + name + ", though it was checked");
        }
        return field;
    }

    /** The field whose values a field shows: of a lookup the one that is looked up, else itself. */
    public FieldModel shown(FieldModel field) {
        if (field.type() instanceof LookupType
                && Objects.requireNonNull(field.formula()).root() instanceof Expression.Read read) {
            ObjectModel owner = tenant.required(read.path().getLast().objectId());
            FieldModel source = owner.field(read.path().getLast().fieldId());
            return source == null ? field : owner.shown(source);
        }
        return field;
    }

    /**
     * What others make of this object to use it again and again, such as a statement. It is made
     * when first asked for, perhaps twice at once, and is gone with the object.
     */
    public <T> T compiled(Class<T> kind, Function<ObjectModel, T> making) {
        Object known = compiled.get(kind);
        if (known == null) {
            known = making.apply(this);
            compiled.put(kind, known);
        }
        return kind.cast(known);
    }

    /** What one of its formulas reads. */
    public FormulaReads reads(FieldModel formula) {
        return Objects.requireNonNull(reads.get().get(formula));
    }

    private Map<FieldModel, FormulaReads> collectReads() {
        return fields.stream()
                .filter(field -> field.formula() != null)
                .collect(Collectors.toMap(field -> field, field -> FormulaReads.of(this, field)));
    }

    /** Whether a field's values can have a column: those that are stored, and some formulas'. */
    public boolean isStorable(FieldModel field) {
        return field.type().stored() || (field.formula() != null && reads(field).isStorable());
    }

    /** The figures over other records that its records keep. */
    public List<Rollup> rollups() {
        return rollups.get();
    }

    /**
     * Whether what is stored of a field may be another figure than the true one: of a rollup that a
     * job is filling, and of whatever is made of one.
     */
    public boolean isFilling(FieldModel field) {
        return tenant.isFilling() && filling.get().contains(field);
    }

    private Set<FieldModel> collectFilling() {
        return fields.stream().filter(this::rests).collect(Collectors.toSet());
    }

    private boolean rests(FieldModel field) {
        Rollup rollup = field.rollup();
        if (rollup != null) {
            return definition.filling().containsKey(field.id())
                    || rollup.children().isFilling(rollup.following().reads());
        }
        return field.formula() != null
                && reads(field).byPath().entrySet().stream()
                        .anyMatch(read -> end(read.getKey()).isFilling(read.getValue()));
    }

    /** The object whose records a path of references leads to. */
    private ObjectModel end(List<Property> path) {
        return path.isEmpty()
                ? this
                : tenant.required(Objects.requireNonNull(path.getLast().type().link()).objectId());
    }

    private boolean isFilling(Set<Integer> numbers) {
        return numbers.stream()
                .map(byId::get)
                .anyMatch(field -> field != null && field.rollup() != null && rests(field));
    }

    private List<Rollup> ownRollups() {
        return fields.stream().map(FieldModel::rollup).filter(Objects::nonNull).toList();
    }

    /** The field that stands for a record in lists and links, or null. */
    public @Nullable FieldModel titleField() {
        String title = definition.header().titleField();
        return title == null ? null : byName.get(title);
    }

    /** A field as expressions see it, the system's included. */
    public @Nullable Property property(String name) {
        FieldModel field = byName.get(name);
        if (field != null) {
            return field.property();
        }
        SystemField system = SystemField.named(name);
        return system == null ? null : system.property(id(), name());
    }

    /** The names an expression about a record of this object may use. */
    public Scope scope(boolean withOld) {
        return new ModelScope(this, withOld, false);
    }

    /** The same, with figures over the records that reference this one. */
    public Scope scopeWithChildren() {
        return new ModelScope(this, false, true);
    }

    /** Every name that any expression of this object may use, for finding them again. */
    public Scope widestScope() {
        return new ModelScope(this, true, true);
    }

    /** What holds of its records whenever a transaction commits. */
    public List<CompiledInvariant> invariants() {
        return invariants.get();
    }

    public List<CompiledValidation> validations() {
        return validations.get();
    }

    /** What no two live records have in common. */
    public List<Uniqueness> uniquenesses() {
        return uniquenesses.get();
    }

    /** From when on its records stay as they are, or null. */
    public @Nullable CompiledImmutability immutability() {
        return immutability == null ? null : immutability.get();
    }

    /** The ways that the value of one of its fields may take, or null for any. */
    public CompiledTransition.@Nullable Ways transitions() {
        return transitions == null ? null : transitions.get();
    }

    /** The references to itself that never lead from a record back to it. */
    public List<FieldModel> acyclic() {
        return acyclic.get();
    }

    private List<FieldModel> acyclicFields() {
        Acyclic option = definition.options().acyclic();
        return option == null ? List.of() : option.fields().stream().map(this::required).toList();
    }

    /** How its auto-numbers count. */
    public List<CompiledCounter> counters() {
        return counters.get();
    }

    /** The enabled rules, highest priority first. */
    public List<CompiledRule> rules() {
        return rules.get();
    }

    /**
     * The reference fields that expressions of this object walk: those whose records a write will
     * read.
     */
    public Set<FieldModel> walkedReferences() {
        return walkedReferences.get();
    }

    private Set<FieldModel> collectWalkedReferences() {
        Set<FieldModel> walked = new LinkedHashSet<>();
        List<@Nullable CheckedExpression> expressions = new ArrayList<>();
        for (FieldModel field : fields) {
            expressions.add(field.defaultValue());
            expressions.add(field.formula());
        }
        validations().forEach(validation -> expressions.add(validation.condition()));
        for (CompiledRule rule : rules()) {
            expressions.add(rule.condition());
            rule.actions()
                    .forEach(action -> {
                        switch (action) {
                            case CompiledRule.CompiledAction.SetField set ->
                                    expressions.add(set.value());
                            case CompiledRule.CompiledAction.CreateRecord create ->
                                    expressions.addAll(create.values().values());
                        }
                    });
        }
        expressions.stream()
                .filter(Objects::nonNull)
                .forEach(expression -> expression.root().visit(node -> addWalked(node, walked)));
        return Set.copyOf(walked);
    }

    private void addWalked(Expression node, Set<FieldModel> walked) {
        boolean isList = node instanceof Expression.Exists;
        Expression walking = node instanceof Expression.Exists exists ? exists.list() : node;
        if (walking instanceof Expression.Read read && (isList || read.path().size() > 1)) {
            FieldModel field = byId.get(read.path().getFirst().fieldId());
            if (field != null) {
                walked.add(field);
            }
        }
    }

    private List<CompiledValidation> compileValidations() {
        return definition.parts(ValidationDefinition.class).stream()
                .map(validation ->
                        new CompiledValidation(
                                validation,
                                Expressions.check(
                                        validation.expression(),
                                        scope(true),
                                        ValueType.Scalar.BOOLEAN)))
                .toList();
    }

    private List<CompiledRule> compileRules() {
        List<CompiledRule> compiled = new ArrayList<>();
        for (RuleDefinition rule : definition.parts(RuleDefinition.class)) {
            if (rule.enabled()) {
                compiled.add(compile(rule));
            }
        }
        compiled.sort((a, b) -> {
            int byPriority = Integer.compare(b.definition().priority(), a.definition().priority());
            return byPriority != 0
                    ? byPriority
                    : Integer.compare(a.definition().id(), b.definition().id());
        });
        return List.copyOf(compiled);
    }

    private CompiledRule compile(RuleDefinition rule) {
        String condition = rule.condition();
        return new CompiledRule(
                rule,
                condition == null
                        ? null
                        : Expressions.check(condition, scope(true), ValueType.Scalar.BOOLEAN),
                rule.actions().stream().map(this::compile).toList());
    }

    private CompiledRule.CompiledAction compile(Action action) {
        return switch (action) {
            case Action.SetField set -> {
                FieldModel field = required(set.field());
                yield new CompiledRule.CompiledAction.SetField(
                        field,
                        Expressions.check(set.value(), scope(true), field.property().type()));
            }
            case Action.CreateRecord create -> {
                ObjectModel target = tenant.required(create.object());
                Map<String, CheckedExpression> values = new LinkedHashMap<>();
                create.values()
                        .forEach((name, text) ->
                                values.put(
                                        name,
                                        Expressions.check(
                                                text,
                                                scope(true),
                                                target.required(name).property().type())));
                yield new CompiledRule.CompiledAction.CreateRecord(create.object(), values);
            }
        };
    }

    @Override
    public String toString() {
        return name();
    }
}
