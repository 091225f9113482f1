package dev.armature.engine.file;

import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.usage.Stock;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes files in pieces, over as many connections as it takes, and makes them files like any other
 * when all is there. Each piece is a body of its own: wherever bodies lie, whichever node takes the
 * next piece, and after any crash, what a client was told of is there. Two who send to one upload
 * at once do no harm: the piece that is written down first holds. Thread-safe.
 */
public final class Uploads {

    /** How long what has arrived waits for more, and what is done is told of. */
    public static final Duration KEPT = Duration.ofDays(1);

    /** How many uploads a user may have begun that are no files yet. */
    public static final int MAX_OPEN = 100;

    /** How much is lost at most when a process ends, and what one piece has at most. */
    static final int PART = 16 * 1024 * 1024;

    private static final int SWEPT_AT_ONCE = 100;

    private final TenantDatabase database;
    private final UploadedFiles files;
    private final FileBodies bodies;
    private final Stock stock;
    private final Supplier<UUID> ids;
    private final UploadOptions options;
    private final Clock clock;
    private final Set<UUID> finishing = ConcurrentHashMap.newKeySet();

    /** */
    public Uploads(
            TenantDatabase database,
            UploadedFiles files,
            FileBodies bodies,
            Stock stock,
            Supplier<UUID> ids,
            UploadOptions options,
            Clock clock) {
        this.database = database;
        this.files = files;
        this.bodies = bodies;
        this.stock = stock;
        this.ids = ids;
        this.options = options;
        this.clock = clock;
    }

    /** The largest file that may come. */
    public long maxSize() {
        return options.maxSize();
    }

    /**
     * Begins one.
     *
     * @throws EngineException {@code body_too_large}; {@code malformed_request} when the name is
     *     none; {@code state_conflict} for who has too many; {@code quota_exceeded} where there is
     *     no room for all of it
     */
    public Upload begin(Caller caller, @Nullable String name, long size) {
        String called = FileName.read(name);
        if (size > options.maxSize()) {
            throw FileIntake.tooLarge(options.maxSize());
        }
        files.requireRoom(caller);
        UUID id = ids.get();
        Sql insert =
                Sql.of(
                        "insert into upload as u (tenant_id, expires_at, size, id, created_by, name) values (",
                        Sql.number(caller.tenantId().value()),
                        ", ",
                        expiry(),
                        ", ",
                        Sql.number(size),
                        ", ",
                        Sql.value(id, ColumnType.UUID),
                        ", ",
                        Sql.value(caller.userId(), ColumnType.UUID),
                        ", ",
                        Sql.value(called, ColumnType.TEXT),
                        ") returning " + Upload.COLUMNS);
        Upload begun =
                counted(
                        caller.tenantId(),
                        connection -> {
                            requireFew(connection, caller);
                            Upload made = insert.first(connection, Upload::read).orElseThrow();
                            stock.files(connection, caller.tenantId(), 1, size);
                            return made;
                        });
        return begun.isWhole() ? finish(caller, begun) : begun;
    }

    private Sql expiry() {
        return Sql.value(clock.instant().plus(KEPT), ColumnType.TIMESTAMPTZ);
    }

    private <T> T counted(TenantId tenant, TenantDatabase.Work<T> work) {
        try {
            return database.transaction(tenant, work);
        } catch (RuntimeException e) {
            throw Stock.answer(e);
        }
    }

    private static void requireFew(Connection connection, Caller caller) {
        long open =
                Sql.of(
                                "select count(*) from upload u where u.tenant_id = ",
                                Sql.number(caller.tenantId().value()),
                                " and u.file_id is null and u.created_by = ",
                                Sql.value(caller.userId(), ColumnType.UUID))
                        .first(connection, row -> row.getLong(1))
                        .orElseThrow();
        if (open >= MAX_OPEN) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "You have begun %d uploads that are not done; go on with them or delete some"
                            .formatted(MAX_OPEN));
        }
    }

    /**
     * How far one of the caller's own is. What is whole and was not made a file, as a crash came
     * between, is made one now.
     *
     * @throws EngineException {@code not_found}; {@code upload_locked} while it is being made a
     *     file
     */
    public Upload get(Caller caller, UUID id) {
        Upload upload = find(caller, id);
        return upload.isWhole() ? finish(caller, upload) : upload;
    }

    private Upload find(Caller caller, UUID id) {
        return database.transaction(
                caller.tenantId(),
                connection -> select(connection, caller, id, false).orElseThrow(() -> missing(id)));
    }

    private static EngineException missing(UUID id) {
        return EngineException.notFound("The upload " + id);
    }

    /** One that nobody else changes until the transaction ends. */
    private Upload held(Connection connection, Caller caller, UUID id) {
        return select(connection, caller, id, true).orElseThrow(() -> missing(id));
    }

    private Optional<Upload> select(Connection connection, Caller caller, UUID id, boolean held) {
        return Sql.of(
                        "select " + Upload.COLUMNS + " from upload u where u.tenant_id = ",
                        Sql.number(caller.tenantId().value()),
                        " and u.id = ",
                        Sql.value(id, ColumnType.UUID),
                        " and u.created_by = ",
                        Sql.value(caller.userId(), ColumnType.UUID),
                        " and u.expires_at > ",
                        Sql.value(clock.instant(), ColumnType.TIMESTAMPTZ),
                        held ? " for update" : "")
                .first(connection, Upload::read);
    }

    /**
     * Takes what comes, from a place on, as much of it as arrives; a connection that breaks is no
     * failure. With a checksum all of it is kept or nothing.
     *
     * @param length how many bytes are announced; -1 when it is not said
     * @throws EngineException {@code state_conflict} when that is not the place to go on from;
     *     {@code body_too_large} when there is more than was announced; {@code checksum_mismatch}
     */
    public Upload append(
            Caller caller,
            UUID id,
            long offset,
            InputStream content,
            long length,
            @Nullable UploadChecksum checksum) {
        Upload upload = find(caller, id);
        if (upload.file() != null || offset != upload.received()) {
            throw elsewhere(upload.received());
        }
        if (length > upload.size() - offset) {
            throw tooMuch(upload);
        }
        MessageDigest digest = checksum == null ? null : checksum.digest();
        Arriving arriving = new Arriving(content, digest);
        if (checksum == null || digest == null) {
            takeEach(caller, upload, arriving);
        } else {
            takeTogether(caller, upload, arriving, () -> checksum.require(digest));
        }
        return get(caller, id);
    }

    private static EngineException elsewhere(long received) {
        return new EngineException(
                ErrorCode.STATE_CONFLICT,
                "The upload goes on from byte " + received + "; ask it by HEAD where that is");
    }

    private static EngineException tooMuch(Upload upload) {
        return new EngineException(
                ErrorCode.BODY_TOO_LARGE,
                "The upload was announced with " + upload.size() + " bytes, and this is more");
    }

    // Each is there for good before the next is begun.
    private void takeEach(Caller caller, Upload upload, Arriving arriving) {
        long at = upload.received();
        while (arriving.hasMore()) {
            if (at == upload.size()) {
                throw tooMuch(upload);
            }
            Upload.Part part = write(caller, upload, at, arriving);
            note(caller, upload, List.of(part));
            at += part.size();
        }
    }

    private void takeTogether(Caller caller, Upload upload, Arriving arriving, Runnable check) {
        List<Upload.Part> parts = new ArrayList<>();
        try {
            long at = upload.received();
            while (arriving.hasMore()) {
                if (at == upload.size()) {
                    throw tooMuch(upload);
                }
                parts.add(write(caller, upload, at, arriving));
                at += parts.getLast().size();
            }
            check.run();
        } catch (RuntimeException e) {
            forget(caller.tenantId(), parts);
            throw e;
        }
        note(caller, upload, parts);
    }

    private Upload.Part write(Caller caller, Upload upload, long at, Arriving arriving) {
        UUID body = ids.get();
        long room = Math.min(PART, upload.size() - at);
        try {
            FileBodies.Written written =
                    bodies.write(
                            BodyName.of(caller.tenantId(), body),
                            new Bounded(arriving, room),
                            room);
            return new Upload.Part(at, written.size(), body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes down that parts are there, unless somebody else wrote others at that place. */
    private void note(Caller caller, Upload upload, List<Upload.Part> parts) {
        if (parts.isEmpty()) {
            return;
        }
        TenantId tenant = caller.tenantId();
        long begins = parts.getFirst().begins();
        long end = parts.getLast().begins() + parts.getLast().size();
        try {
            database.transaction(
                    tenant,
                    connection -> {
                        Upload held = held(connection, caller, upload.id());
                        if (held.file() != null || held.received() != begins) {
                            throw elsewhere(held.received());
                        }
                        Sql.of(
                                        "update upload set received = ",
                                        Sql.number(end),
                                        ", expires_at = ",
                                        expiry(),
                                        " where tenant_id = ",
                                        Sql.number(tenant.value()),
                                        " and id = ",
                                        Sql.value(upload.id(), ColumnType.UUID))
                                .execute(connection);
                        parts.forEach(part -> part.insert(connection, tenant, upload.id()));
                        return true;
                    });
        } catch (EngineException e) {
            // Nothing was written down, for certain; after other failures nobody knows.
            forget(tenant, parts);
            throw e;
        }
    }

    private void forget(TenantId tenant, List<Upload.Part> parts) {
        parts.forEach(part -> files.intake().forget(tenant, part.body()));
    }

    /** Makes one whose every byte is there a file. */
    private Upload finish(Caller caller, Upload upload) {
        if (!finishing.add(upload.id())) {
            throw EngineException.limited(
                    ErrorCode.UPLOAD_LOCKED,
                    "All of the upload is there and is just being made a file; ask again",
                    Duration.ofSeconds(1));
        }
        try {
            TenantId tenant = caller.tenantId();
            List<Upload.Part> parts =
                    database.transaction(
                            tenant, connection -> Upload.Part.of(connection, tenant, upload.id()));
            FileIntake.Kept kept = keep(caller, upload, parts);
            Upload done = settle(caller, upload, kept);
            forget(tenant, parts);
            return done;
        } finally {
            finishing.remove(upload.id());
        }
    }

    private FileIntake.Kept keep(Caller caller, Upload upload, List<Upload.Part> parts) {
        try (InputStream content = new SequenceInputStream(opened(caller.tenantId(), parts))) {
            return files.intake().keep(caller, upload.name(), content, upload.size());
        } catch (EngineException e) {
            if (e.code() == ErrorCode.INFECTED_FILE) {
                // It would never become a file.
                delete(caller, upload.id());
            }
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens one after the other. */
    @SuppressWarnings("JdkObsolete") // what the stream takes
    private Enumeration<InputStream> opened(TenantId tenant, List<Upload.Part> parts) {
        Iterator<Upload.Part> left = parts.iterator();
        return new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return left.hasNext();
            }

            @Override
            public InputStream nextElement() {
                Upload.Part part = left.next();
                try {
                    return bodies.read(BodyName.of(tenant, part.body()), 0, part.size());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    /** Writes down the file; if another node was quicker, theirs holds. */
    private Upload settle(Caller caller, Upload upload, FileIntake.Kept kept) {
        TenantId tenant = caller.tenantId();
        UUID file = kept.file().id();
        Upload done;
        try {
            done =
                    database.transaction(
                            tenant,
                            connection -> {
                                Upload held = held(connection, caller, upload.id());
                                return held.file() == null
                                        ? become(connection, caller, held, kept)
                                        : held;
                            });
        } catch (RuntimeException e) {
            files.intake().forget(tenant, file);
            throw e;
        }
        if (!file.equals(done.file())) {
            files.intake().forget(tenant, file);
        }
        return done;
    }

    private Upload become(
            Connection connection, Caller caller, Upload upload, FileIntake.Kept kept) {
        TenantId tenant = caller.tenantId();
        FileIntake.insert(connection, caller, kept);
        Upload.Part.delete(connection, tenant, upload.id());
        return Sql.of(
                        "update upload u set file_id = ",
                        Sql.value(kept.file().id(), ColumnType.UUID),
                        ", expires_at = ",
                        expiry(),
                        " where u.tenant_id = ",
                        Sql.number(tenant.value()),
                        " and u.id = ",
                        Sql.value(upload.id(), ColumnType.UUID),
                        " returning " + Upload.COLUMNS)
                .first(connection, Upload::read)
                .orElseThrow();
    }

    /**
     * Ends one of the caller's own. The file that one became stays.
     *
     * @throws EngineException {@code not_found}
     */
    public void delete(Caller caller, UUID id) {
        TenantId tenant = caller.tenantId();
        List<Upload.Part> parts =
                database.transaction(
                        tenant,
                        connection -> {
                            Upload upload = held(connection, caller, id);
                            return remove(connection, tenant, List.of(upload));
                        });
        forget(tenant, parts);
    }

    private List<Upload.Part> remove(Connection connection, TenantId tenant, List<Upload> uploads) {
        List<Upload.Part> parts = new ArrayList<>();
        long open = 0;
        long bytes = 0;
        for (Upload upload : uploads) {
            parts.addAll(Upload.Part.of(connection, tenant, upload.id()));
            Upload.Part.delete(connection, tenant, upload.id());
            Sql.of(
                            "delete from upload where tenant_id = ",
                            Sql.number(tenant.value()),
                            " and id = ",
                            Sql.value(upload.id(), ColumnType.UUID))
                    .execute(connection);
            // One that became a file goes on being counted as that.
            open += upload.file() == null ? 1 : 0;
            bytes += upload.file() == null ? upload.size() : 0;
        }
        stock.files(connection, tenant, -open, -bytes);
        return parts;
    }

    /** Removes those of a tenant that nobody went on with in time. */
    public void sweep(TenantId tenant, Instant now) {
        int[] removed = {SWEPT_AT_ONCE};
        while (removed[0] == SWEPT_AT_ONCE) {
            List<Upload.Part> parts =
                    database.transaction(
                            tenant,
                            connection -> {
                                List<Upload> over = expired(connection, tenant, now);
                                removed[0] = over.size();
                                return remove(connection, tenant, over);
                            });
            forget(tenant, parts);
        }
    }

    private static List<Upload> expired(Connection connection, TenantId tenant, Instant now) {
        return Sql.of(
                        "select " + Upload.COLUMNS + " from upload u where u.tenant_id = ",
                        Sql.number(tenant.value()),
                        " and u.expires_at <= ",
                        Sql.value(now, ColumnType.TIMESTAMPTZ),
                        " order by u.expires_at limit ",
                        Sql.number(SWEPT_AT_ONCE),
                        " for update skip locked")
                .all(connection, Upload::read);
    }
}
