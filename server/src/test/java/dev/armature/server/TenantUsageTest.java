package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.operator.OperatorKeys;
import dev.armature.engine.usage.TenantUsage;
import dev.armature.engine.usage.UsageMeter;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a tenant's administrators see of what it uses: their own, as the operator sees it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenantUsageTest {

    private static final String USAGE = "/api/v1/tenant/usage";

    private TestPlatform platform;
    private ApiClient operator;
    private ApiClient ann;
    private String tenant;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
        operator =
                platform.stranger()
                        .withToken(OperatorKeys.create(platform.database.owner(), "Olga"));
        ann = platform.newTenant();
        tenant = "/api/operator/v1/tenants/" + ann.me("/tenant/id");
        ann.object("{'name': 'note', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.create("/api/v1/records/note", "{'name': 'a'}");
        ann.create("/api/v1/records/note", "{'name': 'b'}");
        ann.delete(
                "/api/v1/records/note/" + ann.create("/api/v1/records/note", "{'name': 'gone'}"));
        RightsFixture.upload(ann, "paper");
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @Test
    void whatThereIsIsWhatTheOperatorSees() {
        platform.context.getBean(UsageMeter.class).flush();
        JsonNode seen = operator.get(tenant).json().get("usage");

        JsonNode usage = ann.get(USAGE).json();

        assertThat(usage.at("/records/used").longValue()).isEqualTo(2);
        assertThat(usage.at("/records/used")).isEqualTo(seen.get("records"));
        assertThat(usage.get("files")).isEqualTo(seen.get("files"));
        assertThat(usage.at("/fileBytes/used").longValue()).isEqualTo("paper".length());
        assertThat(usage.get("users").longValue()).isEqualTo(1);
        assertThat(usage.get("requests").longValue()).isGreaterThanOrEqualTo(5);
        assertThat(usage.get("pluginCpuMillis")).isEqualTo(seen.get("pluginCpuMillis"));
    }

    @Test
    void eachOfTheLastThirtyDaysIsThere() {
        platform.context.getBean(UsageMeter.class).flush();
        String number =
                platform.rows(
                                "select tenant_id from tenant where slug = '%s'"
                                        .formatted(ann.me("/tenant/slug")))
                        .getFirst();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        platform.update(
                "insert into tenant_usage (tenant_id, day, requests, plugin_micros) values (%1$s, '%2$s', 7, 3000), (%1$s, '%3$s', 1000, 0)"
                        .formatted(
                                number,
                                today.minusDays(TenantUsage.DAYS - 1),
                                today.minusDays(TenantUsage.DAYS)));

        JsonNode usage = ann.get(USAGE).json();

        JsonNode days = usage.get("days");
        assertThat(days).hasSize(TenantUsage.DAYS);
        assertThat(days.get(0).get("day").textValue())
                .isEqualTo(today.minusDays(TenantUsage.DAYS - 1).toString());
        assertThat(days.get(0).get("requests").longValue()).isEqualTo(7);
        assertThat(days.get(0).get("pluginCpuMillis").longValue()).isEqualTo(3);
        assertThat(usage.get("requests").longValue())
                .isEqualTo(
                        days.findValues("requests").stream().mapToLong(JsonNode::longValue).sum())
                .isLessThan(1_000);
    }

    @Test
    void quotasAreThoseOfTheTenantOrOfTheInstallation() {
        assertThat(ann.get(USAGE).json().at("/records/quota").isNull()).isTrue();
        assertThat(ann.get(USAGE).json().get("requestsPerMinute").longValue()).isEqualTo(1_200_000);
        operator.patch(tenant + "/quotas", "{'records': 10, 'fileBytes': 1000, 'requests': 6000}");
        JsonNode usage = ann.get(USAGE).json();
        assertThat(usage.at("/records/quota").longValue()).isEqualTo(10);
        assertThat(usage.at("/fileBytes/quota").longValue()).isEqualTo(1000);
        assertThat(usage.get("requestsPerMinute").longValue()).isEqualTo(6000);
        operator.patch(
                tenant + "/quotas", "{'records': null, 'fileBytes': null, 'requests': null}");
        try (TestPlatform other =
                new TestPlatform(
                        Clock.systemUTC(),
                        Map.of("armature.quotas.records", 500L, "armature.limits.tenant", 0))) {
            JsonNode theirs = other.newTenant("limited").get(USAGE).json();
            assertThat(theirs.at("/records/quota").longValue()).isEqualTo(500);
            assertThat(theirs.at("/fileBytes/quota").isNull()).isTrue();
            assertThat(theirs.get("requestsPerMinute").isNull()).isTrue();
        }
    }

    @Test
    void itIsForAdministratorsOfTheTenant() {
        String slug = ann.me("/tenant/slug");
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password', 'active': true}"
                        .formatted(slug)
                        .replace(", 'active': true", ""));
        ApiClient bob = platform.signIn(slug, "bob@" + slug + ".example", "a long password");
        assertThat(bob.get(USAGE).status()).isEqualTo(403);
        JsonNode others = platform.newTenant().get(USAGE).json();
        assertThat(others.at("/records/used").longValue()).isZero();
        ann.patch("/api/v1/users/" + bob.me("/user/id"), "{'active': false}");
    }
}
