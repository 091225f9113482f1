package dev.armature.engine.record;

import dev.armature.metadata.model.FieldModel;
import java.util.List;

/** Refuses records without a value in a required field. */
final class CheckRequired implements WriteStep {

    private final boolean beforeDefaults;

    /**
     * @param beforeDefaults whether defaults are still to come, so that fields with one are not
     *     missing
     */
    CheckRequired(boolean beforeDefaults) {
        this.beforeDefaults = beforeDefaults;
    }

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        for (Draft draft : drafts) {
            if (!draft.isWrite()) {
                continue;
            }
            for (FieldModel field : draft.object().fields()) {
                if (field.definition().required()
                        && isMissing(draft, field)
                        && !awaitsDefault(draft, field)
                        && !draft.hasProblem(field)) {
                    draft.problem(field, "required", "A value is required");
                }
            }
        }
    }

    private boolean awaitsDefault(Draft draft, FieldModel field) {
        return beforeDefaults && field.defaultValue() != null && !draft.isGiven(field);
    }

    // A record from before the field was required stays valid until the field itself is touched.
    private static boolean isMissing(Draft draft, FieldModel field) {
        Object value = draft.value(field);
        boolean empty =
                value == null
                        || (value instanceof String text && text.isBlank())
                        || (value instanceof List<?> list && list.isEmpty());
        return empty && (draft.before() == null || draft.isChanged(field) || draft.isGiven(field));
    }
}
