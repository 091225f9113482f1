package dev.armature.engine.query;

import dev.armature.metadata.expression.Suggestions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which fields of a record an answer has. The id is always among them.
 *
 * @param system the system fields
 * @param fields stored fields in order of their numbers, then formulas; those expanded are not
 *     among them
 * @param expanded reference fields answered as objects, with what is answered of each
 */
public record Selection(
        ObjectModel object,
        Set<SystemField> system,
        List<FieldModel> fields,
        Map<FieldModel, Selection> expanded) {

    /** How deep references are expanded. */
    public static final int MAX_DEPTH = 5;

    /** How many fields one query may name. */
    public static final int MAX_FIELDS = 500;

    /** How many fields an answer may have, those that {@code *} stands for counted. */
    public static final int MAX_ANSWERED = 1_000;

    private static final String ALL = "*";

    /** Every field of the object itself. */
    public static Selection all(ObjectModel object) {
        return object.compiled(All.class, All::of).selection;
    }

    /** Every field of an object, put in order once. */
    private record All(Selection selection) {
        static All of(ObjectModel object) {
            return new All(
                    new Selection(
                            object,
                            Collections.unmodifiableSet(EnumSet.allOf(SystemField.class)),
                            inOrder(object.fields()),
                            Map.of()));
        }
    }

    /**
     * The fields of a list such as {@code name,amount,account.name}; {@code *} and {@code
     * account.*} are all there are.
     *
     * @throws EngineException {@code invalid_query} naming every field that is not there
     */
    public static Selection parse(ObjectModel object, String list) {
        String[] paths = list.split(",", -1);
        if (paths.length > MAX_FIELDS) {
            throw invalid("too_many_fields", "At most " + MAX_FIELDS + " fields can be named");
        }
        Node root = new Node(object, false);
        for (String path : paths) {
            root.add(path.strip().split("\\.", -1), 0, path.strip());
        }
        Selection selection = root.selection();
        if (selection.size() > MAX_ANSWERED) {
            throw invalid("too_many_fields", "At most " + MAX_ANSWERED + " fields are answered");
        }
        return selection;
    }

    private int size() {
        return fields.size() + expanded.values().stream().mapToInt(Selection::size).sum();
    }

    /** The same with some of its fields alone. */
    Selection only(Predicate<FieldModel> wanted) {
        return new Selection(object, system, fields.stream().filter(wanted).toList(), expanded);
    }

    private static List<FieldModel> inOrder(List<FieldModel> fields) {
        // Stored values come in order of their numbers, because jsonb sorts its keys so.
        return fields.stream()
                .sorted(
                        Comparator.comparing((FieldModel f) -> !f.type().stored())
                                .thenComparingInt(FieldModel::id))
                .toList();
    }

    private static EngineException invalid(String code, String message) {
        return EngineException.invalid(
                ErrorCode.INVALID_QUERY, new Problem("fields", code, message));
    }

    /** What has been read so far of one object. */
    private static final class Node {
        private final ObjectModel object;
        private final boolean isListed;
        private final Set<SystemField> system = EnumSet.of(SystemField.ID);
        private final Map<Integer, FieldModel> fields = new TreeMap<>();
        private final Map<FieldModel, Node> expanded = new LinkedHashMap<>();

        /**
         * @param isListed whether its records are those of a list: they open no others
         */
        Node(ObjectModel object, boolean isListed) {
            this.object = object;
            this.isListed = isListed;
        }

        void add(String[] path, int depth, String whole) {
            String name = path[depth];
            if (name.equals(ALL) && depth == path.length - 1) {
                system.addAll(EnumSet.allOf(SystemField.class));
                object.fields().forEach(field -> fields.put(field.id(), field));
                return;
            }
            FieldModel field = object.field(name);
            SystemField systemField = SystemField.named(name);
            boolean last = depth == path.length - 1;
            ValueType.Reference reference = field == null ? null : field.property().type().link();
            if (field == null && (systemField == null || !last)) {
                throw unknown(name, whole);
            }
            if (field == null) {
                system.add(systemField);
            } else if (last) {
                fields.put(field.id(), field);
            } else if (reference != null && depth < MAX_DEPTH && !isListed) {
                ObjectModel target = object.tenant().required(reference.objectId());
                boolean listed = field.property().type() instanceof ValueType.ListOf;
                expanded.computeIfAbsent(field, f -> new Node(target, listed))
                        .add(path, depth + 1, whole);
            } else {
                throw invalid(
                        "unknown_field",
                        "\""
                                + whole
                                + "\" walks a field that is no reference, or too far, or on from a list");
            }
        }

        private EngineException unknown(String name, String whole) {
            String nearest =
                    Suggestions.nearest(
                            name, object.fields().stream().map(FieldModel::name).toList());
            return invalid(
                    "unknown_field",
                    "There is no field \""
                            + whole
                            + "\""
                            + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?"));
        }

        Selection selection() {
            List<FieldModel> plain = new ArrayList<>(fields.values());
            plain.removeAll(expanded.keySet());
            Map<FieldModel, Selection> nested = new LinkedHashMap<>();
            expanded.forEach((field, node) -> nested.put(field, node.selection()));
            return new Selection(object, system, inOrder(plain), nested);
        }
    }
}
