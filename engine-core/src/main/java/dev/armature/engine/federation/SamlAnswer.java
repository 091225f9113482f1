package dev.armature.engine.federation;

import dev.armature.engine.identity.ExternalAccount;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * What a provider answers to what it was asked (SAML 2.0 Profiles, 4.1.4): looked at in the order
 * in which it can be believed.
 *
 * @param assertionId by which it is known again
 */
record SamlAnswer(String assertionId, ExternalAccount account) {

    /** By how much the provider's clock may be ahead or behind. */
    static final Duration SKEW = Duration.ofMinutes(1);

    /** Keeps names of providers of both languages apart. */
    static final String ISSUER = "saml:";

    private static final int MOST_GROUPS = 1_000;
    private static final int MAX_GROUP = 200;
    private static final int MAX_SUBJECT = 300;
    private static final String VERSION = "2.0";
    private static final String SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";
    private static final String BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
    private static final String TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
    private static final String ADDRESS = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
    private static final Set<String> CONDITIONS =
            Set.of("AudienceRestriction", "OneTimeUse", "ProxyRestriction");
    private static final List<String> EMAILS =
            List.of(
                    "email",
                    "mail",
                    "urn:oid:0.9.2342.19200300.100.1.3",
                    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress");
    private static final List<String> NAMES =
            List.of(
                    "displayName",
                    "name",
                    "urn:oid:2.16.840.1.113730.3.1.241",
                    "http://schemas.microsoft.com/identity/claims/displayname");

    /**
     * What an answer has to be.
     *
     * @param audience how the tenant is called at the provider
     * @param recipient the address that it has come to
     * @param request the id of what was asked
     */
    record Asked(
            Protocol.Saml provider,
            @Nullable String groupsAttribute,
            String audience,
            String recipient,
            String request,
            Instant now) {}

    /**
     * Reads an answer.
     *
     * @throws ProviderFailure that says what is wrong with it
     */
    static SamlAnswer read(byte[] xml, Asked asked) throws ProviderFailure {
        Element response = SamlXml.parse(xml);
        if (!SamlXml.is(response, SamlXml.PROTOCOL, "Response")) {
            throw new ProviderFailure("It is no answer of SAML 2.0");
        }
        List<PublicKey> keys = SamlMetadata.keys(asked.provider.certificates());
        Element around = SamlXml.child(response, SamlXml.SIGNATURE, "Signature");
        Element signed = around == null ? null : SamlSignature.signed(response, around, keys);
        requireResponse(signed == null ? response : signed, asked, signed != null);
        return new Reader(asked, assertion(response, signed, keys)).read();
    }

    private static void requireResponse(Element response, Asked asked, boolean signed)
            throws ProviderFailure {
        if (!VERSION.equals(SamlXml.attribute(response, "Version"))) {
            throw new ProviderFailure("It is of another version than 2.0");
        }
        String destination = SamlXml.attribute(response, "Destination");
        if (destination == null ? signed : !destination.equals(asked.recipient)) {
            throw new ProviderFailure("The answer was sent to another address");
        }
        if (!asked.request.equals(SamlXml.attribute(response, "InResponseTo"))) {
            throw new ProviderFailure("The answer is to another question, or to none");
        }
        Element issuer = SamlXml.child(response, SamlXml.ASSERTION, "Issuer");
        if (issuer != null && !SamlXml.text(issuer).equals(asked.provider.issuer())) {
            throw new ProviderFailure("The answer is of another issuer");
        }
        Element code =
                SamlXml.required(
                        SamlXml.required(response, SamlXml.PROTOCOL, "Status"),
                        SamlXml.PROTOCOL,
                        "StatusCode");
        if (!SUCCESS.equals(SamlXml.attribute(code, "Value"))) {
            Element why = SamlXml.child(code, SamlXml.PROTOCOL, "StatusCode");
            String said = SamlXml.attribute(why == null ? code : why, "Value");
            throw new ProviderFailure(
                    "It did not let them in"
                            + (said == null || said.length() > MAX_SUBJECT ? "" : ": " + said));
        }
    }

    /** The one assertion, from the bytes that were signed. */
    private static Element assertion(
            Element response, @Nullable Element signed, List<PublicKey> keys)
            throws ProviderFailure {
        if (SamlXml.child(response, SamlXml.ASSERTION, "EncryptedAssertion") != null) {
            throw new ProviderFailure("The assertion is encrypted, which is not asked for");
        }
        if (response.getElementsByTagNameNS(SamlXml.ASSERTION, "Assertion").getLength() > 1) {
            throw new ProviderFailure("There is more than one assertion");
        }
        Element assertion = SamlXml.required(response, SamlXml.ASSERTION, "Assertion");
        Element within = SamlXml.child(assertion, SamlXml.SIGNATURE, "Signature");
        if (within != null) {
            return SamlSignature.signed(assertion, within, keys);
        }
        if (signed == null) {
            throw new ProviderFailure("The assertion is not signed");
        }
        return SamlXml.required(signed, SamlXml.ASSERTION, "Assertion");
    }

    /** Reads an assertion that is known to be signed. */
    private record Reader(Asked asked, Element assertion) {

        SamlAnswer read() throws ProviderFailure {
            String id = SamlXml.attribute(assertion, "ID");
            if (id == null || !VERSION.equals(SamlXml.attribute(assertion, "Version"))) {
                throw new ProviderFailure("The assertion has no ID, or another version than 2.0");
            }
            if (!text(assertion, "Issuer").equals(asked.provider.issuer())) {
                throw new ProviderFailure("The assertion is of another issuer");
            }
            requireConditions();
            Element subject = SamlXml.required(assertion, SamlXml.ASSERTION, "Subject");
            requireConfirmed(subject);
            requireSession();
            return new SamlAnswer(
                    id, account(SamlXml.required(subject, SamlXml.ASSERTION, "NameID")));
        }

        private static String text(Element parent, String name) throws ProviderFailure {
            return SamlXml.text(SamlXml.required(parent, SamlXml.ASSERTION, name));
        }

        private void requireConditions() throws ProviderFailure {
            Element conditions = SamlXml.required(assertion, SamlXml.ASSERTION, "Conditions");
            requireNow(conditions, false);
            for (Node node = conditions.getFirstChild();
                    node != null;
                    node = node.getNextSibling()) {
                if (node instanceof Element condition
                        && !(SamlXml.ASSERTION.equals(condition.getNamespaceURI())
                                && CONDITIONS.contains(condition.getLocalName()))) {
                    throw new ProviderFailure("The assertion has a condition that is not known");
                }
            }
            List<Element> restrictions =
                    SamlXml.children(conditions, SamlXml.ASSERTION, "AudienceRestriction");
            for (Element restriction : restrictions) {
                requireAudience(restriction);
            }
            if (restrictions.isEmpty()) {
                throw new ProviderFailure("The assertion does not say whom it is for");
            }
        }

        private void requireAudience(Element restriction) throws ProviderFailure {
            for (Element audience : SamlXml.children(restriction, SamlXml.ASSERTION, "Audience")) {
                if (SamlXml.text(audience).equals(asked.audience)) {
                    return;
                }
            }
            throw new ProviderFailure("The assertion was made for another audience");
        }

        private void requireConfirmed(Element subject) throws ProviderFailure {
            ProviderFailure last = new ProviderFailure("The assertion has no bearer");
            for (Element confirmation :
                    SamlXml.children(subject, SamlXml.ASSERTION, "SubjectConfirmation")) {
                if (BEARER.equals(SamlXml.attribute(confirmation, "Method"))) {
                    try {
                        requireBearer(
                                SamlXml.required(
                                        confirmation,
                                        SamlXml.ASSERTION,
                                        "SubjectConfirmationData"));
                        return;
                    } catch (ProviderFailure e) {
                        last = e;
                    }
                }
            }
            throw last;
        }

        private void requireBearer(Element data) throws ProviderFailure {
            if (!asked.recipient.equals(SamlXml.attribute(data, "Recipient"))) {
                throw new ProviderFailure("The assertion was made for another address");
            }
            if (!asked.request.equals(SamlXml.attribute(data, "InResponseTo"))) {
                throw new ProviderFailure("The assertion was made for another question, or none");
            }
            requireNow(data, true);
        }

        private void requireNow(Element element, boolean ends) throws ProviderFailure {
            Instant begins = moment(element, "NotBefore");
            Instant end = moment(element, "NotOnOrAfter");
            if (begins != null && begins.isAfter(asked.now.plus(SKEW))) {
                throw new ProviderFailure("The assertion is of a time to come");
            }
            if (end == null ? ends : !end.isAfter(asked.now.minus(SKEW))) {
                throw new ProviderFailure("The assertion has expired");
            }
        }

        private void requireSession() throws ProviderFailure {
            List<Element> statements =
                    SamlXml.children(assertion, SamlXml.ASSERTION, "AuthnStatement");
            if (statements.isEmpty()) {
                throw new ProviderFailure("The assertion does not say that somebody signed in");
            }
            for (Element statement : statements) {
                Instant end = moment(statement, "SessionNotOnOrAfter");
                if (end != null && !end.isAfter(asked.now.minus(SKEW))) {
                    throw new ProviderFailure("The session at the provider has expired");
                }
            }
        }

        private static @Nullable Instant moment(Element element, String name)
                throws ProviderFailure {
            String written = SamlXml.attribute(element, name);
            try {
                return written == null ? null : OffsetDateTime.parse(written).toInstant();
            } catch (DateTimeException e) {
                throw new ProviderFailure(name + " is no moment", e);
            }
        }

        private ExternalAccount account(Element nameId) throws ProviderFailure {
            String subject = SamlXml.text(nameId);
            String format = SamlXml.attribute(nameId, "Format");
            if (subject.isEmpty() || subject.length() > MAX_SUBJECT) {
                throw new ProviderFailure("The name of the account is empty, or too long");
            }
            if (TRANSIENT.equals(format)) {
                throw new ProviderFailure(
                        "The name of the account is another one each time; have it send one that stays");
            }
            String email = first(asked.provider.emailAttribute(), EMAILS);
            String groups = asked.groupsAttribute;
            return new ExternalAccount(
                    ISSUER + asked.provider.issuer(),
                    subject,
                    email == null && ADDRESS.equals(format) ? subject : email,
                    null,
                    first(asked.provider.nameAttribute(), NAMES),
                    groups == null ? null : groups(groups));
        }

        private @Nullable String first(@Nullable String named, List<String> usual)
                throws ProviderFailure {
            for (String name : named == null ? usual : List.of(named)) {
                List<String> values = values(name);
                if (!values.isEmpty()) {
                    return values.getFirst();
                }
            }
            return null;
        }

        private List<String> groups(String name) throws ProviderFailure {
            return values(name).stream()
                    .filter(group -> group.length() <= MAX_GROUP)
                    .limit(MOST_GROUPS)
                    .toList();
        }

        private List<String> values(String name) throws ProviderFailure {
            List<String> values = new ArrayList<>();
            for (Element statement :
                    SamlXml.children(assertion, SamlXml.ASSERTION, "AttributeStatement")) {
                for (Element attribute :
                        SamlXml.children(statement, SamlXml.ASSERTION, "Attribute")) {
                    if (name.equals(SamlXml.attribute(attribute, "Name"))) {
                        for (Element value :
                                SamlXml.children(attribute, SamlXml.ASSERTION, "AttributeValue")) {
                            values.add(SamlXml.text(value));
                        }
                    }
                }
            }
            return values.stream().filter(value -> !value.isEmpty()).toList();
        }
    }
}
