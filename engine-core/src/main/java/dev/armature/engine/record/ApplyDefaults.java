package dev.armature.engine.record;

import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.model.FieldModel;
import java.util.List;

/** Gives a new record the defaults of the fields that its maker did not mention. */
final class ApplyDefaults implements WriteStep {

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        for (Draft draft : drafts) {
            if (draft.operation() != Draft.Operation.CREATE) {
                continue;
            }
            for (FieldModel field : draft.object().fields()) {
                CheckedExpression defaultValue = field.defaultValue();
                if (defaultValue != null && !draft.isGiven(field)) {
                    ComputedValues.set(
                            draft, field, () -> defaultValue.evaluate(session.bindings(draft)));
                }
            }
        }
    }
}
