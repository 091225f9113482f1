package dev.armature.engine.oauth;

import java.util.Locale;

/**
 * What a client is told when it does not get what it asked for; the words are those of the RFCs.
 */
public enum OAuthError {
    INVALID_REQUEST(400),
    INVALID_CLIENT(401),
    INVALID_GRANT(400),
    INVALID_SCOPE(400),
    INVALID_TOKEN(401),
    INSUFFICIENT_SCOPE(403),
    UNAUTHORIZED_CLIENT(400),
    UNSUPPORTED_GRANT_TYPE(400),
    UNSUPPORTED_RESPONSE_TYPE(400),
    ACCESS_DENIED(403),
    LOGIN_REQUIRED(400),
    CONSENT_REQUIRED(400),
    REQUEST_NOT_SUPPORTED(400),
    REQUEST_URI_NOT_SUPPORTED(400);

    private final int status;

    OAuthError(int status) {
        this.status = status;
    }

    /** The status where it is answered, rather than carried by a browser. */
    public int status() {
        return status;
    }

    /** The word in answers, such as {@code invalid_grant}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
