package dev.armature.engine.scim;

import dev.armature.metadata.problem.ErrorCode;

/** Why a request is refused, in the words of RFC 7644, 3.12. */
public enum ScimType {
    INVALID_FILTER("invalidFilter", ErrorCode.INVALID_QUERY),
    TOO_MANY("tooMany", ErrorCode.INVALID_QUERY),
    UNIQUENESS("uniqueness", ErrorCode.NOT_UNIQUE),
    MUTABILITY("mutability", ErrorCode.VALIDATION_FAILED),
    INVALID_SYNTAX("invalidSyntax", ErrorCode.MALFORMED_REQUEST),
    INVALID_PATH("invalidPath", ErrorCode.VALIDATION_FAILED),
    NO_TARGET("noTarget", ErrorCode.VALIDATION_FAILED),
    INVALID_VALUE("invalidValue", ErrorCode.VALIDATION_FAILED),
    INVALID_VERSION("invalidVers", ErrorCode.MALFORMED_REQUEST);

    private final String word;
    private final ErrorCode code;

    ScimType(String word, ErrorCode code) {
        this.word = word;
        this.code = code;
    }

    /** The word of the RFC. */
    public String word() {
        return word;
    }

    /** What the platform calls it. */
    public ErrorCode code() {
        return code;
    }
}
