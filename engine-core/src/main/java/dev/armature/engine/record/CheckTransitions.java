package dev.armature.engine.record;

import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.CompiledTransition;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.time.DateTimeException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Refuses changes of a field's value that its object's transitions do not allow. Of several
 * transitions between the same values one must be met; the first tells why not.
 */
final class CheckTransitions implements WriteStep {

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        for (Draft draft : drafts) {
            CompiledTransition.Ways ways = draft.object().transitions();
            if (ways != null && draft.isWrite() && draft.isChanged(ways.field())) {
                check(session, draft, ways);
            }
        }
    }

    private static void check(WriteSession session, Draft draft, CompiledTransition.Ways ways) {
        StoredRecord before = draft.before();
        Object from = before == null ? null : before.values().get(ways.field().id());
        Object to = draft.value(ways.field());
        if (from == null && !ways.limitStart()) {
            return;
        }
        EngineException refusal = null;
        for (CompiledTransition way : ways.allow()) {
            if (!leads(session, way, from, to)) {
                continue;
            }
            EngineException own = refusal(session, draft, way, ways.field());
            if (own == null) {
                return;
            }
            refusal = refusal == null ? own : refusal;
        }
        draft.refuse(refusal == null ? notAllowed(ways.field(), from, to) : refusal);
    }

    private static boolean leads(
            WriteSession session,
            CompiledTransition way,
            @Nullable Object from,
            @Nullable Object to) {
        boolean begins =
                from == null ? way.definition().isStart() : matches(session, way.from(), from);
        return begins && to != null && matches(session, way.to(), to);
    }

    private static boolean matches(
            WriteSession session, List<CompiledTransition.End> ends, Object value) {
        for (CompiledTransition.End end : ends) {
            boolean matches =
                    switch (end) {
                        case CompiledTransition.End.Any any -> true;
                        case CompiledTransition.End.Value one -> one.value().equals(value);
                        case CompiledTransition.End.Named named -> isNamed(session, named, value);
                    };
            if (matches) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNamed(
            WriteSession session, CompiledTransition.End.Named named, Object value) {
        StoredRecord record = session.steady().find(named.objectId(), (UUID) value);
        Object key = record == null ? null : record.values().get(named.field().id());
        return key != null && named.field().type().uniqueKey(key).equals(named.key());
    }

    /** Why the draft may not go a way, or null when it may. */
    private static @Nullable EngineException refusal(
            WriteSession session, Draft draft, CompiledTransition way, FieldModel field) {
        String code = way.definition().code();
        List<String> roles = way.definition().roles();
        if (!roles.isEmpty() && session.caller().roles().stream().noneMatch(roles::contains)) {
            return refusal(
                    ErrorCode.FORBIDDEN,
                    code,
                    List.of(field),
                    "This is for " + String.join(", ", roles));
        }
        List<FieldModel> missing =
                way.require().stream().filter(required -> isMissing(draft, required)).toList();
        if (!missing.isEmpty()) {
            return refusal(
                    ErrorCode.VALIDATION_FAILED,
                    code == null ? "required" : code,
                    missing,
                    "A value is required");
        }
        CheckedExpression when = way.when();
        return when == null || holds(session, draft, when)
                ? null
                : refusal(
                        ErrorCode.TRANSITION_NOT_ALLOWED,
                        code,
                        List.of(field),
                        "The record does not meet the condition of this change of "
                                + field.definition().label());
    }

    private static boolean isMissing(Draft draft, FieldModel field) {
        Object value = draft.value(field);
        return value == null || (value instanceof String text && text.isBlank());
    }

    private static boolean holds(WriteSession session, Draft draft, CheckedExpression when) {
        try {
            return when.holds(session.steadyBindings(draft));
        } catch (ArithmeticException | DateTimeException e) {
            return false;
        }
    }

    private static EngineException notAllowed(
            FieldModel field, @Nullable Object from, @Nullable Object to) {
        if (field.definition().isSensitive()) {
            return refusal(
                    ErrorCode.TRANSITION_NOT_ALLOWED,
                    null,
                    List.of(field),
                    field.definition().label() + " cannot become this");
        }
        String start = from == null ? "begin as " : "go from \"" + from + "\" to ";
        String end = to == null ? "no value" : "\"" + to + "\"";
        return refusal(
                ErrorCode.TRANSITION_NOT_ALLOWED,
                null,
                List.of(field),
                field.definition().label() + " cannot " + start + end);
    }

    private static EngineException refusal(
            ErrorCode answer, @Nullable String code, List<FieldModel> fields, String message) {
        String each = Objects.requireNonNullElse(code, answer.code());
        return new EngineException(
                answer,
                answer == ErrorCode.VALIDATION_FAILED && each.equals("required") ? null : code,
                message,
                fields.stream()
                        .map(field -> new Problem(Pointers.at("", field.name()), each, message))
                        .toList());
    }
}
