package dev.armature.engine.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps letters as files, where no mail server is given: the operator reads them there. What is in
 * a letter opens accounts, so nobody else can read the folder, and none of it is in the log.
 * Thread-safe.
 */
final class FolderMailer implements Mailer {

    /** How many are kept; of more the oldest go. */
    static final int MOST_KEPT = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(FolderMailer.class);
    private static final String SUFFIX = ".eml";

    private final Sender from;
    private final Path folder;

    FolderMailer(Sender from, Path folder) {
        this.from = from;
        this.folder = folder;
        LOG.info(
                "No mail is sent: it is kept in {}. SMTP_URL names a server that sends it", folder);
    }

    @Override
    public void send(UUID id, Letter letter) throws MailFailure {
        try {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
            // Ids grow with time, so the names tell what is older.
            Path file = folder.resolve(id + SUFFIX);
            Path part = folder.resolve(id + ".part");
            try (OutputStream out = Files.newOutputStream(part)) {
                MimeLetter.of(Session.getInstance(new Properties()), from, id, letter).writeTo(out);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            LOG.info("Mail {} ({}) is kept in {}", id, letter.kind().word(), file);
            clear();
        } catch (IOException | MessagingException e) {
            throw new MailFailure("It could not be kept in " + folder + ": " + e, false, e);
        }
    }

    private void clear() throws IOException {
        List<Path> kept;
        try (Stream<Path> files = Files.list(folder)) {
            kept = files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
        }
        for (Path old : kept.subList(0, Math.max(0, kept.size() - MOST_KEPT))) {
            Files.deleteIfExists(old);
        }
    }
}
