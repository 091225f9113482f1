package dev.armature.engine.identity;

import dev.armature.engine.access.Caller;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.problem.EngineException;
import org.jspecify.annotations.Nullable;

/**
 * Asks who is signed in to show at this moment that it is them: by their password, or by a code of
 * their second factor. Thread-safe.
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
    public record Shown(@Nullable String password, @Nullable String code) {

        /** Reads {@code password} or {@code code}, one of which has to be there. */
        public static Shown read(Attributes attributes) {
            String password = attributes.optionalText("password", Passwords.MAX_LENGTH);
            String code = attributes.optionalText("code", MAX_CODE);
            if (password == null && code == null) {
                attributes
                        .problems()
                        .add(
                                attributes.pointer("password"),
                                "required",
                                "Your password is needed, or a \"code\" of your second factor");
            }
            return new Shown(password, code);
        }
    }

    /**
     * Refuses who does not show it.
     *
     * @throws EngineException {@code validation_failed} at {@code /password} or {@code /code}
     */
    public void require(Caller caller, Shown shown) {
        if (shown.password != null) {
            passwords.require(caller, shown.password);
            return;
        }
        SecondFactors.Check check =
                factors.check(caller.tenantId(), caller.userId(), shown.code, "");
        if (check != SecondFactors.Check.RIGHT) {
            throw SecondFactors.wrongCode();
        }
    }
}
