package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses values for what the platform fills or the caller may not write, unless they are the ones
 * that are there.
 */
final class CheckEchoes {

    private CheckEchoes() {}

    static void check(WriteSession session, Draft draft, Map<String, JsonNode> echoes) {
        if (echoes.isEmpty()) {
            return;
        }
        StoredRecord before = draft.before();
        ObjectNode current =
                before == null
                        ? Json.object()
                        : Json.parseObject(
                                session.json(
                                        before,
                                        RecordBindings.of(
                                                before, session.related(), session.environment())));
        echoes.forEach((name, value) -> {
            FieldModel field = draft.object().field(name);
            if (same(current.get(name), value) || (before == null && isLeftOut(field, value))) {
                return;
            }
            if (field != null && field.type().writable()) {
                draft.problem(field, "not_writable", "You may not change this field");
            } else {
                draft.problems()
                        .add(
                                Pointers.at("", name),
                                "read_only_field",
                                "The platform fills \"" + name + "\" itself");
            }
        });
    }

    /** Whether a new record is given nothing for what the caller may not fill. */
    private static boolean isLeftOut(@Nullable FieldModel field, JsonNode value) {
        return field != null && field.type().writable() && value.isNull();
    }

    private static boolean same(@Nullable JsonNode current, JsonNode given) {
        if (current == null) {
            return false;
        }
        return current.isNumber() && given.isNumber()
                ? current.decimalValue().compareTo(given.decimalValue()) == 0
                : current.equals(given);
    }
}
