package dev.armature.engine.transfer;

import java.io.IOException;

/** Writes records in one form of file. */
interface RecordSink {

    /** Writes what comes before the first record. */
    void begin() throws IOException;

    /**
     * Writes a record.
     *
     * @param json as a list shows it
     */
    void write(byte[] json) throws IOException;

    /** Writes what comes after the last record. */
    void end() throws IOException;
}
