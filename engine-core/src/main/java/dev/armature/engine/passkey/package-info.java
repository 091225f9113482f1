/** Passkeys (WebAuthn): what is asked of a browser, and whether its answer holds. */
@NullMarked
package dev.armature.engine.passkey;

import org.jspecify.annotations.NullMarked;
