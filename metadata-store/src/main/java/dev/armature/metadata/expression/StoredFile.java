package dev.armature.metadata.expression;

import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file that a record holds. A file never changes, so that a record keeps what there is to say of
 * it; its body lies elsewhere.
 *
 * @param mediaType what its content is, found out from the content
 * @param size in bytes
 * @param width in pixels, of an image that can be shown; null for all else
 * @param height likewise
 */
public record StoredFile(
        UUID id,
        String name,
        String mediaType,
        long size,
        @Nullable Integer width,
        @Nullable Integer height)
        implements Composite {

    @Override
    public ValueType type() {
        return ValueType.Scalar.FILE;
    }

    @Override
    public @Nullable Object part(Member member) {
        return switch (member) {
            case FILE_ID -> id.toString();
            case FILE_NAME -> name;
            case FILE_SIZE -> number(size);
            case WIDTH -> width == null ? null : number(width);
            case HEIGHT -> height == null ? null : number(height);
            case MEDIA_TYPE -> mediaType;
            default -> null;
        };
    }

    private static BigDecimal number(long value) {
        return Numbers.canonical(BigDecimal.valueOf(value));
    }
}
