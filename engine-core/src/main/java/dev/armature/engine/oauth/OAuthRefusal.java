package dev.armature.engine.oauth;

/** Tells a client why it does not get what it asked for. */
public final class OAuthRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final OAuthError error;
    private final String description;

    /**
     * @param description for whoever makes the client, in printable ASCII without quotes, as RFC
     *     6749 has it
     */
    public OAuthRefusal(OAuthError error, String description) {
        super(description, null, false, false);
        this.error = error;
        this.description = description;
    }

    public OAuthError error() {
        return error;
    }

    public String description() {
        return description;
    }
}
