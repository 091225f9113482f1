package dev.armature.engine.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where answers to apps may go. An address is compared letter by letter with those that were
 * registered; of a program on the person's own device the port may be another each time (RFC 8252,
 * 7.3). Stateless.
 */
final class RedirectUris {

    static final int MAX_LENGTH = 500;

    /** What an address has to be, for messages. */
    static final String RULE =
            "An address such as https://app.example.com/callback is expected, without a fragment; http is for 127.0.0.1, [::1] and localhost alone, and a scheme of one's own has a dot in it";

    private static final Pattern LOOPBACK =
            Pattern.compile("(http://(?:127\\.0\\.0\\.1|\\[::1]))(:[0-9]{1,5})?((?:[/?].*)?)");
    private static final Pattern OWN_SCHEME = Pattern.compile("[a-z][a-z0-9+-]*(\\.[a-z0-9+-]+)+");
    private static final Set<String> THIS_DEVICE = Set.of("127.0.0.1", "[::1]", "localhost");

    private RedirectUris() {}

    /** Whether it may be registered. */
    static boolean isAllowed(String written) {
        if (written.length() > MAX_LENGTH) {
            return false;
        }
        try {
            URI uri = new URI(written);
            String scheme = uri.getScheme();
            if (scheme == null || uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
                return false;
            }
            return switch (scheme) {
                case "https" -> uri.getHost() != null;
                case "http" -> uri.getHost() != null && THIS_DEVICE.contains(uri.getHost());
                default -> OWN_SCHEME.matcher(scheme).matches() && !uri.isOpaque();
            };
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Whether a client may name it that registered the other. */
    static boolean matches(String registered, String given) {
        if (registered.equals(given)) {
            return true;
        }
        Matcher one = LOOPBACK.matcher(registered);
        Matcher other = LOOPBACK.matcher(given);
        return given.length() <= MAX_LENGTH
                && given.indexOf('#') < 0
                && one.matches()
                && other.matches()
                && one.group(1).equals(other.group(1))
                && one.group(3).equals(other.group(3));
    }

    /**
     * Whether it leads to a program on the person's device. Any program there may listen at it, so
     * such an answer is given only when the person has just said so.
     */
    static boolean isOfDevice(String uri) {
        return !uri.toLowerCase(Locale.ROOT).startsWith("https://");
    }
}
