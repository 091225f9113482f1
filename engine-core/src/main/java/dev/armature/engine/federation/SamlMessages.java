package dev.armature.engine.federation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What is said to providers that speak SAML. */
final class SamlMessages {

    private static final String P = "samlp";
    private static final String A = "saml";
    private static final String MD = "md";

    private SamlMessages() {}

    private interface Writing {
        void to(XMLStreamWriter xml) throws XMLStreamException;
    }

    private static byte[] write(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newDefaultFactory()
                            .createXMLStreamWriter(bytes, StandardCharsets.UTF_8.name());
            writing.to(xml);
            xml.writeEndDocument();
            xml.close();
            return bytes.toByteArray();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where the browser goes with a question (SAML 2.0 Bindings, 3.4). */
    static String leave(
            Protocol.Saml provider,
            SamlAddresses addresses,
            String request,
            String relayState,
            Instant now) {
        byte[] question = question(provider, addresses, request, now);
        String joint = provider.signInUrl().contains("?") ? "&" : "?";
        return provider.signInUrl()
                + joint
                + "SAMLRequest="
                + encoded(Base64.getEncoder().encodeToString(deflated(question)))
                + "&RelayState="
                + encoded(relayState);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static byte[] deflated(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try (DeflaterOutputStream stream = new DeflaterOutputStream(out, deflater)) {
            stream.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    private static byte[] question(
            Protocol.Saml provider, SamlAddresses addresses, String request, Instant now) {
        return write(xml -> {
            xml.writeStartElement(P, "AuthnRequest", SamlXml.PROTOCOL);
            xml.writeNamespace(P, SamlXml.PROTOCOL);
            xml.writeNamespace(A, SamlXml.ASSERTION);
            xml.writeAttribute("ID", request);
            xml.writeAttribute("Version", "2.0");
            xml.writeAttribute("IssueInstant", now.truncatedTo(ChronoUnit.SECONDS).toString());
            xml.writeAttribute("Destination", provider.signInUrl());
            xml.writeAttribute("AssertionConsumerServiceURL", addresses.answers());
            xml.writeAttribute("ProtocolBinding", SamlXml.POST);
            xml.writeStartElement(A, "Issuer", SamlXml.ASSERTION);
            xml.writeCharacters(addresses.metadata());
            xml.writeEndElement();
            xml.writeEmptyElement(P, "NameIDPolicy", SamlXml.PROTOCOL);
            xml.writeAttribute("AllowCreate", "true");
        });
    }

    /** What the provider has to know of the tenant. */
    static byte[] metadata(SamlAddresses addresses) {
        return write(xml -> {
            xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            xml.writeStartElement(MD, "EntityDescriptor", SamlXml.METADATA);
            xml.writeNamespace(MD, SamlXml.METADATA);
            xml.writeAttribute("entityID", addresses.metadata());
            xml.writeStartElement(MD, "SPSSODescriptor", SamlXml.METADATA);
            xml.writeAttribute("protocolSupportEnumeration", SamlXml.PROTOCOL);
            xml.writeAttribute("AuthnRequestsSigned", "false");
            xml.writeAttribute("WantAssertionsSigned", "true");
            xml.writeStartElement(MD, "NameIDFormat", SamlXml.METADATA);
            xml.writeCharacters("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent");
            xml.writeEndElement();
            xml.writeEmptyElement(MD, "AssertionConsumerService", SamlXml.METADATA);
            xml.writeAttribute("Binding", SamlXml.POST);
            xml.writeAttribute("Location", addresses.answers());
            xml.writeAttribute("index", "0");
            xml.writeAttribute("isDefault", "true");
        });
    }
}
