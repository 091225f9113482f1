package dev.armature.engine.identity;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Hashes passwords with Argon2id (RFC 9106) at the strength that OWASP's Password Storage Cheat
 * Sheet names: 19 MiB, two passes, one lane. A few are hashed at a time, so that a flood of
 * sign-ins does not starve other requests. Thread-safe.
 */
public final class Passwords {

    /** The shortest password, in characters; as OWASP's ASVS 5.0 asks (6.2.1). */
    public static final int MIN_LENGTH = 8;

    /** The longest password, in characters; all of them count. */
    public static final int MAX_LENGTH = 1_000;

    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int MOST_WAITING = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern ENCODED =
            Pattern.compile(
                    "\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private final SecureRandom random = new SecureRandom();
    private final Semaphore permits;
    private final Semaphore places;
    private final String unguessable;

    public Passwords() {
        this(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), MOST_WAITING);
    }

    /**
     * @param atOnce how many are hashed at the same time
     * @param waiting how many more wait for their turn; others are sent away at once
     */
    Passwords(int atOnce, int waiting) {
        this.permits = new Semaphore(atOnce, true);
        this.places = new Semaphore(atOnce + waiting);
        byte[] nobodys = new byte[HASH_BYTES];
        random.nextBytes(nobodys);
        this.unguessable = hash(Base64.getEncoder().encodeToString(nobodys));
    }

    /** The password's hash in PHC string format. */
    public String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        byte[] hash = compute(password, salt, MEMORY_KIB, PASSES, LANES, HASH_BYTES);
        return "$argon2id$v=19$m="
                + MEMORY_KIB
                + ",t="
                + PASSES
                + ",p="
                + LANES
                + "$"
                + base64.encodeToString(salt)
                + "$"
                + base64.encodeToString(hash);
    }

    /** Whether this is the password that was hashed. */
    public boolean matches(String password, String encoded) {
        Matcher parts = ENCODED.matcher(encoded);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not an argon2id hash");
        }
        byte[] salt = Base64.getDecoder().decode(parts.group(4));
        byte[] expected = Base64.getDecoder().decode(parts.group(5));
        byte[] actual =
                compute(
                        password,
                        salt,
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3)),
                        expected.length);
        return MessageDigest.isEqual(expected, actual);
    }

    /** Takes as long as {@link #matches} and says no: for accounts that do not exist. */
    public boolean matchesNobody(String password) {
        matches(password, unguessable);
        return false;
    }

    private byte[] compute(
            String password, byte[] salt, int memory, int passes, int lanes, int length) {
        Argon2Parameters parameters =
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withSalt(salt)
                        .withMemoryAsKB(memory)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .build();
        acquire();
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(parameters);
            byte[] hash = new byte[length];
            // The same characters typed on different keyboards may come composed or not.
            generator.generateBytes(
                    Normalizer.normalize(password, Normalizer.Form.NFC)
                            .getBytes(StandardCharsets.UTF_8),
                    hash);
            return hash;
        } finally {
            permits.release();
            places.release();
        }
    }

    private void acquire() {
        if (!places.tryAcquire()) {
            throw busy();
        }
        boolean acquired = false;
        try {
            acquired = permits.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!acquired) {
                places.release();
            }
        }
        if (!acquired) {
            throw busy();
        }
    }

    private static EngineException busy() {
        return new EngineException(
                ErrorCode.OVERLOADED, "Too many people are signing in at once; try again");
    }
}
