package dev.armature.metadata.field;

import dev.armature.metadata.expression.StoredFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A type whose values are files that were uploaded before: one, or a list. */
public sealed interface AttachmentType extends FieldType permits FileType, FilesType {

    /** Which files it takes. */
    FileRules rules();

    /**
     * Files are uploaded by themselves; a line of text cannot bring one, and must not pick one out
     * of those that are there.
     */
    @Override
    default boolean importable() {
        return false;
    }

    @Override
    default @Nullable Object readCell(String cell, Refusal refusal) {
        refusal.refuse("not_allowed", "A file is uploaded, and not brought by a line of text");
        return null;
    }

    /** The files of a value: none, one, or those of a list. */
    static List<StoredFile> files(@Nullable Object value) {
        return switch (value) {
            case StoredFile file -> List.of(file);
            case List<?> list ->
                    list.stream()
                            .filter(StoredFile.class::isInstance)
                            .map(StoredFile.class::cast)
                            .toList();
            case null, default -> List.of();
        };
    }
}
