package dev.armature.engine.record;

import dev.armature.metadata.definition.Right;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.time.DateTimeException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Refuses records that come out of a write such that the caller has no right to write them: that of
 * a new one is for new ones, and nobody moves a record out of what they may change or see. What
 * follows from a write by itself, such as what is deleted along with a record, is not asked about.
 */
final class CheckRights implements WriteStep {

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        if (session.grants().isAll()) {
            return;
        }
        for (Draft draft : drafts) {
            if (!draft.isFollower() && draft.isWrite() && draft.isEffective()) {
                check(session, draft);
            }
        }
    }

    private static void check(WriteSession session, Draft draft) {
        if (draft.operation() == Draft.Operation.CREATE) {
            if (!holds(session, draft, Right.CREATE)) {
                draft.refuse(refusal("You may not create such a record of \"%s\"", draft));
            }
        } else if (!holds(session, draft, Right.UPDATE) || !holds(session, draft, Right.READ)) {
            draft.refuse(refusal("You may not change a record of \"%s\" to be like this", draft));
        }
    }

    private static EngineException refusal(String message, Draft draft) {
        return new EngineException(ErrorCode.FORBIDDEN, message.formatted(draft.object().name()));
    }

    private static boolean holds(WriteSession session, Draft draft, Right right) {
        CheckedExpression condition = session.grants().condition(draft.object(), right);
        return condition == null
                || holds(condition, () -> session.bindings(draft))
                || session.shares().allow(draft.object(), draft.id(), right);
    }

    private static boolean holds(CheckedExpression condition, Supplier<Bindings> bindings) {
        try {
            return condition.holds(bindings.get());
        } catch (ArithmeticException | DateTimeException e) {
            return false;
        }
    }

    /**
     * Whether a record as it is in the database meets the condition of a right, or is shared for
     * it.
     */
    static boolean holds(WriteSession session, StoredRecord record, Right right) {
        CheckedExpression condition = session.grants().condition(record.object(), right);
        return condition == null
                || holds(
                        condition,
                        () -> RecordBindings.of(record, session.related(), session.environment()))
                || session.shares().allow(record.object(), record.id(), right);
    }

    /** Reads at once what conditions on some records will ask for one by one. */
    static void prefetch(WriteSession session, Collection<StoredRecord> records, Right right) {
        session.shares().prefetch(records);
        for (StoredRecord record : records) {
            CheckedExpression condition = session.grants().condition(record.object(), right);
            if (condition != null) {
                condition.root().visit(node -> prefetch(session, records, record, node));
                return;
            }
        }
    }

    private static void prefetch(
            WriteSession session,
            Collection<StoredRecord> records,
            StoredRecord like,
            Expression node) {
        if (!(node instanceof Expression.Read read) || read.path().size() < 2) {
            return;
        }
        FieldModel field = like.object().field(read.path().getFirst().fieldId());
        ValueType.Reference link = field == null ? null : field.property().type().link();
        if (field != null && link != null && field.type().stored()) {
            List<UUID> ids =
                    records.stream()
                            .filter(record -> record.object().equals(like.object()))
                            .map(record -> value(record, field))
                            .filter(Objects::nonNull)
                            .flatMap(value -> Links.of(value).stream())
                            .toList();
            session.related().prefetch(session.model().required(link.objectId()), ids);
        }
    }

    private static @Nullable Object value(StoredRecord record, FieldModel field) {
        return record.values().get(field.id());
    }
}
