package dev.armature.engine.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.UUID;

/** A letter as mail servers know it. Its id stays, so that a second copy can be told for one. */
final class MimeLetter extends MimeMessage {

    private final String messageId;

    private MimeLetter(Session session, String messageId) {
        super(session);
        this.messageId = messageId;
    }

    static MimeLetter of(Session session, Sender from, UUID id, Letter letter)
            throws MessagingException {
        String charset = StandardCharsets.UTF_8.name();
        MimeLetter message = new MimeLetter(session, "<" + id + "@" + from.domain() + ">");
        try {
            message.setFrom(new InternetAddress(from.address(), from.name(), charset));
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
        InternetAddress to = new InternetAddress();
        to.setAddress(letter.to());
        message.setRecipient(Message.RecipientType.TO, to);
        message.setSubject(letter.subject(), charset);
        message.setText(letter.text(), charset);
        message.setSentDate(Date.from(Instant.now()));
        // Nobody's absence is answered to a machine.
        message.setHeader("Auto-Submitted", "auto-generated");
        message.saveChanges();
        return message;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
    }
}
