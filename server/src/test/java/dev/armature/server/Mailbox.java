package dev.armature.server;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The mail of a platform that keeps it in a folder. */
record Mailbox(Path folder) {

    private static final Pattern LINK = Pattern.compile("https?://\\S+#(\\S+)");

    /** A letter that came. */
    record Received(String to, String subject, String text) {

        /** The link in it. */
        String link() {
            return matcher().group();
        }

        /** What stands after the hash of the link in it. */
        String secret() {
            return matcher().group(1);
        }

        private Matcher matcher() {
            Matcher matcher = LINK.matcher(text);
            if (!matcher.find()) {
                throw new AssertionError("there is no link in " + text);
            }
            return matcher;
        }
    }

    /** Those to an address, in order. */
    List<Received> to(String address) {
        return all().stream().filter(letter -> letter.to.equals(address)).toList();
    }

    /** The last to an address, once there are so many. */
    Received await(String address, int count) {
        ApiClient.await(() -> to(address).size() >= count);
        return to(address).get(count - 1);
    }

    List<Received> all() {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Received> letters = new ArrayList<>();
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".eml")).sorted().toList()) {
                letters.add(read(file));
            }
            return letters;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Received read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(new MimeMessage(Session.getInstance(new Properties()), in));
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Received read(MimeMessage message) throws IOException, MessagingException {
        return new Received(
                message.getAllRecipients()[0].toString(),
                message.getSubject(),
                message.getContent().toString().replace("\r\n", "\n"));
    }
}
