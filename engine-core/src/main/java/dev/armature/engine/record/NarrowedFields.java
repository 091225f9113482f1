package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.change.ChangeStep;
import dev.armature.metadata.change.EditContext;
import dev.armature.metadata.change.PublishListener;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.field.FieldType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.Problems;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to narrow a field while records hold values that would not be taken any more, or none
 * where one shall be required, and says how many. Wider options cost nothing.
 */
public final class NarrowedFields implements PublishListener {

    private static final Set<String> WIDER_WHEN_GREATER =
            Set.of("maxLength", "maximum", "scale", "maxSize", "maxItems");
    private static final Set<String> WIDER_WHEN_GONE = Set.of("minimum", "minLength", "pattern");

    /** They say something else of the same values. */
    private static final Set<String> NEVER_NARROW = Set.of("patternMessage", "ignoreCase");

    private static final Set<String> WIDER_WHEN_SMALLER = Set.of("minLength", "minimum");
    private static final int SCAN_ROWS = 1_000;

    @Override
    public void publishing(
            Connection connection,
            TenantModel before,
            TenantModel after,
            List<ChangeStep> steps,
            Problems problems) {
        for (ChangeStep step : steps) {
            if (step instanceof ChangeStep.PutField put) {
                ObjectModel oldObject = before.object(put.object().id());
                FieldDefinition old = oldObject == null ? null : definition(oldObject, put);
                if (old != null) {
                    check(
                            connection,
                            after.required(put.object().id()),
                            old,
                            put.field(),
                            problems);
                }
            }
        }
    }

    private static @Nullable FieldDefinition definition(
            ObjectModel object, ChangeStep.PutField put) {
        return object.definition().fields().stream()
                .filter(field -> field.id() == put.field().id())
                .findFirst()
                .orElse(null);
    }

    private static void check(
            Connection connection,
            ObjectModel object,
            FieldDefinition old,
            FieldDefinition now,
            Problems problems) {
        boolean comesToBeRequired = now.required() && !old.required();
        Set<String> narrowed = narrowed(old.type(), now.type());
        // What the platform itself puts in is made anew, and is not taken from anybody.
        boolean given = now.type().stored() && now.type().writable();
        if (!given || (!comesToBeRequired && narrowed.isEmpty())) {
            return;
        }
        Count missing = new Count();
        Count unfit = new Count();
        scan(
                connection,
                object,
                now.id(),
                (id, value) -> {
                    if (comesToBeRequired && isMissing(value)) {
                        missing.add(id, "");
                    } else if (value != null && !narrowed.isEmpty()) {
                        now.type()
                                .read(
                                        value,
                                        (code, message) -> unfit.add(id, now.message(message)));
                    }
                });
        String place = EditContext.place(object.definition(), now);
        if (missing.records > 0) {
            problems.add(
                    place + "/required",
                    "records_do_not_fit",
                    "%d records have no value, among them %s; give them one first"
                            .formatted(missing.records, missing.first));
        }
        if (unfit.records > 0) {
            problems.add(
                    place + "/" + narrowed.iterator().next(),
                    "records_do_not_fit",
                    "%d records hold a value that would not be taken any more, among them %s: %s. Change them first, or convert the field with replacements"
                            .formatted(unfit.records, unfit.first, unfit.reason));
        }
    }

    /** Counts records, and keeps the first as an example. */
    private static final class Count {
        private long records;
        private @Nullable UUID first;
        private String reason = "";

        void add(UUID id, String why) {
            if (Objects.equals(id, first)) {
                return;
            }
            if (records++ == 0) {
                first = id;
                reason = why;
            }
        }
    }

    @FunctionalInterface
    private interface Visitor {
        void visit(UUID id, @Nullable JsonNode value);
    }

    private static void scan(
            Connection connection, ObjectModel object, int field, Visitor visitor) {
        RecordPlace place = RecordPlace.of(object);
        Sql.of(
                        "select r.id, r.data->'",
                        Integer.toString(field),
                        "' from ",
                        place.name(),
                        " r where ",
                        place.isLive("r"))
                .scan(
                        connection,
                        SCAN_ROWS,
                        row -> {
                            while (row.next()) {
                                String json = row.getString(2);
                                visitor.visit(
                                        row.getObject(1, UUID.class),
                                        json == null ? null : Json.read(json));
                            }
                        });
    }

    private static boolean isMissing(@Nullable JsonNode value) {
        return value == null
                || (value.isTextual() && value.textValue().isBlank())
                || (value.isArray() && value.isEmpty());
    }

    /** The type's options that may take less than before. */
    static Set<String> narrowed(FieldType old, FieldType now) {
        if (old.equals(now)) {
            return Set.of();
        }
        ObjectNode was = described(old);
        ObjectNode is = described(now);
        Set<String> names = new TreeSet<>();
        was.fieldNames().forEachRemaining(names::add);
        is.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> isWide(name, was.get(name), is.get(name)));
        return names;
    }

    private static ObjectNode described(FieldType type) {
        ObjectNode json = Json.object();
        type.describe(json);
        return json;
    }

    private static boolean isWide(String name, @Nullable JsonNode was, @Nullable JsonNode is) {
        if (Objects.equals(was, is) || NEVER_NARROW.contains(name)) {
            return true;
        }
        if (name.equals("options") && was != null && is != null) {
            return values(is).containsAll(values(was));
        }
        // What a type takes for granted where an option is missing is not known here.
        if (was == null || is == null || !was.isNumber() || !is.isNumber()) {
            return is == null && WIDER_WHEN_GONE.contains(name);
        }
        int difference = is.decimalValue().compareTo(was.decimalValue());
        return (difference > 0 && WIDER_WHEN_GREATER.contains(name))
                || (difference < 0 && WIDER_WHEN_SMALLER.contains(name));
    }

    private static Set<String> values(JsonNode options) {
        Set<String> values = new TreeSet<>();
        options.forEach(option -> values.add(option.path("value").asText()));
        return values;
    }
}
