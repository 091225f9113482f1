package dev.armature.engine.outbound;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The hosts that the operator lets tenants call wherever they are, and without encryption too: an
 * identity provider inside, or one on the same machine.
 *
 * @param names in small letters, each with {@code :port} if it is for that port alone
 */
public record OutboundHosts(Set<String> names) {

    /** The hosts of an installation of which nothing is said. */
    public static final OutboundHosts NONE = new OutboundHosts(Set.of());

    private static final Pattern NAME =
            Pattern.compile(
                    "([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?|\\[[0-9a-f:.]{2,45}])(:[0-9]{1,5})?");

    public OutboundHosts {
        names = Set.copyOf(names);
    }

    /**
     * Reads names that commas stand between.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    public static OutboundHosts parse(String text) {
        Set<String> names = new HashSet<>();
        for (String part : text.split(",", -1)) {
            String name = part.strip().toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && !NAME.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "\""
                                + part.strip()
                                + "\" is no host such as idp.example.internal or localhost:9000");
            }
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return new OutboundHosts(names);
    }

    boolean contain(String host, int port) {
        return names.contains(host) || names.contains(host + ":" + port);
    }
}
