package dev.armature.engine.file;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How large thumbnails are: a closed set, so that nobody can have endless many made. */
public enum ThumbnailSize {
    SMALL(64),
    MEDIUM(256),
    LARGE(1024);

    private final int pixels;

    ThumbnailSize(int pixels) {
        this.pixels = pixels;
    }

    /** What neither side goes beyond. */
    public int pixels() {
        return pixels;
    }

    /** The size that is written so, or null. */
    public static @Nullable ThumbnailSize of(String written) {
        return Arrays.stream(values())
                .filter(size -> Integer.toString(size.pixels).equals(written))
                .findFirst()
                .orElse(null);
    }

    /** How sizes are written. */
    public static List<String> spellings() {
        return Arrays.stream(values()).map(size -> Integer.toString(size.pixels)).toList();
    }
}
