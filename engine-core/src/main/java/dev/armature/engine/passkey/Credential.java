package dev.armature.engine.passkey;

import java.util.List;

/**
 * What is kept of a passkey to check its answers with; nothing of it is secret.
 *
 * @param id the device's own name for it
 * @param data its public key, with what the device said of itself
 * @param signCount how often it signed, where the device counts
 * @param backupEligible whether the device may copy it to others; that never changes
 * @param transports how browsers reach the device
 */
public record Credential(
        byte[] id, byte[] data, long signCount, boolean backupEligible, List<String> transports) {

    public Credential {
        transports = List.copyOf(transports);
    }
}
