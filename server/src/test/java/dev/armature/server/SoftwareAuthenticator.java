package dev.armature.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * A browser with a device that has one passkey, written after WebAuthn and CTAP, so that the
 * library that the platform checks with is not its own judge. What it says can be bent.
 */
final class SoftwareAuthenticator {

    /** How keys are made and signed with, and their number in COSE. */
    enum Algorithm {
        ES256(-7, "SHA256withECDSA"),
        EDDSA(-8, "Ed25519"),
        RS256(-257, "SHA256withRSA");

        final int number;
        final String signature;

        Algorithm(int number, String signature) {
            this.number = number;
            this.signature = signature;
        }
    }

    private static final int PRESENT = 0x01;
    private static final int VERIFIED = 0x04;
    private static final int HAS_KEY = 0x40;

    /** The site whose page asks. */
    String origin = TestPlatform.URL;

    /** The host that the device signs for. */
    String host = TestPlatform.URL.substring("https://".length());

    /** Whether it asks its person for a finger or a number. */
    boolean verifies = true;

    /** Whether somebody touched it. */
    boolean touched = true;

    /** How often it signed; zero for one that does not count. */
    int count = 1;

    /** Whose it says that its passkey is; as it was told when it was made. */
    String userHandle;

    byte[] id = new byte[32];

    private final Algorithm algorithm;
    private final KeyPair keys;

    SoftwareAuthenticator() {
        this(Algorithm.ES256);
    }

    SoftwareAuthenticator(Algorithm algorithm) {
        this.algorithm = algorithm;
        this.keys = keys(algorithm);
        new SecureRandom().nextBytes(id);
    }

    private static KeyPair keys(Algorithm algorithm) {
        try {
            return switch (algorithm) {
                case ES256 -> {
                    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
                    generator.initialize(new ECGenParameterSpec("secp256r1"));
                    yield generator.generateKeyPair();
                }
                case EDDSA -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
                case RS256 -> {
                    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                    generator.initialize(2_048);
                    yield generator.generateKeyPair();
                }
            };
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes a passkey, as {@code navigator.credentials.create()} does. */
    ObjectNode make(JsonNode options) {
        userHandle = options.at("/user/id").textValue();
        byte[] data =
                joined(
                        authenticatorData(HAS_KEY),
                        new byte[16],
                        new byte[] {(byte) (id.length >> 8), (byte) id.length},
                        id,
                        key());
        byte[] attestation =
                joined(
                        new byte[] {(byte) 0xa3},
                        text("fmt"),
                        text("none"),
                        text("attStmt"),
                        new byte[] {(byte) 0xa0},
                        text("authData"),
                        bytes(data));
        ObjectNode answer = answer();
        answer.withObject("/response")
                .put("clientDataJSON", base64(client("webauthn.create", options)))
                .put("attestationObject", base64(attestation))
                .withArray("/transports")
                .add("internal");
        return answer;
    }

    /** Uses it, as {@code navigator.credentials.get()} does. */
    ObjectNode use(JsonNode options) {
        if (count > 0) {
            count++;
        }
        byte[] data = authenticatorData(0);
        byte[] client = client("webauthn.get", options);
        ObjectNode answer = answer();
        answer.withObject("/response")
                .put("clientDataJSON", base64(client))
                .put("authenticatorData", base64(data))
                .put("signature", base64(signed(joined(data, sha256(client)))))
                .put("userHandle", userHandle);
        return answer;
    }

    private ObjectNode answer() {
        ObjectNode answer = Json.object();
        return answer.put("id", base64(id))
                .put("rawId", base64(id))
                .put("type", "public-key")
                .put("authenticatorAttachment", "platform")
                .set("clientExtensionResults", Json.object());
    }

    private byte[] client(String type, JsonNode options) {
        return Json.bytes(
                Json.object()
                        .put("type", type)
                        .put("challenge", options.get("challenge").textValue())
                        .put("origin", origin)
                        .put("crossOrigin", false));
    }

    private byte[] authenticatorData(int flags) {
        int all = flags | (touched ? PRESENT : 0) | (verifies ? VERIFIED : 0);
        return ByteBuffer.allocate(37)
                .put(sha256(host.getBytes(StandardCharsets.UTF_8)))
                .put((byte) all)
                .putInt(count)
                .array();
    }

    private byte[] signed(byte[] message) {
        try {
            Signature signature = Signature.getInstance(algorithm.signature);
            signature.initSign(keys.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The public key as COSE has it. */
    private byte[] key() {
        PublicKey key = keys.getPublic();
        return switch (algorithm) {
            case ES256 -> {
                ECPublicKey point = (ECPublicKey) key;
                yield joined(
                        new byte[] {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21},
                        bytes(of(point.getW().getAffineX(), 32)),
                        new byte[] {0x22},
                        bytes(of(point.getW().getAffineY(), 32)));
            }
            case EDDSA -> {
                byte[] encoded = key.getEncoded();
                yield joined(
                        new byte[] {(byte) 0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21},
                        bytes(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
            }
            case RS256 -> {
                RSAPublicKey rsa = (RSAPublicKey) key;
                yield joined(
                        new byte[] {(byte) 0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20},
                        bytes(of(rsa.getModulus(), 256)),
                        new byte[] {0x21},
                        bytes(of(rsa.getPublicExponent(), 3)));
            }
        };
    }

    private static byte[] of(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] out = new byte[length];
        int copied = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - copied, out, length - copied, copied);
        return out;
    }

    private static byte[] bytes(byte[] content) {
        return joined(head(0x40, content.length), content);
    }

    private static byte[] text(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return joined(head(0x60, bytes.length), bytes);
    }

    private static byte[] head(int type, int length) {
        if (length < 24) {
            return new byte[] {(byte) (type | length)};
        }
        return length < 256
                ? new byte[] {(byte) (type | 24), (byte) length}
                : new byte[] {(byte) (type | 25), (byte) (length >> 8), (byte) length};
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String base64(byte[] content) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(content);
    }
}
