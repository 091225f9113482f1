package dev.armature.engine.federation;

import dev.armature.metadata.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * What one sign-in at a provider is held together by.
 *
 * @param callback where the provider sends the browser back to
 * @param state comes back with the browser
 * @param nonce comes back in the ID token
 * @param verifier shows that who exchanges the code is who asked for it (RFC 7636)
 */
record Exchange(String callback, String state, String nonce, String verifier) {

    String challenge() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Sha256.of(verifier.getBytes(StandardCharsets.US_ASCII)));
    }
}
