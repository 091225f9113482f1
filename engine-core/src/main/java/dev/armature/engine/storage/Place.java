package dev.armature.engine.storage;

import dev.armature.metadata.definition.TableLayout;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where an object's records can be kept. */
public enum Place {
    /** With all small objects, in one table for all tenants. */
    SHARED,
    /** In a table of its own. */
    DEDICATED;

    static Place of(@Nullable TableLayout table) {
        return table == null ? SHARED : DEDICATED;
    }

    /** The place's word in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
