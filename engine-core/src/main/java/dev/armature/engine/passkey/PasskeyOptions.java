package dev.armature.engine.passkey;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What browsers are asked, in the form that {@code PublicKeyCredential.parse…OptionsFromJSON()}
 * takes. Thread-safe.
 */
public final class PasskeyOptions {

    private static final String NAME = "Armature";
    private static final String TYPE = "public-key";

    private final RelyingParty party;
    private final Challenges challenges;

    public PasskeyOptions(RelyingParty party, Challenges challenges) {
        this.party = party;
        this.challenges = challenges;
    }

    /**
     * For whom a passkey is made.
     *
     * @param account what devices show of it, to tell accounts apart
     * @param name what they show of the person
     */
    public record Person(UserHandle handle, String account, String name) {}

    /** To make a passkey on a device that has none of these. */
    public ObjectNode toAdd(Person person, List<Credential> others) {
        ObjectNode options = Json.object();
        options.putObject("rp").put("id", party.id()).put("name", NAME);
        options.putObject("user")
                .put("id", person.handle.text())
                .put("name", person.account)
                .put("displayName", person.name);
        options.put("challenge", text(challenges.issue(Purpose.ADDING, person.handle)));
        ArrayNode keys = options.putArray("pubKeyCredParams");
        Ceremonies.algorithms()
                .forEach(algorithm -> keys.addObject().put("type", TYPE).put("alg", algorithm));
        options.put("timeout", Challenges.LIFETIME.toMillis());
        options.set("excludeCredentials", list(others));
        // One that does not tell whose it is could not be signed in with alone.
        options.putObject("authenticatorSelection")
                .put("residentKey", "required")
                .put("requireResidentKey", true)
                .put("userVerification", "preferred");
        return options.put("attestation", "none");
    }

    /**
     * To use one.
     *
     * @param whose who is known to ask; null where nobody is
     * @param theirs the passkeys that will do; none where the device tells whose it is
     */
    public ObjectNode toUse(Purpose purpose, @Nullable UserHandle whose, List<Credential> theirs) {
        ObjectNode options =
                Json.object()
                        .put("challenge", text(challenges.issue(purpose, whose)))
                        .put("timeout", Challenges.LIFETIME.toMillis())
                        .put("rpId", party.id());
        options.set("allowCredentials", list(theirs));
        return options.put(
                "userVerification", purpose.needsVerification() ? "required" : "preferred");
    }

    private static ArrayNode list(List<Credential> credentials) {
        ArrayNode list = Json.object().arrayNode();
        for (Credential credential : credentials) {
            ObjectNode one = list.addObject().put("type", TYPE).put("id", text(credential.id()));
            credential.transports().forEach(one.putArray("transports")::add);
        }
        return list;
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
