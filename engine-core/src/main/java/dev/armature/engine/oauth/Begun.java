package dev.armature.engine.oauth;

import dev.armature.metadata.digest.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Marks that tell when a request came to the authorization endpoint, so that it can be told whether
 * the person has signed in since. They are sealed and for that request alone, and nothing is kept.
 * Thread-safe.
 */
public final class Begun {

    private final byte[] key;
    private final Clock clock;

    /**
     * @param key what marks are sealed with
     */
    public Begun(byte[] key, Clock clock) {
        this.key = key.clone();
        this.clock = clock;
    }

    /** A mark for a request that comes now. */
    public String mark(String request) {
        String at = Long.toString(clock.millis());
        return at + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(seal(at, request));
    }

    /** When the request came, if the mark is ours and for it. */
    Optional<Instant> read(@Nullable String mark, String request) {
        int dot = mark == null ? -1 : mark.indexOf('.');
        if (mark == null || dot < 0) {
            return Optional.empty();
        }
        try {
            String at = mark.substring(0, dot);
            byte[] sealed = Base64.getUrlDecoder().decode(mark.substring(dot + 1));
            return MessageDigest.isEqual(sealed, seal(at, request))
                    ? Optional.of(Instant.ofEpochMilli(Long.parseLong(at)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private byte[] seal(String at, String request) {
        return HmacSha256.of(key, (at + "\n" + request).getBytes(StandardCharsets.UTF_8));
    }
}
