package dev.armature.server;

import dev.armature.engine.mail.MailOptions;
import dev.armature.engine.mail.Sender;
import dev.armature.engine.mail.SmtpServer;
import dev.armature.metadata.database.StartupException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads how mail is sent, and the address that links in it begin with. */
final class MailSettings {

    private static final String SMTP = "SMTP_URL";
    private static final String FROM = "ARMATURE_MAIL_FROM";
    private static final String URL = "ARMATURE_URL";

    private static final Pattern ORIGIN =
            Pattern.compile("https?://([A-Za-z0-9.-]+|\\[[0-9a-fA-F:.]+])(:[0-9]{1,5})?/?");

    private MailSettings() {}

    static MailOptions read(Map<String, String> environment, Path data) {
        Path folder = data.toAbsolutePath().normalize().resolve("mail");
        String smtp = Options.text(environment, SMTP);
        if (smtp == null) {
            return MailOptions.inFolder(folder);
        }
        if (Options.text(environment, URL) == null) {
            throw new StartupException(
                    URL
                            + " is needed with "
                            + SMTP
                            + ": the address of this installation, such as https://armature.example.com, that links in mail lead to");
        }
        return new MailOptions(server(smtp), sender(environment), folder);
    }

    private static SmtpServer server(String smtp) {
        try {
            return SmtpServer.parse(smtp);
        } catch (IllegalArgumentException e) {
            throw new StartupException(SMTP + " is not valid: " + e.getMessage());
        }
    }

    private static Sender sender(Map<String, String> environment) {
        String from = Options.text(environment, FROM);
        if (from == null) {
            throw new StartupException(
                    FROM
                            + " is needed with "
                            + SMTP
                            + ": who mail is from, such as Armature <no-reply@example.com>");
        }
        try {
            return Sender.parse(from);
        } catch (IllegalArgumentException e) {
            throw new StartupException(FROM + " is not valid: " + e.getMessage());
        }
    }

    static String url(Map<String, String> environment, int port) {
        String url = Options.text(environment, URL);
        if (url == null) {
            return "http://localhost:" + port;
        }
        if (!ORIGIN.matcher(url).matches()) {
            throw new StartupException(
                    URL
                            + " is not valid: https://armature.example.com is expected, without a path");
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
