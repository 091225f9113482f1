package dev.armature.engine.file;

import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.usage.Stock;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.FileRules;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes files, gives them back to those who may see them, and deletes those that nobody attached to
 * a record. A body is there before the row that tells of it, and goes after it. Thread-safe.
 */
public final class UploadedFiles {

    /** How many files a user may have uploaded that no record holds. */
    public static final int MAX_UNATTACHED = 1_000;

    private final TenantDatabase database;
    private final TenantModels models;
    private final FileAccess access;
    private final FileBodies bodies;
    private final Stock stock;
    private final FileIntake intake;

    /** */
    public UploadedFiles(
            TenantDatabase database,
            TenantModels models,
            FileAccess access,
            FileBodies bodies,
            FileScanner scanner,
            Stock stock,
            Supplier<UUID> ids) {
        this.database = database;
        this.models = models;
        this.access = access;
        this.bodies = bodies;
        this.stock = stock;
        this.intake = new FileIntake(bodies, new FileScan(scanner, database), ids);
    }

    /** What makes files of what comes in. */
    FileIntake intake() {
        return intake;
    }

    /**
     * A body that somebody may have.
     *
     * @param etag tells it from any other
     * @param shown whether a browser may show it; else it is to be saved
     */
    public record Content(
            BodyName body,
            String name,
            String mediaType,
            long size,
            String etag,
            boolean shown,
            Instant at) {

        /** The header that says so and gives the name. */
        public String disposition() {
            return FileName.disposition(shown, name);
        }

        /** The same, to be saved whatever it is. */
        public Content saved() {
            return new Content(body, name, mediaType, size, etag, false, at);
        }
    }

    /**
     * Takes a file. Until a record holds it, it is its uploader's.
     *
     * @throws EngineException {@code body_too_large}; {@code malformed_request} when the name is
     *     none; {@code state_conflict} for who has too many unattached ones
     */
    public KnownFile take(Caller caller, @Nullable String name, InputStream content) {
        String called = FileName.read(name);
        requireRoom(caller);
        FileIntake.Kept kept = intake.keep(caller, called, content, FileRules.MAX_SIZE);
        try {
            return database.transaction(
                    caller.tenantId(),
                    connection -> {
                        KnownFile made = FileIntake.insert(connection, caller, kept);
                        stock.files(connection, caller.tenantId(), 1, kept.file().size());
                        return made;
                    });
        } catch (RuntimeException e) {
            intake.forget(caller.tenantId(), kept.file().id());
            throw Stock.answer(e);
        }
    }

    /** The answer to a file that is larger than any may be that comes at once. */
    public static EngineException tooLarge() {
        return FileIntake.tooLarge(FileRules.MAX_SIZE);
    }

    /**
     * @throws EngineException {@code state_conflict} for who has too many unattached files
     */
    void requireRoom(Caller caller) {
        long[] unattached = new long[1];
        database.query(
                caller.tenantId(),
                Sql.of(
                        "select count(*) from file f where f.tenant_id = ",
                        Sql.number(caller.tenantId().value()),
                        " and not f.attached and f.created_by = ",
                        Sql.value(caller.userId(), ColumnType.UUID)),
                row -> unattached[0] = row.next() ? row.getLong(1) : 0);
        if (unattached[0] >= MAX_UNATTACHED) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "You have uploaded "
                            + MAX_UNATTACHED
                            + " files that no record holds; put them into records or delete some");
        }
    }

    /**
     * What there is to say of a file.
     *
     * @throws EngineException {@code not_found} if there is none that the caller may see
     */
    public KnownFile get(Caller caller, UUID id) {
        TenantModel model = models.current(caller.tenantId());
        Map<UUID, KnownFile> found =
                database.transaction(
                        caller.tenantId(),
                        connection -> access.find(connection, model, caller, List.of(id)));
        KnownFile file = found.get(id);
        if (file == null) {
            throw missing(id);
        }
        return file;
    }

    private static EngineException missing(UUID id) {
        return EngineException.notFound("The file " + id);
    }

    /**
     * An image among the files that the caller may use, kept from now on by what the transaction
     * makes of it.
     *
     * @return null when the caller may use no such image
     */
    public @Nullable KnownFile keepImage(Connection connection, Caller caller, UUID id) {
        TenantModel model = models.current(caller.tenantId());
        KnownFile file = access.hold(connection, model, caller, List.of(id)).get(id);
        if (file == null || file.file().width() == null) {
            return null;
        }
        Sql.of(
                        "update file set attached = true where tenant_id = ",
                        Sql.number(caller.tenantId().value()),
                        " and id = ",
                        Sql.value(id, ColumnType.UUID))
                .execute(connection);
        return file;
    }

    /** The body of a file that the caller may see. */
    public Content content(Caller caller, UUID id) {
        KnownFile file = get(caller, id);
        String mediaType = file.file().mediaType();
        return new Content(
                BodyName.of(caller.tenantId(), id),
                file.file().name(),
                mediaType,
                file.file().size(),
                "\"" + file.sha256() + "\"",
                MediaTypes.isShown(mediaType),
                file.createdAt());
    }

    /**
     * A thumbnail of an image that the caller may see; made when it is first asked for.
     *
     * @throws EngineException {@code not_found} if the file is no image either
     */
    public Content thumbnail(Caller caller, UUID id, ThumbnailSize size) {
        return thumbnail(caller.tenantId(), get(caller, id), size);
    }

    /**
     * A thumbnail of an image that everybody of a tenant may see.
     *
     * @throws EngineException {@code not_found} if there is no such image
     */
    public Content thumbnailForAll(TenantId tenant, UUID id, ThumbnailSize size) {
        KnownFile file =
                database.transaction(
                        tenant,
                        connection ->
                                KnownFile.find(connection, tenant, List.of(id)).stream()
                                        .findFirst()
                                        .orElseThrow(() -> missing(id)));
        return thumbnail(tenant, file, size);
    }

    private Content thumbnail(TenantId tenant, KnownFile file, ThumbnailSize size) {
        UUID id = file.id();
        if (file.file().width() == null) {
            throw EngineException.notFound("A thumbnail of the file " + id);
        }
        BodyName name = new BodyName(tenant, id, size);
        String mediaType = file.file().mediaType();
        try {
            OptionalLong there = bodies.size(name);
            if (there.isEmpty()) {
                intake.thumbnail(BodyName.of(tenant, id), mediaType, size);
                there = bodies.size(name);
            }
            return new Content(
                    name,
                    file.file().name(),
                    mediaType.equals("image/jpeg") ? mediaType : "image/png",
                    there.orElseThrow(() -> missing(id)),
                    "\"" + file.sha256() + "-" + size.pixels() + "\"",
                    true,
                    file.createdAt());
        } catch (NoSuchFileException e) {
            throw lost(name, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens some of a body. */
    public InputStream open(Content content, long from, long length) {
        try {
            return bodies.read(content.body(), from, length);
        } catch (NoSuchFileException e) {
            throw lost(content.body(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static IllegalStateException lost(BodyName body, NoSuchFileException e) {
        return new IllegalStateException(
                "the body " + body.path() + " is not where it was; was a backup put back?", e);
    }

    /**
     * Deletes a file that no record ever held.
     *
     * @throws EngineException {@code not_found} if there is none that the caller may see; {@code
     *     state_conflict} if a record holds it
     */
    public void delete(Caller caller, UUID id) {
        KnownFile file = get(caller, id);
        boolean gone =
                !file.attached()
                        && database.transaction(
                                caller.tenantId(),
                                connection -> deleteRow(connection, caller, file));
        if (!gone) {
            throw new EngineException(
                    ErrorCode.STATE_CONFLICT,
                    "A record holds the file; take it out there, and it goes when no history needs it");
        }
        delete(caller.tenantId(), id);
    }

    private boolean deleteRow(Connection connection, Caller caller, KnownFile file) {
        int deleted =
                Sql.of(
                                "delete from file where tenant_id = ",
                                Sql.number(caller.tenantId().value()),
                                " and id = ",
                                Sql.value(file.id(), ColumnType.UUID),
                                " and not attached")
                        .execute(connection);
        stock.files(connection, caller.tenantId(), -deleted, -deleted * file.file().size());
        return deleted > 0;
    }

    /** Deletes the bodies of a file whose row is gone. */
    public void delete(TenantId tenant, UUID id) {
        intake.forget(tenant, id);
    }
}
