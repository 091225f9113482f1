package dev.armature.engine.passkey;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Attributes;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * What a browser brings of a passkey that was made. Nothing of it is known to be true.
 *
 * @param transports how the browser reached the device, of the words that are known
 */
public record Registration(byte[] clientData, byte[] attestation, List<String> transports) {

    private static final Set<String> TRANSPORTS =
            Set.of("ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb");

    public Registration {
        transports = List.copyOf(transports);
    }

    /** Reads {@code passkey}, which has to be there. */
    public static Registration required(Attributes attributes) {
        return BrowserAnswer.required(
                attributes,
                answer ->
                        new Registration(
                                answer.bytes("/response/clientDataJSON"),
                                answer.bytes("/response/attestationObject"),
                                transports(answer.at("/response/transports"))));
    }

    // A hint, which nothing is decided by: words that are not known are left out.
    private static List<String> transports(JsonNode words) {
        return StreamSupport.stream(words.spliterator(), false)
                .map(JsonNode::asText)
                .filter(TRANSPORTS::contains)
                .distinct()
                .toList();
    }
}
