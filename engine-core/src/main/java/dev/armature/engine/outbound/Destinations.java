package dev.armature.engine.outbound;

import dev.armature.engine.outbound.OutboundException.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;

/**
 * Decides where a tenant's calls may go. A name is looked up once, and what was found is what is
 * connected to: a second look might find another address. Thread-safe.
 */
public final class Destinations {

    private static final int MAX_LENGTH = 2_000;
    private static final int MAX_PORT = 65_535;

    private final Lookup lookup;
    private final OutboundHosts allowed;

    /** Finds the addresses of a name. */
    @FunctionalInterface
    interface Lookup {
        InetAddress[] find(String host) throws UnknownHostException;
    }

    Destinations(Lookup lookup, OutboundHosts allowed) {
        this.lookup = lookup;
        this.allowed = allowed;
    }

    public Destinations(OutboundHosts allowed) {
        this(InetAddress::getAllByName, allowed);
    }

    /**
     * Whether an address is one that may be called as far as it says itself, before its name is
     * looked up.
     *
     * @throws OutboundException that says why not
     */
    public void checkForm(URI uri) throws OutboundException {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw refused("The address has to begin with https://");
        }
        if (uri.getHost() == null || uri.getHost().isEmpty() || uri.isOpaque()) {
            throw refused("The address names no host");
        }
        if (uri.getRawUserInfo() != null) {
            throw refused("The address must not have a user or a password in it");
        }
        if (uri.getPort() == 0
                || uri.getPort() > MAX_PORT
                || uri.toString().length() > MAX_LENGTH) {
            throw refused("The address is not valid");
        }
        if (scheme.equals("http") && !allowed.contain(host(uri), port(uri))) {
            throw refused("The address has to begin with https://");
        }
    }

    private static String host(URI uri) {
        return uri.getHost().toLowerCase(Locale.ROOT);
    }

    private static boolean isSecure(URI uri) {
        return uri.getScheme().equalsIgnoreCase("https");
    }

    private static int port(URI uri) {
        return uri.getPort() > 0 ? uri.getPort() : isSecure(uri) ? 443 : 80;
    }

    /**
     * Looks an address up.
     *
     * @throws OutboundException when it may not be called, or leads nowhere
     */
    Destination check(URI uri) throws OutboundException {
        checkForm(uri);
        String host = host(uri);
        List<InetAddress> addresses;
        try {
            addresses = List.of(lookup.find(host));
        } catch (UnknownHostException e) {
            throw new OutboundException(
                    Reason.UNREACHABLE, "The host " + host + " is not known", e);
        }
        boolean inside = !addresses.stream().allMatch(PublicAddresses::contain);
        if (addresses.isEmpty() || (inside && !allowed.contain(host, port(uri)))) {
            throw refused(
                    "The host "
                            + host
                            + " is none of the internet; an operator can allow it by ARMATURE_OUTBOUND_HOSTS");
        }
        return new Destination(uri, host, port(uri), isSecure(uri), addresses);
    }

    private static OutboundException refused(String why) {
        return new OutboundException(Reason.NOT_ALLOWED, why);
    }
}
