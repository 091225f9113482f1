package dev.armature.engine.scim;

/** Tells a client of SCIM what is wrong with its request. */
public final class ScimRefusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ScimType type;
    private final String detail;

    public ScimRefusal(ScimType type, String detail) {
        super(detail, null, false, false);
        this.type = type;
        this.detail = detail;
    }

    public ScimType type() {
        return type;
    }

    public String detail() {
        return detail;
    }
}
