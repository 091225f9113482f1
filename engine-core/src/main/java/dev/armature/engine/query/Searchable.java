package dev.armature.engine.query;

import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.SecretType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.List;

/**
 * Which fields of an object are searched: the title, and those that are said to be searchable, as
 * far as they store texts. Secrets and sensitive fields never are, and what somebody sees masked or
 * not at all is not searched for them. Stateless.
 */
public final class Searchable {

    private Searchable() {}

    /** The fields of an object as somebody sees it; the title comes first. */
    public static List<FieldModel> fields(ObjectModel seen) {
        FieldModel title = seen.titleField();
        return seen.fields().stream()
                .filter(field -> field.definition().searchable() || field == title)
                .filter(field -> isText(field) && !seen.isMasked(field))
                .sorted((a, b) -> Boolean.compare(b == title, a == title))
                .toList();
    }

    private static boolean isText(FieldModel field) {
        return field.type().stored()
                && field.property().type() == ValueType.Scalar.TEXT
                && !(field.definition().type() instanceof SecretType)
                && !field.definition().isSensitive();
    }
}
