package dev.armature.engine.federation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** In which language a provider is spoken to, and what has to be known for that. */
sealed interface Protocol {

    /** What languages there are. */
    enum Kind {
        OIDC,
        SAML;

        /** How it is written in what is said and kept. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    int MAX_ISSUER = 300;

    Kind kind();

    /** How the provider calls itself. */
    String issuer();

    /** Adds what is known to what is said of the provider. */
    void describe(ObjectNode json);

    /**
     * OpenID Connect: all else is in the document that is at the issuer's address.
     *
     * @param scopes what is asked for
     */
    record OpenId(String issuer, String clientId, List<String> scopes) implements Protocol {

        private static final int MAX_CLIENT = 300;
        private static final int MOST_SCOPES = 20;
        private static final Pattern SCOPE =
                Pattern.compile("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,100}");
        private static final List<String> SCOPES = List.of("openid", "profile", "email");

        public OpenId {
            scopes = List.copyOf(scopes);
        }

        static OpenId read(Attributes attributes) {
            return new OpenId(
                    attributes.text("issuer", MAX_ISSUER),
                    attributes.text("clientId", MAX_CLIENT),
                    scopes(attributes));
        }

        private static List<String> scopes(Attributes attributes) {
            if (!attributes.has("scopes")) {
                return SCOPES;
            }
            List<String> scopes = attributes.texts("scopes", 100).stream().distinct().toList();
            boolean good =
                    scopes.size() <= MOST_SCOPES
                            && scopes.contains("openid")
                            && scopes.stream().allMatch(scope -> SCOPE.matcher(scope).matches());
            if (!good) {
                attributes
                        .problems()
                        .add(
                                attributes.pointer("scopes"),
                                "invalid_scopes",
                                "Scopes such as openid, profile and email are expected, openid among them; at most "
                                        + MOST_SCOPES);
            }
            return scopes;
        }

        static OpenId read(ResultSet row) throws SQLException {
            return new OpenId(
                    row.getString("issuer"),
                    row.getString("client_id"),
                    List.of((String[]) row.getArray("scopes").getArray()));
        }

        @Override
        public Kind kind() {
            return Kind.OIDC;
        }

        @Override
        public void describe(ObjectNode json) {
            json.put("issuer", issuer).put("clientId", clientId);
            scopes.forEach(json.putArray("scopes")::add);
        }
    }

    /**
     * SAML 2.0: what an administrator has been given by the provider.
     *
     * @param issuer the provider's entity id
     * @param signInUrl where people are sent with what is asked of it
     * @param certificates of the keys that it signs with, each as base64 of DER
     * @param emailAttribute the attribute that has somebody's address; null for those that most use
     * @param nameAttribute the attribute that has somebody's name; null for those that most use
     */
    record Saml(
            String issuer,
            String signInUrl,
            List<String> certificates,
            @Nullable String emailAttribute,
            @Nullable String nameAttribute)
            implements Protocol {

        private static final int MAX_ATTRIBUTE = 200;

        public Saml {
            certificates = List.copyOf(certificates);
        }

        static Saml read(Attributes attributes) {
            SamlMetadata told =
                    attributes.has("metadata")
                            ? SamlMetadata.read(attributes)
                            : SamlMetadata.typed(attributes);
            return new Saml(
                    told.issuer(),
                    told.signInUrl(),
                    told.certificates(),
                    attributes.optionalText("emailAttribute", MAX_ATTRIBUTE),
                    attributes.optionalText("nameAttribute", MAX_ATTRIBUTE));
        }

        static Saml read(ResultSet row) throws SQLException {
            return new Saml(
                    row.getString("issuer"),
                    row.getString("sign_in_url"),
                    List.of((String[]) row.getArray("certificates").getArray()),
                    row.getString("email_attribute"),
                    row.getString("name_attribute"));
        }

        @Override
        public Kind kind() {
            return Kind.SAML;
        }

        @Override
        public void describe(ObjectNode json) {
            json.put("issuer", issuer).put("signInUrl", signInUrl);
            certificates.forEach(json.putArray("certificates")::add);
            json.put("emailAttribute", emailAttribute).put("nameAttribute", nameAttribute);
        }
    }

    static Protocol read(ResultSet row) throws SQLException {
        return row.getString("kind").equals(Kind.SAML.word()) ? Saml.read(row) : OpenId.read(row);
    }

    static Protocol read(Attributes attributes) {
        Kind kind = attributes.choice("kind", Kind.OIDC, List.of(Kind.values()), Kind::word);
        return kind == Kind.SAML ? Saml.read(attributes) : OpenId.read(attributes);
    }
}
