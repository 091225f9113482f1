package dev.armature.metadata.problem;

import java.util.Locale;

/**
 * Every way in which a request as a whole can fail. The name in lower case is the {@code code} of
 * the problem document: a promise to clients, never renamed, never reused. Problems inside an input
 * (a field's {@code too_long}) have codes of their own, listed in docs/errors.md.
 */
public enum ErrorCode {
    MALFORMED_JSON(Kind.MALFORMED, "The body is not well-formed JSON"),
    MALFORMED_YAML(Kind.MALFORMED, "The body is not well-formed YAML"),
    MALFORMED_REQUEST(Kind.MALFORMED, "The request cannot be understood"),
    INVALID_QUERY(Kind.MALFORMED, "The query is not valid"),
    INVALID_CURSOR(Kind.MALFORMED, "The cursor does not belong to this query"),
    UNAUTHENTICATED(Kind.UNAUTHENTICATED, "Sign in first"),
    INVALID_CREDENTIALS(Kind.UNAUTHENTICATED, "Tenant, e-mail or password is wrong"),
    SECOND_FACTOR_REQUIRED(Kind.UNAUTHENTICATED, "A code of the second factor is needed too"),
    INVALID_SECOND_FACTOR(Kind.UNAUTHENTICATED, "The code is wrong, too old, or was used before"),
    INVALID_PASSKEY(
            Kind.UNAUTHENTICATED, "The passkey is not known here, or its answer does not hold"),
    EXTERNAL_SIGN_IN_FAILED(
            Kind.UNAUTHENTICATED, "Signing in with the provider did not work; begin again"),
    EXTERNAL_ACCOUNT_UNKNOWN(
            Kind.FORBIDDEN, "No user of this tenant belongs to this account of the provider"),
    INVALID_REFRESH_TOKEN(Kind.UNAUTHENTICATED, "The refresh token is not valid any more"),
    FORBIDDEN(Kind.FORBIDDEN, "The right to do this is missing"),
    SCOPE_MISSING(Kind.FORBIDDEN, "The API key was not made for this"),
    SEEING_AS(Kind.FORBIDDEN, "Who sees as somebody else only reads"),
    SECOND_FACTOR_SETUP_REQUIRED(Kind.FORBIDDEN, "Set up a second factor first"),
    EMAIL_UNVERIFIED(Kind.FORBIDDEN, "Confirm your e-mail address first"),
    TENANT_SUSPENDED(Kind.FORBIDDEN, "The operator has suspended this tenant"),
    SIGN_UP_CLOSED(Kind.FORBIDDEN, "Sign-up is switched off on this installation"),
    NOT_FOUND(Kind.NOT_FOUND, "Not found"),
    METHOD_NOT_ALLOWED(Kind.METHOD_NOT_ALLOWED, "This address does not take that method"),
    NOT_ACCEPTABLE(Kind.NOT_ACCEPTABLE, "The answer cannot be given in a form the client accepts"),
    NOT_UNIQUE(Kind.CONFLICT, "A value is taken"),
    REFERENCED(Kind.CONFLICT, "The record is referenced by others"),
    STATE_CONFLICT(Kind.CONFLICT, "The current state does not allow this"),
    QUOTA_EXCEEDED(Kind.CONFLICT, "The tenant has as much as it may have"),
    APPEND_ONLY(Kind.CONFLICT, "Records of this object are only made"),
    IMMUTABLE(Kind.CONFLICT, "The record stays as it is"),
    TRANSITION_NOT_ALLOWED(Kind.CONFLICT, "The value cannot become this one"),
    IDEMPOTENCY_KEY_REUSED(Kind.CONFLICT, "The key belongs to another request"),
    STALE_VERSION(Kind.STALE, "It was changed by somebody else in the meantime"),
    UNSUPPORTED_TUS_VERSION(
            Kind.UNSUPPORTED_VERSION, "Uploads in pieces are taken by tus 1.0.0 alone"),
    CHECKSUM_MISMATCH(Kind.CHECKSUM, "What arrived is not what was sent"),
    UPLOAD_LOCKED(Kind.LOCKED, "The upload is at work"),
    BODY_TOO_LARGE(Kind.TOO_LARGE, "The body is too large"),
    HEAD_TOO_LARGE(Kind.HEAD_TOO_LARGE, "The address or the headers are too long"),
    UNSUPPORTED_MEDIA_TYPE(Kind.UNSUPPORTED_MEDIA_TYPE, "This media type is not taken here"),
    QUERY_TOO_EXPENSIVE(Kind.INVALID, "The query takes too long"),
    VALIDATION_FAILED(Kind.INVALID, "The input is not valid"),
    INVALID_LINK(Kind.INVALID, "The link was used, has expired, or is not one of ours"),
    INVARIANT_BROKEN(Kind.INVALID, "It would break what holds of the records as a whole"),
    INFECTED_FILE(Kind.INVALID, "The file carries a virus"),
    INVALID_METADATA(Kind.INVALID, "The metadata is not valid"),
    RULE_LOOP(Kind.INVALID, "Rules set each other off without end"),
    RULE_FAILED(Kind.INVALID, "A rule could not be carried out"),
    INVALID_PLUGIN(Kind.INVALID, "The plugin is not valid"),
    PLUGIN_FAILED(Kind.INVALID, "A plugin failed"),
    PLUGIN_REFUSED(Kind.INVALID, "A plugin refused the change"),
    PLUGIN_LIMIT_EXCEEDED(Kind.INVALID, "A plugin went over a limit"),
    CAPABILITY_MISSING(Kind.INVALID, "A plugin was not granted what it asked for"),
    TOO_MANY_REQUESTS(Kind.LIMITED, "Too many attempts"),
    RATE_LIMITED(Kind.LIMITED, "Too many requests"),
    TOO_MANY_STREAMS(Kind.LIMITED, "Too many streams of changes are open"),
    SCANNER_UNAVAILABLE(Kind.UNAVAILABLE, "The virus scanner cannot be asked"),
    OVERLOADED(Kind.UNAVAILABLE, "The platform is busy; try again"),
    INTERNAL(Kind.INTERNAL, "Something went wrong on our side");

    /** What sort of answer it is; the HTTP layer gives each its status. */
    public enum Kind {
        MALFORMED,
        UNAUTHENTICATED,
        FORBIDDEN,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        NOT_ACCEPTABLE,
        CONFLICT,
        STALE,
        UNSUPPORTED_VERSION,
        CHECKSUM,
        LOCKED,
        TOO_LARGE,
        HEAD_TOO_LARGE,
        UNSUPPORTED_MEDIA_TYPE,
        INVALID,
        LIMITED,
        UNAVAILABLE,
        INTERNAL
    }

    private final Kind kind;
    private final String title;

    ErrorCode(Kind kind, String title) {
        this.kind = kind;
        this.title = title;
    }

    public Kind kind() {
        return kind;
    }

    public String title() {
        return title;
    }

    /** The stable code clients see, for example {@code not_found}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
