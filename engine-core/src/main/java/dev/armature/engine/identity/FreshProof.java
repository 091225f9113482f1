package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.engine.passkey.Assertion;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.EngineException;
import org.jspecify.annotations.Nullable;

/**
 * Asks who is signed in to show at this moment that it is them: by their password, by a code of
 * their second factor, or by a passkey. Thread-safe.
 */
public final class FreshProof {

    private static final int MAX_CODE = 50;

    private final Reauthentication passwords;
    private final SecondFactors factors;

    public FreshProof(Reauthentication passwords, SecondFactors factors) {
        this.passwords = passwords;
        this.factors = factors;
    }

    /** What somebody shows. */
    public record Shown(
            @Nullable String password, @Nullable String code, @Nullable Assertion passkey) {

        /**
         * Reads {@code password}, {@code code} or {@code passkey}, one of which has to be there.
         */
        public static Shown read(Attributes attributes) {
            String password = attributes.optionalText("password", Passwords.MAX_LENGTH);
            String code = attributes.optionalText("code", MAX_CODE);
            Assertion passkey = Assertion.read(attributes);
            if (password == null && code == null && passkey == null) {
                attributes
                        .problems()
                        .add(
                                attributes.pointer("password"),
                                "required",
                                "Your password is needed, a \"code\" of your second factor, or a \"passkey\"");
            }
            return new Shown(password, code, passkey);
        }
    }

    /**
     * Refuses who does not show it.
     *
     * @throws EngineException {@code validation_failed} at {@code /password}, {@code /code} or
     *     {@code /passkey}
     */
    public void require(Caller caller, Shown shown) {
        if (shown.password != null) {
            passwords.require(caller, shown.password);
            return;
        }
        SecondProof second = new SecondProof(shown.code, shown.passkey);
        if (factors.checkAgain(caller, second) != SecondFactors.Check.RIGHT) {
            throw shown.passkey == null ? SecondFactors.wrongCode() : SecondFactors.wrongPasskey();
        }
    }
}
