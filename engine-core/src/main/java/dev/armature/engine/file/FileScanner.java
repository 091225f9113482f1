package dev.armature.engine.file;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Looks for viruses in what comes in. Thread-safe. */
public interface FileScanner {

    /** Of an installation that has none: everything is clean. */
    FileScanner NONE = content -> null;

    /** There is more to look at than the scanner takes. */
    final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(String answer) {
            super(answer);
        }
    }

    /** What the opened body gives. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    /**
     * Looks at a body.
     *
     * @return what was found in it; null if it is clean
     * @throws TooLargeException if it is more than the scanner takes
     * @throws IOException if nobody can say, as the scanner is away or failed
     */
    @Nullable String infection(Content content) throws IOException;
}
