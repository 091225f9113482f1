package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.field.ReferencesType;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.problem.Problems;
import org.jspecify.annotations.Nullable;

/** What a column of a table means. */
sealed interface ImportColumn {

    /** Whether its cells are not shown to who looks after the import. */
    default boolean isSensitive() {
        return false;
    }

    /** A column whose cells nobody reads. */
    record LeftOut() implements ImportColumn {}

    /**
     * A column of a field that is yet to be made; its cells are only checked.
     *
     * @param type null where it is not known yet
     */
    record Coming(String label, @Nullable FieldType type) implements ImportColumn {

        void check(String cell, Problems problems) {
            if (type != null) {
                var _ =
                        type.readCell(
                                cell,
                                (code, message) ->
                                        problems.add(Pointers.at("", label), code, message));
            }
        }
    }

    /**
     * A column of a field.
     *
     * @param type by which its cells are read; on a dry run it knows options that are yet to be
     *     made
     * @param key the unique field of a reference's target, or null
     */
    record Stored(FieldModel field, FieldType type, @Nullable FieldModel key)
            implements ImportColumn {

        @Override
        public boolean isSensitive() {
            return field.definition().isSensitive()
                    || (key != null && key.definition().isSensitive());
        }

        @Nullable JsonNode value(String cell, Problems problems) {
            FieldType.Refusal refusal =
                    (code, message) ->
                            problems.add(
                                    Pointers.at("", field.name()),
                                    code,
                                    isSensitive() ? field.definition().message(message) : message);
            if (key == null) {
                Object value = type.readCell(cell, refusal);
                return value == null ? null : Values.toJson(value);
            }
            if (!(type instanceof ReferencesType)) {
                return byKey(key, cell, refusal);
            }
            ArrayNode list = Json.MAPPER.createArrayNode();
            for (String part : ReferencesType.parts(cell)) {
                JsonNode one = byKey(key, part, refusal);
                if (one == null) {
                    return null;
                }
                list.add(one);
            }
            return list;
        }

        private static @Nullable JsonNode byKey(
                FieldModel key, String cell, FieldType.Refusal refusal) {
            Object value = key.type().readCell(cell, refusal);
            return value == null ? null : Json.object().set(key.name(), Values.toJson(value));
        }
    }
}
