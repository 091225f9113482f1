package dev.armature.engine.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** The walls behind the first one, which is that nothing with a document type is read. */
class SamlXmlTest {

    private static Element read(String document) throws Exception {
        DocumentBuilderFactory factory = SamlXml.factory();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", false);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    @Test
    void nothingIsFetchedFromElsewhere(@TempDir Path folder) throws Exception {
        Path types = Files.writeString(folder.resolve("types"), "<!ENTITY e 'theirs'>");
        String document = "<!DOCTYPE r SYSTEM '" + types.toUri() + "'><r>&e;</r>";

        assertThatThrownBy(() -> read(document))
                .isInstanceOf(SAXException.class)
                .hasMessageContaining("access is not allowed");
    }

    @Test
    void whatAnEntityStandsForIsNotRead() throws Exception {
        Element root = read("<!DOCTYPE r [<!ENTITY e 'admin'>]><r>&e;</r>");

        assertThatThrownBy(() -> SamlXml.text(root)).isInstanceOf(ProviderFailure.class);
    }

    @Test
    void noDocumentTypeIsRead() {
        assertThatThrownBy(() -> SamlXml.parse("<!DOCTYPE r><r/>".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(ProviderFailure.class);
    }

    @Test
    void theTextIsOfAllPartsAndOfNothingElse() throws Exception {
        assertThat(SamlXml.text(read("<r> a<![CDATA[b]]>c </r>"))).isEqualTo("abc");
        for (String part : new String[] {"<!-- -->", "<x/>", "<?x y?>"}) {
            Element root = read("<r>admin" + part + ".eve</r>");
            assertThatThrownBy(() -> SamlXml.text(root))
                    .as(part)
                    .isInstanceOf(ProviderFailure.class);
        }
    }
}
