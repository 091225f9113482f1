package dev.armature.engine.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.job.Jobs;
import dev.armature.engine.storage.Storage;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes files to import. The upload is streamed into the database piece by piece, its first line is
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

    /** What is done with a line. */
    public enum Mode {
        /** Each line is a new record. */
        INSERT,
        /** A line changes the record with its key, or makes one. */
        UPSERT
    }

    /**
     * How a file is imported.
     *
     * @param key the unique field that an upsert finds records by, else null
     * @param dryRun whether everything is checked and nothing is kept
     */
    public record Options(Mode mode, @Nullable String key, boolean dryRun) {

        ObjectNode toJson() {
            return Json.object()
                    .put("mode", mode == Mode.INSERT ? "insert" : "upsert")
                    .put("key", key)
                    .put("dryRun", dryRun);
        }

        static Options fromJson(ObjectNode json) {
            return new Options(
                    json.get("mode").textValue().equals("insert") ? Mode.INSERT : Mode.UPSERT,
                    json.get("key").textValue(),
                    json.get("dryRun").booleanValue());
        }
    }

    /**
     * Takes a file and queues the job that imports it.
     *
     * @param in the file; read to its end, and not kept in memory
     * @param together takes part when the file is there and the job may begin
     * @return the job's id
     * @throws EngineException when the object or a column is not there; nothing is kept then
     */
    public UUID take(
            Caller caller,
            String objectName,
            Options options,
            InputStream in,
            Jobs.Together together)
            throws IOException {
        ObjectModel object =
                requireRights(
                        access, caller, models.current(caller.tenantId()), objectName, options);
        byte[] first = in.readNBytes(PIECE_BYTES);
        check(object, options, first);
        UUID job = jobs.create(caller, JOB_KIND, objectName, options.toJson());
        try {
            long bytes = store(caller, job, first, in);
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
            Options options) {
        ObjectModel object = access.require(caller, model, objectName, Right.IMPORT);
        access.require(caller, object, Right.CREATE);
        if (options.mode() == Mode.UPSERT) {
            access.require(caller, object, Right.UPDATE);
        }
        return object;
    }

    private static void check(ObjectModel object, Options options, byte[] first)
            throws IOException {
        try (CsvLines lines = new CsvLines(new ByteArrayInputStream(first))) {
            requireKey(object, options, ImportColumns.of(object, lines.header()));
        }
    }

    static void requireKey(ObjectModel object, Options options, ImportColumns columns) {
        if (options.mode() == Mode.INSERT) {
            return;
        }
        String key = options.key();
        FieldModel field = key == null ? null : object.field(key);
        if (key == null || field == null || !object.isKey(field) || !columns.has(key)) {
            throw EngineException.invalid(
                    ErrorCode.INVALID_QUERY,
                    new Problem(
                            "key",
                            "unknown_field",
                            "An upsert needs the name of a unique field that the file has a column for"));
        }
    }

    /** Keeps the file and gives its length in bytes. */
    private long store(Caller caller, UUID job, byte[] first, InputStream in) throws IOException {
        byte[] piece = first;
        long total = 0;
        for (int sequence = 0; piece.length > 0; sequence++) {
            total += piece.length;
            if (total > MAX_BYTES) {
                throw new EngineException(
                        ErrorCode.BODY_TOO_LARGE,
                        "A file to import has at most " + MAX_BYTES + " bytes");
            }
            jobs.addInput(caller.tenantId(), job, sequence, Arrays.copyOf(piece, piece.length));
            piece = in.readNBytes(PIECE_BYTES);
        }
        return total;
    }
}
