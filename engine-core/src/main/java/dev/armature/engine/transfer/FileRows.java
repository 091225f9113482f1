package dev.armature.engine.transfer;

import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The records of a file that is imported, one after the other. Not thread-safe. */
interface FileRows extends AutoCloseable {

    /** The next record; null at the end. */
    @Nullable FileRow next() throws IOException;

    /**
     * Looks at the next record for what metadata does not have.
     *
     * @return false at the end
     */
    boolean look(Survey survey) throws IOException;

    /** Whether rows may have a value for a field. */
    boolean has(String field);

    @Override
    void close() throws IOException;

    /**
     * Opens a file and looks at its beginning.
     *
     * @param file read as far as is needed, and closed with what is given
     * @param options with an encoding, where the format has one
     * @throws EngineException when a column is not one, or the key of an upsert is missing
     */
    static FileRows open(ObjectModel object, ImportOptions options, InputStream file)
            throws IOException {
        return checked(
                object,
                options,
                switch (options.format()) {
                    case CSV -> CellRows.of(object, options, new CsvLines(options.decoded(file)));
                    case NDJSON -> new JsonRows(object, options, file);
                    case XLSX -> CellRows.of(object, options, SheetLines.open(file));
                });
    }

    /** The same of a workbook that is on the disk, and stays there. */
    static FileRows open(ObjectModel object, ImportOptions options, SpooledFile workbook)
            throws IOException {
        return checked(object, options, CellRows.of(object, options, SheetLines.open(workbook)));
    }

    private static FileRows checked(ObjectModel object, ImportOptions options, FileRows rows)
            throws IOException {
        try {
            requireKey(object, options, rows);
            return rows;
        } catch (EngineException e) {
            rows.close();
            throw e;
        }
    }

    private static void requireKey(ObjectModel object, ImportOptions options, FileRows rows) {
        if (options.mode() == ImportOptions.Mode.INSERT) {
            return;
        }
        String key = options.key();
        FieldModel field = key == null ? null : object.field(key);
        if (key == null || field == null || !object.isKey(field) || !rows.has(key)) {
            throw EngineException.invalid(
                    ErrorCode.INVALID_QUERY,
                    new Problem(
                            "key",
                            "unknown_field",
                            "To change records takes the name of a unique field that the file has a column for"));
        }
    }
}
