package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the audit log tells, who reads it, and that nobody changes it unseen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditApiTest {

    private static final String PASSWORD = "a long password";
    private static final String AUDIT = "/api/v1/audit";

    private final TestPlatform platform = TestPlatform.shared();
    private ApiClient ann;
    private String annsId;
    private String slug;

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void aTenant() {
        ann = platform.newTenant();
        JsonNode me = ann.get("/api/v1/me").json();
        slug = me.at("/tenant/slug").textValue();
        annsId = me.at("/user/id").textValue();
    }

    private ApiClient bob() {
        String email = "bob@" + slug + ".example";
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': '%s', 'password': '%s'}".formatted(email, PASSWORD));
        return platform.signIn(slug, email, PASSWORD);
    }

    private List<JsonNode> entries(String query) {
        List<JsonNode> entries = new ArrayList<>();
        ann.get(AUDIT + query).json().get("data").forEach(entries::add);
        return entries;
    }

    private JsonNode newest(String kind) {
        return entries("?kind=" + kind + "&limit=1").getFirst();
    }

    private int asOwner(String sql) {
        return platform.update(sql.replace(":tenant", tenant()));
    }

    private String tenant() {
        return "(select tenant_id from tenant where slug = '" + slug + "')";
    }

    @Test
    void everythingThatTouchesSecurityIsTold() {
        ApiClient bob = bob();
        String bobsId = bob.me("/user/id");
        bob.post(
                "/api/v1/auth/password",
                "{'password': '%s', 'newPassword': 'quite another one'}".formatted(PASSWORD));
        String key = bob.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['read']}").id();
        bob.delete("/api/v1/api-keys/" + key);
        ann.patch("/api/v1/users/" + bobsId, "{'name': 'Robert', 'roles': ['administrator']}");
        ann.delete("/api/v1/users/" + bobsId + "/sessions");
        ann.delete("/api/v1/users/" + bobsId + "/second-factor");
        ann.patch("/api/v1/tenant/sign-in", "{'secondFactor': 'optional'}");
        ann.object("{'name': 'box', 'fields': [{'name': 'pin', 'type': 'secret'}]}");
        String box = ann.create("/api/v1/records/box", "{'pin': 'four digits'}");
        ann.get("/api/v1/records/box/" + box + "/secrets/pin");
        platform.stranger()
                .post(
                        "/api/v1/auth/login",
                        "{'tenant': '%s', 'email': 'ann@%s.example', 'password': 'hunter2 hunter2'}"
                                .formatted(slug, slug));

        Set<String> kinds = new HashSet<>();
        entries("?limit=500").forEach(entry -> kinds.add(entry.get("kind").textValue()));
        assertThat(kinds)
                .containsExactlyInAnyOrder(
                        "tenant.created",
                        "sign_in.succeeded",
                        "sign_in.failed",
                        "sessions.ended",
                        "password.changed",
                        "second_factor.removed",
                        "api_key.created",
                        "api_key.revoked",
                        "user.created",
                        "user.changed",
                        "settings.changed",
                        "metadata.changed",
                        "secret.read");
        JsonNode read = newest("secret.read");
        assertThat(read.get("actor").textValue()).isEqualTo(annsId);
        assertThat(read.get("subject").textValue()).isEqualTo(box);
        assertThat(read.at("/detail/field").textValue()).isEqualTo("pin");
        JsonNode failed = newest("sign_in.failed");
        assertThat(failed.get("actor").isNull()).isTrue();
        assertThat(failed.get("subject").textValue()).isEqualTo(annsId);
        assertThat(failed.get("address").textValue()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(newest("user.changed").at("/detail/roles").textValue())
                .isEqualTo("administrator");
        // The platform may have given the object a table of its own since.
        assertThat(entries("?kind=metadata.changed"))
                .extracting(entry -> entry.get("actor").textValue())
                .contains(annsId);
        assertThat(ann.get(AUDIT + "?limit=500").body())
                .as("no secret, no password, no token")
                .doesNotContain("four digits")
                .doesNotContain("hunter2")
                .doesNotContain("quite another one")
                .doesNotContain("argon2")
                .doesNotContain("arm_");
    }

    @Test
    void whatDidNotHappenIsNotTold() {
        int before = entries("?limit=500").size();

        ann.post("/api/v1/metadata/objects", "{'name': 'Not A Name'}");
        ann.patch("/api/v1/users/" + annsId, "{'roles': ['user']}");
        ann.delete("/api/v1/auth/sessions/" + annsId);

        assertThat(entries("?limit=500")).hasSize(before);
    }

    @Test
    void onlyAdministratorsReadItAndOnlyTheirOwn() {
        ApiClient bob = bob();
        for (String path : List.of(AUDIT, AUDIT + "/export", AUDIT + "/verification")) {
            assertThat(bob.get(path).code()).as(path).isEqualTo("forbidden");
        }
        ApiClient other = platform.newTenant();
        assertThat(other.get(AUDIT).body()).doesNotContain(annsId).doesNotContain(slug);
        assertThat(ann.post(AUDIT, "{}").status()).isEqualTo(405);
        assertThat(ann.delete(AUDIT).status()).isEqualTo(405);
    }

    @Test
    void itIsFilteredAndPaged() {
        bob();
        List<Long> all =
                entries("?limit=500").stream().map(e -> e.get("position").longValue()).toList();
        List<Long> paged = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = ann.get(AUDIT + "?limit=2" + next).json();
            page.get("data").forEach(entry -> paged.add(entry.get("position").longValue()));
            JsonNode cursor = page.at("/page/next");
            next = cursor.isNull() ? null : "&cursor=" + cursor.textValue();
        } while (next != null);

        assertThat(paged).isEqualTo(all).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(all.getLast()).isEqualTo(1);
        assertThat(entries("?kind=sign_in")).hasSize(2);
        assertThat(entries("?kind=user.created")).hasSize(1);
        assertThat(entries("?kind=user.creat")).isEmpty();
        assertThat(entries("?kind=sign_in&actor=" + annsId)).hasSize(1);
        assertThat(entries("?to=2020-01-01T00:00:00Z")).isEmpty();
        assertThat(entries("?from=2020-01-01T00:00:00Z&limit=500")).hasSameSizeAs(all);
        for (String bad :
                List.of("?actor=x", "?from=yesterday", "?limit=0", "?limit=501", "?who=x")) {
            assertThat(ann.get(AUDIT + bad).code()).as(bad).isEqualTo("invalid_query");
        }
        assertThat(ann.get(AUDIT + "?cursor=x").code()).isEqualTo("invalid_cursor");
    }

    @Test
    void itIsExportedAndThatIsToldToo() {
        ann.patch("/api/v1/tenant/sign-in", "{'origins': ['https://www.example.com']}");
        ann.post("/api/v1/api-keys", "{'name': '=1+1', 'scopes': ['read']}");

        ApiClient.Answer lines = ann.get(AUDIT + "/export");
        assertThat(lines.header("Content-Type")).startsWith("application/x-ndjson");
        assertThat(lines.body().lines())
                .allSatisfy(line -> assertThat(Json.read(line).has("kind")).isTrue());
        assertThat(lines.body().lines().findFirst().orElseThrow()).contains("audit.exported");
        ApiClient.Answer csv = ann.get(AUDIT + "/export?format=csv&kind=settings");
        assertThat(csv.header("Content-Disposition")).contains("audit.csv");
        assertThat(csv.body().lines())
                .hasSize(2)
                .first()
                .isEqualTo("position,id,at,kind,actor,subject,address,detail");
        assertThat(ann.get(AUDIT + "/export?format=xml").code()).isEqualTo("invalid_query");
    }

    @Test
    void theChainIsWholeHoweverManyWriteAtOnce() {
        IntStream.range(0, 30)
                .mapToObj(i ->
                        CompletableFuture.runAsync(() ->
                                ann.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['read']}")))
                .toList()
                .forEach(CompletableFuture::join);

        JsonNode verified = ann.get(AUDIT + "/verification").json();
        assertThat(verified.get("intact").booleanValue()).as(verified.toString()).isTrue();
        assertThat(verified.get("entries").longValue())
                .isEqualTo(newest("api_key.created").get("position").longValue());
        assertThat(verified.get("head").textValue()).matches("[0-9a-f]{64}");
        assertThat(entries("?kind=api_key.created&limit=500")).hasSize(30);
    }

    @Test
    void theFirstEntryThatSomebodyChangedIsNamed() throws SQLException {
        bob();
        assertThat(ann.get(AUDIT + "/verification").json().get("intact").booleanValue()).isTrue();

        asOwner(
                "update audit_entry set address = '192.0.2.1' where tenant_id = :tenant and id = (select entry_id from audit_seal where tenant_id = :tenant and position = 2)");

        JsonNode verified = ann.get(AUDIT + "/verification").json();
        assertThat(verified.get("intact").booleanValue()).isFalse();
        assertThat(verified.get("entries").longValue()).isEqualTo(1);
        assertThat(verified.get("broken").textValue())
                .startsWith("Entry 2 (")
                .endsWith("is not what was written");
    }

    @Test
    void anEntryThatWasTakenOutIsNamed() throws SQLException {
        bob();
        ann.get(AUDIT + "/verification");
        asOwner("delete from audit_seal where tenant_id = :tenant and position = 2");
        assertThat(ann.get(AUDIT + "/verification").json().get("broken").textValue())
                .isEqualTo("Entry 2 is missing");

        asOwner(
                "update audit_seal set position = position - 1 where tenant_id = :tenant and position = 3");
        assertThat(ann.get(AUDIT + "/verification").json().get("broken").textValue())
                .as("closing the gap does not help")
                .contains("is not what was written");
    }

    @Test
    void anEntryThatWasKeptOutOfTheChainIsNamed() throws SQLException {
        ann.get(AUDIT);
        asOwner(
                "insert into audit_entry (tenant_id, kind, detail) values (:tenant, 'x.y', '{}'); delete from audit_pending where tenant_id = :tenant");
        assertThat(ann.get(AUDIT + "/verification").json().get("broken").textValue())
                .endsWith("was taken out of the chain");
    }

    @Test
    void theApplicationsRoleChangesAndDeletesNothing() {
        for (String statement :
                List.of(
                        "update audit_entry set kind = 'x'",
                        "delete from audit_entry",
                        "truncate audit_entry",
                        "update audit_seal set position = 0",
                        "delete from audit_seal",
                        "alter table audit_entry disable trigger all")) {
            assertThatThrownBy(
                            () -> {
                                try (Connection connection =
                                                platform.tenants.connectAsApplication();
                                        Statement sql = connection.createStatement()) {
                                    sql.execute(statement);
                                }
                            })
                    .as(statement)
                    .isInstanceOf(SQLException.class)
                    .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
    }
}
