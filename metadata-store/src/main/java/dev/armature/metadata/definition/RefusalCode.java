package dev.armature.metadata.definition;

import dev.armature.metadata.json.Attributes;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The stable code that metadata gives a refusal, for programs. */
final class RefusalCode {

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private RefusalCode() {}

    /** Reads the attribute {@code code}; null when there is none. */
    static @Nullable String read(Attributes attributes) {
        String code = attributes.optionalText("code", 63);
        if (code != null && !FORM.matcher(code).matches()) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("code"),
                            "invalid_name",
                            "A code is written in snake_case");
        }
        return code;
    }
}
