package dev.armature.engine.federation;

import java.io.IOException;
import java.io.InputStream;
import java.security.PublicKey;
import java.util.List;
import java.util.Set;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.w3c.dom.Element;

/**
 * Checks XML signatures, of which SAML allows few forms and this one fewer: over the whole element
 * that the signature stands in, by a key that is known beforehand.
 *
 * <p>Who put an element where it is does not matter: what is given back is read anew from the very
 * bytes that were signed, and nothing else is looked at afterwards.
 */
final class SamlSignature {

    private static final Set<String> METHODS =
            Set.of(
                    SignatureMethod.RSA_SHA256,
                    SignatureMethod.RSA_SHA384,
                    SignatureMethod.RSA_SHA512,
                    SignatureMethod.SHA256_RSA_MGF1,
                    SignatureMethod.SHA384_RSA_MGF1,
                    SignatureMethod.SHA512_RSA_MGF1,
                    SignatureMethod.ECDSA_SHA256,
                    SignatureMethod.ECDSA_SHA384,
                    SignatureMethod.ECDSA_SHA512);
    private static final Set<String> DIGESTS =
            Set.of(DigestMethod.SHA256, DigestMethod.SHA384, DigestMethod.SHA512);
    private static final List<String> TRANSFORMS =
            List.of(Transform.ENVELOPED, CanonicalizationMethod.EXCLUSIVE);

    private SamlSignature() {}

    /**
     * What was signed.
     *
     * @param element what has to be signed
     * @param signature its child
     * @param keys one of which has to have signed
     * @throws ProviderFailure that says what is wrong
     */
    static Element signed(Element element, Element signature, List<PublicKey> keys)
            throws ProviderFailure {
        String id = SamlXml.attribute(element, "ID");
        if (id == null) {
            throw new ProviderFailure("What is signed has no ID");
        }
        for (PublicKey key : keys) {
            DOMValidateContext context = context(key, element, signature);
            try {
                XMLSignature read =
                        XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
                requireForm(read, id);
                if (read.validate(context)) {
                    return bytes(read.getSignedInfo().getReferences().getFirst());
                }
            } catch (MarshalException e) {
                throw new ProviderFailure("The signature is of a form that is not taken", e);
            } catch (XMLSignatureException e) {
                // It may be by another of the keys, of another kind.
            }
        }
        throw new ProviderFailure("It is not signed by a key of the provider, or was changed");
    }

    private static DOMValidateContext context(PublicKey key, Element element, Element signature) {
        DOMValidateContext context = new DOMValidateContext(key, signature);
        context.setProperty("org.jcp.xml.dsig.secureValidation", true);
        context.setProperty("javax.xml.crypto.dsig.cacheReference", true);
        context.setIdAttributeNS(element, null, "ID");
        return context;
    }

    private static void requireForm(XMLSignature signature, String id) throws ProviderFailure {
        SignedInfo info = signature.getSignedInfo();
        if (!METHODS.contains(info.getSignatureMethod().getAlgorithm())) {
            throw new ProviderFailure("The signature is by an algorithm that is not taken");
        }
        if (info.getReferences().size() != 1 || !signature.getObjects().isEmpty()) {
            throw new ProviderFailure("The signature is over more or less than one element");
        }
        Reference reference = info.getReferences().getFirst();
        if (!("#" + id).equals(reference.getURI())) {
            throw new ProviderFailure("The signature is over another element");
        }
        if (!DIGESTS.contains(reference.getDigestMethod().getAlgorithm())) {
            throw new ProviderFailure("The digest is by an algorithm that is not taken");
        }
        boolean plain =
                info.getCanonicalizationMethod()
                                .getAlgorithm()
                                .equals(CanonicalizationMethod.EXCLUSIVE)
                        && reference.getTransforms().stream()
                                .map(Transform::getAlgorithm)
                                .toList()
                                .equals(TRANSFORMS);
        if (!plain) {
            throw new ProviderFailure("The signature transforms what it is over");
        }
    }

    private static Element bytes(Reference reference) throws ProviderFailure {
        try (InputStream stream = reference.getDigestInputStream()) {
            return SamlXml.parse(stream.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
