package dev.armature.engine.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;

/**
 * Where a call goes, after it was checked.
 *
 * @param addresses those that were checked, to connect to and to no others
 */
record Destination(URI uri, String host, int port, boolean secure, List<InetAddress> addresses) {

    Destination {
        addresses = List.copyOf(addresses);
    }

    /** What the request asks for there. */
    String target() {
        String path =
                uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** The host as the request names it. */
    String authority() {
        return port == (secure ? 443 : 80) ? host : host + ":" + port;
    }
}
