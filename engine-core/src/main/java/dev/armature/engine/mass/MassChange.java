package dev.armature.engine.mass;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.record.Cause;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.ExpressionException;
import dev.armature.metadata.expression.Expressions;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.UserType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done with every record that a filter picks.
 *
 * @param values what fields become, as a client writes it; null takes a value away
 * @param computed expressions over the record as it was, for what other fields become
 * @param over who is to hand the records over to whom; null for other changes
 */
record MassChange(
        Kind kind,
        String filter,
        ObjectNode values,
        Map<String, String> computed,
        boolean dryRun,
        @Nullable Over over) {

    /**
     * A hand-over.
     *
     * @param fields whether fields of users are handed over too, and not records alone
     */
    record Over(UUID from, UUID to, boolean fields) {

        static @Nullable Over fromJson(JsonNode json) {
            return json.isObject()
                    ? new Over(
                            UUID.fromString(json.get("from").textValue()),
                            UUID.fromString(json.get("to").textValue()),
                            json.get("fields").booleanValue())
                    : null;
        }

        /** What picks the records of an object that it is about. */
        String filter(ObjectModel object) {
            String own = " == \"" + from + "\"";
            StringBuilder filter = new StringBuilder("owner" + own);
            for (FieldModel field : object.fields()) {
                if (fields && field.type() instanceof UserType) {
                    filter.append(" || ").append(field.name()).append(own);
                }
            }
            return filter.toString();
        }
    }

    private static final int MAX_FILTER = Expressions.MAX_LENGTH;

    /** Whether the records are changed or deleted. */
    enum Kind {
        UPDATE("massUpdate"),
        DELETE("massDelete"),
        HAND_OVER("handOver");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** The kind of the jobs, and of the cause that their changes have. */
        String word() {
            return word;
        }

        Cause cause(UUID job) {
            return Cause.of(word, job.toString());
        }
    }

    MassChange {
        values = values.deepCopy();
        computed = Map.copyOf(computed);
    }

    /**
     * A request's body, checked against the object.
     *
     * @throws dev.armature.metadata.problem.EngineException with everything wrong
     */
    static MassChange read(Kind kind, ObjectModel object, ObjectNode body) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String filter = attributes.text("filter", MAX_FILTER);
        boolean dryRun = attributes.flag("dryRun", false);
        ObjectNode values = Json.object();
        Map<String, String> computed = new LinkedHashMap<>();
        if (kind == Kind.UPDATE) {
            values = object(attributes, "set", problems);
            object(attributes, "compute", problems)
                    .properties()
                    .forEach(
                            entry -> compute(entry.getKey(), entry.getValue(), computed, problems));
            if (values.isEmpty() && computed.isEmpty() && problems.isEmpty()) {
                problems.add(
                        "/set",
                        "required",
                        "Say what the records become, by \"set\" or \"compute\"");
            }
        }
        attributes.finish();
        MassChange change = new MassChange(kind, filter, values, computed, dryRun, null);
        if (!filter.isEmpty()) {
            check("/filter", filter, ValueType.Scalar.BOOLEAN, object, problems);
        }
        change.check(object, problems);
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return change;
    }

    private static void compute(
            String field, JsonNode text, Map<String, String> computed, Problems problems) {
        if (text.isTextual()) {
            computed.put(field, text.textValue());
        } else {
            problems.add(Pointers.at("/compute", field), "wrong_type", "An expression is expected");
        }
    }

    private static ObjectNode object(Attributes attributes, String name, Problems problems) {
        JsonNode node = attributes.node(name);
        if (node == null || node instanceof ObjectNode) {
            return node == null ? Json.object() : (ObjectNode) node;
        }
        problems.add(attributes.pointer(name), "wrong_type", "Fields are expected, as an object");
        return Json.object();
    }

    private void check(ObjectModel object, Problems problems) {
        values.properties()
                .forEach(entry -> {
                    String at = Pointers.at("/set", entry.getKey());
                    FieldModel field = writable(object, entry.getKey(), at, problems);
                    if (field != null && !entry.getValue().isNull()) {
                        field.read(
                                entry.getValue(),
                                (code, message) -> problems.add(at, code, message));
                    }
                });
        computed.forEach((name, text) -> {
            String at = Pointers.at("/compute", name);
            FieldModel field = writable(object, name, at, problems);
            if (field != null) {
                check(at, text, field.property().type(), object, problems);
            }
            if (values.has(name)) {
                problems.add(at, "not_unique", "\"" + name + "\" is set already");
            }
        });
    }

    private static @Nullable FieldModel writable(
            ObjectModel object, String name, String at, Problems problems) {
        FieldModel field = object.field(name);
        if (field == null) {
            problems.add(
                    at,
                    object.property(name) == null ? "unknown_field" : "read_only_field",
                    object.property(name) == null
                            ? "\"" + object.name() + "\" has no field \"" + name + "\""
                            : "The platform fills \"" + name + "\" itself");
        } else if (!field.type().writable()) {
            problems.add(at, "read_only_field", "The platform fills \"" + name + "\" itself");
            return null;
        } else if (!object.tenant().grants().mayWrite(object, field, Right.UPDATE)) {
            problems.add(at, "not_writable", "You may not change this field");
            return null;
        }
        return field;
    }

    private static void check(
            String at, String text, ValueType type, ObjectModel object, Problems problems) {
        try {
            Expressions.check(text, object.scope(false), type);
        } catch (ExpressionException e) {
            problems.add(e.problem().under(at));
        }
    }

    /** The expressions, checked against the object as it is by now. */
    Map<String, CheckedExpression> expressions(ObjectModel object) {
        Problems problems = new Problems();
        check(object, problems);
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        Map<String, CheckedExpression> expressions = new LinkedHashMap<>();
        computed.forEach((name, text) -> {
            FieldModel field = object.field(name);
            if (field != null) {
                expressions.put(
                        name,
                        Expressions.check(text, object.scope(false), field.property().type()));
            }
        });
        return expressions;
    }

    /** As a job keeps it. */
    ObjectNode toJson() {
        ObjectNode json = Json.object().put("filter", filter).put("dryRun", dryRun);
        if (kind == Kind.UPDATE) {
            json.set("set", values);
            ObjectNode expressions = json.putObject("compute");
            computed.forEach(expressions::put);
        }
        if (over != null) {
            json.putObject("handOver")
                    .put("from", over.from.toString())
                    .put("to", over.to.toString())
                    .put("fields", over.fields);
        }
        return json;
    }

    static MassChange fromJson(Kind kind, ObjectNode json) {
        Map<String, String> computed = new LinkedHashMap<>();
        json.path("compute")
                .properties()
                .forEach(entry -> computed.put(entry.getKey(), entry.getValue().textValue()));
        return new MassChange(
                kind,
                json.get("filter").textValue(),
                json.get("set") instanceof ObjectNode values ? values : Json.object(),
                computed,
                json.get("dryRun").booleanValue(),
                Over.fromJson(json.path("handOver")));
    }
}
