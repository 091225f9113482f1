package dev.armature.metadata.tenant;

/**
 * The tenant's number inside the database. It never leaves the platform: outside, a tenant is its
 * slug or its uuid.
 */
public record TenantId(int value) {

    public TenantId {
        if (value <= 0) {
            throw new IllegalArgumentException("a tenant id is positive, not " + value);
        }
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
