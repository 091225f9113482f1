package dev.armature.engine.plugin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.record.Draft;
import dev.armature.engine.record.StoredRecord;
import dev.armature.engine.record.WriteSession;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A draft as a hook gets it, and what the hook made of it put back. */
final class HookRecord {

    private HookRecord() {}

    /** The context that a hook is called with. */
    static ObjectNode context(
            WriteSession session, Draft draft, InstalledPlugin plugin, String moment) {
        Caller caller = session.caller();
        ObjectNode context =
                Json.object()
                        .put("moment", moment)
                        .put("object", draft.object().name())
                        .put("locale", caller.locale());
        context.set("record", record(draft, session.bindings(draft)));
        StoredRecord before = draft.before();
        context.set("old", before == null ? NullNode.getInstance() : old(draft, before));
        ArrayNode changed = context.putArray("changed");
        draft.object().fields().stream()
                .filter(draft::isChanged)
                .forEach(field -> changed.add(field.name()));
        ObjectNode user =
                context.putObject("user")
                        .put("id", caller.userId().toString())
                        .put("name", caller.name())
                        .put("email", caller.email());
        caller.roles().forEach(user.putArray("roles")::add);
        context.putObject("tenant")
                .put("slug", caller.tenant().slug())
                .put("name", caller.tenant().name())
                .put("currency", caller.tenant().currency())
                .put("timeZone", caller.tenant().zone().getId());
        context.set("settings", plugin.settings());
        return context;
    }

    private static ObjectNode record(Draft draft, Bindings bindings) {
        ObjectNode record = Json.object().put("id", draft.id().toString());
        for (FieldModel field : draft.object().fields()) {
            CheckedExpression formula = field.formula();
            record.set(
                    field.name(),
                    ScriptJson.value(
                            field,
                            formula == null ? draft.value(field) : formula.evaluate(bindings)));
        }
        return record;
    }

    private static ObjectNode old(Draft draft, StoredRecord before) {
        ObjectNode record =
                Json.object().put("id", draft.id().toString()).put("version", before.version());
        for (FieldModel field : draft.object().fields()) {
            if (field.formula() == null) {
                record.set(field.name(), ScriptJson.value(field, before.values().get(field.id())));
            }
        }
        return record;
    }

    /**
     * Takes over what the hook changed; what it may not change, or does not exist, is a problem.
     */
    static void takeOver(Draft draft, ObjectNode given, @Nullable String returned) {
        if (returned == null || !(Json.read(returned) instanceof ObjectNode left)) {
            return;
        }
        for (FieldModel field : draft.object().fields()) {
            JsonNode value =
                    left.has(field.name()) ? left.get(field.name()) : NullNode.getInstance();
            if (!value.equals(given.get(field.name()))) {
                set(draft, field, ScriptJson.fromScript(value));
            }
        }
        for (Map.Entry<String, JsonNode> entry : left.properties()) {
            if (!given.has(entry.getKey())) {
                draft.problems()
                        .add(
                                Pointers.at("", entry.getKey()),
                                "unknown_field",
                                "A plugin set \"" + entry.getKey() + "\", which is no field");
            }
        }
    }

    private static void set(Draft draft, FieldModel field, JsonNode value) {
        if (!field.type().writable()) {
            draft.problem(field, "read_only_field", "A plugin may not set what the platform fills");
        } else if (value.isNull()) {
            draft.set(field, null);
        } else {
            draft.set(
                    field,
                    field.read(value, (code, message) -> draft.problem(field, code, message)));
        }
    }
}
