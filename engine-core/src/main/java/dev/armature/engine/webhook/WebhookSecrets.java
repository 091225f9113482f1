package dev.armature.engine.webhook;

import dev.armature.engine.identity.KeyRotation;
import dev.armature.engine.secret.SecretBox;
import dev.armature.metadata.digest.HmacSha256;
import dev.armature.metadata.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** Makes, seals and uses the secrets of webhooks, as Standard Webhooks has them. Thread-safe. */
final class WebhookSecrets {

    /** How long the secret before the present one signs as well. */
    static final Duration OVERLAP = Duration.ofHours(24);

    private static final String PREFIX = "whsec_";
    private static final int LENGTH = 32;
    private static final String BETWEEN = " ";

    private final SecretBox box;
    private final SecureRandom random = new SecureRandom();

    WebhookSecrets(SecretBox box) {
        this.box = box;
    }

    /** A new secret in the form in which its receiver gets it. */
    String make() {
        byte[] bytes = new byte[LENGTH];
        random.nextBytes(bytes);
        return PREFIX + Base64.getEncoder().encodeToString(bytes);
    }

    /** Seals secrets, the present one first. */
    String seal(TenantId tenant, UUID webhook, List<String> secrets) {
        return box.seal(
                KeyRotation.webhookPlace(tenant.value(), webhook), String.join(BETWEEN, secrets));
    }

    /** Those secrets that sign now, the present one first. */
    List<String> open(TenantId tenant, Webhook webhook) {
        try {
            String opened =
                    box.open(
                            KeyRotation.webhookPlace(tenant.value(), webhook.id()),
                            webhook.sealed());
            List<String> all = Arrays.asList(opened.split(BETWEEN, -1));
            return webhook.beforeUntil() == null ? all.subList(0, 1) : all;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The secrets of a webhook cannot be opened", e);
        }
    }

    /** The header that proves who a message is from: a signature by each secret. */
    static String signatures(List<String> secrets, String id, Instant at, byte[] body) {
        byte[] head = (id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8);
        byte[] signed = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, signed, head.length, body.length);
        List<String> signatures = new ArrayList<>();
        for (String secret : secrets) {
            byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            signatures.add("v1," + Base64.getEncoder().encodeToString(HmacSha256.of(key, signed)));
        }
        return signatures.stream().collect(Collectors.joining(" "));
    }
}
