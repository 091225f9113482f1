package dev.armature.plugin.manifest;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that a plugin may fetch: {@code https://api.example.com/v1/*}. Scheme, host and port
 * have to be equal; the path too, or, before a final asterisk, what it begins with.
 *
 * @param port the port, also when it is the scheme's own
 * @param path up to the asterisk, if there is one
 */
public record UrlPattern(
        String text, String scheme, String host, int port, String path, boolean prefix) {

    private static final Pattern HOST =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final int HTTPS = 443;

    /** The pattern a text says, or null when it says none. */
    public static @Nullable UrlPattern parse(String text) {
        boolean prefix = text.endsWith("/*");
        String address = prefix ? text.substring(0, text.length() - 1) : text;
        URI uri = address.contains("*") ? null : parsed(address);
        return uri == null || uri.getRawQuery() != null
                ? null
                : new UrlPattern(text, "https", hostOf(uri), portOf(uri), pathOf(uri), prefix);
    }

    /** Whether an address is allowed. One that two readers could take differently is not. */
    public boolean allows(String address) {
        URI uri = parsed(address);
        if (uri == null || !hostOf(uri).equals(host) || portOf(uri) != port) {
            return false;
        }
        return prefix ? pathOf(uri).startsWith(path) : pathOf(uri).equals(path);
    }

    private static @Nullable URI parsed(String address) {
        try {
            URI uri = new URI(address);
            boolean plain =
                    "https".equals(uri.getScheme())
                            && uri.getHost() != null
                            && HOST.matcher(hostOf(uri)).matches()
                            && uri.getRawUserInfo() == null
                            && uri.getRawFragment() == null
                            && isPlain(uri.getRawPath());
            return plain ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** Without what servers resolve or decode in ways of their own. */
    private static boolean isPlain(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return !lower.contains("%2e")
                && !lower.contains("%2f")
                && !lower.contains("%5c")
                && !lower.contains("//")
                && !(lower + "/").contains("/./")
                && !(lower + "/").contains("/../");
    }

    private static String hostOf(URI uri) {
        return uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    }

    private static int portOf(URI uri) {
        return uri.getPort() < 0 ? HTTPS : uri.getPort();
    }

    private static String pathOf(URI uri) {
        return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    }
}
