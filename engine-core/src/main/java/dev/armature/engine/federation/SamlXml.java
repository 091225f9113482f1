package dev.armature.engine.federation;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Reads XML that somebody else wrote: no document types, no entities, nothing from elsewhere. */
final class SamlXml {

    static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";
    static final String PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol";
    static final String METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
    static final String SIGNATURE = "http://www.w3.org/2000/09/xmldsig#";
    static final String REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
    static final String POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

    private static final ErrorHandler SILENT =
            new ErrorHandler() {
                @Override
                public void warning(SAXParseException e) {}

                @Override
                public void error(SAXParseException e) throws SAXException {
                    throw e;
                }

                @Override
                public void fatalError(SAXParseException e) throws SAXException {
                    throw e;
                }
            };

    private SamlXml() {}

    /**
     * The root of a document.
     *
     * @throws ProviderFailure when it is no XML, or more than elements, attributes and text
     */
    static Element parse(byte[] xml) throws ProviderFailure {
        try {
            DocumentBuilder builder = factory().newDocumentBuilder();
            builder.setErrorHandler(SILENT);
            return builder.parse(new ByteArrayInputStream(xml)).getDocumentElement();
        } catch (SAXException e) {
            throw new ProviderFailure("It is no XML, or has a document type", e);
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static DocumentBuilderFactory factory() throws ParserConfigurationException {
        // The runtime's own: another one that is on the class path need not know these bounds.
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        // Said outright, it forbids to fetch anything as well, should the line before ever go.
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setExpandEntityReferences(false);
        return factory;
    }

    static boolean is(Node node, String namespace, String name) {
        return namespace.equals(node.getNamespaceURI()) && name.equals(node.getLocalName());
    }

    /** The children of that name. */
    static List<Element> children(Element parent, String namespace, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && is(element, namespace, name)) {
                found.add(element);
            }
        }
        return found;
    }

    /**
     * The child of that name, or null.
     *
     * @throws ProviderFailure when there are several, of which each reader may take another
     */
    static @Nullable Element child(Element parent, String namespace, String name)
            throws ProviderFailure {
        List<Element> found = children(parent, namespace, name);
        if (found.size() > 1) {
            throw new ProviderFailure("There is more than one " + name);
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    static Element required(Element parent, String namespace, String name) throws ProviderFailure {
        Element found = child(parent, namespace, name);
        if (found == null) {
            throw new ProviderFailure("There is no " + name);
        }
        return found;
    }

    /**
     * The text of an element.
     *
     * @throws ProviderFailure when something stands in it, between whose parts a reader might stop
     */
    static String text(Element element) throws ProviderFailure {
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeType() != Node.TEXT_NODE
                    && node.getNodeType() != Node.CDATA_SECTION_NODE) {
                throw new ProviderFailure(
                        element.getLocalName() + " is interrupted by something that is no text");
            }
        }
        return element.getTextContent().strip();
    }

    /** The value of an attribute without a namespace; null where it is left out or empty. */
    static @Nullable String attribute(Element element, String name) {
        String value = element.getAttributeNS(null, name);
        return value.isEmpty() ? null : value;
    }
}
