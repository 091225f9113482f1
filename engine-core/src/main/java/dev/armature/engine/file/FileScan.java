package dev.armature.engine.file;

import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets in what the scanner found clean, and nothing else. Thread-safe. */
final class FileScan {

    /** When it is worth asking again while the scanner is away. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(FileScan.class);

    private final FileScanner scanner;
    private final TenantDatabase database;

    FileScan(FileScanner scanner, TenantDatabase database) {
        this.scanner = scanner;
        this.database = database;
    }

    /**
     * @throws EngineException {@code infected_file}, which the audit log is told of; {@code
     *     scanner_unavailable} when nobody can say; {@code body_too_large}
     */
    void require(Caller caller, String name, FileBodies.Written written, FileScanner.Content body) {
        String found;
        try {
            found = scanner.infection(body);
        } catch (FileScanner.TooLargeException e) {
            throw new EngineException(
                    ErrorCode.BODY_TOO_LARGE,
                    "The virus scanner of this installation takes no file of %,d bytes; its operator can raise what it takes"
                            .formatted(written.size()));
        } catch (IOException e) {
            LOG.warn("A file is refused as the virus scanner cannot say: {}", e.toString());
            throw EngineException.limited(
                    ErrorCode.SCANNER_UNAVAILABLE,
                    "The virus scanner cannot be asked just now, and no file is taken without it; nothing was kept, send it again later",
                    RETRY_AFTER);
        }
        if (found != null) {
            AuditEvent.by(caller.userId(), AuditKind.FILE_REFUSED, name)
                    .with("found", found)
                    .with("sha256", written.sha256())
                    .with("size", Long.toString(written.size()))
                    .write(database, caller.tenantId());
            throw new EngineException(
                    ErrorCode.INFECTED_FILE,
                    "\"%s\" was refused: the virus scanner found %s in it".formatted(name, found));
        }
    }
}
