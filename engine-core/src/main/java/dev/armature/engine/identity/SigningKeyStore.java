package dev.armature.engine.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.armature.engine.sql.Locks;
import dev.armature.metadata.database.StartupException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.text.ParseException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The signing keys in the database, sealed with the master key. Thread-safe. */
final class SigningKeyStore {

    private static final String PURPOSE = "signing-key";
    private static final int RSA_BITS = 2048;

    private final MasterKey masterKey;

    SigningKeyStore(MasterKey masterKey) {
        this.masterKey = masterKey;
    }

    /** Lets one node at a time change the keys, until its transaction ends. */
    static void lock(Connection connection) {
        Locks.hold(connection, PURPOSE);
    }

    /**
     * All keys, the one that signs last first.
     *
     * @param known those that were opened before and need not be again
     */
    List<SigningKey> read(Connection connection, List<SigningKey> known) throws SQLException {
        Map<String, RSAKey> opened = new HashMap<>();
        known.forEach(key -> opened.put(key.id(), key.key()));
        List<SigningKey> found = new ArrayList<>();
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                "select key_id, sealed_key, signs_at from signing_key order by signs_at desc, created_at desc");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                RSAKey key = opened.get(row.getString(1));
                found.add(
                        new SigningKey(
                                key == null ? open(row.getBytes(2)) : key,
                                row.getObject(3, OffsetDateTime.class).toInstant()));
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

    void make(Connection connection, Instant signsAt) throws SQLException {
        RSAKey key = generate();
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "insert into signing_key (key_id, sealed_key, signs_at) values (?, ?, ?)")) {
            statement.setString(1, key.getKeyID());
            statement.setBytes(
                    2,
                    masterKey.seal(PURPOSE, key.toJSONString().getBytes(StandardCharsets.UTF_8)));
            statement.setObject(3, signsAt.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    private static RSAKey generate() {
        try {
            return new RSAKeyGenerator(RSA_BITS)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    static void forget(Connection connection, String keyId) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from signing_key where key_id = ?")) {
            delete.setString(1, keyId);
            delete.executeUpdate();
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
}
