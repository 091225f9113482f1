package dev.armature.engine.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.StartupException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign access tokens, kept sealed in the database so that all nodes share them. The
 * newest signs; all verify. Thread-safe.
 */
public final class SigningKeys {

    private static final JWSAlgorithm ALGORITHM = JWSAlgorithm.RS256;
    private static final String PURPOSE = "signing-key";
    private static final int RSA_BITS = 2048;
    private static final long LOCK = 0x41524d41_00000002L;

    private final TenantDatabase database;
    private final MasterKey masterKey;
    private volatile List<RSAKey> keys = List.of();

    public SigningKeys(TenantDatabase database, MasterKey masterKey) {
        this.database = database;
        this.masterKey = masterKey;
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
        List<RSAKey> known = keys;
        if (known.isEmpty()) {
            known = load(true);
        }
        return known.getFirst();
    }

    /** The key of an id, or null; one that this node has not seen is looked for in the database. */
    @Nullable RSAKey find(String keyId) {
        for (int attempt = 0; attempt < 2; attempt++) {
            for (RSAKey key : attempt == 0 ? keys : load(false)) {
                if (key.getKeyID().equals(keyId)) {
                    return key;
                }
            }
        }
        return null;
    }

    /** The public halves, as a JWK set (RFC 7517). */
    public String publicKeys() {
        current();
        return new JWKSet(keys.stream().map(RSAKey::toPublicJWK).map(JWK.class::cast).toList())
                .toString();
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

    private List<RSAKey> load(boolean makeFirst) {
        List<RSAKey> loaded =
                database.withoutTenant(connection -> {
                    List<RSAKey> found = read(connection);
                    if (!found.isEmpty() || !makeFirst) {
                        return found;
                    }
                    lock(connection);
                    found = read(connection);
                    return found.isEmpty() ? List.of(make(connection)) : found;
                });
        keys = loaded;
        return loaded;
    }

    // Nodes that start together on an empty database must not each make a first key.
    private static void lock(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select pg_advisory_xact_lock(?)")) {
            statement.setLong(1, LOCK);
            statement.execute();
        }
    }

    private List<RSAKey> read(Connection connection) throws SQLException {
        List<RSAKey> found = new ArrayList<>();
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                "select sealed_key from signing_key order by created_at desc");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                found.add(open(row.getBytes(1)));
            }
        }
        return List.copyOf(found);
    }

    private RSAKey open(byte[] sealed) {
        try {
            return RSAKey.parse(new String(opened(masterKey, sealed), StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Seals all keys with another master key, in a transaction of the owner.
     *
     * @throws StartupException when the old master key is another than the one they were sealed
     *     with
     */
    static void reseal(Connection connection, MasterKey old, MasterKey fresh) throws SQLException {
        Map<String, byte[]> sealed = new HashMap<>();
        try (PreparedStatement read =
                        connection.prepareStatement("select key_id, sealed_key from signing_key");
                ResultSet row = read.executeQuery()) {
            while (row.next()) {
                sealed.put(row.getString(1), fresh.seal(PURPOSE, opened(old, row.getBytes(2))));
            }
        }
        try (PreparedStatement write =
                connection.prepareStatement(
                        "update signing_key set sealed_key = ? where key_id = ?")) {
            for (Map.Entry<String, byte[]> key : sealed.entrySet()) {
                write.setBytes(1, key.getValue());
                write.setString(2, key.getKey());
                write.executeUpdate();
            }
        }
    }

    private static byte[] opened(MasterKey masterKey, byte[] sealed) {
        try {
            return masterKey.open(PURPOSE, sealed);
        } catch (GeneralSecurityException e) {
            throw new StartupException(
                    "The master key is not the one this database was set up with; give the right one by ARMATURE_MASTER_KEY",
                    e);
        }
    }

    private RSAKey make(Connection connection) throws SQLException {
        try {
            RSAKey key =
                    new RSAKeyGenerator(RSA_BITS)
                            .keyUse(KeyUse.SIGNATURE)
                            .keyID(UUID.randomUUID().toString())
                            .generate();
            try (PreparedStatement statement =
                    connection.prepareStatement(
                            "insert into signing_key (key_id, sealed_key) values (?, ?)")) {
                statement.setString(1, key.getKeyID());
                statement.setBytes(
                        2,
                        masterKey.seal(
                                PURPOSE, key.toJSONString().getBytes(StandardCharsets.UTF_8)));
                statement.executeUpdate();
            }
            return key;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
