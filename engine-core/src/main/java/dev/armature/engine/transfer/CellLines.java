package dev.armature.engine.transfer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The lines of a table, one after the other. Not thread-safe. */
interface CellLines extends AutoCloseable {

    /** The next line that is not blank; null at the end. */
    @Nullable CellLine next() throws IOException;

    @Override
    void close() throws IOException;
}
