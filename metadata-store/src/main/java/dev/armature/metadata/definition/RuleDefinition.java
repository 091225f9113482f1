package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An automation: when something happens to a record and a condition holds, actions are carried out.
 *
 * @param priority rules of higher priority come first; within one, in order of their ids
 * @param condition an expression, or null for always
 */
public record RuleDefinition(
        int id,
        String name,
        String label,
        boolean enabled,
        Moment moment,
        Set<Operation> on,
        int priority,
        @Nullable String condition,
        List<Action> actions,
        Translations translations,
        @Nullable String plugin)
        implements Part {

    /** When a rule is looked at. */
    public enum Moment {
        /** Inside the write, before it is stored: it may change the record. */
        BEFORE_SAVE("beforeSave"),
        /** After the write was committed: it may change other records. */
        AFTER_COMMIT("afterCommit");

        private final String spelling;

        Moment(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    /** What happened to the record. */
    public enum Operation {
        CREATE("create"),
        UPDATE("update"),
        DELETE("delete");

        private final String spelling;

        Operation(String spelling) {
            this.spelling = spelling;
        }

        public String spelling() {
            return spelling;
        }
    }

    public RuleDefinition {
        on = Set.copyOf(on);
        actions = List.copyOf(actions);
    }

    public static RuleDefinition read(
            int id, @Nullable String plugin, JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        String name = Names.read(attributes);
        if (!attributes.has("moment")) {
            problems.add(attributes.pointer("moment"), "required", "\"moment\" is required");
        }
        Moment moment =
                attributes.choice(
                        "moment", Moment.BEFORE_SAVE, List.of(Moment.values()), Moment::spelling);
        RuleDefinition rule =
                new RuleDefinition(
                        id,
                        name,
                        Names.readLabel(attributes, name),
                        attributes.flag("enabled", true),
                        moment,
                        readOperations(attributes),
                        Objects.requireNonNullElse(
                                attributes.optionalInt("priority", -1_000, 1_000), 0),
                        attributes.optionalText("condition", 10_000),
                        attributes.list(
                                "actions", (node, at) -> Action.read(moment, node, at, problems)),
                        Translations.read(attributes),
                        plugin);
        attributes.finish();
        rule.check(attributes);
        return rule;
    }

    private static Set<Operation> readOperations(Attributes attributes) {
        List<String> written = attributes.texts("on", 20);
        if (written.isEmpty()) {
            return EnumSet.of(Operation.CREATE, Operation.UPDATE);
        }
        Set<Operation> operations = EnumSet.noneOf(Operation.class);
        for (Operation operation : Operation.values()) {
            if (written.contains(operation.spelling())) {
                operations.add(operation);
            }
        }
        if (operations.size() != written.size()) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("on"),
                            "unknown_option",
                            "Some of create, update, delete are expected, each once");
        }
        return operations;
    }

    private void check(Attributes attributes) {
        if (actions.isEmpty()) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("actions"),
                            "required",
                            "A rule has at least one action");
        }
        if (moment == Moment.BEFORE_SAVE && on.contains(Operation.DELETE)) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("on"),
                            "not_allowed",
                            "A rule before save is about create and update");
        }
    }

    @Override
    public Kind kind() {
        return Kind.RULE;
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode out =
                Json.object()
                        .put("name", name)
                        .put("label", label)
                        .put("enabled", enabled)
                        .put("moment", moment.spelling());
        ArrayNode operations = out.putArray("on");
        on.stream().sorted().forEach(operation -> operations.add(operation.spelling()));
        out.put("priority", priority);
        if (condition != null) {
            out.put("condition", condition);
        }
        ArrayNode list = out.putArray("actions");
        actions.forEach(action -> list.add(action.toJson()));
        translations.write(out);
        return out;
    }

    /** The same with the texts of its expressions rewritten. */
    public RuleDefinition with(@Nullable String newCondition, List<Action> newActions) {
        return new RuleDefinition(
                id,
                name,
                label,
                enabled,
                moment,
                on,
                priority,
                newCondition,
                newActions,
                translations,
                plugin);
    }
}
