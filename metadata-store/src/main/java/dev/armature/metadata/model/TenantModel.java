package dev.armature.metadata.model;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One tenant's metadata at one version, ready for use. Immutable and shared between threads. */
public final class TenantModel {

    /** For how many sets of roles what they may do is kept at a time. */
    private static final int MAX_GRANTS = 200;

    private final TenantId tenant;
    private final Supplier<TenantDefinition> definition;
    private final TenantModel whole;
    private final @Nullable TenantModel present;
    private final Grants grants;
    private final Map<String, ObjectModel> byName = new LinkedHashMap<>();
    private final Map<Integer, ObjectModel> byId = new LinkedHashMap<>();
    private final boolean switching;
    private final Lazy<Map<Integer, List<Incoming>>> incoming = new Lazy<>(this::collectIncoming);

    private final Lazy<Map<Integer, List<Rollup>>> rollupsOver = new Lazy<>(this::collectRollups);

    private final Lazy<Map<Integer, List<Following>>> invariantsOver =
            new Lazy<>(this::collectInvariants);

    private final Lazy<FarReads> farReads = new Lazy<>(() -> FarReads.of(this));

    private final Lazy<Cache<Set<String>, Grants>> grantsOfRoles =
            new Lazy<>(() -> Caffeine.newBuilder().maximumSize(MAX_GRANTS).build());

    /** A reference field seen from the object that it points at. */
    public record Incoming(ObjectModel source, FieldModel field, ReferenceType type) {}

    /**
     * @throws IllegalArgumentException if a reference points at an object that is not there;
     *     definitions are checked before they come here
     */
    public TenantModel(TenantId tenant, TenantDefinition definition) {
        this(tenant, definition, null);
    }

    /**
     * The metadata as it was. Rights are those of now: their conditions are put to records as they
     * are, and what there is no more is gone with its rights.
     *
     * @param then with the roles of now
     * @param present the metadata as it is, with all that there is to it
     */
    public static TenantModel past(TenantDefinition then, TenantModel present) {
        return new TenantModel(present.tenant, then, present);
    }

    private TenantModel(
            TenantId tenant, TenantDefinition definition, @Nullable TenantModel present) {
        this.tenant = tenant;
        this.definition = () -> definition;
        this.whole = this;
        this.present = present;
        for (ObjectDefinition object : definition.objects().values()) {
            ObjectModel model = new ObjectModel(this, object, this::idOf);
            byName.put(object.name(), model);
            byId.put(object.id(), model);
        }
        this.switching = byId.values().stream().anyMatch(ObjectModel::isSwitching);
        this.grants = new Grants(this);
    }

    /** The metadata as those see it who have some rights. */
    TenantModel(TenantModel whole, Grants grants) {
        this.tenant = whole.tenant;
        this.whole = whole;
        this.present = whole.present;
        this.grants = grants;
        this.switching = whole.switching;
        for (ObjectModel object : whole.objects()) {
            if (grants.allows(object, Right.READ)) {
                ObjectModel seen = new ObjectModel(this, object, grants);
                byName.put(seen.name(), seen);
                byId.put(seen.id(), seen);
            }
        }
        this.definition =
                new Lazy<>(() ->
                        TenantDefinition.of(
                                whole.version(),
                                byName.values().stream().map(ObjectModel::definition).toList()));
    }

    /** The metadata with all that there is to it. */
    public TenantModel whole() {
        return whole;
    }

    /** The metadata as it is, where this is how it was; else null. */
    public @Nullable TenantModel present() {
        return present;
    }

    /** Whether there is an object no more that there was then. */
    boolean isGone(int object) {
        return present != null && present.object(object) == null;
    }

    /** The rights of those who see the metadata so. */
    public Grants grants() {
        return grants;
    }

    /** The rights of those who have some roles. */
    public Grants grants(Set<String> roles) {
        return Grants.areAll(roles)
                ? whole.grants
                : whole.grantsOfRoles.get().get(roles, some -> new Grants(whole, some));
    }

    /** The rights of those who have a role that is none of the tenant's own, and no other. */
    public Grants grants(RoleDefinition role) {
        return new Grants(whole, role);
    }

    int idOf(String objectName) {
        ObjectDefinition object = whole.definition().object(objectName);
        if (object == null) {
            throw new IllegalArgumentException("there is no object " + objectName);
        }
        return object.id();
    }

    public TenantId tenant() {
        return tenant;
    }

    public TenantDefinition definition() {
        return definition.get();
    }

    public long version() {
        return whole.definition().version();
    }

    public Collection<ObjectModel> objects() {
        return byName.values();
    }

    /** Whether any object is about to be in another place; hardly ever so. */
    public boolean isSwitching() {
        return switching;
    }

    public @Nullable ObjectModel object(String name) {
        return byName.get(name);
    }

    public @Nullable ObjectModel object(int id) {
        return byId.get(id);
    }

    /** The object, or the answer that it does not exist. */
    public ObjectModel required(String name) {
        ObjectModel object = byName.get(name);
        if (object == null) {
            throw EngineException.notFound("The object \"" + name + "\"");
        }
        return object;
    }

    /** The object of a number that came from the metadata itself. */
    public ObjectModel required(int id) {
        ObjectModel object = byId.get(id);
        if (object == null) {
            throw new IllegalArgumentException("no object has the number " + id);
        }
        return object;
    }

    /** The reference fields that point at an object. */
    public List<Incoming> incoming(ObjectModel target) {
        return incoming.get().getOrDefault(target.id(), List.of());
    }

    /**
     * The references that point at an object, by the names under which its children are nested in
     * it: the name of the object that references it, with the reference's after a dot where it has
     * several.
     */
    public Map<String, Incoming> children(ObjectModel target) {
        List<Incoming> all = incoming(target);
        Map<String, Incoming> children = new LinkedHashMap<>();
        for (Incoming one : all) {
            boolean alone = all.stream().filter(other -> other.source == one.source).count() == 1;
            String name = one.source.name();
            children.put(alone ? name : name + "." + one.field.name(), one);
        }
        return children;
    }

    /** The rollups that are made of an object's records. */
    public List<Rollup> rollupsOver(ObjectModel children) {
        return whole.rollupsOver.get().getOrDefault(children.id(), List.of());
    }

    /** Whether a job is filling rollups of any object. */
    boolean isFilling() {
        return whole.definition().objects().values().stream()
                .anyMatch(object -> !object.filling().isEmpty());
    }

    /** What stored values of formulas rest on beside their own records. */
    public FarReads farReads() {
        return whole.farReads.get();
    }

    /** The objects with invariants that rest on an object's records beside their own. */
    public List<Following> invariantsOver(ObjectModel children) {
        return whole.invariantsOver.get().getOrDefault(children.id(), List.of());
    }

    private Map<Integer, List<Following>> collectInvariants() {
        return byName.values().stream()
                .flatMap(object -> object.invariants().stream())
                .flatMap(invariant -> invariant.followings().stream())
                .collect(Collectors.groupingBy(f -> f.reference().property().objectId()));
    }

    private Map<Integer, List<Rollup>> collectRollups() {
        return byName.values().stream()
                .flatMap(object -> object.rollups().stream())
                .collect(Collectors.groupingBy(rollup -> rollup.children().id()));
    }

    private Map<Integer, List<Incoming>> collectIncoming() {
        Map<Integer, List<Incoming>> collected = new LinkedHashMap<>();
        for (ObjectModel source : byName.values()) {
            for (FieldModel field : source.fields()) {
                if (field.type() instanceof ReferenceType type) {
                    collected
                            .computeIfAbsent(idOf(type.target()), id -> new ArrayList<>())
                            .add(new Incoming(source, field, type));
                }
            }
        }
        collected.replaceAll((id, list) -> List.copyOf(list));
        return collected;
    }
}
