package dev.armature.engine.form;

import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.field.SecretType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a form may ask strangers for, and what it may fix for them. Stateless. */
final class FormFields {

    /**
     * What there is a plain question for. Users are not among them: strangers are not told who
     * works here; neither are secrets, and what the platform fills.
     */
    private static final Set<String> TYPES =
            Set.of(
                    "text",
                    "longText",
                    "email",
                    "phone",
                    "url",
                    "integer",
                    "decimal",
                    "percent",
                    "money",
                    "boolean",
                    "date",
                    "dateTime",
                    "time",
                    "select",
                    "multiSelect",
                    "rating",
                    "reference",
                    "file",
                    "image",
                    "files");

    private FormFields() {}

    static boolean canBeAsked(FieldModel field) {
        return TYPES.contains(field.type().name()) && field.type().writable();
    }

    /** Whether administrators may fix its value. */
    static boolean canBeFixed(FieldModel field) {
        return field.type().writable() && !(field.type() instanceof SecretType);
    }

    /** The field by whose values strangers tell the records apart that a field may refer to. */
    static @Nullable FieldModel title(ObjectModel object, FieldModel reference) {
        if (!(reference.type() instanceof ReferenceType type)) {
            return null;
        }
        ObjectModel target = object.tenant().whole().required(type.target());
        String title = target.definition().header().titleField();
        return title == null ? null : target.field(title);
    }
}
