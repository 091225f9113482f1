package dev.armature.engine.mail;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A server that takes our mail.
 *
 * @param encryption how the connection is protected
 */
public record SmtpServer(
        String host,
        int port,
        Encryption encryption,
        @Nullable String user,
        @Nullable String password) {

    private static final int SUBMISSION = 587;
    private static final int SUBMISSIONS = 465;

    /** How a connection is protected. */
    public enum Encryption {
        /** From its first byte. */
        TLS,
        /** Before anything is said of a letter or a password, or nothing is sent. */
        STARTTLS,
        /** Not at all: for a relay on the same machine. */
        NONE
    }

    /**
     * Reads {@code smtp://user:password@host:587?starttls=required}, or {@code smtps://…}.
     *
     * @throws IllegalArgumentException with what is wrong, and without the password
     */
    public static SmtpServer parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw wrong("it is no address; write % signs for special characters in a password");
        }
        boolean tls = "smtps".equals(uri.getScheme());
        if ((!tls && !"smtp".equals(uri.getScheme())) || uri.getHost() == null) {
            throw wrong("smtp://host:port or smtps://host:port is expected");
        }
        if (!Set.of("", "/").contains(uri.getPath()) || uri.getFragment() != null) {
            throw wrong("nothing but ?starttls= may follow the port");
        }
        String[] login = login(uri.getRawUserInfo());
        return new SmtpServer(
                uri.getHost(),
                uri.getPort() > 0 ? uri.getPort() : tls ? SUBMISSIONS : SUBMISSION,
                encryption(tls, uri.getQuery()),
                login == null ? null : login[0],
                login == null ? null : login[1]);
    }

    private static Encryption encryption(boolean tls, @Nullable String query) {
        if (query == null) {
            return tls ? Encryption.TLS : Encryption.STARTTLS;
        }
        if (!tls && query.equals("starttls=required")) {
            return Encryption.STARTTLS;
        }
        if (!tls && query.equals("starttls=never")) {
            return Encryption.NONE;
        }
        throw wrong("?starttls=required or ?starttls=never is expected, and neither with smtps");
    }

    private static String @Nullable [] login(@Nullable String userInfo) {
        if (userInfo == null) {
            return null;
        }
        String[] parts = userInfo.split(":", 2);
        if (parts.length < 2) {
            throw wrong("a user needs a password: user:password@host");
        }
        return new String[] {decoded(parts[0]), decoded(parts[1])};
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(what);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "%s:%d (%s)".formatted(host, port, encryption);
    }
}
