package dev.armature.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.erasure.DueErasures;
import dev.armature.engine.erasure.Erasure;
import dev.armature.engine.erasure.ErasureLetters;
import dev.armature.engine.erasure.ErasureRequests;
import dev.armature.engine.erasure.Proof;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.home.Homes;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.mail.Letters;
import dev.armature.engine.mail.Mailer;
import dev.armature.engine.operator.OperatorKeys;
import dev.armature.engine.usage.UsageMeter;
import dev.armature.metadata.digest.Sha256;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.testing.TestPostgres;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A tenant's administrators ask for its end: after a fresh proof, told to all of them, taken back
 * by any of them until it is due, held by an operator who suspends it, and then done with its
 * proof.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErasureRequestTest {

    private static final String ERASURE = "/api/v1/tenant/erasure";
    private static final Duration LATER = ErasureRequests.GRACE.plusMinutes(5);

    private TestPlatform platform;
    private ApiClient operator;
    private ApiClient ann;
    private ApiClient cleo;
    private String slug;
    private int tenants;

    @BeforeAll
    void open() {
        platform = new TestPlatform(TestPostgres.installed());
        operator =
                platform.stranger()
                        .withToken(OperatorKeys.create(platform.database.owner(), "Olga"));
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenantWithTwoAdministrators() {
        slug = "ending" + ++tenants;
        ann = platform.newTenant(slug);
        ann.create(
                "/api/v1/users",
                "{'name': 'Cleo', 'email': 'cleo@%s.example', 'password': 'a long password', 'roles': ['administrator'], 'locale': 'ru'}"
                        .formatted(slug));
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password'}"
                        .formatted(slug));
        cleo = platform.signIn(slug, "cleo@" + slug + ".example", "a long password");
    }

    private String proof() {
        return "{'slug': '%s', 'password': 'a long password'}".formatted(slug);
    }

    private JsonNode ask() {
        ApiClient.Answer asked = ann.post(ERASURE, proof());
        assertThat(asked.status()).as(asked.toString()).isEqualTo(202);
        return asked.json();
    }

    /** Does what is due as if it were later, and again when all nodes know. */
    private void passes(Duration time) {
        try (DueErasures due = due()) {
            due.run(Instant.now().plus(time));
            due.run(Instant.now().plus(time).plus(DueErasures.SETTLED));
        }
    }

    private Erasure erasure() {
        return new Erasure(
                platform.context.getBean(Homes.class),
                platform.context.getBean(FileBodies.class),
                Clock.systemUTC());
    }

    private DueErasures due() {
        return new DueErasures(
                erasure(),
                new ErasureLetters(
                        platform.context.getBean(Homes.class),
                        platform.context.getBean(Letters.class),
                        platform.context.getBean(Mailer.class),
                        Clock.systemUTC()),
                Clock.systemUTC());
    }

    private boolean isThere() {
        return !platform.rows("select 1 from tenant where slug = '" + slug + "'").isEmpty();
    }

    private List<JsonNode> proofsOf(String tenant) {
        return erasure().proofs().stream()
                .<JsonNode>map(Proof::told)
                .filter(told -> told.get("tenant").textValue().equals(tenant))
                .toList();
    }

    @Test
    void whoAsksNamesTheTenantAndShowsWhoTheyAre() {
        assertThat(ann.post(ERASURE, "{}").errors())
                .containsExactly("/password required", "/slug required");
        assertThat(ann.post(ERASURE, "{'slug': 'other', 'password': 'a long password'}").errors())
                .containsExactly("/slug wrong_slug");
        assertThat(ann.post(ERASURE, "{'slug': '%s', 'password': 'no'}".formatted(slug)).errors())
                .containsExactly("/password wrong_password");
        ApiClient bob = platform.signIn(slug, "bob@" + slug + ".example", "a long password");
        assertThat(bob.post(ERASURE, proof()).status()).isEqualTo(403);
        assertThat(bob.get(ERASURE).status()).isEqualTo(403);
        assertThat(bob.delete(ERASURE).status()).isEqualTo(403);
        ApiClient program =
                ann.withToken(
                        ann.post(
                                        "/api/v1/api-keys",
                                        "{'name': 'k', 'scopes': ['metadata', 'write']}")
                                .json()
                                .get("key")
                                .textValue());
        assertThat(program.post(ERASURE, proof()).code()).isEqualTo("scope_missing");
        assertThat(program.delete(ERASURE).code()).isEqualTo("scope_missing");
        assertThat(ann.get(ERASURE).json().get("due").isNull()).isTrue();
        assertThat(ann.get("/api/v1/me").json().at("/tenant/erasureDueAt").isNull()).isTrue();
    }

    @Test
    void itIsDueAfterThirtyDaysAndEverybodySeesIt() {
        assertThat(ErasureRequests.GRACE).isEqualTo(Duration.ofDays(30));
        Instant before = Instant.now();
        JsonNode state = ask();
        assertThat(state.get("graceDays").intValue()).isEqualTo(30);
        String due = state.at("/due/dueAt").textValue();
        assertThat(Instant.parse(due))
                .isBetween(
                        before.plus(ErasureRequests.GRACE),
                        Instant.now().plus(ErasureRequests.GRACE));
        assertThat(state.at("/due/askedBy").textValue()).isEqualTo(ann.me("/user/id"));
        assertThat(ann.post(ERASURE, proof()).code()).isEqualTo("state_conflict");
        ApiClient bob = platform.signIn(slug, "bob@" + slug + ".example", "a long password");
        assertThat(bob.me("/tenant/erasureDueAt")).isEqualTo(due);
        JsonNode seen = operator.get("/api/operator/v1/tenants/" + ann.me("/tenant/id")).json();
        assertThat(seen.get("erasureDueAt").textValue()).isEqualTo(due);
        assertThat(seen.get("suspendedAt").isNull()).isTrue();
        // The tenant works on.
        ann.object("{'name': 'note', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.create("/api/v1/records/note", "{'name': 'a'}");
        passes(ErasureRequests.GRACE.minusMinutes(5));
        assertThat(ann.get("/api/v1/records/note").status()).isEqualTo(200);
    }

    /** A letter about this tenant, once it is there. */
    private Mailbox.Received letter(String to, String subject) {
        List<Mailbox.Received> found = new ArrayList<>();
        ApiClient.await(() -> {
            platform.mail.to(to + "@" + slug + ".example").stream()
                    .filter(letter -> letter.subject().contains(slug + subject))
                    .forEach(found::add);
            return !found.isEmpty();
        });
        return found.getFirst();
    }

    @Test
    void allAdministratorsAreToldAndAnyOfThemTakesItBack() {
        assertThat(cleo.delete(ERASURE).code()).isEqualTo("state_conflict");
        ask();
        assertThat(letter("ann", " will be deleted on 20").text()).contains("Ann Admin has asked");
        assertThat(letter("cleo", " будет удалено 20").text()).contains("Ann Admin просит удалить");

        assertThat(cleo.delete(ERASURE).status()).isEqualTo(204);

        assertThat(letter("ann", " will not be deleted").text()).contains("Cleo has taken back");
        assertThat(ann.get(ERASURE).json().get("due").isNull()).isTrue();
        assertThat(ann.get("/api/v1/me").json().at("/tenant/erasureDueAt").isNull()).isTrue();
        assertThat(ann.get("/api/v1/audit?kind=erasure").json().get("data"))
                .extracting(entry -> entry.get("kind").textValue())
                .containsExactly("erasure.revoked", "erasure.asked");
        assertThat(platform.mail.to("bob@" + slug + ".example"))
                .noneMatch(letter -> letter.subject().contains("deleted"));
        passes(LATER);
        assertThat(ann.get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void whenItIsDueTheTenantIsGoneAndAProofIsLeft() {
        String other = slug;
        ApiClient bystander = ann;
        aTenantWithTwoAdministrators();
        ann.object("{'name': 'note', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.create("/api/v1/records/note", "{'name': 'a'}");
        String id = ann.me("/tenant/id");
        String who = ann.me("/user/id");
        ask();
        assertThat(proofsOf(id)).isEmpty();

        passes(LATER);

        assertThat(isThere()).isFalse();
        ann.awaitOut();
        assertThat(proofsOf(id)).hasSize(1);
        JsonNode told = proofsOf(id).getFirst();
        assertThat(told.get("by").textValue()).isEqualTo("administrator " + who);
        assertThat(told.get("reason").textValue()).startsWith("asked for at 20");
        assertThat(told.at("/audit/intact").booleanValue()).isTrue();
        assertThat(bystander.get("/api/v1/me").status()).isEqualTo(200);
        assertThat(platform.rows("select 1 from tenant where slug = '" + other + "'")).hasSize(1);
        passes(LATER);
        assertThat(proofsOf(id)).hasSize(1);
        // What was counted of it and not written down yet has no place, and keeps nothing up.
        ann.get("/api/v1/me");
        UsageMeter meter = platform.context.getBean(UsageMeter.class);
        meter.request(new TenantId(told.get("number").intValue()));
        meter.flush();
        assertThat(
                        platform.rows(
                                "select 1 from tenant_usage where tenant_id = "
                                        + told.get("number")))
                .isEmpty();
    }

    @Test
    void whoAskedGetsTheProofAndNothingOfThemIsKept() {
        String id = ann.me("/tenant/id");
        ask();

        passes(LATER);

        Mailbox.Received letter = letter("ann", " is deleted");
        String line =
                letter.text()
                        .lines()
                        .filter(text -> text.startsWith("{"))
                        .findFirst()
                        .orElseThrow();
        assertThat(Json.read(line).get("tenant").textValue()).isEqualTo(id);
        assertThat(letter.text())
                .contains("The SHA-256 of that line is " + Sha256.hex(line.getBytes(UTF_8)));
        assertThat(proofsOf(id).getFirst()).isEqualTo(Json.read(line));
        assertThat(line).doesNotContain("Ann", "ann@", slug);
        assertThat(platform.database.rows("select recipient from erasure_letter")).isEmpty();
        for (String other : List.of("cleo", "bob")) {
            assertThat(platform.mail.to(other + "@" + slug + ".example"))
                    .noneMatch(mail -> mail.text().contains("SHA-256"));
        }
    }

    @Test
    void whoAskedGetsTheProofAlsoWhenAnOperatorErasesEarlier() {
        String id = ann.me("/tenant/id");
        assertThat(cleo.post(ERASURE, proof()).status()).isEqualTo(202);
        operator.post("/api/operator/v1/tenants/" + id + "/suspend", "{'reason': 'at once'}");
        Tenant tenant =
                platform.context
                        .getBean(TenantDirectory.class)
                        .find(UUID.fromString(id))
                        .orElseThrow();

        erasure().erase(tenant, "Olga", "they cannot wait");
        passes(Duration.ZERO);

        assertThat(letter("cleo", " удалено").text()).contains("\"by\":\"Olga\"");
    }

    @Test
    void nobodyTakesItBackOnceItHasBegunAndNodesHaveTimeToShut() {
        ask();
        try (DueErasures due = due()) {
            due.run(Instant.now().plus(LATER));
            ann.awaitOut();
            assertThat(
                            platform.stranger()
                                    .post(
                                            "/api/v1/auth/login",
                                            "{'tenant': '%s', 'email': 'ann@%s.example', 'password': 'a long password'}"
                                                    .formatted(slug, slug))
                                    .code())
                    .isEqualTo("tenant_suspended");
            due.run(Instant.now().plus(LATER).plus(DueErasures.SETTLED).minusSeconds(5));
            assertThat(isThere()).isTrue();
            due.run(Instant.now().plus(LATER).plus(DueErasures.SETTLED).plusSeconds(5));
            assertThat(isThere()).isFalse();
        }
    }

    @Test
    void aTenantThatIsSuspendedIsNotErasedUntilItWorksAgain() {
        String id = ann.me("/tenant/id");
        ask();
        operator.post(
                "/api/operator/v1/tenants/" + id + "/suspend", "{'reason': 'a stolen account'}");
        passes(LATER);
        passes(LATER.plusDays(100));
        assertThat(isThere()).isTrue();

        operator.post("/api/operator/v1/tenants/" + id + "/resume", "{}");
        passes(LATER.plusDays(101));
        assertThat(isThere()).isFalse();
    }

    @Test
    void whoIsAskedForHelpInTheLastMinuteOpensTheTenantAndHoldsIt() {
        String tenant = "/api/operator/v1/tenants/" + ann.me("/tenant/id");
        ask();
        try (DueErasures due = due()) {
            due.run(Instant.now().plus(LATER));
            ann.awaitOut();
            operator.post(tenant + "/resume", "{}");
            operator.post(tenant + "/suspend", "{'reason': 'a stolen account'}");
            due.run(Instant.now().plus(LATER.plusDays(1)));
        }
        assertThat(isThere()).isTrue();
        operator.post(tenant + "/resume", "{}");
        ApiClient again = platform.signIn(slug);
        assertThat(again.delete(ERASURE).status()).isEqualTo(204);
        passes(LATER);
        assertThat(isThere()).isTrue();
    }

    @Test
    void theInstallationSaysHowLongItCanBeTakenBack() {
        try (TestPlatform other =
                new TestPlatform(Clock.systemUTC(), Map.of("armature.erasure-days", 3))) {
            ApiClient dora = other.newTenant("short");
            JsonNode state =
                    dora.post(ERASURE, "{'slug': 'short', 'password': 'a long password'}").json();
            assertThat(state.get("graceDays").intValue()).isEqualTo(3);
            assertThat(Instant.parse(state.at("/due/dueAt").textValue()))
                    .isBefore(Instant.now().plus(Duration.ofDays(3)));
        }
    }
}
