package dev.armature.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.armature.engine.oauth.Parameters;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A small identity provider somewhere else. It does what it should unless a test has it do
 * something else.
 */
final class ForeignProvider implements AutoCloseable {

    static final String CLIENT = "client-1";
    static final String SECRET = "a secret: with %, & and =";

    final RSAKey key = key("k1");

    /** What it says of whoever signs in. */
    volatile UnaryOperator<JWTClaimsSet.Builder> claims = claims -> claims;

    /** How it signs. */
    volatile Function<JWTClaimsSet, String> signer = this::signed;

    volatile UnaryOperator<ObjectNode> document = document -> document;
    volatile String userInfo;
    volatile Answers tokenEndpoint = this::token;
    volatile Answers jwks = exchange -> json(exchange, 200, keys(key));
    volatile String authorization;

    private final Clock clock;
    private final HttpServer server;
    private final Map<String, Parameters> codes = new ConcurrentHashMap<>();

    /** How an address is answered. */
    @FunctionalInterface
    interface Answers {
        void to(HttpExchange exchange) throws IOException;
    }

    ForeignProvider(Clock clock) {
        this.clock = clock;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> json(exchange, 200, Json.write(document.apply(usualDocument()))));
        server.createContext("/authorize", this::sendBack);
        server.createContext("/jwks", exchange -> jwks.to(exchange));
        server.createContext("/token", exchange -> tokenEndpoint.to(exchange));
        server.createContext("/userinfo", exchange -> json(exchange, 200, userInfo));
        server.start();
    }

    static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    static String keys(RSAKey... keys) {
        return new JWKSet(List.of(keys)).toString(true);
    }

    String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private ObjectNode usualDocument() {
        ObjectNode usual =
                Json.object()
                        .put("issuer", issuer())
                        .put("authorization_endpoint", issuer() + "/authorize?hint=x")
                        .put("token_endpoint", issuer() + "/token")
                        .put("jwks_uri", issuer() + "/jwks");
        return userInfo == null ? usual : usual.put("userinfo_endpoint", issuer() + "/userinfo");
    }

    static void json(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** What somebody's browser gets there: the code that it brings back. */
    String authorize(String address) {
        String code = UUID.randomUUID().toString();
        codes.put(code, Parameters.parse(URI.create(address).getRawQuery()));
        return code;
    }

    /** Somebody who comes with a browser is known here, and goes back at once. */
    private void sendBack(HttpExchange exchange) throws IOException {
        try (exchange) {
            String address = exchange.getRequestURI().toString();
            Parameters asked = Parameters.parse(URI.create(address).getRawQuery());
            String location =
                    "%s?code=%s&state=%s"
                            .formatted(
                                    asked.get("redirect_uri"),
                                    authorize(address),
                                    ApiClient.encode(asked.get("state")));
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(302, -1);
        }
    }

    /** As a provider should: a code is good once, and for who asked for it. */
    void token(HttpExchange exchange) throws IOException {
        authorization = exchange.getRequestHeaders().getFirst("Authorization");
        Parameters form =
                Parameters.parse(
                        new String(
                                exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Parameters asked = codes.remove(form.get("code"));
        boolean good =
                asked != null
                        && asked.get("redirect_uri").equals(form.get("redirect_uri"))
                        && asked.get("code_challenge")
                                .equals(OAuthApp.challenge(form.get("code_verifier")));
        if (!good) {
            json(exchange, 400, "{\"error\": \"invalid_grant\"}");
            return;
        }
        ObjectNode answer =
                Json.object()
                        .put("access_token", "an-access-token")
                        .put("token_type", "Bearer")
                        .put("id_token", signer.apply(said(asked.get("nonce"))));
        json(exchange, 200, Json.write(answer));
    }

    private JWTClaimsSet said(String nonce) {
        Instant now = clock.instant();
        return claims.apply(
                        new JWTClaimsSet.Builder()
                                .issuer(issuer())
                                .audience(CLIENT)
                                .subject("subject-1")
                                .claim("nonce", nonce)
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plusSeconds(300))))
                .build();
    }

    String signed(JWTClaimsSet said) {
        return signed(said, key);
    }

    static String signed(JWTClaimsSet said, RSAKey by) {
        try {
            SignedJWT token =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(by.getKeyID()).build(),
                            said);
            token.sign(new RSASSASigner(by));
            return token.serialize();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
