package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.oauth.Parameters;
import dev.armature.metadata.json.Json;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.Transform;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * People sign in with accounts at providers that speak SAML, and nobody signs in with an answer
 * that was not made for them, here and now.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamlSignInTest {

    private static final String PROVIDERS = "/api/v1/identity-providers";
    private static final String FAILED = "external_sign_in_failed";
    private static final String TRUSTED = ", 'makesUsers': true, 'trustsEmail': true";
    private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";

    /** A certificate with a key of an elliptic curve with 224 bits. */
    private static final String SHORT_CURVE =
            "MIIBWjCCAQigAwIBAgIUJdYcydGbBGxS3AthZT1gwalVl1UwCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBeDAeFw0yNjEyMDEwMTIwMjdaFw0zNjExMjgwMTIwMjdaMAwxCjAIBgNVBAMMAXgwTjAQBgcqhkjOPQIBBgUrgQQAIQM6AATw3f+xoVVCqOdzYZehbqx2o4+wmq6owhoFIvkknVOJLR9ZkN0vxXOCghKDcsctAuvYl5Rv0bh3n6NTMFEwHQYDVR0OBBYEFCP1naWuck5eB6VXiDLbjA71E4WQMB8GA1UdIwQYMBaAFCP1naWuck5eB6VXiDLbjA71E4WQMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDQAAwPQIdAISuOtN3fWXoDMu36z1xjnCWVAWkxJFl+6FKTzQCHCjOEfPZGDVpLVp5WN7ffG/i9WZ4eefXXGcc0t0=";

    private static final SamlKeys KEYS = SamlKeys.rsa();
    private static final SamlKeys OTHERS = SamlKeys.rsa();

    private final MovableClock clock = new MovableClock();
    private final TestPlatform platform = TestPlatform.underItsOwnAddress(clock, Map.of());
    private ApiClient ann;
    private String slug;

    @BeforeEach
    void open() {
        // Who was refused many times has to wait.
        clock.pass(Duration.ofMinutes(20));
        attacks.clear();
        ann = platform.newTenant();
        slug = ann.me("/tenant/slug");
    }

    @AfterAll
    void close() {
        platform.close();
    }

    // What the tests say

    private String add(String more) {
        return add(ann, KEYS, more);
    }

    private static String add(ApiClient administrator, SamlKeys keys, String more) {
        return administrator.create(
                PROVIDERS,
                "{'kind': 'saml', 'name': 'Elsewhere', 'issuer': '%s', 'signInUrl': 'https://idp.example/sso', 'certificates': ['%s']%s}"
                        .formatted(SamlSaid.ISSUER, keys.base64(), more));
    }

    private record Begun(String provider, String state, String binding, SamlSaid.Question asked) {}

    private Begun begin(String provider) {
        return begin(slug, provider);
    }

    private Begun begin(String tenant, String provider) {
        ApiClient.Answer answer =
                platform.stranger()
                        .post(
                                "/api/v1/auth/providers/begin",
                                "{'tenant': '%s', 'provider': '%s'}".formatted(tenant, provider));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return begun(provider, answer.json());
    }

    private static Begun begun(String provider, JsonNode json) {
        URI leave = URI.create(json.get("leave").textValue());
        Parameters parameters = Parameters.parse(leave.getRawQuery());
        return new Begun(
                provider,
                parameters.get("RelayState"),
                json.get("binding").textValue(),
                SamlSaid.Question.of(parameters.get("SAMLRequest")));
    }

    private SamlSaid says(Begun begun) {
        return new SamlSaid(KEYS, begun.asked, clock.instant());
    }

    private static SamlSaid about(SamlSaid said, String subject, String email) {
        said.nameId = subject;
        said.attributes.put("email", List.of(email));
        said.attributes.put("displayName", List.of("Eve Else"));
        return said;
    }

    /** Has the browser bring an answer; where it is sent on to. */
    private Parameters bring(Begun begun, String answer) {
        return bring(begun.asked.answers(), begun.state, answer);
    }

    private Parameters bring(String address, String relayState, String answer) {
        String form =
                "SAMLResponse="
                        + ApiClient.encode(answer)
                        + (relayState == null ? "" : "&RelayState=" + ApiClient.encode(relayState));
        ApiClient.Answer sent =
                platform.stranger()
                        .send(
                                "POST",
                                address.substring(platform.url().length()),
                                "application/x-www-form-urlencoded",
                                form.getBytes(StandardCharsets.UTF_8),
                                "Origin",
                                "https://idp.example");
        assertThat(sent.status()).as(sent.toString()).isEqualTo(303);
        String to = sent.header("Location");
        assertThat(to).startsWith(platform.url() + "/sign-in/provider/");
        assertThat(sent.response().headers().allValues("Set-Cookie")).isEmpty();
        return Parameters.parse(URI.create(to).getRawQuery());
    }

    private ApiClient.Answer finish(Begun begun, Parameters back) {
        return finish(begun, back, begun.binding);
    }

    private ApiClient.Answer finish(Begun begun, Parameters back, String binding) {
        ObjectNode body =
                Json.object()
                        .put("provider", begun.provider)
                        .put("state", back.get("state"))
                        .put("binding", binding);
        if (back.get("code") != null) {
            body.put("code", back.get("code"));
        }
        return platform.stranger()
                .send(
                        "POST",
                        "/api/v1/auth/providers/finish",
                        "application/json",
                        Json.bytes(body));
    }

    private ApiClient.Answer signIn(String provider, Consumer<SamlSaid> more) {
        Begun begun = begin(provider);
        SamlSaid said = about(says(begun), "s-1", "eve@else.example");
        more.accept(said);
        return finish(begun, bring(begun, said.encoded()));
    }

    private ApiClient in(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString() + ann.refusedSignIns()).isEqualTo(200);
        return platform.stranger().withTokens(answer.json());
    }

    private int sessions() {
        return platform.count(slug, "sign_in where provider_id is not null");
    }

    // How it works

    @Test
    void somebodyBecomesAUserAndIsTheSameTheNextTime() {
        String provider = add(TRUSTED);

        ApiClient eve = in(signIn(provider, said -> {}));

        assertThat(eve.me("/user/email")).isEqualTo("eve@else.example");
        assertThat(eve.me("/user/name")).isEqualTo("Eve Else");
        assertThat(ann.rolesOf(eve)).containsExactly("user");
        ApiClient again =
                in(signIn(provider, said -> said.attributes.put("email", List.of("a@b.example"))));
        assertThat(again.me("/user/id")).isEqualTo(eve.me("/user/id"));
        assertThat(
                        platform.rows(
                                "select count(*) from provider_sign_in where account is not null and provider_id = '%s'"
                                        .formatted(provider)))
                .as("what was vouched for is not kept")
                .containsExactly("0");
    }

    @Test
    void whoIsKnownComesInByTheAddressThatWasProvisionedOrByALink() {
        String provider = add(", 'trustsEmail': true");
        String eve = ScimClient.of(ann).user("eve@x.example");
        ApiClient in =
                in(
                        signIn(
                                provider,
                                said -> said.attributes.put("email", List.of("eve@x.example"))));
        assertThat(in.me("/user/id")).isEqualTo(eve);

        String address = ann.me("/user/email");
        Consumer<SamlSaid> annThere = said -> about(said, "ann-there", address);
        assertThat(signIn(provider, annThere).code())
                .as("an address alone is nobody")
                .isEqualTo("external_account_unknown");
        ApiClient.Answer link =
                ann.post(
                        "/api/v1/auth/providers/link",
                        "{'provider': '%s', 'password': '%s'}"
                                .formatted(provider, "a long password"));
        Begun begun = begun(provider, link.json());
        SamlSaid said = says(begun);
        annThere.accept(said);
        in(finish(begun, bring(begun, said.encoded())));
        assertThat(in(signIn(provider, annThere)).me("/user/id")).isEqualTo(ann.me("/user/id"));
        assertThat(ann.get("/api/v1/auth/identities").json().at("/data/0/issuer").textValue())
                .isEqualTo("saml:" + SamlSaid.ISSUER);
    }

    @Test
    void groupsGiveAndTakeRolesAtEachSignIn() {
        String provider =
                add(
                        TRUSTED
                                + ", 'groupsClaim': 'memberOf', 'groupRoles': {'chiefs': ['administrator'], 'staff': ['user']}, 'roles': []");
        assertThat(
                        ann.rolesOf(
                                in(
                                        signIn(
                                                provider,
                                                said ->
                                                        said.attributes.put(
                                                                "memberOf",
                                                                List.of("others", "chiefs"))))))
                .containsExactly("administrator");
        assertThat(
                        ann.rolesOf(
                                in(
                                        signIn(
                                                provider,
                                                said ->
                                                        said.attributes.put(
                                                                "memberOf", List.of("staff"))))))
                .containsExactly("user");
        assertThat(ann.rolesOf(in(signIn(provider, said -> {})))).as("of none any more").isEmpty();
    }

    @Test
    void attributesAreTakenByTheNamesThatAreGivenOrAreUsual() {
        String provider = add(TRUSTED + ", 'emailAttribute': 'post', 'nameAttribute': 'called'");
        ApiClient eve =
                in(
                        signIn(
                                provider,
                                said -> {
                                    said.attributes.put("post", List.of("post@else.example"));
                                    said.attributes.put("called", List.of("Eve Called"));
                                }));
        assertThat(eve.me("/user/email")).isEqualTo("post@else.example");
        assertThat(eve.me("/user/name")).isEqualTo("Eve Called");

        ann.patch(PROVIDERS + "/" + provider, "{'emailAttribute': null}");
        ApiClient max =
                in(
                        signIn(
                                provider,
                                said -> {
                                    said.attributes.clear();
                                    said.format =
                                            "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";
                                    said.nameId = "max@else.example";
                                }));
        assertThat(max.me("/user/email")).isEqualTo("max@else.example");
    }

    @Test
    void eachTellsTheOtherWhatItHasToKnowByADocument() {
        ObjectNode body =
                Json.object()
                        .put("kind", "saml")
                        .put("name", "By its document")
                        .put("makesUsers", true)
                        .put("trustsEmail", true)
                        .put("metadata", SamlSaid.metadata(OTHERS.base64(), KEYS.pem()));
        ApiClient.Answer made = ann.send("POST", PROVIDERS, "application/json", Json.bytes(body));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.json().get("issuer").textValue()).isEqualTo(SamlSaid.ISSUER);
        assertThat(made.json().get("signInUrl").textValue())
                .isEqualTo("https://idp.example/sso?idp=1");
        assertThat(made.json().get("certificates")).hasSize(2);
        assertThat(made.json().has("metadata")).isFalse();

        String address = made.json().get("metadataUrl").textValue();
        ApiClient.Answer document =
                platform.stranger().get(address.substring(platform.url().length()));
        assertThat(document.header("Content-Type")).startsWith("application/samlmetadata+xml");
        Element told = SamlSaid.parse(document.body()).getDocumentElement();
        assertThat(told.getAttribute("entityID")).isEqualTo(address);
        Element answers =
                (Element) told.getElementsByTagNameNS("*", "AssertionConsumerService").item(0);
        assertThat(answers.getAttribute("Location"))
                .isEqualTo(made.json().get("redirectUri").textValue());

        Begun begun = begin(made.id());
        assertThat(begun.asked.tenant()).isEqualTo(address);
        assertThat(begun.asked.answers()).isEqualTo(answers.getAttribute("Location"));
        assertThat(begun.state).hasSizeLessThanOrEqualTo(80);
        in(signIn(made.id(), said -> {}));
        in(signIn(made.id(), said -> said.keys = OTHERS));
    }

    @Test
    void answersMayBeSignedInAllWaysThatAreStrong() {
        String provider = add(TRUSTED);
        in(
                signIn(
                        provider,
                        said -> {
                            said.signsAssertion = false;
                            said.signsResponse = true;
                        }));
        in(signIn(provider, said -> said.signsResponse = true));
        in(
                signIn(
                        provider,
                        said -> {
                            said.method = SignatureMethod.SHA512_RSA_MGF1;
                            said.digest = DigestMethod.SHA512;
                        }));
        SamlKeys curve = SamlKeys.made("EC", "256");
        ann.patch(
                PROVIDERS + "/" + provider,
                "{'certificates': ['%s', '%s']}".formatted(KEYS.base64(), curve.base64()));
        in(
                signIn(
                        provider,
                        said -> {
                            said.keys = curve;
                            said.method = SignatureMethod.ECDSA_SHA256;
                        }));
        in(signIn(provider, said -> {}));
    }

    @Test
    void anAnswerThatIsAMinuteAheadOrBehindIsTaken() {
        String provider = add(TRUSTED);
        in(signIn(provider, said -> said.notBefore = clock.instant().plusSeconds(50)));
        in(
                signIn(
                        provider,
                        said -> {
                            said.notOnOrAfter = clock.instant().minusSeconds(50);
                            said.confirmedUntil = said.notOnOrAfter;
                        }));
    }

    // What does not let anybody in

    private final Map<String, BiConsumer<SamlSaid, Begun>> attacks = new LinkedHashMap<>();
    private final Map<String, String> reasons = new LinkedHashMap<>();

    private void attack(String name, String why, Consumer<SamlSaid> how) {
        attacks.put(name, (said, begun) -> how.accept(said));
        reasons.put(name, why);
    }

    private void assertAllRefused() {
        String provider = add(TRUSTED);
        List<String> let = new ArrayList<>();
        attacks.forEach((name, how) -> {
            Begun begun = begin(provider);
            SamlSaid said = about(says(begun), "s-1", "eve@else.example");
            how.accept(said, begun);
            int before = ann.refusedSignIns().size();
            Parameters back = bring(begun, said.encoded());
            List<String> after = ann.refusedSignIns();
            boolean refused =
                    back.get("code") == null
                            && back.get("error") != null
                            && finish(begun, back).code().equals(FAILED);
            boolean rightly =
                    after.size() == before + 1 && after.getFirst().contains(reasons.get(name));
            if (!refused || !rightly) {
                let.add(name + (refused ? " refused as " + after.getFirst() : " let in"));
            }
        });
        assertThat(let).isEmpty();
        assertThat(sessions()).isZero();
        in(signIn(provider, said -> {}));
    }

    @Test
    void anAnswerThatIsNotSignedByTheProviderOrWasChangedOpensNothing() {
        attack("unsigned", "not signed", said -> said.signsAssertion = false);
        attack("another's key", "not signed by a key", said -> said.keys = OTHERS);
        attack("RSA with SHA-1", "form", said -> said.method = SignatureMethod.RSA_SHA1);
        attack("digest by SHA-1", "form", said -> said.digest = DigestMethod.SHA1);
        attack(
                "an attribute was changed",
                "was changed",
                said ->
                        said.rewriting =
                                text -> text.replace("eve@else.example", "ann@else.example"));
        attack(
                "the name was changed",
                "was changed",
                said -> said.rewriting = text -> text.replace(">s-1<", ">admin<"));
        attack(
                "the signature is empty",
                "was changed",
                said ->
                        said.rewriting =
                                text ->
                                        text.replaceAll(
                                                "<(ds:)?SignatureValue>[^<]*<",
                                                "<$1SignatureValue><"));
        attack(
                "RSA with SHA-224",
                "by an algorithm that is not taken",
                said -> said.method = MORE + "rsa-sha224");
        attack(
                "digest by SHA-224",
                "digest is by an algorithm",
                said -> said.digest = MORE + "sha224");
        attack(
                "other transforms",
                "transforms",
                said ->
                        said.transforms =
                                List.of(Transform.ENVELOPED, CanonicalizationMethod.INCLUSIVE));
        attack(
                "another canonical form",
                "transforms",
                said -> said.canonicalization = CanonicalizationMethod.INCLUSIVE);
        attack("named twice", "more or less than one element", said -> said.references = 2);
        attack(
                "something beside in the signature",
                "more or less than one element",
                said ->
                        said.tampering =
                                document ->
                                        signature(SamlSaid.first(document, "Assertion"))
                                                .appendChild(object(document)));
        attack(
                "what is signed has no name",
                "What is signed has no ID",
                said ->
                        said.tampering =
                                document ->
                                        SamlSaid.first(document, "Assertion")
                                                .removeAttribute("ID"));
        attack(
                "the response is changed around an assertion that is signed as well",
                "was changed",
                said -> {
                    said.signsResponse = true;
                    said.tampering =
                            document -> document.getDocumentElement().setAttribute("Consent", "x");
                });
        attack(
                "the response is changed after it was signed",
                "was changed",
                said -> {
                    said.signsAssertion = false;
                    said.signsResponse = true;
                    said.rewriting = text -> text.replace(">s-1<", ">admin<");
                });
        assertAllRefused();
    }

    @Test
    void anAnswerForAnotherTimePlaceOrQuestionOpensNothing() {
        attack(
                "expired",
                "has expired",
                said -> said.notOnOrAfter = clock.instant().minusSeconds(61));
        attack(
                "confirmed until",
                "has expired",
                said -> said.confirmedUntil = clock.instant().minusSeconds(61));
        attack("confirmed for ever", "has expired", said -> said.confirmedUntil = null);
        attack(
                "not yet valid",
                "to come",
                said -> said.notBefore = clock.instant().plusSeconds(70));
        attack("no InResponseTo", "another question", said -> said.inResponseTo = null);
        attack("another InResponseTo", "another question", said -> said.inResponseTo = "_other");
        attack("confirms none", "another question", said -> said.confirmedFor = null);
        attack("confirms another", "another question", said -> said.confirmedFor = "_other");
        attack(
                "recipient",
                "another address",
                said -> said.recipient = "https://other.example/acs");
        attack("no recipient", "another address", said -> said.recipient = null);
        attack(
                "destination",
                "another address",
                said -> said.destination = "https://other.example/acs");
        attack(
                "signed without a destination",
                "another address",
                said -> {
                    said.destination = null;
                    said.signsResponse = true;
                });
        attack("audience", "another audience", said -> said.audience = "https://other.example");
        attack("no audience", "whom it is for", said -> said.audience = null);
        attack("issuer", "another issuer", said -> said.issuer = "https://other.example");
        attack(
                "issuer of the response",
                "another issuer",
                said -> said.responseIssuer = "https://other.example");
        attack(
                "status",
                "did not let them in",
                said -> said.status = "urn:oasis:names:tc:SAML:2.0:status:Responder");
        attack("no statement", "somebody signed in", said -> said.statement = "");
        attack(
                "session",
                "session at the provider has expired",
                said ->
                        said.statement =
                                said.statement.replace(
                                        "AuthnInstant=",
                                        "SessionNotOnOrAfter='2020-01-01T00:00:00Z' AuthnInstant="));
        attack(
                "condition",
                "condition that is not known",
                said -> said.more = "<x:Only xmlns:x='urn:x'/>");
        attack(
                "no moment",
                "no moment",
                said ->
                        said.statement =
                                said.statement.replace(
                                        "AuthnInstant", "SessionNotOnOrAfter='soon' AuthnInstant"));
        attack("nobody", "name of the account", said -> said.nameId = " ");
        attack("too long a name", "name of the account", said -> said.nameId = "x".repeat(301));
        attack(
                "another version of the response",
                "another version",
                said -> said.wording = text -> text.replaceFirst("'2\\.0'", "'1.1'"));
        attack(
                "another version of the assertion",
                "another version",
                said ->
                        said.wording =
                                text -> text.replaceAll("(<saml:Assertion .*?)'2\\.0'", "$1'1.1'"));
        attack(
                "an assertion without a name",
                "no ID",
                said -> {
                    said.signsAssertion = false;
                    said.signsResponse = true;
                    said.wording =
                            text ->
                                    text.replaceFirst(
                                            "<saml:Assertion ID='[^']*'", "<saml:Assertion");
                });
        attack(
                "of another bearer",
                "no bearer",
                said -> said.wording = text -> text.replace("cm:bearer", "cm:holder-of-key"));
        attack(
                "a condition of another language",
                "condition that is not known",
                said -> said.more = "<x:OneTimeUse xmlns:x='urn:x'/>");
        attack(
                "a condition of another name",
                "condition that is not known",
                said -> said.more = "<saml:Only/>");
        attack(
                "for another audience besides",
                "another audience",
                said ->
                        said.more =
                                "<saml:AudienceRestriction><saml:Audience>https://other.example</saml:Audience></saml:AudienceRestriction>");
        attack(
                "the second session",
                "session at the provider has expired",
                said ->
                        said.statement +=
                                said.statement.replace(
                                        "AuthnInstant=",
                                        "SessionNotOnOrAfter='2020-01-01T00:00:00Z' AuthnInstant="));
        for (String needed : List.of("Subject", "NameID", "Conditions")) {
            attack(
                    "no " + needed,
                    "There is no " + needed,
                    said ->
                            said.wording =
                                    text ->
                                            text.replaceFirst(
                                                    "<saml:%1$s[ >].*</saml:%1$s>"
                                                            .formatted(needed),
                                                    ""));
        }
        attack(
                "no status",
                "There is no Status",
                said ->
                        said.wording =
                                text -> text.replaceFirst("<samlp:Status>.*</samlp:Status>", ""));
        attack(
                "another name each time",
                "another one each time",
                said -> said.format = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient");
        assertAllRefused();
    }

    /** An assertion about somebody else, with nobody's signature. */
    private static Element forged(Document document) {
        Element real = SamlSaid.first(document, "Assertion");
        Element forged = (Element) real.cloneNode(true);
        forged.setAttribute("ID", "_forged");
        forged.removeChild(signature(forged));
        forged.getElementsByTagNameNS(SamlSaid.ASSERTION, "NameID").item(0).setTextContent("admin");
        return forged;
    }

    private static Element signature(Element of) {
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if ("Signature".equals(node.getLocalName())) {
                return (Element) node;
            }
        }
        throw new AssertionError("It has no signature");
    }

    private static Element object(Document document) {
        return document.createElementNS("http://www.w3.org/2000/09/xmldsig#", "Object");
    }

    private static Element extensions(Document document) {
        return document.createElementNS(SamlSaid.PROTOCOL, "samlp:Extensions");
    }

    private void wrapping(String name, String why, Consumer<Document> how) {
        attack(name, why, said -> said.tampering = how);
    }

    private void wrappingResponse(String name, String why, Consumer<Document> how) {
        attack(
                name,
                why,
                said -> {
                    said.signsAssertion = false;
                    said.signsResponse = true;
                    said.tampering = how;
                });
    }

    @Test
    void aSignatureOverSomethingElseThanWhatIsReadOpensNothing() {
        String several = "more than one";
        wrapping(
                "forged before the real one",
                several,
                document -> {
                    Element real = SamlSaid.first(document, "Assertion");
                    real.getParentNode().insertBefore(forged(document), real);
                });
        wrapping(
                "forged after the real one",
                several,
                document -> document.getDocumentElement().appendChild(forged(document)));
        wrapping(
                "the real one within the forged one",
                several,
                document -> {
                    Element real = SamlSaid.first(document, "Assertion");
                    Element forged = forged(document);
                    real.getParentNode().replaceChild(forged, real);
                    forged.appendChild(real);
                });
        wrapping(
                "the signature in the forged one, the real one beside",
                several,
                document -> {
                    Element real = SamlSaid.first(document, "Assertion");
                    Element forged = forged(document);
                    forged.insertBefore(signature(real), forged.getFirstChild().getNextSibling());
                    real.getParentNode().insertBefore(forged, real);
                });
        wrapping(
                "the real one within the signature of the forged one",
                several,
                document -> {
                    Element real = SamlSaid.first(document, "Assertion");
                    Element forged = forged(document);
                    Element signature = signature(real);
                    real.getParentNode().replaceChild(forged, real);
                    forged.insertBefore(signature, forged.getFirstChild().getNextSibling());
                    Element object = object(document);
                    signature.appendChild(object);
                    object.appendChild(real);
                });
        wrapping(
                "the real one among extensions",
                several,
                document -> {
                    Element real = SamlSaid.first(document, "Assertion");
                    real.getParentNode().replaceChild(forged(document), real);
                    Element extensions = extensions(document);
                    document.getDocumentElement()
                            .insertBefore(
                                    extensions, document.getDocumentElement().getFirstChild());
                    extensions.appendChild(real);
                });
        wrapping(
                "two of one name",
                several,
                document -> {
                    Element forged = forged(document);
                    Element real = SamlSaid.first(document, "Assertion");
                    forged.setAttribute("ID", real.getAttribute("ID"));
                    real.getParentNode().insertBefore(forged, real);
                });
        wrapping(
                "the signature is of something else",
                "over another element",
                document -> {
                    Element real = SamlSaid.first(document, "Assertion");
                    real.setAttribute("ID", "_forged");
                });
        wrapping(
                "two signatures",
                "more than one Signature",
                document -> {
                    Element real = SamlSaid.first(document, "Assertion");
                    real.appendChild(signature(real).cloneNode(true));
                });
        wrappingResponse(
                "the real response within the signature of the forged one",
                "more or less than one element",
                document -> {
                    Element real = (Element) document.getDocumentElement().cloneNode(true);
                    Element forged = document.getDocumentElement();
                    forged.setAttribute("ID", "_forged");
                    forged.getElementsByTagNameNS(SamlSaid.ASSERTION, "NameID")
                            .item(0)
                            .setTextContent("admin");
                    Element object = object(document);
                    signature(forged).appendChild(object);
                    object.appendChild(real);
                });
        wrappingResponse(
                "the real response among the extensions of the forged one",
                several,
                document -> {
                    Element forged = document.getDocumentElement();
                    Element real = (Element) forged.cloneNode(true);
                    forged.setAttribute("ID", "_forged");
                    forged.removeChild(signature(forged));
                    Element extensions = extensions(document);
                    forged.insertBefore(extensions, forged.getFirstChild());
                    extensions.appendChild(real);
                });
        wrappingResponse(
                "a forged assertion beside the real one, in a response that was signed",
                "was changed",
                document -> {
                    Element real = SamlSaid.first(document, "Assertion");
                    Element forged = (Element) real.cloneNode(true);
                    real.getParentNode().insertBefore(forged, real);
                });
        assertAllRefused();
    }

    @Test
    void whatIsNoPlainXmlOpensNothing() {
        attack(
                "an entity",
                "document type",
                said ->
                        said.rewriting =
                                text ->
                                        "<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/hostname'>]>"
                                                + text.replace(">s-1<", ">&e;<"));
        attack(
                "a document type",
                "document type",
                said -> said.rewriting = text -> "<!DOCTYPE r>" + text);
        attack("no XML", "no XML", said -> said.rewriting = text -> "<nothing");
        attack("another document", "no answer", said -> said.rewriting = text -> "<nothing/>");
        attack(
                "another language",
                "no answer",
                said ->
                        said.rewriting =
                                text -> text.replace(SamlSaid.PROTOCOL, "urn:example:other"));
        attack(
                "very deep",
                "no XML",
                said ->
                        said.rewriting =
                                text ->
                                        text.replace(
                                                "<saml:Issuer>",
                                                "<x>".repeat(5_000)
                                                        + "</x>".repeat(5_000)
                                                        + "<saml:Issuer>"));
        attack(
                "too large",
                "too large",
                said -> said.rewriting = text -> text + " ".repeat(256 * 1024));
        attack(
                "encrypted",
                "encrypted",
                said ->
                        said.rewriting =
                                text ->
                                        text.replaceAll(
                                                "(?s)<saml:Assertion.*</saml:Assertion>",
                                                "<saml:EncryptedAssertion/>"));
        attack(
                "an element in the name",
                "interrupted",
                said -> said.nameId = "admin<x xmlns='urn:x'/>.else");
        assertAllRefused();
        Begun begun = begin(add(TRUSTED));
        assertThat(bring(begun, "%%%").get("code")).isNull();
        assertThat(bring(begun, "A").get("error")).isNotNull();
        assertThat(ann.refusedSignIns().getFirst()).contains("not encoded");
    }

    @Test
    void aCommentInANameDoesNotMakeAnotherNameOfIt() {
        String provider = add(TRUSTED);
        ApiClient admin = in(signIn(provider, said -> about(said, "admin", "admin@else.example")));

        ApiClient eve =
                in(
                        signIn(
                                provider,
                                said -> {
                                    about(said, "admin.eve", "eve@else.example");
                                    said.rewriting =
                                            text ->
                                                    text.replace(
                                                            ">admin.eve<", ">admin<!-- -->.eve<");
                                }));

        assertThat(eve.me("/user/id")).isNotEqualTo(admin.me("/user/id"));
        assertThat(
                        platform.rows(
                                "select subject from external_identity where user_id = '%s'"
                                        .formatted(eve.me("/user/id"))))
                .containsExactly("admin.eve");
    }

    @Test
    void whatIsReadAreTheBytesThatWereSigned() {
        ApiClient eve =
                in(
                        signIn(
                                add(TRUSTED),
                                said -> {
                                    about(said, "admin.eve", "eve@else.example");
                                    said.signsAssertion = false;
                                    said.signsResponse = true;
                                    said.rewriting =
                                            text ->
                                                    text.replace(
                                                                    ">admin.eve<",
                                                                    ">admin<!-- -->.eve<")
                                                            .replaceFirst(
                                                                    "idp\\.example/saml<",
                                                                    "idp.example/<!-- -->saml<");
                                }));

        assertThat(
                        platform.rows(
                                "select subject from external_identity where user_id = '%s'"
                                        .formatted(eve.me("/user/id"))))
                .containsExactly("admin.eve");
    }

    @Test
    void howTheProviderSaysNoIsToldUnlessItIsLong() {
        String provider = add(TRUSTED);
        signIn(provider, said -> said.status = "urn:no");
        assertThat(ann.refusedSignIns().getFirst()).isEqualTo("It did not let them in: urn:no");
        signIn(provider, said -> said.status = "urn:" + "x".repeat(300));
        assertThat(ann.refusedSignIns().getFirst()).isEqualTo("It did not let them in");
    }

    @Test
    void aNameIsAnAddressOnlyWhereTheProviderSaysSo() {
        String provider = add(TRUSTED);
        ApiClient.Answer refused =
                signIn(
                        provider,
                        said -> {
                            said.attributes.clear();
                            said.nameId = "max@else.example";
                        });
        assertThat(refused.code()).isEqualTo("external_account_unknown");
        ApiClient eve =
                in(
                        signIn(
                                provider,
                                said ->
                                        said.attributes.put(
                                                "email", List.of("", "eve@else.example"))));
        assertThat(eve.me("/user/email")).isEqualTo("eve@else.example");
    }

    @Test
    void noMoreThanAThousandGroupsAreTakenAndNoneWithALongName() {
        String provider = add(TRUSTED + ", 'groupsClaim': 'memberOf'");
        List<String> groups = new ArrayList<>(List.of("x".repeat(201), "x".repeat(200)));
        for (int i = 0; i < 1_000; i++) {
            groups.add("group " + i);
        }
        Begun begun = begin(provider);
        SamlSaid said = about(says(begun), "s-1", "eve@else.example");
        said.attributes.put("memberOf", groups);
        assertThat(bring(begun, said.encoded()).get("error")).isNull();

        JsonNode taken =
                Json.readObject(
                                platform.rows(
                                                "select account from provider_sign_in where provider_id = '%s'"
                                                        .formatted(provider))
                                        .getFirst())
                        .get("groups");
        assertThat(taken).hasSize(1_000);
        assertThat(taken.get(0).textValue()).hasSize(200);
        assertThat(taken.get(999).textValue()).isEqualTo("group 998");
    }

    @Test
    void ofTwoAnswersToOneQuestionAtOnceOneIsTaken() throws SQLException {
        Begun begun = begin(add(TRUSTED));
        List<CompletableFuture<Parameters>> both = new ArrayList<>();
        try (Connection held = platform.tenants.connect();
                Statement statement = held.createStatement()) {
            held.setAutoCommit(false);
            statement.executeQuery("select from provider_sign_in for update");
            for (int i = 0; i < 2; i++) {
                String answer = about(says(begun), "s-1", "eve@else.example").encoded();
                both.add(CompletableFuture.supplyAsync(() -> bring(begun, answer)));
            }
            ApiClient.await(() ->
                    platform.rows(
                                            "select pid from pg_stat_activity where wait_event_type = 'Lock' and query like 'update provider_sign_in%'")
                                    .size()
                            == 2);
            held.rollback();
        }
        List<Parameters> back = both.stream().map(CompletableFuture::join).toList();

        assertThat(back).filteredOn(one -> one.get("code") != null).hasSize(1);
        assertThat(ann.refusedSignIns()).containsExactly("The question was answered before");
    }

    @Test
    void whoBringsManyAnswersThatAreNoneHasToWaitAndWhoBringsGoodOnesHasNot() {
        String provider = add(TRUSTED);
        for (int i = 0; i < 101; i++) {
            Begun begun = begin(provider);
            String good = about(says(begun), "s-1", "eve@else.example").encoded();
            assertThat(bring(begun, good).get("error")).isNull();
        }
        String address = begin(provider).asked.answers().substring(platform.url().length());
        List<Integer> answers = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            answers.add(
                    platform.stranger()
                            .send(
                                    "POST",
                                    address,
                                    "application/x-www-form-urlencoded",
                                    "SAMLResponse=x&RelayState=x".getBytes(StandardCharsets.UTF_8))
                            .status());
        }
        assertThat(answers.subList(0, 100)).containsOnly(303);
        assertThat(answers.getLast()).isEqualTo(429);
    }

    @Test
    void anAnswerIsGoodOnceAndForAWhile() {
        String provider = add(TRUSTED);
        Begun begun = begin(provider);
        SamlSaid said = about(says(begun), "s-1", "eve@else.example");
        String answer = said.encoded();
        Parameters back = bring(begun, answer);
        assertThat(bring(begun, answer).get("error")).as("brought twice").isNotNull();
        in(finish(begun, back));
        assertThat(bring(begun, answer).get("error")).as("after it was used").isNotNull();
        assertThat(finish(begun, back).code()).isEqualTo(FAILED);

        Begun second = begin(provider);
        SamlSaid again = about(says(second), "s-1", "eve@else.example");
        assertThat(bring(second, answer).get("error")).as("for another question").isNotNull();
        again.id = said.id;
        assertThat(bring(second, again.encoded()).get("error")).isNotNull();
        assertThat(ann.refusedSignIns()).anyMatch(why -> why.contains("assertion was used before"));

        assertThat(begin(provider).asked.id()).isNotEqualTo(begin(provider).asked.id());
        Begun ended = begin(provider);
        platform.update(
                "update provider_sign_in set used_at = now() where provider_id = '%s'"
                        .formatted(provider));
        String endedAnswer = about(says(ended), "s-1", "eve@else.example").encoded();
        assertThat(bring(ended, endedAnswer).get("error")).as("ended without it").isNotNull();

        Begun late = begin(provider);
        clock.pass(Duration.ofMinutes(10));
        String lateAnswer = about(says(late), "s-1", "eve@else.example").encoded();
        assertThat(bring(late, lateAnswer).get("error")).isNotNull();
        assertThat(ann.refusedSignIns().getFirst()).contains("a late one");
    }

    @Test
    void onlyTheBrowserThatBeganAndWasSentBackComesIn() {
        String provider = add(TRUSTED);
        Begun begun = begin(provider);
        Parameters back = bring(begun, about(says(begun), "s-1", "eve@else.example").encoded());

        assertThat(finish(begun, back, "of another browser").code()).isEqualTo(FAILED);
        assertThat(finish(begun, back, "").code()).isEqualTo(FAILED);
        in(finish(begun, back));

        // Whoever has somebody else go to the provider for them knows the state, not the ticket.
        for (String code : new String[] {"", "&code=guessed"}) {
            Begun baited = begin(provider);
            Parameters theirs =
                    bring(baited, about(says(baited), "s-1", "eve@else.example").encoded());
            assertThat(
                            finish(baited, Parameters.parse("state=" + theirs.get("state") + code))
                                    .code())
                    .isEqualTo(FAILED);
        }
        Begun unanswered = begin(provider);
        assertThat(
                        finish(
                                        unanswered,
                                        Parameters.parse("state=" + back.get("state") + "&code=x"))
                                .code())
                .isEqualTo(FAILED);
        assertThat(
                        finish(
                                        unanswered,
                                        Parameters.parse("state=" + ended(unanswered) + "&code=x"))
                                .code())
                .isEqualTo(FAILED);
        assertThat(ann.refusedSignIns().getFirst()).contains("another browser");
    }

    /** What a browser would be sent back with, had the provider answered. */
    private static String ended(Begun begun) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(begun.state));
        UUID id = new UUID(bytes.getLong(), bytes.getLong());
        byte[] secret = new byte[bytes.remaining()];
        bytes.get(secret);
        return new SecretToken(UUID.fromString(tenantOf(begun)), id, secret).text();
    }

    @Test
    void anAnswerThatNobodyAskedForOpensNothing() {
        String provider = add(TRUSTED);
        Begun begun = begin(provider);
        String answer = about(says(begun), "s-1", "eve@else.example").encoded();
        String address = begun.asked.answers();
        for (String state :
                new String[] {
                    null, "", "x", "x".repeat(64), "x".repeat(200), begun.state + "AAAA"
                }) {
            assertThat(bring(address, state, answer).get("error")).as(state).isNotNull();
        }
        assertThat(ann.refusedSignIns()).anyMatch(why -> why.contains("nobody had asked for"));
        assertThat(sessions()).isZero();
    }

    @Test
    void anAnswerForAnotherProviderOrTenantOpensNothing() {
        ApiClient bob = platform.newTenant();
        String theirs = add(bob, KEYS, TRUSTED);
        String ours = add(TRUSTED);
        String second = add(ann, OTHERS, TRUSTED);
        Begun elsewhere = begin(bob.me("/tenant/slug"), theirs);
        Begun here = begin(ours);
        String forThem = about(says(elsewhere), "s-1", "eve@else.example").encoded();
        assertThat(bring(here, forThem).get("error")).isNotNull();
        assertThat(bring(here.asked.answers(), elsewhere.state, forThem).get("error")).isNotNull();
        String mixed =
                here.asked
                        .answers()
                        .replaceFirst(
                                "/saml2/[^/]+/",
                                elsewhere
                                        .asked
                                        .answers()
                                        .replaceFirst(".*(/saml2/[^/]+/).*", "$1"));
        assertThat(bring(mixed, here.state, forThem).get("error")).as("of no tenant").isNotNull();

        SamlSaid ofTheirs = about(says(here), "s-1", "eve@else.example");
        ofTheirs.audience = elsewhere.asked.tenant();
        assertThat(bring(here, ofTheirs.encoded()).get("error")).isNotNull();
        assertThat(ann.refusedSignIns()).anyMatch(why -> why.contains("another audience"));

        SamlSaid bySecond = about(says(here), "s-1", "eve@else.example");
        bySecond.keys = OTHERS;
        assertThat(bring(here, bySecond.encoded()).get("error"))
                .as("by the other provider's key")
                .isNotNull();
        Begun atSecond = begin(second);
        SamlSaid.Question asTheirs =
                new SamlSaid.Question(
                        here.asked.id(), atSecond.asked.tenant(), atSecond.asked.answers());
        SamlSaid crossed = new SamlSaid(OTHERS, asTheirs, clock.instant());
        assertThat(bring(atSecond.asked.answers(), here.state, crossed.encoded()).get("error"))
                .as("at the other provider's address")
                .isNotNull();
        assertThat(sessions()).isZero();

        assertThat(
                        platform.stranger()
                                .get("/saml2/" + UUID.randomUUID() + "/" + ours + "/metadata")
                                .status())
                .isEqualTo(404);
        assertThat(platform.stranger().get("/saml2/x/y/metadata").status()).isEqualTo(404);
        ann.patch(PROVIDERS + "/" + ours, "{'active': false}");
        assertThat(bring(here, about(says(here), "s-1", "eve@else.example").encoded()).get("error"))
                .as("switched off meanwhile")
                .isNotNull();
        String document = "/saml2/" + tenantOf(here) + "/" + second + "/metadata";
        assertThat(platform.stranger().get(document).status()).isEqualTo(200);
        Begun suspended = begin(second);
        platform.update("update tenant set active = false where slug = '%s'".formatted(slug));
        assertThat(platform.stranger().get(document).status()).isEqualTo(404);
        SamlSaid late = about(says(suspended), "s-1", "eve@else.example");
        late.keys = OTHERS;
        assertThat(bring(suspended, late.encoded()).get("error"))
                .as("the tenant is suspended meanwhile")
                .isEqualTo("unknown");
    }

    private static String tenantOf(Begun begun) {
        return begun.asked.answers().replaceFirst(".*/saml2/([^/]+)/.*", "$1");
    }

    @Test
    void aProviderThatSpeaksAnotherLanguageIsNoneHere() {
        String provider = add(TRUSTED);
        Begun begun = begin(provider);
        platform.update(
                "update identity_provider set kind = 'oidc', client_id = 'x', scopes = '{openid}' where id = '%s'"
                        .formatted(provider));

        assertThat(
                        platform.stranger()
                                .get("/saml2/" + tenantOf(begun) + "/" + provider + "/metadata")
                                .status())
                .isEqualTo(404);
        assertThat(
                        bring(begun, about(says(begun), "s-1", "eve@else.example").encoded())
                                .get("error"))
                .isEqualTo("unknown");
    }

    @Test
    void whatIsNoProviderIsNotAdded() {
        String good =
                "'kind': 'saml', 'name': 'X', 'issuer': 'urn:x', 'signInUrl': 'https://idp.example/sso', 'certificates': ['%s']"
                        .formatted(KEYS.base64());
        assertThat(refused(good.replace("https://", "http://"))).contains("/signInUrl invalid_url");
        assertThat(refused(good.replace("https://", "javascript:")))
                .contains("/signInUrl invalid_url");
        assertThat(refused(good.replace(KEYS.base64(), "AAAA")))
                .contains("/certificates/0 invalid_certificate");
        assertThat(refused(good.replace(KEYS.base64(), SamlKeys.made("RSA", "1024").base64())))
                .contains("/certificates/0 invalid_certificate");
        assertThat(refused(good.replaceAll("\\['.*'\\]", "[]")))
                .contains("/certificates invalid_certificate");
        for (String address :
                List.of(
                        "https:///sso",
                        "https://me@idp.example/sso",
                        "https://idp.example/#x",
                        "https://idp.example/ x")) {
            assertThat(refused(good.replace("https://idp.example/sso", address)))
                    .as(address)
                    .contains("/signInUrl invalid_url");
        }
        assertThat(refused(good.replace("/sso", "/" + "x".repeat(2_000))))
                .contains("/signInUrl too_long");
        assertThat(refused(good.replace("urn:x", "urn:" + "x".repeat(300))))
                .contains("/issuer too_long");
        assertThat(refused(good.replace(KEYS.base64(), "A".repeat(10_001))))
                .contains("/certificates/0 wrong_type");
        assertThat(refused(good.replace(KEYS.base64(), SHORT_CURVE)))
                .contains("/certificates/0 invalid_certificate");
        assertThat(refused(good.replace(KEYS.base64(), SamlKeys.made("EdDSA", "255").base64())))
                .contains("/certificates/0 invalid_certificate");
        assertThat(
                        refused(
                                good.replaceAll(
                                        "\\['.*'\\]",
                                        "['"
                                                + String.join(
                                                        "','",
                                                        Collections.nCopies(6, KEYS.base64()))
                                                + "']")))
                .contains("/certificates invalid_certificate");
        assertThat(refused(good + ", 'clientSecret': 'x'"))
                .contains("/clientSecret unknown_attribute");
        assertThat(refused(good + ", 'scopes': ['openid']")).contains("/scopes unknown_attribute");
        assertThat(refused(good.replace("'saml'", "'x'"))).contains("/kind unknown_option");
        String provider = ann.create(PROVIDERS, "{" + good + "}");
        assertThat(
                        ann.patch(
                                        PROVIDERS + "/" + provider,
                                        "{'kind': 'oidc', 'clientId': 'x', 'signInUrl': null, 'certificates': null, 'emailAttribute': null, 'nameAttribute': null}")
                                .errors())
                .contains("/kind cannot_change");

        String metadata = SamlSaid.metadata(KEYS.base64());
        String[] six =
                Stream.generate(() -> SamlKeys.made("EC", "256").base64())
                        .limit(6)
                        .toArray(String[]::new);
        assertThat(withMetadata(metadata + " ".repeat(256 * 1024)).errors())
                .contains("/metadata too_long");
        for (String bad :
                List.of(
                        "<x/>",
                        metadata.replace(SamlSaid.ISSUER, "urn:" + "x".repeat(300)),
                        metadata.replace("/sso", "/" + "x".repeat(2_000)),
                        "no XML",
                        SamlSaid.metadata(),
                        SamlSaid.metadata("AAAA"),
                        SamlSaid.metadata(six),
                        metadata.replace("https://idp.example/sso", "http://idp.example/sso"),
                        metadata.replace("HTTP-Redirect", "SOAP"),
                        metadata.replace("entityID", "entity"),
                        metadata.replace("EntityDescriptor", "EntitiesDescriptor"),
                        metadata.replace(
                                "<md:KeyDescriptor>", "<md:KeyDescriptor use='encryption'>"),
                        metadata.replace("?>", "?><!DOCTYPE x>"))) {
            assertThat(withMetadata(bad).errors())
                    .as(bad)
                    .contains("/metadata invalid_provider_metadata");
        }
    }

    private ApiClient.Answer withMetadata(String document) {
        ObjectNode body =
                Json.object().put("kind", "saml").put("name", "X").put("metadata", document);
        return ann.send("POST", PROVIDERS, "application/json", Json.bytes(body));
    }

    private List<String> refused(String body) {
        ApiClient.Answer answer = ann.post(PROVIDERS, "{" + body + "}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
        return answer.errors();
    }

    @Test
    void whatAnAdministratorChangesIsInTheAuditLogAsIsWhoCameIn() {
        String provider = add(TRUSTED);
        in(signIn(provider, said -> {}));
        JsonNode created =
                ann.get("/api/v1/audit?kind=provider.created").json().at("/data/0/detail");
        assertThat(created.get("kind").textValue()).isEqualTo("saml");
        assertThat(created.get("issuer").textValue()).isEqualTo(SamlSaid.ISSUER);
        assertThat(
                        ann.get("/api/v1/audit?kind=identity.linked")
                                .json()
                                .at("/data/0/detail/provider")
                                .textValue())
                .isEqualTo("Elsewhere");
        assertThat(ann.delete(PROVIDERS + "/" + provider).status()).isEqualTo(204);
    }
}
