package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWT;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenIntrospectionResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.UserInfoResponse;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.claims.UserInfo;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.AccessTokenValidator;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A client library that many apps are made with works with the platform as it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OAuthClientLibraryTest {

    private final TestPlatform platform = TestPlatform.underItsOwnAddress();
    private ApiClient ann;
    private OAuthApp app;
    private ClientID clientId;
    private OIDCProviderMetadata provider;

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeAll
    void whatTheAppKnows() throws Exception {
        ann = platform.newTenant();
        app =
                OAuthApp.register(
                        platform,
                        ann,
                        "openid profile email offline_access read",
                        ", 'serviceUser': '" + ann.me("/user/id") + "'");
        clientId = new ClientID(app.clientId());
        provider = OIDCProviderMetadata.resolve(new Issuer(platform.url()));
    }

    private ClientAuthentication authentication() {
        return new ClientSecretBasic(clientId, new Secret(app.secret()));
    }

    /** What a browser does for the app. */
    private URI throughTheBrowser(AuthenticationRequest request) {
        String query = request.toURI().getRawQuery();
        return URI.create(OAuthApp.decide(ann, query, "allow").json().get("leave").textValue());
    }

    private OIDCTokenResponse exchanged(AuthorizationGrant grant, ClientAuthentication shown)
            throws Exception {
        TokenResponse response =
                OIDCTokenResponseParser.parse(
                        new TokenRequest.Builder(provider.getTokenEndpointURI(), shown, grant)
                                .build()
                                .toHTTPRequest()
                                .send());
        assertThat(response.indicatesSuccess()).as(response.toHTTPResponse().getBody()).isTrue();
        return (OIDCTokenResponse) response.toSuccessResponse();
    }

    @Test
    void somebodySignsInWithTheAppAndItGoesOnForThem() throws Exception {
        CodeVerifier verifier = new CodeVerifier();
        State state = new State();
        Nonce nonce = new Nonce();
        AuthenticationRequest request =
                new AuthenticationRequest.Builder(
                                ResponseType.CODE,
                                new Scope("openid", "profile", "email", "offline_access", "read"),
                                clientId,
                                URI.create(OAuthApp.CALLBACK))
                        .endpointURI(provider.getAuthorizationEndpointURI())
                        .state(state)
                        .nonce(nonce)
                        .codeChallenge(verifier, CodeChallengeMethod.S256)
                        .build();

        AuthorizationResponse response = AuthorizationResponse.parse(throughTheBrowser(request));

        assertThat(response.indicatesSuccess()).isTrue();
        assertThat(response.getState()).isEqualTo(state);
        assertThat(response.getIssuer()).isEqualTo(provider.getIssuer());
        AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
        OIDCTokenResponse tokens =
                exchanged(
                        new AuthorizationCodeGrant(code, URI.create(OAuthApp.CALLBACK), verifier),
                        authentication());
        JWT idToken = tokens.getOIDCTokens().getIDToken();
        IDTokenClaimsSet claims = validator().validate(idToken, nonce);
        assertThat(claims.getSubject().getValue()).isEqualTo(ann.me("/user/id"));
        AccessTokenValidator.validate(
                tokens.getOIDCTokens().getAccessToken(),
                JWSAlgorithm.RS256,
                new AccessTokenHash(claims.getStringClaim("at_hash")));

        assertThat(userInfo(tokens.getOIDCTokens().getAccessToken()).getName())
                .isEqualTo("Ann Admin");
        OIDCTokenResponse fresh =
                exchanged(
                        new RefreshTokenGrant(tokens.getOIDCTokens().getRefreshToken()),
                        new ClientSecretPost(clientId, new Secret(app.secret())));
        assertThat(userInfo(fresh.getOIDCTokens().getAccessToken()).getSubject())
                .isEqualTo(claims.getSubject());

        revokeAndAsk(fresh);
    }

    private IDTokenValidator validator() throws Exception {
        return new IDTokenValidator(
                provider.getIssuer(),
                clientId,
                JWSAlgorithm.RS256,
                provider.getJWKSetURI().toURL());
    }

    private UserInfo userInfo(AccessToken token) throws Exception {
        return UserInfoResponse.parse(
                        new UserInfoRequest(provider.getUserInfoEndpointURI(), token)
                                .toHTTPRequest()
                                .send())
                .toSuccessResponse()
                .getUserInfo();
    }

    private void revokeAndAsk(OIDCTokenResponse tokens) throws Exception {
        assertThat(isActive(tokens)).isTrue();
        assertThat(
                        new TokenRevocationRequest(
                                        provider.getRevocationEndpointURI(),
                                        authentication(),
                                        tokens.getOIDCTokens().getRefreshToken())
                                .toHTTPRequest()
                                .send()
                                .indicatesSuccess())
                .isTrue();
        assertThat(isActive(tokens)).isFalse();
    }

    private boolean isActive(OIDCTokenResponse tokens) throws Exception {
        return TokenIntrospectionResponse.parse(
                        new TokenIntrospectionRequest(
                                        provider.getIntrospectionEndpointURI(),
                                        authentication(),
                                        tokens.getOIDCTokens().getRefreshToken())
                                .toHTTPRequest()
                                .send())
                .toSuccessResponse()
                .isActive();
    }

    @Test
    void aProgramWithoutPeopleGetsAToken() throws Exception {
        TokenResponse response =
                TokenResponse.parse(
                        new TokenRequest.Builder(
                                        provider.getTokenEndpointURI(),
                                        authentication(),
                                        new ClientCredentialsGrant())
                                .scope(new Scope("read"))
                                .build()
                                .toHTTPRequest()
                                .send());

        AccessToken token = response.toSuccessResponse().getTokens().getAccessToken();
        assertThat(ann.withToken(token.getValue()).get("/api/v1/records/none").code())
                .isEqualTo("not_found");
        assertThat(token.getScope().toStringList()).isEqualTo(List.of("read"));
    }

    @Test
    void theServersMetadataIsUnderstood() throws Exception {
        AuthorizationServerMetadata metadata =
                AuthorizationServerMetadata.resolve(new Issuer(platform.url()));

        assertThat(metadata.getCodeChallengeMethods()).containsExactly(CodeChallengeMethod.S256);
        assertThat(metadata.supportsAuthorizationResponseIssuerParam()).isTrue();
        assertThat(provider.getJWKSetURI()).isEqualTo(metadata.getJWKSetURI());
    }
}
