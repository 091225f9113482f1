package dev.armature.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens that somebody made who knows what is public: a good token's claims and the public key. */
final class ForgedTokens {

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final String header;
    private final String claims;
    private final String signature;
    private final String keyId;
    private final JsonNode jwk;

    ForgedTokens(String good, JsonNode publicKeys) {
        String[] parts = good.split("\\.", -1);
        header = parts[0];
        claims = parts[1];
        signature = parts[2];
        jwk = publicKeys.get("keys").get(0);
        keyId = jwk.get("kid").textValue();
    }

    /** All of them, by what is wrong with them. */
    Map<String, String> all() throws GeneralSecurityException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("no signature", header + "." + claims + ".");
        all.put("another token's claims", header + "." + changedClaims() + "." + signature);
        all.put("a changed signature", header + "." + claims + "." + changed(signature));
        all.put("a key of one's own", signed(header("RS256", ""), claims, ownKey()));
        all.put(
                "a key of one's own in the header",
                signed(header("RS256", ",\"jwk\":" + jwk), claims, ownKey()));
        all.put("no key named", header + "." + claims + "." + signature.substring(2));
        for (String none : new String[] {"none", "None", "NONE", ""}) {
            all.put("alg: " + none, encoded(header(none, "")) + "." + claims + ".");
        }
        byte[] der = publicKey().getEncoded();
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        String pem = "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----";
        Map<String, byte[]> secrets =
                Map.of(
                        "PEM", pem.getBytes(StandardCharsets.US_ASCII),
                        "PEM with a last line", (pem + "\n").getBytes(StandardCharsets.US_ASCII),
                        "DER", der,
                        "modulus", Base64.getUrlDecoder().decode(jwk.get("n").textValue()),
                        "JWK", jwk.toString().getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> secret : secrets.entrySet()) {
            all.put("HS256 with the public key as " + secret.getKey(), hmac(secret.getValue()));
        }
        return all;
    }

    private String header(String algorithm, String more) {
        return "{\"alg\":\"%s\",\"typ\":\"at+jwt\",\"kid\":\"%s\"%s}"
                .formatted(algorithm, keyId, more);
    }

    private String changedClaims() {
        String text = new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8);
        return encoded(Json.readObject(text).put("exp", 4_000_000_000L).toString());
    }

    private static String changed(String text) {
        char first = text.charAt(0) == 'A' ? 'B' : 'A';
        return first + text.substring(1);
    }

    private static PrivateKey ownKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2_048);
        return generator.generateKeyPair().getPrivate();
    }

    private PublicKey publicKey() throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(number("n"), number("e")));
    }

    private BigInteger number(String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.get(name).textValue()));
    }

    private static String signed(String header, String claims, PrivateKey key)
            throws GeneralSecurityException {
        String said = encoded(header) + "." + claims;
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(said.getBytes(StandardCharsets.US_ASCII));
        return said + "." + URL.encodeToString(signature.sign());
    }

    private String hmac(byte[] secret) throws GeneralSecurityException {
        String said = encoded(header("HS256", "")) + "." + claims;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return said
                + "."
                + URL.encodeToString(mac.doFinal(said.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encoded(String text) {
        return URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
