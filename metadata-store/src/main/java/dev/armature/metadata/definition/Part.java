package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.problem.Problems;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A named part of an object beside its fields. */
public sealed interface Part
        permits LayoutDefinition, RuleDefinition, ValidationDefinition, ViewDefinition {

    /** The kinds of parts, in the order in which an object's JSON lists them. */
    enum Kind {
        VALIDATION,
        LAYOUT,
        VIEW,
        RULE;

        /** The kind's word in the database and in messages. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kind's word in addresses and in an object's JSON. */
        public String plural() {
            return word() + "s";
        }
    }

    /** The part's number, unique on the installation; 0 until it is stored. */
    int id();

    String name();

    Kind kind();

    @Nullable String plugin();

    /** The form clients read and write; it has neither the id nor the plugin. */
    ObjectNode toJson();

    /** Reads a part of a kind from its JSON form. */
    static Part read(
            Kind kind,
            int id,
            @Nullable String plugin,
            JsonNode json,
            String pointer,
            Problems problems) {
        return switch (kind) {
            case VALIDATION -> ValidationDefinition.read(id, plugin, json, pointer, problems);
            case LAYOUT -> LayoutDefinition.read(id, plugin, json, pointer, problems);
            case VIEW -> ViewDefinition.read(id, plugin, json, pointer, problems);
            case RULE -> RuleDefinition.read(id, plugin, json, pointer, problems);
        };
    }
}
