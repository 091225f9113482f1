package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Guessing passwords, and what it does to those whose passwords are guessed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignInProtectionTest {

    private static final String PASSWORD = "a long password";
    private static final int AT_ONCE = 10;

    private TestPlatform platform;
    private ApiClient ann;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
        ann = platform.newTenant("acme");
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private String user(String name) {
        String email = name + "@acme.example";
        ann.create(
                "/api/v1/users",
                "{'name': '%s', 'email': '%s', 'password': '%s'}".formatted(name, email, PASSWORD));
        return email;
    }

    private ApiClient.Answer login(String tenant, String email, String password, String... more) {
        return platform.stranger()
                .post(
                        "/api/v1/auth/login?session=cookie",
                        "{'tenant': '%s', 'email': '%s', 'password': '%s'}"
                                .formatted(tenant, email, password),
                        more);
    }

    @Test
    void anAccountIsTriedTenTimesAtOnceThatExistsOrNot() {
        String email = user("bob");
        for (String[] account :
                new String[][] {
                    {"acme", email}, {"acme", "nobody@acme.example"}, {"nowhere", email}
                }) {
            List<ApiClient.Answer> answers =
                    Stream.generate(() -> login(account[0], account[1], "not the password"))
                            .limit(AT_ONCE + 1)
                            .toList();

            assertThat(answers.subList(0, AT_ONCE))
                    .extracting(ApiClient.Answer::code)
                    .containsOnly("invalid_credentials");
            ApiClient.Answer refused = answers.getLast();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.code()).isEqualTo("too_many_requests");
            assertThat(refused.json().get("detail").textValue()).contains("for this account");
            assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 90);
            assertThat(login(account[0], account[1], PASSWORD).status())
                    .as("the right password does not get through either")
                    .isEqualTo(429);
        }
    }

    @Test
    void attemptsAtOnceAreCountedBeforeTheyAreLookedAt() {
        String email = user("eve");
        List<CompletableFuture<ApiClient.Answer>> answers =
                IntStream.range(0, 30)
                        .mapToObj(i ->
                                CompletableFuture.supplyAsync(
                                        () -> login("acme", email, "guess number " + i)))
                        .toList();

        assertThat(answers.stream().map(CompletableFuture::join).map(ApiClient.Answer::status))
                .filteredOn(status -> status == 401)
                .hasSize(AT_ONCE);
    }

    @Test
    void strangersDoNotKeepAPersonOutOfTheirAccountInTheirBrowser() {
        String email = user("carl");
        String mark = login("acme", email, PASSWORD).cookie("armature_device");
        for (int i = 0; i <= AT_ONCE; i++) {
            login("acme", email, "not the password");
        }
        assertThat(login("acme", email, PASSWORD).status()).isEqualTo(429);

        assertThat(login("acme", email, PASSWORD, "Cookie", mark).status()).isEqualTo(200);
        assertThat(login("acme", user("dora"), "wrong password", "Cookie", mark).status())
                .as("of another account the mark says nothing")
                .isEqualTo(401);
        for (int i = 0; i < AT_ONCE; i++) {
            assertThat(login("acme", email, "not the password", "Cookie", mark).status())
                    .isEqualTo(401);
        }
        assertThat(login("acme", email, PASSWORD, "Cookie", mark).status()).isEqualTo(429);
    }

    @Test
    void aForgedMarkCountsAsAStranger() {
        String email = user("fay");
        String forged = "armature_device=" + "A".repeat(64);
        for (int i = 0; i < AT_ONCE; i++) {
            login("acme", email, "not the password", "Cookie", forged.substring(0, 70 + i % 3));
        }

        assertThat(login("acme", email, PASSWORD, "Cookie", forged).status()).isEqualTo(429);
    }

    @Test
    void whoSignsInRightlyIsNotCounted() {
        String email = user("gus");

        assertThat(Stream.generate(() -> login("acme", email, PASSWORD)).limit(AT_ONCE * 2))
                .extracting(ApiClient.Answer::status)
                .containsOnly(200);
    }

    @Test
    void aSwitchedOffUserIsAnsweredLikeAWrongPassword() {
        String email = user("hal");
        String id =
                ann.get("/api/v1/users").json().get("data").findParents("email").stream()
                        .filter(node -> node.get("email").textValue().equals(email))
                        .findFirst()
                        .orElseThrow()
                        .get("id")
                        .textValue();
        String wrong = login("acme", email, "not the password").json().get("detail").textValue();
        ann.delete("/api/v1/users/" + id);

        ApiClient.Answer off = login("acme", email, PASSWORD);
        assertThat(off.status()).isEqualTo(401);
        assertThat(off.json().get("detail").textValue()).isEqualTo(wrong);
    }

    @Test
    void otherRequestsAreAnsweredWhileManySignIn() {
        Map<String, String> marks = new HashMap<>();
        for (int i = 0; i < 200 / AT_ONCE; i++) {
            String email = user("many" + i);
            marks.put(email, login("acme", email, PASSWORD).cookie("armature_device"));
        }
        List<Integer> endedMeanwhile = new ArrayList<>();
        Queue<Integer> statuses;
        try (Flood flood = new Flood(marks)) {
            statuses = flood.statuses;
            ApiClient.await(() -> !flood.statuses.isEmpty());
            for (int i = 0; i < 5; i++) {
                int before = flood.statuses.size();
                assertThat(ann.get("/api/v1/me").status()).isEqualTo(200);
                endedMeanwhile.add(flood.statuses.size() - before);
            }
        }
        assertThat(endedMeanwhile.stream().sorted().toList().get(2))
                .as("of 200 that sign in at once a few come first, not all: %s", endedMeanwhile)
                .isLessThan(20);
        assertThat(statuses).contains(200).isSubsetOf(200, 503);
    }

    /** Two hundred that sign in at once, in browsers that are known, again and again. */
    private final class Flood implements AutoCloseable {
        private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean enough = new AtomicBoolean();
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

        Flood(Map<String, String> marks) {
            marks.forEach((email, mark) -> {
                for (int i = 0; i < AT_ONCE; i++) {
                    threads.execute(() -> signInAgainAndAgain(email, mark));
                }
            });
        }

        private void signInAgainAndAgain(String email, String mark) {
            while (!enough.get()) {
                statuses.add(login("acme", email, PASSWORD, "Cookie", mark).status());
            }
        }

        @Override
        public void close() {
            enough.set(true);
            threads.close();
        }
    }

    @Test
    void passwordsThatAreGuessedFirstAreNotTaken() {
        for (String password :
                List.of(
                        "password123",
                        "PassWord",
                        "P@ssw0rd!20",
                        "aaaaaaaaaaaaaa",
                        "qwertyuiopasdf",
                        "123456789012",
                        "monkeymonkey",
                        "IvanPetrov",
                        "petrov99!",
                        "supernatural")) {
            ApiClient.Answer answer =
                    ann.post(
                            "/api/v1/users",
                            "{'name': 'Ivan Petrov', 'email': 'ivan@acme.example', 'password': '%s'}"
                                    .formatted(password));
            assertThat(answer.errors()).as(password).containsExactly("/password too_common");
        }
        assertThat(
                        ann.post(
                                        "/api/v1/users",
                                        "{'name': 'I', 'email': 'ivan@acme.example', 'password': 'seven c'}")
                                .errors())
                .containsExactly("/password too_short");
        for (String password :
                List.of("two cows", "P@ssw0rd!2024", "корова на льду " + "й".repeat(900))) {
            assertThat(
                            ann.post(
                                            "/api/v1/users",
                                            "{'name': 'I', 'email': '%s@acme.example', 'password': '%s'}"
                                                    .formatted(UUID.randomUUID(), password))
                                    .status())
                    .as(password)
                    .isEqualTo(201);
        }
    }
}
