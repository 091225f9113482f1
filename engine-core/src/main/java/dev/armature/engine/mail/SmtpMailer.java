package dev.armature.engine.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/** Hands letters to a mail server. Thread-safe. */
final class SmtpMailer implements Mailer {

    /** How long a connection may take to come about. */
    static final Duration CONNECT = Duration.ofSeconds(10);

    /** How long the server may take for one answer. */
    static final Duration ANSWER = Duration.ofSeconds(30);

    // What a server says of this recipient or this letter; other refusals are of us, and mended.
    private static final int FIRST_REFUSAL = 550;
    private static final int LAST_REFUSAL = 559;

    private final SmtpServer server;
    private final Sender from;
    private final Session session;
    private final String protocol;

    SmtpMailer(SmtpServer server, Sender from) {
        this.server = server;
        this.from = from;
        this.protocol = server.encryption() == SmtpServer.Encryption.TLS ? "smtps" : "smtp";
        this.session = Session.getInstance(properties());
    }

    private Properties properties() {
        boolean starttls = server.encryption() == SmtpServer.Encryption.STARTTLS;
        Properties properties = new Properties();
        set(properties, "auth", server.user() != null);
        set(properties, "starttls.enable", starttls);
        set(properties, "starttls.required", starttls);
        set(properties, "ssl.checkserveridentity", true);
        set(properties, "sendpartial", false);
        set(properties, "connectiontimeout", CONNECT.toMillis());
        set(properties, "timeout", ANSWER.toMillis());
        set(properties, "writetimeout", ANSWER.toMillis());
        properties.setProperty("mail.mime.allowutf8", "true");
        return properties;
    }

    private void set(Properties properties, String name, Object value) {
        properties.setProperty("mail." + protocol + "." + name, value.toString());
    }

    @Override
    public void send(UUID id, Letter letter) throws MailFailure {
        try (Transport transport = session.getTransport(protocol)) {
            Message message = MimeLetter.of(session, from, id, letter);
            transport.connect(server.host(), server.port(), server.user(), server.password());
            transport.sendMessage(message, message.getAllRecipients());
        } catch (MessagingException e) {
            throw new MailFailure(server + ": " + told(e), isPermanent(e), e);
        }
    }

    private static String told(MessagingException failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable e = failure; e != null && text.length() < 500; e = next(e)) {
            text.append(text.isEmpty() ? "" : "; ").append(e.getMessage());
        }
        return text.toString().replaceAll("\\p{Cntrl}+", " ");
    }

    private static boolean isPermanent(MessagingException failure) {
        for (Throwable e = failure; e != null; e = next(e)) {
            int code =
                    switch (e) {
                        case SMTPAddressFailedException address -> address.getReturnCode();
                        case SMTPSendFailedException send -> send.getReturnCode();
                        default -> 0;
                    };
            if (code >= FIRST_REFUSAL && code <= LAST_REFUSAL) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Throwable next(Throwable e) {
        return e instanceof MessagingException failure ? failure.getNextException() : e.getCause();
    }
}
