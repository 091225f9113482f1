package dev.armature.engine.record;

import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.Problem;
import java.util.UUID;

/** A value that a job could not put into the column of a formula, as it goes out of range. */
public record LostValue(ObjectModel object, FieldModel formula, UUID id) {

    /** What it means for whoever finds it in the report. */
    public Problem problem() {
        return new Problem(
                Pointers.at("", formula.name()),
                "out_of_range",
                "\"%s.%s\" goes out of range; until the record or the formula is changed, it has no value where records are listed, filtered or sorted"
                        .formatted(object.name(), formula.name()));
    }
}
