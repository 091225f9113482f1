package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More requests than an operator lets somebody make. */
class RateLimitTest {

    private static final int OF_A_TENANT = 40;
    private static final int OF_A_USER = 20;
    private static final int OF_A_KEY = 10;
    private static final int OF_AN_ADDRESS = 30;

    private TestPlatform platform;

    @BeforeEach
    void open() {
        platform =
                new TestPlatform(
                        Clock.systemUTC(),
                        Map.of(
                                "armature.limits.tenant", OF_A_TENANT,
                                "armature.limits.user", OF_A_USER,
                                "armature.limits.key", OF_A_KEY,
                                "armature.limits.address", OF_AN_ADDRESS));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    /** How many answers there were before the first refusal, which is looked at. */
    private static int untilRefused(Supplier<ApiClient.Answer> request, String whose, int limit) {
        int count = 0;
        ApiClient.Answer answer = request.get();
        while (answer.status() != 429) {
            count++;
            assertThat(count).as("requests without an end: " + answer).isLessThan(1_000);
            answer = request.get();
        }
        assertThat(answer.code()).isEqualTo("rate_limited");
        assertThat(answer.json().get("detail").textValue())
                .contains("of this " + whose)
                .contains(limit + " a minute");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 60);
        assertThat(answer.header("RateLimit-Policy"))
                .isEqualTo("\"%s\";q=%d;w=60".formatted(whose, limit));
        assertThat(answer.header("RateLimit")).matches("\"" + whose + "\";r=0;t=\\d+");
        return count;
    }

    private ApiClient colleague(ApiClient admin, String slug, String name) {
        String email = name + "@" + slug + ".example";
        admin.create(
                "/api/v1/users",
                "{'name': '%s', 'email': '%s', 'password': 'a long password'}"
                        .formatted(name, email));
        return platform.signIn(slug, email, "a long password");
    }

    @Test
    void aUserIsLimitedByThemselvesHoweverManySessionsTheyHave() {
        ApiClient ann = platform.newTenant("acme");
        ApiClient bob = colleague(ann, "acme", "bob");
        ApiClient again = platform.signIn("acme");

        int count = untilRefused(() -> ann.get("/api/v1/me"), "user", OF_A_USER);

        // One was used to make Bob.
        assertThat(count).isGreaterThanOrEqualTo(OF_A_USER - 1);
        assertThat(again.get("/api/v1/jobs").status()).isEqualTo(429);
        ApiClient.Answer other = bob.get("/api/v1/me");
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.header("RateLimit")).matches("\"(tenant|user)\";r=\\d+;t=\\d+");
    }

    @Test
    void theUsersOfATenantAreLimitedTogether() {
        ApiClient ann = platform.newTenant("acme");
        ApiClient bob = colleague(ann, "acme", "bob");
        ApiClient eve = colleague(ann, "acme", "eve");
        ApiClient globex = platform.newTenant("globex");
        untilRefused(() -> ann.get("/api/v1/me"), "user", OF_A_USER);
        for (int i = 0; i < OF_A_USER / 2; i++) {
            bob.get("/api/v1/me");
        }

        untilRefused(() -> eve.get("/api/v1/me"), "tenant", OF_A_TENANT);

        assertThat(bob.get("/api/v1/me").status()).isEqualTo(429);
        assertThat(globex.get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void aKeyIsLimitedByItselfAndCountsForItsUser() {
        ApiClient ann = platform.newTenant("acme");
        String[] keys = new String[2];
        for (int i = 0; i < keys.length; i++) {
            keys[i] =
                    ann.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['read']}")
                            .json()
                            .get("key")
                            .textValue();
        }
        ApiClient one = ann.withToken(keys[0]);
        ApiClient two = ann.withToken(keys[1]);

        assertThat(untilRefused(() -> one.get("/api/v1/me"), "key", OF_A_KEY))
                .isGreaterThanOrEqualTo(OF_A_KEY);

        assertThat(two.get("/api/v1/me").status()).isEqualTo(200);
        untilRefused(() -> two.get("/api/v1/me"), "user", OF_A_USER);
    }

    @Test
    void strangersAreLimitedByAddressAndHoldUpNobodyWhoIsKnown() {
        ApiClient ann = platform.newTenant("acme");
        ApiClient forger = ann.withToken("not.a.token");
        assertThat(forger.get("/api/v1/me").status()).isEqualTo(401);

        untilRefused(
                () -> forger.send("GET", "/api/v1/me", null, null, "X-Forwarded-For", "10.9.8.7"),
                "address",
                OF_AN_ADDRESS);

        ApiClient stranger = platform.stranger();
        untilRefused(() -> stranger.get("/api/v1/me"), "address", OF_AN_ADDRESS);
        untilRefused(() -> stranger.post("/api/v1/auth/login", "{}"), "address", OF_AN_ADDRESS);
        untilRefused(() -> stranger.post("/api/v1/tenants", "{}"), "address", OF_AN_ADDRESS);
        assertThat(ann.get("/api/v1/me").status()).isEqualTo(200);
        ApiClient guesser = ann.withToken("arm_guessed");
        untilRefused(() -> guesser.get("/api/v1/me"), "address", OF_AN_ADDRESS);
    }

    @Test
    void aTenantMayHaveANumberOfItsOwn() {
        platform.newTenant("acme");
        platform.update("update tenant set request_quota = 5 where slug = 'acme'");
        ApiClient ann = platform.signIn("acme");

        untilRefused(() -> ann.get("/api/v1/me"), "tenant", 5);

        assertThat(platform.newTenant("globex").get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void whatIsNoApiIsNotLimited() {
        for (int i = 0; i < OF_AN_ADDRESS + 1; i++) {
            assertThat(platform.stranger().get("/health/live").status()).isEqualTo(200);
        }
    }
}
