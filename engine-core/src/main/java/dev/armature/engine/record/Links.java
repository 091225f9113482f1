package dev.armature.engine.record;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the value of a field that names records points at. */
public final class Links {

    private Links() {}

    /** The ids in a value, be it one or a list; references not looked up yet are left out. */
    public static List<UUID> of(@Nullable Object value) {
        return switch (value) {
            case UUID id -> List.of(id);
            case List<?> list ->
                    list.stream().filter(UUID.class::isInstance).map(UUID.class::cast).toList();
            case null, default -> List.of();
        };
    }
}
