package dev.armature.engine.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.StartupException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign tokens, kept sealed in the database so that all nodes share them. Each signs
 * for some time and is followed by another, which is published before it signs; all verify until
 * nothing that they signed is good any more. So nobody is signed out by it. Thread-safe.
 */
public final class SigningKeys {

    /** How long a key signs before another follows, unless the installation says otherwise. */
    public static final Duration SIGNING = Duration.ofDays(90);

    /** How long a key is published before it signs: longer than anybody keeps what is published. */
    static final Duration LEAD = Duration.ofMinutes(15);

    /** How long a key verifies after another has followed: longer than any token is good. */
    static final Duration KEPT = Duration.ofHours(1);

    /** For how long after one look in vain no other name that nobody knows is looked for. */
    static final Duration LOOKED_FOR = Duration.ofSeconds(1);

    private static final JWSAlgorithm ALGORITHM = JWSAlgorithm.RS256;

    private final TenantDatabase database;
    private final SigningKeyStore store;
    private final Clock clock;
    private final Duration signing;
    private volatile List<SigningKey> keys = List.of();
    private volatile Instant lookedInVain = Instant.MIN;

    /**
     * @param signing how long a key signs before another follows
     */
    public SigningKeys(
            TenantDatabase database, MasterKey masterKey, Clock clock, Duration signing) {
        this.database = database;
        this.store = new SigningKeyStore(masterKey);
        this.clock = clock;
        this.signing = signing;
    }

    /** What is done to the keys before they are read anew, in the same transaction. */
    @FunctionalInterface
    private interface Step {
        void run(Connection connection) throws SQLException;
    }

    /** What is noted in the same transaction. */
    @FunctionalInterface
    public interface Note {
        Note NONE = connection -> {};

        void write(Connection connection);
    }

    /**
     * Opens the keys, before anybody needs them; the installation's first is made here.
     *
     * @throws StartupException when the master key is another than the one they were sealed with
     */
    public void open() {
        current();
    }

    /** The key that signs now; the installation's first is made here. */
    RSAKey current() {
        List<SigningKey> known = keys;
        return signing(known.isEmpty() ? load(this::first) : known).key();
    }

    private SigningKey signing(List<SigningKey> known) {
        Instant now = clock.instant();
        return known.stream()
                .filter(key -> key.hasBegun(now))
                .findFirst()
                .orElseGet(known::getLast);
    }

    /** The key of an id, or null; one that this node has not seen is looked for in the database. */
    @Nullable RSAKey find(String keyId) {
        RSAKey known = known(keyId);
        // Whoever makes names up does not make the database work for each.
        if (known != null || clock.instant().isBefore(lookedInVain.plus(LOOKED_FOR))) {
            return known;
        }
        load(connection -> {});
        RSAKey found = known(keyId);
        if (found == null) {
            lookedInVain = clock.instant();
        }
        return found;
    }

    private @Nullable RSAKey known(String keyId) {
        for (SigningKey key : keys) {
            if (key.id().equals(keyId)) {
                return key.key();
            }
        }
        return null;
    }

    /** Whether a key is still one of those that verify, as far as this node has heard. */
    boolean holds(String keyId) {
        return known(keyId) != null;
    }

    /** The public halves, as a JWK set (RFC 7517). */
    public String publicKeys() {
        current();
        return new JWKSet(
                        keys.stream()
                                .map(SigningKey::key)
                                .map(RSAKey::toPublicJWK)
                                .map(JWK.class::cast)
                                .toList())
                .toString();
    }

    /**
     * A key as operators see it.
     *
     * @param signing whether it is the one that signs now
     */
    public record Listed(String id, Instant signsAt, boolean signing) {}

    /** All keys, the one that signs last first. */
    public List<Listed> list() {
        List<SigningKey> read = load(this::first);
        SigningKey now = signing(read);
        return read.stream()
                .map(key -> new Listed(key.id(), key.signsAt(), key.equals(now)))
                .toList();
    }

    /**
     * Hears of other nodes' changes, has an old key followed, and lets go of those that are over.
     */
    void keep() {
        load(connection -> {
            List<SigningKey> read = store.read(connection, keys);
            if (read.isEmpty() || isOld(read) || !over(read).isEmpty()) {
                SigningKeyStore.lock(connection);
                follow(connection);
            }
        });
    }

    private boolean isOld(List<SigningKey> read) {
        return !read.getFirst().signsAt().plus(signing).isAfter(clock.instant());
    }

    /** Those that were followed so long ago that nothing is good any more that they signed. */
    private List<SigningKey> over(List<SigningKey> read) {
        Instant then = clock.instant().minus(KEPT);
        int followed = 1;
        while (followed < read.size() && !read.get(followed - 1).hasBegun(then)) {
            followed++;
        }
        return followed < read.size() ? read.subList(followed, read.size()) : List.of();
    }

    // Another node may have done it while this one waited for the lock.
    private void follow(Connection connection) throws SQLException {
        List<SigningKey> read = store.read(connection, keys);
        for (SigningKey key : over(read)) {
            SigningKeyStore.forget(connection, key.id());
        }
        if (read.isEmpty()) {
            store.make(connection, clock.instant());
        } else if (isOld(read)) {
            store.make(connection, clock.instant().plus(LEAD));
        }
    }

    /** Has the key that signs followed by another now; not if one is on its way already. */
    public void rotate(Note note) {
        load(
                connection -> {
                    first(connection);
                    SigningKeyStore.lock(connection);
                    if (store.read(connection, keys).getFirst().hasBegun(clock.instant())) {
                        store.make(connection, clock.instant().plus(LEAD));
                    }
                },
                note);
    }

    /**
     * Takes a key back that somebody else may have: no token that it signed holds any more. Who is
     * signed in gets a new one by their refresh token. If it was the one that signs, another signs
     * at once.
     *
     * @return whether there was such a key
     */
    public boolean revoke(String keyId, Note note) {
        boolean[] done = new boolean[1];
        load(
                connection -> {
                    SigningKeyStore.lock(connection);
                    List<SigningKey> read = store.read(connection, keys);
                    done[0] = read.stream().anyMatch(key -> key.id().equals(keyId));
                    if (!done[0]) {
                        return;
                    }
                    SigningKeyStore.forget(connection, keyId);
                    if (signing(read).id().equals(keyId)) {
                        store.make(connection, clock.instant());
                    }
                },
                connection -> {
                    if (done[0]) {
                        note.write(connection);
                    }
                });
        return done[0];
    }

    private List<SigningKey> load(Step before) {
        return load(before, Note.NONE);
    }

    // Who writes the note may not be able to read the keys.
    private List<SigningKey> load(Step before, Note note) {
        List<SigningKey> read =
                database.inDirectory(connection -> {
                    before.run(connection);
                    List<SigningKey> after = store.read(connection, keys);
                    note.write(connection);
                    return after;
                });
        keys = read;
        return read;
    }

    // Nodes that start together on an empty database must not each make a first key.
    private void first(Connection connection) throws SQLException {
        if (store.read(connection, keys).isEmpty()) {
            SigningKeyStore.lock(connection);
            if (store.read(connection, keys).isEmpty()) {
                store.make(connection, clock.instant());
            }
        }
    }

    /** Signs claims as a token of a type, by the algorithm that is always taken. */
    public String sign(JOSEObjectType type, JWTClaimsSet.Builder claims) {
        RSAKey key = current();
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(ALGORITHM).keyID(key.getKeyID()).type(type).build(),
                        claims.build());
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /**
     * Whether we signed the token, as one of that type. The algorithm is not the token's to say.
     */
    public boolean verifies(SignedJWT token, JOSEObjectType type) {
        JWSHeader header = token.getHeader();
        if (!ALGORITHM.equals(header.getAlgorithm())
                || !type.equals(header.getType())
                || header.getKeyID() == null) {
            return false;
        }
        RSAKey key = find(header.getKeyID());
        try {
            return key != null && token.verify(new RSASSAVerifier(key.toRSAPublicKey()));
        } catch (JOSEException e) {
            return false;
        }
    }
}
