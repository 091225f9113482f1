package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.operator.OperatorDatabase;
import dev.armature.engine.operator.OperatorKeys;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.usage.UsageMeter;
import dev.armature.metadata.database.DatabaseException;
import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Those who run the installation: what they see and do, and what they do not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorTest {

    private static final String TENANTS = "/api/operator/v1/tenants";
    private static final String MARKER = "zebra4711";

    private TestPlatform platform;
    private ApiClient operator;
    private ApiClient ann;
    private String acme;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
        operator =
                platform.stranger()
                        .withToken(OperatorKeys.create(platform.database.owner(), "Olga"));
        ann = platform.newTenant("acme");
        acme = ann.me("/tenant/id");
        ann.object("{'name': 'note', 'fields': [{'name': 'name', 'type': 'text'}]}");
        for (int i = 0; i < 3; i++) {
            ann.create("/api/v1/records/note", "{'name': '%s %d'}".formatted(MARKER, i));
        }
        RightsFixture.upload(ann, MARKER);
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private ApiClient.Answer suspend(String tenant) {
        return operator.post(TENANTS + "/" + tenant + "/suspend", "{'reason': 'did not pay'}");
    }

    private ApiClient.Answer login(String slug, String password) {
        return platform.stranger()
                .post(
                        "/api/v1/auth/login",
                        "{'tenant': '%s', 'email': 'ann@%s.example', 'password': '%s'}"
                                .formatted(slug, slug, password));
    }

    @Test
    void tenantsAreListedWithWhatTheyUse() {
        platform.context.getBean(UsageMeter.class).flush();

        JsonNode listed = operator.get(TENANTS).json().get("data");
        JsonNode one = operator.get(TENANTS + "/" + acme).json();

        assertThat(listed.findValuesAsText("slug")).contains("acme");
        assertThat(one.get("name").textValue()).isEqualTo("acme");
        assertThat(one.at("/usage/records").intValue()).isEqualTo(3);
        assertThat(one.at("/usage/files").intValue()).isEqualTo(1);
        assertThat(one.at("/usage/fileBytes").intValue()).isEqualTo(MARKER.length());
        assertThat(one.at("/usage/users").intValue()).isEqualTo(1);
        assertThat(one.at("/usage/requests").intValue()).isGreaterThanOrEqualTo(5);
        assertThat(one.at("/usage/pluginCpuMillis").intValue()).isZero();
        assertThat(operator.get(TENANTS).body()).doesNotContain(MARKER);
    }

    @Test
    void recordsAreCountedWhereverTheyLie() {
        ApiClient far = platform.newTenant("faraway");
        far.object("{'name': 'item', 'fields': [{'name': 'name', 'type': 'text'}]}");
        far.create("/api/v1/records/item", "{'name': 'a'}");
        String gone = far.create("/api/v1/records/item", "{'name': 'b'}");
        far.delete("/api/v1/records/item/" + gone);
        far.post("/api/v1/metadata/objects/item/storage", "{'place': 'dedicated'}");
        ApiClient.await(() ->
                far.get("/api/v1/metadata/objects/item/storage")
                        .json()
                        .get("place")
                        .textValue()
                        .equals("dedicated"));

        assertThat(
                        operator.get(TENANTS + "/" + far.me("/tenant/id"))
                                .json()
                                .at("/usage/records")
                                .intValue())
                .isEqualTo(1);
    }

    @Test
    void whatPluginsTakeIsCounted() {
        ApiClient client = platform.newTenant("plugged");
        byte[] archive =
                PluginZip.parcels("for (let i = 0; i < 300000; i++) { Math.sqrt(i); }").bytes();
        client.install(archive);
        ApiClient.await(
                () -> client.post("/api/v1/records/parcel", "{'label': 'a'}").status() == 201);
        platform.context.getBean(UsageMeter.class).flush();

        assertThat(
                        operator.get(TENANTS + "/" + client.me("/tenant/id"))
                                .json()
                                .at("/usage/pluginCpuMillis")
                                .intValue())
                .isPositive();
    }

    @Test
    void aSuspendedTenantIsShutAndOpensAgainAsItWas() {
        ApiClient bea = platform.newTenant("sleepy");
        String sleepy = bea.me("/tenant/id");
        ApiClient key =
                bea.withToken(
                        bea.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['read']}")
                                .json()
                                .get("key")
                                .textValue());
        assertThat(key.get("/api/v1/me").status()).isEqualTo(200);

        ApiClient.Answer suspended = suspend(sleepy);

        assertThat(suspended.status()).as(suspended.toString()).isEqualTo(200);
        assertThat(suspended.json().get("suspendedAt").isNull()).isFalse();
        bea.awaitOut();
        key.awaitOut();
        ApiClient.Answer right = login("sleepy", "a long password");
        assertThat(right.status()).isEqualTo(403);
        assertThat(right.code()).isEqualTo("tenant_suspended");
        ApiClient.Answer wrong = login("sleepy", "another long password");
        assertThat(wrong.code()).isEqualTo("invalid_credentials");
        assertThat(RightsFixture.told(wrong))
                .isEqualTo(RightsFixture.told(login("nowhere", "another long password")));
        assertThat(suspend(sleepy).code()).isEqualTo("state_conflict");
        assertThat(ann.get("/api/v1/me").status()).isEqualTo(200);

        ApiClient.Answer resumed =
                operator.send("POST", TENANTS + "/" + sleepy + "/resume", null, null);

        assertThat(resumed.json().get("suspendedAt").isNull()).isTrue();
        ApiClient.await(() -> bea.get("/api/v1/me").status() == 200);
        assertThat(bea.get("/api/v1/audit").json().get("data").findValuesAsText("kind"))
                .contains("tenant.suspended", "tenant.resumed");
        assertThat(bea.get("/api/v1/audit/verification").json().get("intact").booleanValue())
                .isTrue();
    }

    @Test
    void theWorkOfASuspendedTenantWaits() {
        ApiClient client = platform.newTenant("worker");
        String worker = client.me("/tenant/id");
        client.object("{'name': 'item', 'fields': [{'name': 'name', 'type': 'text'}]}");
        suspend(worker);
        String job = UUID.randomUUID().toString();
        platform.update(
                """
                insert into job (tenant_id, id, kind, state, object_name, parameters, created_by)
                select t.tenant_id, '%s', 'massUpdate', 'queued', o.name, '{"filter": "true", "set": {}, "compute": {}, "dryRun": true}', u.id
                from tenant t join object_definition o using (tenant_id) join user_account u using (tenant_id)
                where t.slug = 'worker' and o.name = 'item'
                """
                        .formatted(job));
        // A job of somebody else comes later and is done before.
        client = platform.newTenant("others");
        client.object("{'name': 'item', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ApiClient others = client;
        others.finished(
                others.post("/api/v1/records/item/delete", "{'filter': 'true', 'dryRun': true}")
                        .id());
        assertThat(state(job)).isEqualTo("queued");

        operator.send("POST", TENANTS + "/" + worker + "/resume", null, null);

        ApiClient.await(() -> !state(job).equals("queued"));
    }

    private String state(String job) {
        return platform.rows("select state from job where id = '" + job + "'").getLast();
    }

    @Test
    void aTenantGetsANumberOfRequestsOfItsOwn() {
        ApiClient client = platform.newTenant("eager");
        String eager = client.me("/tenant/id");

        ApiClient.Answer limited =
                operator.patch(TENANTS + "/" + eager + "/quotas", "{'requests': 1}");

        assertThat(limited.json().at("/quotas/requests").intValue()).isEqualTo(1);
        ApiClient.await(() -> client.get("/api/v1/me").status() == 429);
        ApiClient.Answer lifted =
                operator.patch(TENANTS + "/" + eager + "/quotas", "{'requests': null}");
        assertThat(lifted.status()).as(lifted.toString()).isEqualTo(200);
        assertThat(lifted.json().at("/quotas/requests").isNull()).isTrue();
        ApiClient.await(() -> client.get("/api/v1/me").status() == 200);
        for (String body : List.of("{'requests': 0}", "{'requests': '5'}", "{'requests': 1.5}")) {
            assertThat(operator.patch(TENANTS + "/" + eager + "/quotas", body).errors())
                    .as(body)
                    .containsExactly("/requests out_of_range");
        }
        assertThat(operator.patch(TENANTS + "/" + eager + "/quotas", "{}").errors())
                .containsExactly(" required");
    }

    @Test
    void whatOperatorsDoIsNoted() {
        String tenant = platform.newTenant("noted").me("/tenant/id");
        suspend(tenant);

        JsonNode done = operator.get("/api/operator/v1/log").json().at("/data/0");

        assertThat(done.get("operator").textValue()).isEqualTo("Olga");
        assertThat(done.get("kind").textValue()).isEqualTo("tenant.suspended");
        assertThat(done.get("tenant").textValue()).isEqualTo(tenant);
        assertThat(done.at("/detail/reason").textValue()).isEqualTo("did not pay");
    }

    /** Every route under the operators' addresses, found in the router. */
    @Test
    void nobodyButAnOperatorGetsThere() {
        String revoked = OperatorKeys.create(platform.database.owner(), "Gone");
        OperatorKeys.list(platform.database.owner()).stream()
                .filter(key -> key.name().equals("Gone"))
                .forEach(key -> OperatorKeys.revoke(platform.database.owner(), key.id()));
        List<String> routes =
                platform.context
                        .getBean(Router.class)
                        .uriRoutes()
                        .filter(route ->
                                route.getUriMatchTemplate()
                                        .toPathString()
                                        .startsWith("/api/operator"))
                        .filter(route -> route.getHttpMethod() != HttpMethod.HEAD)
                        .map(route ->
                                route.getHttpMethod()
                                        + " "
                                        + route.getUriMatchTemplate()
                                                .toPathString()
                                                .replace("{id}", acme))
                        .distinct()
                        .toList();
        assertThat(routes).hasSizeGreaterThanOrEqualTo(6);
        for (String route : routes) {
            String[] parts = route.split(" ", -1);
            for (String token :
                    new String[] {null, ann.token(), revoked, "aop_x", operator.token() + "A"}) {
                ApiClient.Answer answer =
                        platform.stranger()
                                .withToken(token)
                                .send(
                                        parts[0],
                                        parts[1],
                                        "application/json",
                                        "{}".getBytes(StandardCharsets.UTF_8));
                assertThat(answer.status()).as(route + " with " + token).isEqualTo(401);
            }
        }
        for (String path :
                List.of(
                        "/api/%6fperator/v1/tenants",
                        "/api/operator/v1/../../v1/me", "/api//operator/v1/tenants")) {
            assertThat(ann.get(path).status()).as(path).isIn(400, 401, 404);
        }
    }

    @Test
    void anOperatorsKeyIsNothingInATenant() {
        for (ApiOperations.Operation operation : new ApiOperations(ann).all()) {
            if (operation.method().equals("GET") && !operation.isOpen()) {
                String path = operation.path().replaceAll("\\{\\w+}", acme);
                assertThat(operator.get(path).status()).as(path).isEqualTo(401);
            }
        }
    }

    /** Whatever statement is run for an operator, the database shows no record. */
    @Test
    void theDatabaseShowsOperatorsNoTableOfATenant() {
        OperatorDatabase database = platform.context.getBean(OperatorDatabase.class);
        List<String> tables =
                platform.database.rows(
                        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname like 'armature%'");
        assertThat(tables).hasSizeGreaterThan(30).contains("armature.record", "armature.file");
        for (String table : tables) {
            if (table.endsWith(".operator") || table.endsWith(".operator_entry")) {
                continue;
            }
            assertThatThrownBy(() ->
                            database.run(connection ->
                                    Sql.raw("select * from " + table)
                                            .first(connection, row -> row.getString(1))))
                    .as(table)
                    .isInstanceOf(DatabaseException.class)
                    .hasStackTraceContaining("permission denied");
        }
        assertThatThrownBy(() ->
                        database.run(connection ->
                                Sql.raw("update operator set revoked_at = null")
                                        .execute(connection)))
                .hasStackTraceContaining("permission denied");
    }
}
