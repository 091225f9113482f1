package dev.armature.engine.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is seen of who asks, before it is known who they are.
 *
 * @param address the address that the request came from
 * @param userAgent what their program says it is
 * @param deviceMark the mark that their browser was given when somebody signed in with it
 */
public record Visitor(String address, @Nullable String userAgent, @Nullable String deviceMark) {

    private static final int MAX_USER_AGENT = 300;

    public Visitor {
        userAgent = userAgent == null ? null : printable(userAgent);
    }

    private static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "");
        return clean.length() <= MAX_USER_AGENT ? clean : clean.substring(0, MAX_USER_AGENT);
    }

    /** What attempts are counted by: the address, of IPv6 the network that a customer has. */
    public String network() {
        String[] groups = address.split(":", -1);
        return groups.length < 4 || address.contains(".")
                ? address
                : String.join(":", List.of(groups).subList(0, 4));
    }
}
