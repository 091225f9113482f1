package dev.armature.metadata.model;

import dev.armature.metadata.definition.TableLayout;
import dev.armature.metadata.expression.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a tenant's formulas with columns read of other records than their own, seen from those.
 * Formulas without a column, which are computed when they are read, are not among them.
 */
public final class FarReads {

    private final Map<Integer, List<FarRead>> of = new HashMap<>();
    private final Map<Integer, Set<List<Property>>> ahead = new HashMap<>();

    private FarReads() {}

    static FarReads of(TenantModel model) {
        FarReads all = new FarReads();
        for (ObjectModel owner : model.objects()) {
            TableLayout table = owner.definition().table();
            if (table != null) {
                owner.fields().stream()
                        .filter(field -> table.isWritten(field.id()))
                        .filter(field -> field.formula() != null && owner.isStorable(field))
                        .forEach(formula -> all.add(owner, formula));
            }
        }
        return all;
    }

    private void add(ObjectModel owner, FieldModel formula) {
        owner.reads(formula)
                .byPath()
                .forEach((path, reads) -> {
                    if (!path.isEmpty()) {
                        add(new FarRead(owner, formula, path, reads));
                    }
                });
    }

    private void add(FarRead read) {
        List<Property> path = read.path();
        int object = Objects.requireNonNull(path.getLast().type().link()).objectId();
        of.computeIfAbsent(object, none -> new ArrayList<>()).add(read);
        for (int i = 0; i < path.size(); i++) {
            ahead.computeIfAbsent(path.get(i).objectId(), none -> new LinkedHashSet<>())
                    .add(path.subList(i, path.size()));
        }
    }

    /** What formulas read of an object's records. */
    public List<FarRead> of(ObjectModel object) {
        return of.getOrDefault(object.id(), List.of());
    }

    /** The paths of references that formulas walk from an object's records on. */
    public Set<List<Property>> ahead(ObjectModel object) {
        return ahead.getOrDefault(object.id(), Set.of());
    }
}
