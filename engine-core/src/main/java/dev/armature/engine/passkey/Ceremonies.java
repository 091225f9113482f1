package dev.armature.engine.passkey;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import com.webauthn4j.verifier.exception.UserNotVerifiedException;
import dev.armature.engine.passkey.PasskeyRefusal.Reason;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks what browsers bring of passkeys after the rules of WebAuthn: the challenge, the site, the
 * presence of somebody, the signature, the counter. The rules themselves are a library's. Nothing
 * is asked of who made the device, and nothing that it says of that is believed. Thread-safe.
 */
public final class Ceremonies {

    /** The algorithms of keys that are taken, the one that is best liked first. */
    static final List<COSEAlgorithmIdentifier> ALGORITHMS =
            List.of(
                    COSEAlgorithmIdentifier.ES256,
                    COSEAlgorithmIdentifier.EdDSA,
                    COSEAlgorithmIdentifier.RS256);

    private final RelyingParty party;
    private final Challenges challenges;
    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager manager =
            WebAuthnManager.createNonStrictWebAuthnManager(converter);
    private final AttestedCredentialDataConverter data =
            new AttestedCredentialDataConverter(converter);
    private final List<PublicKeyCredentialParameters> keys =
            ALGORITHMS.stream()
                    .map(algorithm ->
                            new PublicKeyCredentialParameters(
                                    PublicKeyCredentialType.PUBLIC_KEY, algorithm))
                    .toList();

    public Ceremonies(RelyingParty party, Challenges challenges) {
        this.party = party;
        this.challenges = challenges;
    }

    /** What is to be kept of a passkey that was made, and the challenge that is used up by it. */
    public record Made(Credential credential, Challenge challenge) {}

    /**
     * What is new of a passkey that was used.
     *
     * @param signCount its counter from now on
     * @param challenge what is used up by it
     */
    public record Used(long signCount, Challenge challenge) {}

    /** Checks a passkey that was made, for somebody. */
    public Made add(Registration registration, UserHandle whose) throws PasskeyRefusal {
        return checked(() -> {
            RegistrationData brought =
                    manager.parse(
                            new RegistrationRequest(
                                    registration.attestation(), registration.clientData()));
            Asked asked = asked(brought.getCollectedClientData(), Purpose.ADDING, whose);
            manager.verify(brought, new RegistrationParameters(asked.server, keys, false, true));
            AuthenticatorData<?> device =
                    Objects.requireNonNull(brought.getAttestationObject()).getAuthenticatorData();
            AttestedCredentialData made =
                    Objects.requireNonNull(device.getAttestedCredentialData());
            return new Made(
                    new Credential(
                            made.getCredentialId(),
                            data.convert(made),
                            device.getSignCount(),
                            device.isFlagBE(),
                            registration.transports()),
                    asked.challenge);
        });
    }

    /**
     * Checks a passkey that was used.
     *
     * @param whose who had to be known when it was asked for; null where nobody was
     */
    public Used use(
            Assertion assertion, Credential credential, Purpose purpose, @Nullable UserHandle whose)
            throws PasskeyRefusal {
        return checked(() -> {
            AuthenticationData brought =
                    manager.parse(
                            new AuthenticationRequest(
                                    assertion.credentialId(),
                                    assertion.authenticatorData(),
                                    assertion.clientData(),
                                    assertion.signature()));
            Asked asked = asked(brought.getCollectedClientData(), purpose, whose);
            manager.verify(
                    brought,
                    new AuthenticationParameters(
                            asked.server,
                            kept(credential),
                            null,
                            purpose.needsVerification(),
                            true));
            return new Used(
                    Objects.requireNonNull(brought.getAuthenticatorData()).getSignCount(),
                    asked.challenge);
        });
    }

    private record Asked(ServerProperty server, Challenge challenge) {}

    private Asked asked(
            @Nullable CollectedClientData client, Purpose purpose, @Nullable UserHandle whose)
            throws PasskeyRefusal {
        byte[] answered = Objects.requireNonNull(client).getChallenge().getValue();
        Challenge challenge =
                challenges
                        .read(answered, purpose, whose)
                        .orElseThrow(() -> new PasskeyRefusal(Reason.CHALLENGE));
        return new Asked(
                ServerProperty.builder()
                        .origin(new Origin(party.origin()))
                        .rpId(party.id())
                        .challenge(new DefaultChallenge(answered))
                        .build(),
                challenge);
    }

    private CredentialRecord kept(Credential credential) {
        return new CredentialRecordImpl(
                new NoneAttestationStatement(),
                null,
                credential.backupEligible(),
                null,
                credential.signCount(),
                data.convert(credential.data()),
                null,
                null,
                null,
                null);
    }

    private interface Check<T> {
        T run() throws PasskeyRefusal;
    }

    private static <T> T checked(Check<T> check) throws PasskeyRefusal {
        try {
            return check.run();
        } catch (MaliciousCounterValueException e) {
            throw new PasskeyRefusal(Reason.COUNTER);
        } catch (UserNotVerifiedException e) {
            throw new PasskeyRefusal(Reason.VERIFICATION);
        } catch (RuntimeException e) {
            // What is brought is anybody's, and a parser may stumble over it in any way.
            throw new PasskeyRefusal(Reason.ANSWER);
        }
    }

    static Stream<Long> algorithms() {
        return ALGORITHMS.stream().map(COSEAlgorithmIdentifier::getValue);
    }
}
