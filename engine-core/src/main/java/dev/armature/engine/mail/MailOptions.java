package dev.armature.engine.mail;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How this installation sends mail.
 *
 * @param smtp the server that takes it; without one it is kept in the folder
 * @param from who it is from, such as {@code Armature <no-reply@example.com>}
 * @param folder keeps mail that no server takes
 */
public record MailOptions(@Nullable SmtpServer smtp, Sender from, Path folder) {

    /** Without a server. */
    public static MailOptions inFolder(Path folder) {
        return new MailOptions(null, new Sender("Armature", "armature@localhost"), folder);
    }
}
