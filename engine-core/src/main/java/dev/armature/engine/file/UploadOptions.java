package dev.armature.engine.file;

import dev.armature.metadata.field.FileRules;

/**
 * What may come in pieces.
 *
 * @param maxSize the largest file, in bytes; at most {@link FileRules#LARGEST}
 */
public record UploadOptions(long maxSize) {

    /** The largest file of an installation that says nothing else. */
    public static final long DEFAULT_MAX_SIZE = 1024L * 1024 * 1024;

    public UploadOptions {
        if (maxSize < 1 || maxSize > FileRules.LARGEST) {
            throw new IllegalArgumentException("a file of " + maxSize + " bytes");
        }
    }
}
