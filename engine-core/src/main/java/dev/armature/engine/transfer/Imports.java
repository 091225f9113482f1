package dev.armature.engine.transfer;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.storage.Storage;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.UUID;

/**
 * Takes files to import. The upload is streamed into the database piece by piece, its beginning is
 * checked at once, and a job does the rest. Thread-safe.
 */
public final class Imports {

    /** The kind of the jobs that import. */
    public static final String JOB_KIND = "import";

    /** The largest file, in bytes. */
    public static final long MAX_BYTES = 1024L * 1024 * 1024;

    private static final int PIECE_BYTES = 1024 * 1024;

    /** What a line has at least, about: to guess how many records come. */
    private static final int LINE_BYTES = 64;

    private final TenantModels models;
    private final AccessPolicy access;
    private final Jobs jobs;
    private final Storage storage;
    private final Runnable wake;

    /**
     * @param wake told when a job is ready to be done
     */
    public Imports(
            TenantModels models, AccessPolicy access, Jobs jobs, Storage storage, Runnable wake) {
        this.models = models;
        this.access = access;
        this.jobs = jobs;
        this.storage = storage;
        this.wake = wake;
    }

    /**
     * Takes a file and queues the job that imports it.
     *
     * @param in the file; read to its end, and not kept in memory
     * @param together takes part when the file is there and the job may begin
     * @return the job's id
     * @throws EngineException when the object or a column is not there, or the file is not of its
     *     format; nothing is kept then
     */
    public UUID take(
            Caller caller,
            String objectName,
            ImportOptions options,
            InputStream in,
            Jobs.Together together)
            throws IOException {
        ObjectModel object =
                requireRights(
                        access, caller, models.current(caller.tenantId()), objectName, options);
        if (options.format() == ImportOptions.Format.XLSX) {
            try (SpooledFile file = SpooledFile.of(in, SheetLines.MAX_BYTES);
                    InputStream whole = file.open()) {
                FileRows.open(object, options, file).close();
                return keep(caller, object, options, whole, together);
            }
        }
        byte[] first = in.readNBytes(PIECE_BYTES);
        ImportOptions known =
                options.format() == ImportOptions.Format.CSV && options.encoding() == null
                        ? options.withEncoding(TextEncoding.of(first))
                        : options;
        FileRows.open(object, known, new ByteArrayInputStream(first)).close();
        return keep(
                caller,
                object,
                known,
                new SequenceInputStream(new ByteArrayInputStream(first), in),
                together);
    }

    /**
     * Looks at the beginning of a file, for somebody who is about to say what its columns are.
     *
     * @param in the file, or as much of it as is to be looked at
     * @throws EngineException when the caller may not import it, or it is not of its format
     */
    public ImportPreview preview(
            Caller caller, String objectName, ImportOptions options, InputStream in)
            throws IOException {
        requireRights(access, caller, models.current(caller.tenantId()), objectName, options);
        if (options.format() == ImportOptions.Format.XLSX) {
            try (SpooledFile file = SpooledFile.of(in, SheetLines.MAX_BYTES);
                    CellLines lines = SheetLines.open(file)) {
                return ImportPreview.of(lines, null, options.header());
            }
        }
        byte[] first = in.readNBytes(PIECE_BYTES);
        if (options.format() == ImportOptions.Format.NDJSON) {
            try (TextLines lines = new TextLines(new ByteArrayInputStream(first))) {
                return ImportPreview.of(lines);
            }
        }
        ImportOptions known =
                options.encoding() == null ? options.withEncoding(TextEncoding.of(first)) : options;
        try (CellLines lines = new CsvLines(known.decoded(new ByteArrayInputStream(first)))) {
            return ImportPreview.of(lines, String.valueOf(known.encoding()), options.header());
        }
    }

    private UUID keep(
            Caller caller,
            ObjectModel object,
            ImportOptions options,
            InputStream whole,
            Jobs.Together together)
            throws IOException {
        UUID job = jobs.create(caller, JOB_KIND, object.name(), options.toJson());
        try {
            long bytes = store(caller, job, whole);
            if (!options.dryRun()) {
                storage.expect(caller.tenantId(), object.whole(), bytes / LINE_BYTES);
            }
            jobs.queue(caller.tenantId(), job, together);
        } catch (IOException | RuntimeException e) {
            jobs.abandon(caller.tenantId(), job);
            throw e;
        }
        wake.run();
        return job;
    }

    /** The object as the caller sees it who may import in this way. */
    static ObjectModel requireRights(
            AccessPolicy access,
            Caller caller,
            TenantModel model,
            String objectName,
            ImportOptions options) {
        ObjectModel object = access.require(caller, model, objectName, Right.IMPORT);
        if (options.mode() != ImportOptions.Mode.UPDATE) {
            access.require(caller, object, Right.CREATE);
        }
        if (options.changesMetadata() && options.missing() == null && !caller.isAdministrator()) {
            throw new EngineException(
                    ErrorCode.FORBIDDEN,
                    "Fields and options are made by administrators alone; leave createFields and createOptions out");
        }
        if (options.mode() != ImportOptions.Mode.INSERT) {
            access.require(caller, object, Right.UPDATE);
        }
        return object;
    }

    /** Keeps the file and gives its length in bytes. */
    private long store(Caller caller, UUID job, InputStream in) throws IOException {
        byte[] piece = in.readNBytes(PIECE_BYTES);
        long total = 0;
        for (int sequence = 0; piece.length > 0; sequence++) {
            total += piece.length;
            if (total > MAX_BYTES) {
                throw new EngineException(
                        ErrorCode.BODY_TOO_LARGE,
                        "A file to import has at most " + MAX_BYTES + " bytes");
            }
            jobs.addInput(caller.tenantId(), job, sequence, piece);
            piece = in.readNBytes(PIECE_BYTES);
        }
        return total;
    }
}
