package dev.armature.metadata.definition;

import dev.armature.metadata.json.Attributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the values of a field say of people. */
public enum Classification {
    /** They are about a person, or tell who it is. */
    PERSONAL("personal"),
    /** They would harm somebody in the wrong hands: no message and no SQL view repeats them. */
    SENSITIVE("sensitive");

    /** The attribute of a field that says so. */
    public static final String ATTRIBUTE = "classification";

    private final String spelling;

    Classification(String spelling) {
        this.spelling = spelling;
    }

    static @Nullable Classification read(Attributes field) {
        return field.has(ATTRIBUTE)
                ? field.choice(ATTRIBUTE, PERSONAL, List.of(values()), Classification::spelling)
                : null;
    }

    public String spelling() {
        return spelling;
    }
}
