package dev.armature.engine.passkey;

import dev.armature.engine.site.PublicUrl;
import java.net.URI;

/**
 * The installation as passkeys know it: by the address that its operator has given, and never by
 * one that a request named. Passkeys hold for its host alone. Thread-safe.
 */
public final class RelyingParty {

    private final PublicUrl url;

    public RelyingParty(PublicUrl url) {
        this.url = url;
    }

    /** The host. */
    String id() {
        return URI.create(url.text()).getHost();
    }

    /** Where its pages come from. */
    String origin() {
        URI uri = URI.create(url.text());
        return uri.getScheme()
                + "://"
                + uri.getHost()
                + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }
}
