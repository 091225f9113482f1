package dev.armature.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.zip.Inflater;
import java.util.zip.InflaterOutputStream;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** What a small provider that speaks SAML says: as it should, unless a test changes something. */
final class SamlSaid {

    static final String ISSUER = "https://idp.example/saml";
    static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
    static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
    static final String SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success";
    static final String PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";

    /** What it was asked. */
    record Question(String id, String tenant, String answers) {

        static Question of(String encoded) {
            try (ByteArrayOutputStream out = new ByteArrayOutputStream();
                    InflaterOutputStream inflater =
                            new InflaterOutputStream(out, new Inflater(true))) {
                inflater.write(Base64.getDecoder().decode(encoded));
                inflater.finish();
                Element asked = parse(out.toString(StandardCharsets.UTF_8)).getDocumentElement();
                return new Question(
                        asked.getAttribute("ID"),
                        asked.getElementsByTagNameNS(ASSERTION, "Issuer").item(0).getTextContent(),
                        asked.getAttribute("AssertionConsumerServiceURL"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    SamlKeys keys;
    String method = SignatureMethod.RSA_SHA256;
    String digest = DigestMethod.SHA256;
    List<String> transforms = List.of(Transform.ENVELOPED, CanonicalizationMethod.EXCLUSIVE);
    String canonicalization = CanonicalizationMethod.EXCLUSIVE;

    /** How often a signature names what it is over. */
    int references = 1;

    boolean signsAssertion = true;
    boolean signsResponse;

    String id = "_" + UUID.randomUUID();
    String issuer = ISSUER;
    String responseIssuer = ISSUER;
    String audience;
    String recipient;
    String destination;
    String inResponseTo;
    String confirmedFor;
    String status = SUCCESS;
    String format = PERSISTENT;
    String nameId = "s-1";
    Instant notBefore;
    Instant notOnOrAfter;
    Instant confirmedUntil;
    String statement;
    String more = "";
    final Map<String, List<String>> attributes = new LinkedHashMap<>();

    /** What is said otherwise, before it is signed. */
    UnaryOperator<String> wording = text -> text;

    /** What is done to it on its way, after it was signed. */
    Consumer<Document> tampering = document -> {};

    UnaryOperator<String> rewriting = text -> text;

    SamlSaid(SamlKeys keys, Question asked, Instant now) {
        this.keys = keys;
        audience = asked.tenant();
        recipient = asked.answers();
        destination = asked.answers();
        inResponseTo = asked.id();
        confirmedFor = asked.id();
        notBefore = now.minusSeconds(5);
        notOnOrAfter = now.plus(Duration.ofMinutes(5));
        confirmedUntil = notOnOrAfter;
        statement =
                "<saml:AuthnStatement AuthnInstant='%s'><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
                        .formatted(now);
    }

    private static String attribute(String name, Object value) {
        return value == null ? "" : " %s='%s'".formatted(name, value);
    }

    private String text() {
        return "<samlp:Response xmlns:samlp='%s' xmlns:saml='%s' ID='_r%s' Version='2.0' IssueInstant='%s'%s%s>"
                        .formatted(
                                PROTOCOL,
                                ASSERTION,
                                UUID.randomUUID(),
                                notBefore,
                                attribute("Destination", destination),
                                attribute("InResponseTo", inResponseTo))
                + "<saml:Issuer>%s</saml:Issuer><samlp:Status><samlp:StatusCode Value='%s'/></samlp:Status>"
                        .formatted(responseIssuer, status)
                + assertion()
                + "</samlp:Response>";
    }

    private String assertion() {
        return "<saml:Assertion ID='%s' Version='2.0' IssueInstant='%s'><saml:Issuer>%s</saml:Issuer>"
                        .formatted(id, notBefore, issuer)
                + "<saml:Subject><saml:NameID Format='%s'>%s</saml:NameID>"
                        .formatted(format, nameId)
                + "<saml:SubjectConfirmation Method='urn:oasis:names:tc:SAML:2.0:cm:bearer'><saml:SubjectConfirmationData%s%s%s/></saml:SubjectConfirmation></saml:Subject>"
                        .formatted(
                                attribute("Recipient", recipient),
                                attribute("InResponseTo", confirmedFor),
                                attribute("NotOnOrAfter", confirmedUntil))
                + "<saml:Conditions NotBefore='%s' NotOnOrAfter='%s'>%s%s</saml:Conditions>"
                        .formatted(notBefore, notOnOrAfter, restriction(), more)
                + statement
                + said()
                + "</saml:Assertion>";
    }

    private String restriction() {
        return audience == null
                ? ""
                : "<saml:AudienceRestriction><saml:Audience>%s</saml:Audience></saml:AudienceRestriction>"
                        .formatted(audience);
    }

    private String said() {
        StringBuilder text = new StringBuilder("<saml:AttributeStatement>");
        attributes.forEach((name, values) -> {
            text.append("<saml:Attribute Name='%s'>".formatted(name));
            values.forEach(value ->
                    text.append(
                            "<saml:AttributeValue xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='xs:string'>%s</saml:AttributeValue>"
                                    .formatted(value)));
            text.append("</saml:Attribute>");
        });
        return text.append("</saml:AttributeStatement>").toString();
    }

    /** As the browser brings it. */
    String encoded() {
        Document document = parse(wording.apply(text()));
        if (signsAssertion) {
            sign(first(document, "Assertion"));
        }
        if (signsResponse) {
            sign(document.getDocumentElement());
        }
        tampering.accept(document);
        String written = rewriting.apply(write(document));
        return Base64.getEncoder().encodeToString(written.getBytes(StandardCharsets.UTF_8));
    }

    static Element first(Document document, String name) {
        return (Element) document.getElementsByTagNameNS(ASSERTION, name).item(0);
    }

    /** Signs an element: the signature comes after its issuer. */
    void sign(Element element) {
        String named = element.getAttribute("ID");
        element.setIdAttribute("ID", true);
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        try {
            List<Transform> by = new ArrayList<>();
            for (String transform : transforms) {
                by.add(factory.newTransform(transform, (TransformParameterSpec) null));
            }
            Reference reference =
                    factory.newReference(
                            "#" + named, factory.newDigestMethod(digest, null), by, null, null);
            DOMSignContext context =
                    new DOMSignContext(
                            keys.secret(),
                            element,
                            element.getElementsByTagNameNS(ASSERTION, "Issuer")
                                    .item(0)
                                    .getNextSibling());
            context.setProperty("org.jcp.xml.dsig.secureValidation", false);
            factory.newXMLSignature(
                            factory.newSignedInfo(
                                    factory.newCanonicalizationMethod(
                                            canonicalization, (C14NMethodParameterSpec) null),
                                    factory.newSignatureMethod(method, null),
                                    Collections.nCopies(references, reference)),
                            null)
                    .sign(context);
        } catch (GeneralSecurityException | MarshalException | XMLSignatureException e) {
            throw new AssertionError(e);
        }
    }

    static Document parse(String text) {
        try {
            return DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new AssertionError(e);
        }
    }

    private static String write(Document document) {
        try {
            Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter writer = new StringWriter();
            transformer.transform(new DOMSource(document), new StreamResult(writer));
            return writer.toString();
        } catch (TransformerException e) {
            throw new AssertionError(e);
        }
    }

    /** What such a provider publishes of itself. */
    static String metadata(String... certificates) {
        StringBuilder keys = new StringBuilder();
        for (String certificate : certificates) {
            keys.append(
                    "<md:KeyDescriptor><ds:KeyInfo xmlns:ds='http://www.w3.org/2000/09/xmldsig#'><ds:X509Data><ds:X509Certificate>%s</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
                            .formatted(certificate));
        }
        return "<?xml version='1.0'?><md:EntityDescriptor xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata' entityID='%s'><md:IDPSSODescriptor protocolSupportEnumeration='%s'>%s<md:SingleSignOnService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST' Location='https://idp.example/post'/><md:SingleSignOnService Binding='urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect' Location='https://idp.example/sso?idp=1'/></md:IDPSSODescriptor></md:EntityDescriptor>"
                .formatted(ISSUER, PROTOCOL, keys);
    }
}
