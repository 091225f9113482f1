package dev.armature.metadata.model;

import dev.armature.metadata.definition.Action;
import dev.armature.metadata.definition.Acyclic;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ImmutableWhen;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.ObjectOptions;
import dev.armature.metadata.definition.Right;
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
import java.util.HashSet;
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
    private final ObjectModel whole;
    private final Supplier<ObjectDefinition> definition;
    private final int id;
    private final String name;
    private final Map<String, FieldModel> byName = new LinkedHashMap<>();
    private final Map<Integer, FieldModel> byId = new LinkedHashMap<>();
    private final List<FieldModel> fields;
    private final Set<Integer> masked;
    private final Compiled made;

    private final Map<Class<?>, Object> compiled = new ConcurrentHashMap<>();

    /** What is made of the object when it is first asked for. */
    private record Compiled(
            Lazy<List<CompiledValidation>> validations,
            Lazy<List<CompiledRule>> rules,
            Lazy<List<Uniqueness>> uniquenesses,
            @Nullable Lazy<CompiledImmutability> immutability,
            Lazy<List<CompiledCounter>> counters,
            Lazy<List<Rollup>> rollups,
            Lazy<List<CompiledInvariant>> invariants,
            Lazy<List<FieldModel>> acyclic,
            @Nullable Lazy<CompiledTransition.Ways> transitions,
            Lazy<Map<FieldModel, FormulaReads>> reads,
            Lazy<Set<FieldModel>> walkedReferences,
            Lazy<Set<FieldModel>> filling) {

        static Compiled of(ObjectModel object, ObjectOptions options) {
            ImmutableWhen immutable = options.immutableWhen();
            Transitions ways = options.transitions();
            return new Compiled(
                    new Lazy<>(object::compileValidations),
                    new Lazy<>(object::compileRules),
                    new Lazy<>(() -> Uniqueness.all(object)),
                    immutable == null
                            ? null
                            : new Lazy<>(() -> CompiledImmutability.of(object, immutable)),
                    new Lazy<>(() -> CompiledCounter.all(object)),
                    new Lazy<>(object::ownRollups),
                    new Lazy<>(() -> CompiledInvariant.all(object)),
                    new Lazy<>(object::acyclicFields),
                    ways == null
                            ? null
                            : new Lazy<>(() -> CompiledTransition.Ways.of(object, ways)),
                    new Lazy<>(object::collectReads),
                    new Lazy<>(object::collectWalkedReferences),
                    new Lazy<>(object::collectFilling));
        }
    }

    ObjectModel(TenantModel tenant, ObjectDefinition definition, FieldType.Targets targets) {
        this.tenant = tenant;
        this.whole = this;
        this.definition = () -> definition;
        this.id = definition.id();
        this.name = definition.name();
        this.masked = Set.of();
        for (FieldDefinition field : definition.fields()) {
            FieldModel model = model(definition, field, targets);
            byName.put(field.name(), model);
            byId.put(field.id(), model);
        }
        this.fields = List.copyOf(byName.values());
        this.made = Compiled.of(this, definition.options());
    }

    /** The object as those see it who have some rights. */
    ObjectModel(TenantModel tenant, ObjectModel whole, Grants grants) {
        this.tenant = tenant;
        this.whole = whole;
        this.id = whole.id;
        this.name = whole.name;
        Set<Integer> masks = new HashSet<>();
        for (FieldModel field : whole.fields) {
            FieldSight sight = grants.sight(whole, field);
            if (sight != FieldSight.NONE) {
                byName.put(field.name(), field);
                byId.put(field.id(), field);
            }
            if (sight == FieldSight.MASKED) {
                masks.add(field.id());
            }
        }
        this.masked = Set.copyOf(masks);
        this.fields = List.copyOf(byName.values());
        this.definition = new Lazy<>(() -> new SeenDefinition(this).definition());
        this.made = whole.made;
    }

    /**
     * The object with all that there is to it. Whoever has it as somebody sees it needs this for
     * what the platform itself does: how records are stored, computed and checked.
     */
    public ObjectModel whole() {
        return whole;
    }

    /**
     * The object as it is now, with all that there is to it, where the metadata is that of another
     * moment.
     */
    public ObjectModel present() {
        TenantModel now = tenant.present();
        return now == null ? whole : now.required(id);
    }

    /** Whether no more of a field's values is shown than their end. */
    public boolean isMasked(FieldModel field) {
        return masked.contains(field.id());
    }

    /**
     * Whether those who see the object so can say by a value of the field which record they mean.
     */
    public boolean isKey(FieldModel field) {
        return field.definition().unique() && !isMasked(field);
    }

    /** Whether those who see the object so may give a field a value, in new records or others. */
    public boolean isWritable(FieldModel field) {
        Grants grants = tenant.grants();
        return grants.mayWrite(this, field, Right.CREATE)
                || grants.mayWrite(this, field, Right.UPDATE);
    }

    private FieldModel model(
            ObjectDefinition owner, FieldDefinition field, FieldType.Targets targets) {
        FieldType fieldType = Sources.resolved(tenant.definition(), owner, field);
        ValueType type = fieldType.valueType(targets);
        Property property =
                new Property(owner.id(), field.id(), field.name(), type, fieldType.optionValues());
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
        return id;
    }

    public String name() {
        return name;
    }

    public ObjectDefinition definition() {
        return definition.get();
    }

    /** Whether its records are about to be in another place. */
    public boolean isSwitching() {
        return whole.definition().switching();
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
            ObjectModel owner = whole.tenant.required(read.path().getLast().objectId());
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
        return Objects.requireNonNull(made.reads.get().get(formula));
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
        return made.rollups.get();
    }

    /**
     * Whether what is stored of a field may be another figure than the true one: of a rollup that a
     * job is filling, and of whatever is made of one.
     */
    public boolean isFilling(FieldModel field) {
        return tenant.isFilling() && made.filling.get().contains(field);
    }

    private Set<FieldModel> collectFilling() {
        return fields.stream().filter(this::rests).collect(Collectors.toSet());
    }

    private boolean rests(FieldModel field) {
        Rollup rollup = field.rollup();
        if (rollup != null) {
            return definition().filling().containsKey(field.id())
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
        String title = whole.definition().header().titleField();
        return title == null ? null : byName.get(title);
    }

    /** A field as expressions see it, the system's included. */
    public @Nullable Property property(String name) {
        FieldModel field = byName.get(name);
        if (field != null) {
            return isMasked(field) ? null : field.property();
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
        return made.invariants.get();
    }

    public List<CompiledValidation> validations() {
        return made.validations.get();
    }

    /** What no two live records have in common. */
    public List<Uniqueness> uniquenesses() {
        return made.uniquenesses.get();
    }

    /** From when on its records stay as they are, or null. */
    public @Nullable CompiledImmutability immutability() {
        return made.immutability == null ? null : made.immutability.get();
    }

    /** The ways that the value of one of its fields may take, or null for any. */
    public CompiledTransition.@Nullable Ways transitions() {
        return made.transitions == null ? null : made.transitions.get();
    }

    /** The references to itself that never lead from a record back to it. */
    public List<FieldModel> acyclic() {
        return made.acyclic.get();
    }

    private List<FieldModel> acyclicFields() {
        Acyclic option = definition().options().acyclic();
        return option == null ? List.of() : option.fields().stream().map(this::required).toList();
    }

    /** How its auto-numbers count. */
    public List<CompiledCounter> counters() {
        return made.counters.get();
    }

    /** The enabled rules, highest priority first. */
    public List<CompiledRule> rules() {
        return made.rules.get();
    }

    /**
     * The reference fields that expressions of this object walk: those whose records a write will
     * read.
     */
    public Set<FieldModel> walkedReferences() {
        return made.walkedReferences.get();
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
        return definition().parts(ValidationDefinition.class).stream()
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
        for (RuleDefinition rule : definition().parts(RuleDefinition.class)) {
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
