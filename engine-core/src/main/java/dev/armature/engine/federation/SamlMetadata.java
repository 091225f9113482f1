package dev.armature.engine.federation;

import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Pointers;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * What a provider says of itself, be it in its document or typed in.
 *
 * @param certificates each as base64 of DER
 */
record SamlMetadata(String issuer, String signInUrl, List<String> certificates) {

    /** How many characters a provider's document may have. */
    static final int LARGEST = 256 * 1024;

    /** How many keys a provider may sign with; several for changing over. */
    static final int MOST_CERTIFICATES = 5;

    private static final int MAX_URL = 2_000;
    private static final int MAX_CERTIFICATE = 10_000;
    private static final int SHORTEST_RSA = 2048;
    private static final int SHORTEST_EC = 256;

    SamlMetadata {
        certificates = List.copyOf(certificates);
    }

    /** Reads a document; what is said beside it of the same is not looked at. */
    static SamlMetadata read(Attributes attributes) {
        attributes.node("issuer");
        attributes.node("signInUrl");
        attributes.node("certificates");
        String document = attributes.text("metadata", LARGEST);
        try {
            return document(SamlXml.parse(document.getBytes(StandardCharsets.UTF_8)));
        } catch (ProviderFailure e) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("metadata"),
                            "invalid_provider_metadata",
                            "The metadata of an identity provider is expected: " + e.what());
            return new SamlMetadata("", "", List.of());
        }
    }

    private static SamlMetadata document(Element root) throws ProviderFailure {
        if (!SamlXml.is(root, SamlXml.METADATA, "EntityDescriptor")) {
            throw new ProviderFailure("It is no EntityDescriptor");
        }
        String issuer = SamlXml.attribute(root, "entityID");
        if (issuer == null || issuer.length() > Protocol.MAX_ISSUER) {
            throw new ProviderFailure("It has no entityID, or one that is too long");
        }
        Element role = SamlXml.required(root, SamlXml.METADATA, "IDPSSODescriptor");
        return new SamlMetadata(issuer, address(role), certificates(role));
    }

    private static String address(Element role) throws ProviderFailure {
        for (Element service : SamlXml.children(role, SamlXml.METADATA, "SingleSignOnService")) {
            String location = SamlXml.attribute(service, "Location");
            if (SamlXml.REDIRECT.equals(SamlXml.attribute(service, "Binding"))
                    && location != null
                    && isAddress(location)) {
                return location;
            }
        }
        throw new ProviderFailure("It has no https address for the binding HTTP-Redirect");
    }

    private static boolean isAddress(String location) {
        try {
            URI uri = new URI(location);
            return location.length() <= MAX_URL
                    && "https".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    // A key of which its use is not said is for all.
    private static List<String> certificates(Element role) throws ProviderFailure {
        List<String> found = new ArrayList<>();
        for (Element key : SamlXml.children(role, SamlXml.METADATA, "KeyDescriptor")) {
            if (!"encryption".equals(SamlXml.attribute(key, "use"))) {
                Element info = SamlXml.required(key, SamlXml.SIGNATURE, "KeyInfo");
                for (Element data : SamlXml.children(info, SamlXml.SIGNATURE, "X509Data")) {
                    for (Element one :
                            SamlXml.children(data, SamlXml.SIGNATURE, "X509Certificate")) {
                        found.add(certificate(SamlXml.text(one)));
                    }
                }
            }
        }
        List<String> distinct = found.stream().distinct().toList();
        if (distinct.isEmpty() || distinct.size() > MOST_CERTIFICATES) {
            throw new ProviderFailure("It has no certificates to sign with, or too many");
        }
        return distinct;
    }

    /** Reads what an administrator types. */
    static SamlMetadata typed(Attributes attributes) {
        String issuer = attributes.text("issuer", Protocol.MAX_ISSUER);
        String address = attributes.text("signInUrl", MAX_URL);
        if (!address.isEmpty() && !isAddress(address)) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("signInUrl"),
                            "invalid_url",
                            "An address that begins with https:// is expected");
        }
        List<String> given = attributes.texts("certificates", MAX_CERTIFICATE);
        if (given.isEmpty() || given.size() > MOST_CERTIFICATES) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("certificates"),
                            "invalid_certificate",
                            "Between one and " + MOST_CERTIFICATES + " certificates are expected");
        }
        List<String> read = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            try {
                read.add(certificate(given.get(i)));
            } catch (ProviderFailure e) {
                attributes
                        .problems()
                        .add(
                                Pointers.at(attributes.pointer("certificates"), i),
                                "invalid_certificate",
                                e.what());
            }
        }
        return new SamlMetadata(issuer, address, read.stream().distinct().toList());
    }

    /** A certificate as it is kept, from PEM or from base64 of DER. */
    private static String certificate(String text) throws ProviderFailure {
        String base64 = text.replaceAll("-----(BEGIN|END) CERTIFICATE-----|\\s", "");
        PublicKey key = key(base64);
        boolean strong =
                (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= SHORTEST_RSA)
                        || (key instanceof ECPublicKey ec
                                && ec.getParams().getCurve().getField().getFieldSize()
                                        >= SHORTEST_EC);
        if (!strong) {
            throw new ProviderFailure(
                    "A certificate has a key of RSA with %d bits at least, or of an elliptic curve with %d"
                            .formatted(SHORTEST_RSA, SHORTEST_EC));
        }
        return base64;
    }

    private static @Nullable PublicKey key(String base64) throws ProviderFailure {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Base64.getDecoder().decode(base64)))
                    .getPublicKey();
        } catch (CertificateException | IllegalArgumentException e) {
            throw new ProviderFailure("A certificate cannot be read", e);
        }
    }

    /**
     * The keys of certificates that were taken. Nobody vouches for them but the administrator who
     * gave them, so neither their issuers nor their dates are looked at.
     */
    static List<PublicKey> keys(List<String> certificates) throws ProviderFailure {
        List<PublicKey> keys = new ArrayList<>();
        for (String certificate : certificates) {
            keys.add(Objects.requireNonNull(key(certificate)));
        }
        return keys;
    }
}
