package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.zaxxer.hikari.HikariDataSource;
import dev.armature.engine.home.HomeConnections;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.home.Home;
import dev.armature.server.wall.StatementTap;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One tenant reaches nothing of another. Every operation of the API document is tried with
 * everything that belongs to the other tenant, three times: with both walls up, with the
 * application's filter taken down so that row security must hold alone, and with row security
 * passed so that the filter must hold alone.
 */
class IsolationTest {

    private static final Pattern FILTER =
            Pattern.compile("((?:\\b\\w+\\.)?\"?\\btenant_id\"?) = \\?(::int)?");
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
    private static final String MARKER = "zebra7731";

    /** Which walls stand. */
    enum Walls {
        BOTH,
        ROW_SECURITY_ALONE,
        FILTER_ALONE
    }

    private final Map<String, List<String>> foreign = new HashMap<>();
    private final List<String> files = new ArrayList<>();

    private TestPlatform platform(Walls walls, StatementTap tap) {
        return new TestPlatform(home ->
                tap.tap(
                        walls == Walls.FILTER_ALONE
                                ? asOwner(home)
                                : Databases.open(home.application(), HomeConnections.MOST)));
    }

    /** Connections that no row security holds. */
    private static HikariDataSource asOwner(Home home) {
        return Databases.pool(home.owner(), HomeConnections.MOST);
    }

    private static String withoutFilter(String sql) {
        return FILTER.matcher(sql).replaceAll("($1 = ?$2 or true)");
    }

    @ParameterizedTest
    @EnumSource(Walls.class)
    void noOperationReachesWhatIsAnotherTenants(Walls walls) throws Exception {
        StatementTap tap =
                new StatementTap(
                        walls == Walls.ROW_SECURITY_ALONE
                                ? IsolationTest::withoutFilter
                                : sql -> sql);
        try (TestPlatform platform = platform(walls, tap)) {
            ApiClient owner = platform.newTenant("owner");
            ApiClient attacker = platform.newTenant("attacker");
            furnish(owner, MARKER);
            furnish(attacker, "own");
            collect(owner);
            awaitSealed(platform, "owner");
            String before = dump(platform, "owner");

            int tried = tryEverything(attacker);

            assertThat(tried).isGreaterThan(100);
            assertThat(dump(platform, "owner")).isEqualTo(before);
            if (walls == Walls.ROW_SECURITY_ALONE) {
                assertThat(
                                tap.statements().stream()
                                        .filter(sql -> FILTER.matcher(sql).find())
                                        .count())
                        .isGreaterThan(20);
            }
            assertThat(tap.statements()).allSatisfy(IsolationTest::namesTheTenant);
        }
    }

    @Test
    void withBothWallsDownTheSameAttemptsDoGetThrough() {
        StatementTap tap = new StatementTap(IsolationTest::withoutFilter);
        try (TestPlatform platform = new TestPlatform(home -> tap.tap(asOwner(home)))) {
            ApiClient owner = platform.newTenant("owner");
            ApiClient attacker = platform.newTenant("attacker");
            furnish(attacker, "own");
            assertThatThrownBy(
                            () -> {
                                furnish(owner, MARKER);
                                collect(owner);
                                tryEverything(attacker);
                            })
                    .isInstanceOf(AssertionError.class);
        }
    }

    /** Objects, records, users and jobs; the same for both, but for the marker in every text. */
    private static void furnish(ApiClient client, String marker) {
        client.object(
                """
                {'name': 'shared', 'label': '%s', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'code', 'type': 'text', 'unique': true},
                   {'name': 'parent', 'type': 'reference', 'target': 'shared'}, {'name': 'paper', 'type': 'file'}],
                 'validations': [{'name': 'v', 'expression': 'name != null', 'message': '%s'}],
                 'layouts': [{'name': 'l', 'label': '%s', 'sections': []}], 'views': [{'name': 'w', 'label': '%s', 'columns': ['name']}],
                 'rules': [{'name': 'r', 'label': '%s', 'moment': 'beforeSave', 'condition': 'false', 'actions': [{'type': 'setField', 'field': 'code', 'value': 'code'}]}]}
                """
                        .formatted(marker, marker, marker, marker, marker));
        String first =
                client.create(
                        "/api/v1/records/shared",
                        "{'name': '%s one', 'code': '%s'}".formatted(marker, marker));
        String paper =
                client.send(
                                "POST",
                                "/api/v1/files?name=" + marker,
                                "application/octet-stream",
                                marker.getBytes(StandardCharsets.UTF_8))
                        .id();
        client.create(
                "/api/v1/records/shared",
                "{'name': '%s two', 'parent': '%s', 'paper': '%s'}"
                        .formatted(marker, first, paper));
        client.delete(
                "/api/v1/records/shared/"
                        + client.create(
                                "/api/v1/records/shared", "{'name': '%s gone'}".formatted(marker)));
        client.create(
                "/api/v1/users",
                "{'name': '%s', 'email': '%s@x.example', 'password': 'a long password'}"
                        .formatted(marker, marker));
        ScimClient scim = ScimClient.of(client);
        String provisioned =
                scim.create(
                        ScimClient.USERS,
                        "{'userName': '%s', 'externalId': '%s', 'emails': [{'value': 'p@%s.example'}]}"
                                .formatted(marker, marker, marker));
        scim.create(
                ScimClient.GROUPS,
                "{'displayName': '%s', 'externalId': '%s', 'members': [{'value': '%s'}]}"
                        .formatted(marker, marker, provisioned));
        client.create(
                "/api/v1/oauth-apps",
                "{'name': '%s', 'redirectUris': ['https://%s.example/cb'], 'scopes': ['read']}"
                        .formatted(marker, marker));
        // It leads nowhere, so that what was tried once stays as it is.
        String webhook =
                client.create(
                        "/api/v1/webhooks",
                        "{'name': '%s', 'url': 'https://127.0.0.1/%s', 'operations': ['restore']}"
                                .formatted(marker, marker));
        client.post("/api/v1/webhooks/" + webhook + "/ping", "");
        ApiClient.await(() ->
                client.get("/api/v1/webhooks/" + webhook + "/deliveries?state=failed")
                                .json()
                                .get("data")
                                .size()
                        == 1);
        client.create("/api/v1/invitations", "{'email': '%s@y.example'}".formatted(marker));
        client.finished(
                client.csv("/api/v1/records/shared/import", "name\n" + marker + " in\n\"broken\n")
                        .id());
        if (marker.equals(MARKER)) {
            client.object(
                    "{'name': 'secret', 'label': '%s', 'fields': [{'name': 'name', 'type': 'text'}]}"
                            .formatted(marker));
            client.create("/api/v1/records/secret", "{'name': '%s'}".formatted(marker));
            client.install(PluginZip.parcels("host.log.info('" + marker + "');").bytes());
            client.create("/api/v1/records/parcel", "{'note': '%s'}".formatted(marker));
            ApiClient.await(
                    () -> client.get("/api/v1/plugins/parcels/logs").body().contains(marker));
        }
    }

    /** What an attacker may have learned of the other tenant. */
    private void collect(ApiClient owner) {
        List<String> ids = new ArrayList<>();
        for (String path :
                List.of(
                        "/api/v1/records/shared",
                        "/api/v1/records/secret",
                        "/api/v1/users",
                        "/api/v1/invitations",
                        "/api/v1/jobs",
                        "/api/v1/plugins",
                        "/api/v1/oauth-apps",
                        "/api/v1/webhooks")) {
            owner.get(path)
                    .json()
                    .path("data")
                    .forEach(element -> ids.add(element.get("id").textValue()));
        }
        owner.get("/scim/v2/Groups")
                .json()
                .get("Resources")
                .forEach(group -> ids.add(group.get("id").textValue()));
        ids.add(owner.me("/tenant/id"));
        owner.get("/api/v1/records/shared?filter=has(paper)")
                .json()
                .get("data")
                .forEach(record -> files.add(record.at("/paper/id").textValue()));
        ids.addAll(files);
        foreign.put("id", ids);
        JsonNode webhook = owner.get("/api/v1/webhooks").json().at("/data/0/id");
        foreign.put(
                "delivery",
                List.of(
                        owner.get("/api/v1/webhooks/" + webhook.textValue() + "/deliveries")
                                .json()
                                .at("/data/0/id")
                                .textValue()));
        foreign.put("object", List.of("secret", "parcel"));
        foreign.put("field", List.of("name"));
        foreign.put("name", List.of("v", "l", "w", "r"));
        foreign.put("plugin", List.of("parcels"));
        foreign.put("value", List.of("elsewhere"));
    }

    private int tryEverything(ApiClient attacker) {
        JsonNode document = attacker.get("/api/v1/openapi.json").json();
        int tried = 0;
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                if (!operation.getKey().equals("parameters")) {
                    for (String address : addresses(path.getKey())) {
                        attempt(attacker, operation.getKey(), address, operation.getValue());
                        tried++;
                    }
                }
            }
        }
        attemptByReference(attacker);
        return tried;
    }

    /** The path with every foreign thing in its places. */
    private List<String> addresses(String template) {
        List<String> addresses = List.of(template);
        Matcher matcher = PARAMETER.matcher(template);
        while (matcher.find()) {
            List<String> filled = new ArrayList<>();
            for (String address : addresses) {
                for (String value : foreign.getOrDefault(matcher.group(1), List.of("x"))) {
                    filled.add(address.replace(matcher.group(), value));
                }
            }
            addresses = filled;
        }
        return addresses;
    }

    private static void attempt(
            ApiClient attacker, String method, String address, JsonNode operation) {
        // Signing up and signing in are not done as anybody.
        if (address.startsWith("/api/v1/tenants") || address.startsWith("/api/v1/auth")) {
            return;
        }
        JsonNode content = operation.at("/requestBody/content");
        String mediaType = content.isMissingNode() ? null : content.fieldNames().next();
        String body =
                mediaType == null
                        ? null
                        : mediaType.equals("text/csv") ? "name\nx\n" : "{\"name\": \"x\"}";
        ApiClient.Answer answer =
                attacker.send(
                        method.toUpperCase(Locale.ROOT),
                        address,
                        mediaType,
                        body == null ? null : body.getBytes(StandardCharsets.UTF_8));
        String told = method + " " + address + " answered " + answer;

        assertThat(answer.body()).as(told).doesNotContain(MARKER);
        assertThat(answer.status()).as(told).isLessThan(500);
        boolean foreignThing = address.matches(".*/(secret|parcels?|[0-9a-f]{8}-.*)(/.*)?");
        if (foreignThing) {
            assertThat(answer.status()).as(told).isBetween(400, 499);
        }
    }

    /** References, keys, filters and bulk operations that name what is the other's. */
    private void attemptByReference(ApiClient attacker) {
        String record = foreign.get("id").getFirst();
        List<ApiClient.Answer> answers =
                List.of(
                        attacker.post(
                                "/api/v1/records/shared",
                                "{'name': 'x', 'parent': '%s'}".formatted(record)),
                        attacker.post(
                                "/api/v1/records/shared",
                                "{'name': 'x', 'parent': {'code': '%s'}}".formatted(MARKER)),
                        attacker.post(
                                "/api/v1/records/shared",
                                "{'name': 'x', 'paper': '%s'}".formatted(files.getFirst())),
                        attacker.post(
                                "/api/v1/records/shared/bulk",
                                "{'operations': [{'op': 'update', 'id': '%s', 'record': {'name': 'x'}}]}"
                                        .formatted(record)),
                        attacker.post(
                                "/api/v1/records/shared/bulk",
                                "{'operations': [{'op': 'delete', 'id': '%s'}]}"
                                        .formatted(record)));
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isBetween(400, 499));
        for (String operation :
                List.of(
                        "{ shared(id: \\\"%s\\\") { name shared_by_parent { nodes { name } } } }",
                        "mutation { shared_update(id: \\\"%s\\\", values: {name: \\\"x\\\"}) { name } }",
                        "mutation { shared_delete(id: \\\"%s\\\") }",
                        "mutation { shared_create(values: {parent: \\\"%s\\\"}) { parent { name } } }",
                        "{ secret_list { nodes { name } } }")) {
            String query = operation.formatted(record);
            ApiClient.Answer answer = attacker.post("/graphql", "{'query': '%s'}".formatted(query));
            assertThat(answer.body()).as(query).doesNotContain(MARKER);
            assertThat(answer.json().has("errors") || answer.json().at("/data/shared").isNull())
                    .as(answer.toString())
                    .isTrue();
        }
        assertThat(
                        attacker.post(
                                        "/graphql",
                                        "{'query': '{ shared_list { nodes { name parent { name } } totalCount } shared_aggregate(measures: [{name: \\\"n\\\", expression: \\\"max(name)\\\"}]) { data } __schema { types { name description } } }'}")
                                .body())
                .contains("\"totalCount\"")
                .doesNotContain(MARKER);
        assertThat(
                        attacker.get(
                                        "/api/v1/records/shared?filter="
                                                + ApiClient.encode("id == \"" + record + "\""))
                                .json()
                                .get("data"))
                .isEmpty();
        // A job that was tried may be at work between the count and the rows, but not for long.
        ApiClient.await(() -> {
            JsonNode page = attacker.get("/api/v1/records/shared?count=exact&limit=500").json();
            return page.at("/page/count").intValue() == page.get("data").size();
        });
        // A key that only the other tenant has finds nothing, so it makes a record, and is free to
        // take.
        assertThat(
                        attacker.put("/api/v1/records/shared/by/code/" + MARKER, "{'name': 'mine'}")
                                .status())
                .isEqualTo(201);
    }

    private static final Set<String> TENANT_TABLES =
            Set.of(
                    "user_account",
                    "refresh_token",
                    "sign_in",
                    "identity_provider",
                    "external_identity",
                    "provisioned_user",
                    "provisioned_group",
                    "provider_sign_in",
                    "webhook",
                    "webhook_delivery",
                    "second_factor",
                    "recovery_code",
                    "passkey",
                    "passkey_challenge",
                    "api_key",
                    "api_key_usage",
                    "outgoing_mail",
                    "account_link",
                    "tenant_usage",
                    "tenant_stock",
                    "oauth_app",
                    "oauth_assertion",
                    "oauth_consent",
                    "oauth_grant",
                    "oauth_refresh_token",
                    "user_group",
                    "group_member",
                    "record_share",
                    "public_form",
                    "public_link",
                    "invitation",
                    "membership",
                    "audit_entry",
                    "audit_seal",
                    "object_definition",
                    "field_definition",
                    "part_definition",
                    "metadata_change",
                    "metadata_replaced",
                    "package_applied",
                    "record",
                    "record_unique",
                    "record_link",
                    "record_secret",
                    "file",
                    "file_link",
                    "upload",
                    "upload_part",
                    "record_history",
                    "record_counter",
                    "outbox",
                    "effect",
                    "job",
                    "job_input",
                    "job_refusal",
                    "plugin",
                    "plugin_log",
                    "tenant_export",
                    "idempotency_key");

    /** A statement on a tenant's table names the tenant. */
    private static void namesTheTenant(String sql) {
        boolean touches =
                TENANT_TABLES.stream()
                        .anyMatch(table ->
                                Pattern.compile(
                                                "\\b(from|join|update|into)\\s+(armature\\.)?\"?"
                                                        + table
                                                        + "\"?\\b",
                                                Pattern.CASE_INSENSITIVE)
                                        .matcher(sql)
                                        .find());
        if (touches) {
            assertThat(sql).contains("tenant_id");
        }
    }

    /**
     * What the platform does to a tenant's entries of the audit log a moment later is no attack.
     */
    private static void awaitSealed(TestPlatform platform, String slug) {
        ApiClient.await(() ->
                platform.rows(
                                "select (select count(*) from audit_entry e where e.tenant_id = t.tenant_id)"
                                        + " = (select count(*) from audit_seal s where s.tenant_id = t.tenant_id)"
                                        + " from tenant t where slug = '"
                                        + slug
                                        + "'")
                        .equals(List.of("t")));
    }

    /** Everything that a tenant has in the database. */
    private static String dump(TestPlatform platform, String slug) throws SQLException {
        Map<String, String> tables = new TreeMap<>();
        try (Connection connection = platform.tenants.connect();
                Statement statement = connection.createStatement()) {
            for (String table : TENANT_TABLES) {
                if (table.equals("tenant_usage") || table.equals("api_key_usage")) {
                    // What was used before the picture may be written down after it.
                    continue;
                }
                try (ResultSet row =
                        statement.executeQuery(
                                "select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from "
                                        + table
                                        + " t where tenant_id = (select tenant_id from tenant where slug = '"
                                        + slug
                                        + "')")) {
                    row.next();
                    tables.put(table, row.getString(1));
                }
            }
        }
        return tables.toString();
    }
}
