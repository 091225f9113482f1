package dev.armature.engine.file;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of an object store that speaks the S3 protocol.
 *
 * @param endpoint where the store is, or null for Amazon's own
 * @param bucket for the bodies of this installation alone
 * @param region what requests are signed for
 * @param key who the platform is to the store
 * @param secret what it proves that with
 */
public record S3Options(
        @Nullable URI endpoint, String bucket, String region, String key, String secret) {

    /** What stores take that have no regions. */
    public static final String DEFAULT_REGION = "us-east-1";

    /** Never told in full. */
    @Override
    public String toString() {
        return "bucket " + bucket + (endpoint == null ? " in " + region : " at " + endpoint);
    }
}
