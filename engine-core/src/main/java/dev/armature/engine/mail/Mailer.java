package dev.armature.engine.mail;

import java.util.UUID;

/** Hands a letter on. */
public sealed interface Mailer permits SmtpMailer, FolderMailer {

    /**
     * Hands it on, and comes back when somebody else answers for it.
     *
     * @param id the same each time that this letter is handed on
     */
    void send(UUID id, Letter letter) throws MailFailure;

    /** The one that the installation has chosen. */
    static Mailer of(MailOptions options) {
        return options.smtp() == null
                ? new FolderMailer(options.from(), options.folder())
                : new SmtpMailer(options.smtp(), options.from());
    }
}
