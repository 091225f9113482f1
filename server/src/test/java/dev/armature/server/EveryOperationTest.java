package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static dev.armature.server.RightsFixture.ABSENT;
import static dev.armature.server.RightsFixture.HIDDEN;
import static dev.armature.server.RightsFixture.noId;
import static dev.armature.server.RightsFixture.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import dev.armature.server.ApiOperations.Operation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Every operation of the API document is called by everybody who may not call it: without a token,
 * with tokens that do not hold, by another tenant, by a role without rights, and by one with
 * bounds. What is expected follows from the document and from what others are answered, so an
 * operation that is added is tried without anybody adding it here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryOperationTest {

    private static final String PASSWORD = "a long password";
    private static final String ID = "[0-9a-f]{8}-[0-9a-f-]{27}";

    private final MovableClock clock = new MovableClock();
    private TestPlatform platform;
    private RightsFixture sales;
    private ApiOperations operations;
    private ApiClient nobody;
    private ApiClient stranger;
    private Map<String, String> tokens;

    @BeforeAll
    void open() throws Exception {
        platform = new TestPlatform(clock, Map.of());
        ApiClient early = platform.newTenant("early");
        ApiClient revoked = early.withToken(key(early, ""));
        String expiring = key(early, ", 'expiresAt': '" + clock.instant().plusSeconds(60) + "'");
        assertThat(revoked.get("/api/v1/me").status()).isEqualTo(200);
        early.get("/api/v1/api-keys")
                .json()
                .get("data")
                .forEach(made -> {
                    if (made.get("expiresAt").isNull()) {
                        early.delete("/api/v1/api-keys/" + made.get("id").textValue());
                    }
                });
        clock.pass(Duration.ofMinutes(16));
        sales = new RightsFixture(platform);
        operations = new ApiOperations(sales.admin);
        nobody = nobody();
        stranger = platform.newTenant("strangers");
        tokens = tokens(early.token(), revoked.token(), expiring);
    }

    private static String key(ApiClient client, String more) {
        return client.post(
                        "/api/v1/api-keys", "{'name': 'k', 'scopes': ['write']%s}".formatted(more))
                .json()
                .get("key")
                .textValue();
    }

    private ApiClient nobody() {
        String slug = sales.admin.me("/tenant/slug");
        sales.admin.create("/api/v1/roles", "{'name': 'nothing', 'objects': {}}");
        String email = "nobody@" + slug + ".example";
        sales.admin.create(
                "/api/v1/users",
                "{'name': 'Nobody', 'email': '%s', 'password': '%s', 'roles': ['nothing']}"
                        .formatted(email, PASSWORD));
        return platform.signIn(slug, email, PASSWORD);
    }

    private Map<String, String> tokens(String expired, String revokedKey, String expiredKey)
            throws Exception {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("an expired token", expired);
        bad.putAll(
                new ForgedTokens(
                                sales.admin.token(), platform.stranger().get("/oauth2/jwks").json())
                        .all());
        bad.put("a key that was revoked", revokedKey);
        bad.put("a key that has expired", expiredKey);
        bad.put("a key that nobody has", revokedKey.substring(0, 20) + "x");
        bad.put("no token at all", "");
        return bad;
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private Stream<DynamicTest> each(Consumer<Operation> test) {
        return operations.all().stream()
                .map(operation -> dynamicTest(operation.toString(), () -> test.accept(operation)));
    }

    @Test
    void theTokensThatAreForgedWouldHoldIfTheyWereGood() {
        assertThat(sales.admin.get("/api/v1/me").status()).isEqualTo(200);
        assertThat(tokens).hasSizeGreaterThan(15);
        assertThat(operations.all()).hasSizeGreaterThan(100);
    }

    @TestFactory
    Stream<DynamicTest> withoutATokenThatHoldsNothingIsOpenButWhatSaysSo() {
        return each(operation -> {
            String address = operations.address(sales.admin, operation.path());
            ApiClient.Answer plain = operation.call(platform.stranger(), address);
            if (operation.isOpen()) {
                assertThat(plain.code()).isNotEqualTo("unauthenticated");
            } else {
                assertRefused(plain);
            }
            String expected = told(plain);
            tokens.forEach((what, token) -> {
                ApiClient.Answer answer =
                        operation.call(platform.stranger().withToken(token), address);
                if (operation.isOpen()) {
                    assertThat(told(answer)).as(what).isEqualTo(expected);
                } else {
                    assertRefused(answer);
                }
            });
            if (!operation.isOpen()) {
                assertRefused(
                        operation.call(
                                platform.stranger(), address, "Authorization", "Basic YTpi"));
                assertRefused(
                        operation.call(
                                sales.admin,
                                address,
                                "Authorization",
                                "Bearer " + sales.admin.token()));
            }
        });
    }

    private static void assertRefused(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("unauthenticated");
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @TestFactory
    Stream<DynamicTest> whatIsAnotherTenantsIsAnsweredAsWhatIsNotThere() {
        return each(operation -> {
            if (!operation.hasParameters()) {
                return;
            }
            String own = operations.address(sales.admin, operation.path());
            String absent = absent(operation.path(), own);
            assertThat(plain(operation.call(stranger(), own), own))
                    .isEqualTo(plain(operation.call(stranger(), absent), absent))
                    .startsWith("4");
        });
    }

    // Some operations end the session of who calls them.
    private ApiClient stranger() {
        if (stranger.get("/api/v1/me").status() != 200) {
            stranger = platform.signIn("strangers");
        }
        return stranger;
    }

    /** The address with something in each place that is nowhere, of the form of what is there. */
    private static String absent(String path, String own) {
        String[] parts = path.split("/", -1);
        String[] there = own.split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].startsWith("{")) {
                parts[i] = there[i].matches(ID) ? noId() : "nothingHere";
            }
        }
        return String.join("/", parts);
    }

    /** An answer without the things that its address names. */
    private static String plain(ApiClient.Answer answer, String address) {
        String text = told(answer);
        for (String part : address.split("[/?]", -1)) {
            if (part.length() > 3) {
                text = text.replace(part, "_");
            }
        }
        return text.replaceAll(ID, "_").replace("nothingHere", "_");
    }

    /** What the document shows to who has no rights, they may call; all else is refused. */
    @TestFactory
    Stream<DynamicTest> aRoleWithoutRightsDoesWhatItsOwnDocumentShows() {
        Set<String> own = new ApiOperations(nobody).names();
        assertThat(operations.names()).containsAll(own).hasSizeGreaterThan(own.size() + 50);
        String email = nobody.me("/user/email");
        String slug = sales.admin.me("/tenant/slug");
        return each(operation -> {
            String address = operations.address(sales.admin, operation.path());
            ApiClient.Answer answer = operation.call(nobody, address);
            if (answer.status() == 401) {
                // An operation before has ended the session.
                nobody = platform.signIn(slug, email, PASSWORD);
                answer = operation.call(nobody, address);
            }
            assertThat(answer.status()).as(answer.toString()).isLessThan(500);
            assertThat(answer.body().replaceFirst("\"instance\":\"[^\"]*\"", ""))
                    .doesNotContain(HIDDEN)
                    .doesNotContain("northDeal");
            if (!own.contains(operation.toString())) {
                assertThat(answer.status()).as(answer.toString()).isIn(403, 404);
                if (answer.status() == 403) {
                    assertThat(answer.code()).isEqualTo("forbidden");
                }
            }
        });
    }

    /** Whatever an administrator's list has and theirs has not is not there for them. */
    @TestFactory
    Stream<DynamicTest> whatAConditionKeepsFromARoleIsAnsweredAsWhatIsNotThere() {
        int[] tried = {0};
        List<DynamicTest> tests = new ArrayList<>();
        each(
                        operation -> {
                            int place = operation.path().indexOf("{id}");
                            if (place < 0 || operation.path().indexOf('{') != place) {
                                return;
                            }
                            String prefix = operation.path().substring(0, place);
                            List<String> kept =
                                    new ArrayList<>(operations.listed(sales.admin, prefix));
                            kept.removeAll(operations.listed(sales.bob, prefix));
                            if (kept.isEmpty()) {
                                return;
                            }
                            tried[0]++;
                            String hidden =
                                    operations.address(
                                            sales.admin,
                                            operation.path().replace("{id}", kept.getFirst()));
                            String absent =
                                    operations.address(
                                            sales.admin, operation.path().replace("{id}", noId()));
                            assertThat(plain(operation.call(sales.bob, hidden), hidden))
                                    .isEqualTo(plain(operation.call(sales.bob, absent), absent))
                                    .startsWith("4");
                        })
                .forEach(tests::add);
        tests.add(dynamicTest("there were some", () -> assertThat(tried[0]).isGreaterThan(8)));
        return tests.stream();
    }

    /** Wherever a request may name a field, one that is hidden is one that is not there. */
    @TestFactory
    Stream<DynamicTest> aHiddenFieldIsAnsweredAsOneThatIsNotThere() {
        ApiOperations seen = new ApiOperations(sales.bob);
        List<DynamicTest> tests = new ArrayList<>();
        for (Operation operation : seen.all()) {
            String address = seen.address(sales.bob, operation.path());
            ways(seen, operation, address)
                    .forEach((name, way) ->
                            tests.add(
                                    dynamicTest(
                                            operation + " " + name,
                                            () -> assertNoneTheWiser(way))));
        }
        assertThat(tests).hasSizeGreaterThan(200);
        return tests.stream();
    }

    // Where a name that means nothing is taken, a text is a text and names no field.
    private void assertNoneTheWiser(BiFunction<ApiClient, String, ApiClient.Answer> way) {
        ApiClient.Answer hidden = way.apply(sales.bob, HIDDEN);
        ApiClient.Answer absent = way.apply(sales.bob, ABSENT);
        boolean taken = absent.status() < 300;
        assertThat(taken ? "" + hidden.status() : told(hidden))
                .isEqualTo(taken ? "" + absent.status() : told(absent));
    }

    private static final List<String> IN_TEXT = List.of("F", "-F", "F > 1", "account.F == \"x\"");

    private Map<String, BiFunction<ApiClient, String, ApiClient.Answer>> ways(
            ApiOperations seen, Operation operation, String address) {
        Map<String, BiFunction<ApiClient, String, ApiClient.Answer>> ways = new LinkedHashMap<>();
        if (operation.isOpen() || operation.path().contains("/auth/")) {
            return ways;
        }
        for (String parameter : seen.queryParameters(operation)) {
            for (String text : IN_TEXT) {
                ways.put(
                        "?" + parameter + "=" + text,
                        (client, field) ->
                                operation.call(
                                        client,
                                        address
                                                + "?"
                                                + parameter
                                                + "="
                                                + encode(text.replace("F", field))));
            }
        }
        JsonNode schema = seen.bodySchema(operation);
        for (ObjectNode body : bodies(seen, schema)) {
            ways.put(
                    body.toString(),
                    (client, field) ->
                            client.send(
                                    operation.method(),
                                    address,
                                    operation.mediaType(),
                                    body.toString()
                                            .replaceAll("\\bF\\b", field)
                                            .getBytes(StandardCharsets.UTF_8)));
        }
        return ways;
    }

    /** Bodies that name the field {@code F} in each place where a text may be, one at a time. */
    private static List<ObjectNode> bodies(ApiOperations seen, JsonNode schema) {
        List<ObjectNode> bodies = new ArrayList<>();
        if (!schema.path("properties").isObject()) {
            return bodies;
        }
        ObjectNode least = Json.object();
        schema.path("required")
                .forEach(name -> {
                    if (name.textValue().equals("filter")) {
                        least.put("filter", "true");
                    }
                });
        bodies.add(least.deepCopy().put("F", 1));
        for (Map.Entry<String, JsonNode> property : schema.get("properties").properties()) {
            for (String value : values(seen.resolved(property.getValue()).path("type"))) {
                ObjectNode body = least.deepCopy();
                body.set(property.getKey(), Json.read(value));
                bodies.add(body);
            }
        }
        return bodies;
    }

    private static List<String> values(JsonNode type) {
        List<String> values = new ArrayList<>();
        String types = type.toString();
        if (types.contains("string") || type.isMissingNode()) {
            values.add("\"F\"");
            values.add("\"F > 1\"");
        }
        if (types.contains("array") || type.isMissingNode()) {
            values.add("[\"F\"]");
            values.add("[\"-F\"]");
            values.add("[{\"field\": \"F\"}]");
            values.add("[{\"op\": \"create\", \"record\": {\"region\": \"north\", \"F\": 1}}]");
        }
        if (types.contains("object") || type.isMissingNode()) {
            values.add("{\"F\": 1}");
            values.add("{\"name\": \"F\"}");
            values.add("{\"n\": \"sum(F)\"}");
        }
        return values;
    }
}
