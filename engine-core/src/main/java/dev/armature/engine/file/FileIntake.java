package dev.armature.engine.file;

import dev.armature.engine.access.Caller;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.expression.StoredFile;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.FileRules;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes files of what comes in, by whichever way: the body is kept, what it is is found out, and
 * only then there is a row that tells of it. Thread-safe.
 */
final class FileIntake {

    private static final Logger LOG = LoggerFactory.getLogger(FileIntake.class);

    private final FileBodies bodies;
    private final FileScan scan;
    private final Supplier<UUID> ids;
    private final Images images = new Images();

    FileIntake(FileBodies bodies, FileScan scan, Supplier<UUID> ids) {
        this.bodies = bodies;
        this.scan = scan;
        this.ids = ids;
    }

    /** A body that is kept, with what there is to say of it, and no row yet. */
    record Kept(StoredFile file, String sha256) {}

    /**
     * Keeps a body. Whoever gets it sees to it that it has a row, or is {@link #forget forgotten}.
     *
     * @throws EngineException {@code body_too_large}; what {@link FileScan} refuses with
     */
    Kept keep(Caller caller, String name, InputStream content, long limit) {
        UUID id = ids.get();
        BodyName body = BodyName.of(caller.tenantId(), id);
        try {
            byte[] prefix = content.readNBytes(MediaTypes.PREFIX);
            String mediaType = MediaTypes.detect(prefix, name);
            FileBodies.Written written =
                    bodies.write(
                            body,
                            new SequenceInputStream(new ByteArrayInputStream(prefix), content),
                            limit);
            try {
                // Before anything reads what is in it.
                scan.require(caller, name, written, () -> bodies.read(body, 0, Long.MAX_VALUE));
                Images.Size size = measured(body, mediaType);
                return new Kept(
                        new StoredFile(
                                id,
                                name,
                                mediaType,
                                written.size(),
                                size == null ? null : (Integer) size.width(),
                                size == null ? null : (Integer) size.height()),
                        written.sha256());
            } catch (IOException | RuntimeException e) {
                forget(caller.tenantId(), id);
                throw e;
            }
        } catch (FileBodies.TooLargeException e) {
            throw tooLarge(limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to a file that is larger than it may be. */
    static EngineException tooLarge(long limit) {
        return new EngineException(
                ErrorCode.BODY_TOO_LARGE,
                limit == FileRules.MAX_SIZE
                        ? "A file has at most %d bytes when it comes at once; larger ones come in pieces, at /api/v1/uploads"
                                .formatted(limit)
                        : "A file has at most %d bytes here".formatted(limit));
    }

    /** The size of an image that can be shown. Making a thumbnail is what finds that out. */
    private Images.@Nullable Size measured(BodyName body, String mediaType) throws IOException {
        Images.Thumbnail made = thumbnail(body, mediaType, ThumbnailSize.MEDIUM);
        return made == null ? null : made.of();
    }

    /** Makes a thumbnail and keeps it; null for what is no image. */
    Images.@Nullable Thumbnail thumbnail(BodyName body, String mediaType, ThumbnailSize size)
            throws IOException {
        if (!FileRules.IMAGES.contains(mediaType)) {
            return null;
        }
        Images.Thumbnail made =
                images.thumbnail(
                        () -> bodies.read(body, 0, Long.MAX_VALUE),
                        mediaType.substring("image/".length()),
                        size);
        if (made != null) {
            bodies.write(
                    new BodyName(body.tenant(), body.file(), size),
                    new ByteArrayInputStream(made.bytes()),
                    made.bytes().length);
        }
        return made;
    }

    /** Makes the row; what is counted for it, the caller counts. */
    static KnownFile insert(Connection connection, Caller caller, Kept kept) {
        StoredFile file = kept.file;
        return Sql.of(
                        "insert into file as f (created_at, size, tenant_id, width, height, id, created_by, name, media_type, sha256) values (now(), ",
                        Sql.number(file.size()),
                        ", ",
                        Sql.number(caller.tenantId().value()),
                        ", ",
                        whole(file.width()),
                        ", ",
                        whole(file.height()),
                        ", ",
                        Sql.value(file.id(), ColumnType.UUID),
                        ", ",
                        Sql.value(caller.userId(), ColumnType.UUID),
                        ", ",
                        Sql.value(file.name(), ColumnType.TEXT),
                        ", ",
                        Sql.value(file.mediaType(), ColumnType.TEXT),
                        ", ",
                        Sql.value(kept.sha256, ColumnType.TEXT),
                        ") returning " + KnownFile.COLUMNS)
                .first(connection, KnownFile::read)
                .orElseThrow();
    }

    private static Sql whole(@Nullable Integer number) {
        return number == null ? Sql.raw("null") : Sql.number(number);
    }

    /** Deletes the bodies of a file without a row. A body that stays is found by the check. */
    void forget(TenantId tenant, UUID id) {
        for (BodyName name : BodyName.all(tenant, id)) {
            try {
                bodies.delete(name);
            } catch (IOException e) {
                LOG.warn("The body {} could not be deleted: {}", name.path(), e.toString());
            }
        }
    }
}
