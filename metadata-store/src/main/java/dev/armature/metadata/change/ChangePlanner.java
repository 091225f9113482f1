package dev.armature.metadata.change;

import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the steps that lead from one definition to another. A pure function. */
public final class ChangePlanner {

    private ChangePlanner() {}

    public static List<ChangeStep> plan(TenantDefinition before, TenantDefinition after) {
        List<ChangeStep> steps = new ArrayList<>();
        List<ObjectDefinition> newObjects = List.copyOf(after.objects().values());
        Map<Integer, ObjectDefinition> old = byId(before.objects().values(), ObjectDefinition::id);
        Map<Integer, Integer> oldPositions =
                positions(List.copyOf(before.objects().values()), ObjectDefinition::id);
        Map<Integer, ObjectDefinition> kept = byId(newObjects, ObjectDefinition::id);
        // Removals come first, so that their names are free for what is put.
        for (ObjectDefinition object : old.values()) {
            ObjectDefinition next = kept.get(object.id());
            if (next == null) {
                steps.add(new ChangeStep.RemoveObject(object));
            } else {
                removals(object, next, steps);
            }
        }
        // Objects before fields: a reference may point at an object that is new too.
        for (int position = 0; position < newObjects.size(); position++) {
            ObjectDefinition object = newObjects.get(position);
            ObjectDefinition previous = old.get(object.id());
            if (previous == null
                    || differs(previous, object)
                    || !Integer.valueOf(position).equals(oldPositions.get(object.id()))) {
                steps.add(new ChangeStep.PutObject(object, position, previous == null));
            }
        }
        newObjects.forEach(object -> contents(old.get(object.id()), object, steps));
        roles(before, after, steps);
        return steps;
    }

    private static void roles(
            TenantDefinition before, TenantDefinition after, List<ChangeStep> steps) {
        Map<Integer, RoleDefinition> old = byId(before.roles().values(), RoleDefinition::id);
        Map<Integer, RoleDefinition> kept = byId(after.roles().values(), RoleDefinition::id);
        old.values().stream()
                .filter(role -> !kept.containsKey(role.id()))
                .forEach(role -> steps.add(new ChangeStep.RemoveRole(role)));
        kept.values().stream()
                .filter(role -> !role.equals(old.get(role.id())))
                .forEach(role ->
                        steps.add(new ChangeStep.PutRole(role, !old.containsKey(role.id()))));
    }

    private static boolean differs(ObjectDefinition before, ObjectDefinition after) {
        return !before.header().equals(after.header())
                || before.nextFieldId() != after.nextFieldId()
                || !Objects.equals(before.table(), after.table())
                || !before.filling().equals(after.filling())
                || before.switching() != after.switching();
    }

    private static void removals(
            ObjectDefinition before, ObjectDefinition after, List<ChangeStep> steps) {
        Map<Integer, FieldDefinition> fields = byId(after.fields(), FieldDefinition::id);
        for (FieldDefinition field : before.fields()) {
            if (!fields.containsKey(field.id())) {
                steps.add(new ChangeStep.RemoveField(after, field));
            }
        }
        Map<Integer, Part> parts = byId(after.parts(), Part::id);
        for (Part part : before.parts()) {
            if (!parts.containsKey(part.id())) {
                steps.add(new ChangeStep.RemovePart(after, part));
            }
        }
    }

    private static void contents(
            @Nullable ObjectDefinition before, ObjectDefinition after, List<ChangeStep> steps) {
        List<FieldDefinition> oldFields = before == null ? List.of() : before.fields();
        changed(oldFields, after.fields(), FieldDefinition::id)
                .forEach((field, place) ->
                        steps.add(
                                new ChangeStep.PutField(
                                        after, field, place.position(), place.isNew())));
        List<Part> oldParts = before == null ? List.of() : before.parts();
        changed(oldParts, after.parts(), Part::id)
                .forEach((part, place) ->
                        steps.add(
                                new ChangeStep.PutPart(
                                        after, part, place.position(), place.isNew())));
    }

    private record Place(int position, boolean isNew) {}

    /** The elements that are new, different or in another place. */
    private static <T> Map<T, Place> changed(
            List<T> before, List<T> after, Function<T, Integer> id) {
        Map<Integer, T> old = byId(before, id);
        Map<Integer, Integer> oldPositions = positions(before, id);
        Map<T, Place> changed = new LinkedHashMap<>();
        for (int position = 0; position < after.size(); position++) {
            T element = after.get(position);
            T previous = old.get(id.apply(element));
            if (!element.equals(previous)
                    || !Integer.valueOf(position).equals(oldPositions.get(id.apply(element)))) {
                changed.put(element, new Place(position, previous == null));
            }
        }
        return changed;
    }

    private static <T> Map<Integer, T> byId(Iterable<T> elements, Function<T, Integer> id) {
        Map<Integer, T> map = new LinkedHashMap<>();
        elements.forEach(element -> map.put(id.apply(element), element));
        return map;
    }

    private static <T> Map<Integer, Integer> positions(List<T> elements, Function<T, Integer> id) {
        Map<Integer, Integer> positions = new LinkedHashMap<>();
        for (int i = 0; i < elements.size(); i++) {
            positions.put(id.apply(elements.get(i)), i);
        }
        return positions;
    }
}
