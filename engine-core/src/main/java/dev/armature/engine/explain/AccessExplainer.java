package dev.armature.engine.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.query.SeenRecords;
import dev.armature.engine.query.SharedRecords;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Standing;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.Grants;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tells an administrator which of a user's roles grant a right, on what condition, and whether a
 * record meets it. Thread-safe.
 */
public final class AccessExplainer {

    private final TenantDatabase database;
    private final Clock clock;

    public AccessExplainer(TenantDatabase database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What is asked.
     *
     * @param user whose right
     * @param object all of it
     * @param record which record, or null for any
     * @param field which field, or null for none
     */
    public record Question(
            Caller user,
            ObjectModel object,
            Right right,
            @Nullable UUID record,
            @Nullable FieldModel field) {}

    /** What one role has to do with it. */
    private record Part(String role, boolean grants, @Nullable CheckedExpression condition) {}

    /** The answer as JSON. */
    public ObjectNode explain(Question question) {
        Grants grants = question.user.grants(question.object.tenant());
        List<Part> reading = parts(question, Right.READ);
        List<Part> doing = parts(question, question.right);
        List<Boolean> readable = results(question, reading);
        List<Boolean> doable = results(question, doing);
        Boolean shared = shared(question);
        boolean sees = any(reading, readable) || (shared != null && grants(reading));
        boolean byRole = any(doing, doable);
        boolean may = sees && (byRole || (lets(shared, question.right) && grants(doing)));
        ObjectNode answer = Json.object();
        boolean field = question.field == null || isOpen(grants, question, question.field);
        answer.put("allowed", may && field);
        answer.put(
                "reason",
                may && field && !byRole
                        ? "The record is shared with the user, and a role of theirs grants the right"
                        : reason(question, sees, may, field));
        if (question.record != null) {
            answer.put("shared", shared == null ? null : shared ? "write" : "read");
        }
        answer.put("user", question.user.userId().toString());
        answer.set("standing", standing(question.user.standing()));
        answer.put("object", question.object.name());
        answer.put("right", question.right.word());
        if (question.record != null) {
            answer.put("record", question.record.toString());
        }
        if (question.field != null) {
            answer.put("field", question.field.name());
        }
        ArrayNode roles = answer.putArray("roles");
        for (int i = 0; i < doing.size(); i++) {
            Part part = doing.get(i);
            ObjectNode role = roles.addObject().put("role", part.role).put("grants", part.grants);
            role.put("condition", part.condition == null ? null : part.condition.text());
            if (question.record != null && part.grants) {
                role.put("holds", doable.get(i));
            }
        }
        return answer;
    }

    /** What conditions know of the user beside their roles; of whom they manage how many. */
    private static ObjectNode standing(Standing standing) {
        ObjectNode out = Json.object();
        standing.groups().forEach(out.putArray("groups")::add);
        out.put("reports", Math.max(0, standing.reports().size() - 1));
        ObjectNode attributes = out.putObject("attributes");
        standing.attributes()
                .forEach((name, values) -> values.forEach(attributes.putArray(name)::add));
        return out;
    }

    private static boolean isOpen(Grants grants, Question question, FieldModel field) {
        if (question.right == Right.CREATE || question.right == Right.UPDATE) {
            return grants.mayWrite(question.object, field, question.right);
        }
        ObjectModel seen = grants.model().object(question.object.id());
        return seen != null && seen.field(field.id()) != null;
    }

    private static String reason(Question question, boolean sees, boolean may, boolean field) {
        String what = question.record == null ? "records of " : "the record of ";
        String where = what + question.object.name();
        if (!sees) {
            return "No role of the user lets them see " + where;
        }
        if (!may) {
            return "The user sees "
                    + where
                    + "; no role lets them "
                    + question.right.word()
                    + " it";
        }
        return field
                ? "A role of the user grants it"
                : "A role of the user grants it, and none of those opens the field";
    }

    private static List<Part> parts(Question question, Right right) {
        List<Part> parts = new ArrayList<>();
        for (String role : question.user.roles()) {
            Grants alone = question.object.tenant().grants(Set.of(role));
            boolean grants =
                    RoleDefinition.BUILT_IN.contains(role) || alone.allows(question.object, right);
            parts.add(
                    new Part(
                            role, grants, grants ? alone.condition(question.object, right) : null));
        }
        return parts;
    }

    /** How the record in question is shared with the user: to be changed or seen, or not at all. */
    private @Nullable Boolean shared(Question question) {
        UUID record = question.record;
        return record == null
                ? null
                : database.transaction(
                                question.user.tenantId(),
                                connection ->
                                        SharedRecords.among(
                                                connection,
                                                question.user.environment(clock.instant()),
                                                question.object,
                                                List.of(record)))
                        .get(record);
    }

    private static boolean lets(@Nullable Boolean shared, Right right) {
        return shared != null && (right == Right.READ || (right == Right.UPDATE && shared));
    }

    private static boolean grants(List<Part> parts) {
        return parts.stream().anyMatch(Part::grants);
    }

    /** Whether the record in question meets each condition; without one, as if it did. */
    private List<Boolean> results(Question question, List<Part> parts) {
        List<Boolean> results = new ArrayList<>();
        UUID record = question.record;
        if (record == null) {
            parts.forEach(part -> results.add(true));
            return results;
        }
        database.query(
                question.user.tenantId(),
                SeenRecords.results(
                        question.object,
                        question.user.environment(clock.instant()),
                        record,
                        parts.stream().map(Part::condition).toList()),
                rows -> {
                    if (rows.next()) {
                        for (int i = 0; i < parts.size(); i++) {
                            results.add(rows.getBoolean(i + 2));
                        }
                    }
                });
        if (results.size() < parts.size()) {
            throw EngineException.notFound("The " + question.object.name() + " " + record);
        }
        return results;
    }

    private static boolean any(List<Part> parts, List<Boolean> results) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).grants && results.get(i)) {
                return true;
            }
        }
        return false;
    }
}
