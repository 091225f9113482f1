package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.erasure.Erasure;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.home.HomeRegister;
import dev.armature.engine.identity.MasterKey;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.operator.OperatorKeys;
import dev.armature.engine.secret.SecretBox;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.home.HomeAddresses;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.testing.CommonHomeOnly;
import dev.armature.testing.TestHome;
import dev.armature.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An installation that has its new tenants live elsewhere than in its own home. */
@CommonHomeOnly("it makes homes of every kind by itself")
class HomeTest {

    private final TestPostgres.Database database = TestPostgres.installed();
    private final HomeRegister register =
            new HomeRegister(
                    Home.common(database.owner(), database.application()),
                    new SecretBox(new MasterKey(new byte[MasterKey.LENGTH])::derive));

    private Home home(TestHome kind) {
        return kind == TestHome.SCHEMA
                ? register.addSchema()
                : register.addDatabase(TestPostgres.empty());
    }

    private TestPlatform platform(int newTenantsIn) {
        return new TestPlatform(
                database, Clock.systemUTC(), Map.of("armature.homes.new-tenants", newTenantsIn));
    }

    @ParameterizedTest
    @EnumSource(
            value = TestHome.class,
            names = {"SCHEMA", "DATABASE"})
    void nothingOfATenantIsInTheCommonHomeButItsEntry(TestHome kind) throws SQLException {
        Home home = home(kind);
        try (TestPlatform platform = platform(home.id())) {
            ApiClient acme = platform.newTenant("acme");
            acme.object("{'name': 'deal', 'fields': [{'name': 'title', 'type': 'text'}]}");
            ApiClient.Answer made = acme.post("/api/v1/records/deal", "{'title': 'Ours'}");
            assertThat(made.status()).isEqualTo(201);
            assertThat(acme.get("/api/v1/records/deal").json().at("/data/0/title").textValue())
                    .isEqualTo("Ours");

            assertThat(tablesWithRows(database.owner(), "armature")).containsExactly("tenant");
            assertThat(tablesWithRows(home.owner(), home.schema()))
                    .contains(
                            "tenant", "user_account", "record", "object_definition", "audit_entry");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestHome.class,
            names = {"SCHEMA", "DATABASE"})
    void aSlugIsTakenWhereverItsTenantLives(TestHome kind) {
        Home home = home(kind);
        try (TestPlatform elsewhere = platform(home.id());
                TestPlatform here = platform(Home.COMMON)) {
            elsewhere.newTenant("acme");
            here.newTenant("globex");

            assertThat(signUp(here, "acme").status()).isEqualTo(409);
            assertThat(signUp(elsewhere, "globex").status()).isEqualTo(409);
            // A node that was not told knows where to look.
            assertThat(here.signIn("acme").get("/api/v1/me").status()).isEqualTo(200);
            assertThat(elsewhere.signIn("globex").get("/api/v1/me").status()).isEqualTo(200);
        }
    }

    private static ApiClient.Answer signUp(TestPlatform platform, String slug) {
        return platform.stranger()
                .post(
                        "/api/v1/tenants",
                        "{'name': 'Other', 'slug': '%s', 'admin': {'name': 'Eve', 'email': 'eve@%s.example', 'password': 'a long password'}}"
                                .formatted(slug, slug));
    }

    @ParameterizedTest
    @EnumSource(
            value = TestHome.class,
            names = {"SCHEMA", "DATABASE"})
    void aSignUpThatWasCutOffBeforeTheDirectoryKnewOfItTakesNoSlug(TestHome kind) {
        Home home = home(kind);
        Databases.execute(
                home.owner(),
                "insert into tenant (tenant_id, uid, slug, name, locale, time_zone, currency) values (77, gen_random_uuid(), 'acme', 'Cut off', 'en', 'UTC', 'EUR')");
        try (TestPlatform platform = platform(home.id())) {
            platform.newTenant("acme");

            assertThat(platform.signIn("acme").get("/api/v1/tenant").json().get("name").textValue())
                    .isEqualTo("acme");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestHome.class,
            names = {"SCHEMA", "DATABASE"})
    void operatorsSeeAndSuspendTenantsOfAllHomes(TestHome kind) {
        Home home = home(kind);
        try (TestPlatform platform = platform(home.id())) {
            ApiClient acme = platform.newTenant("acme");
            ApiClient operator =
                    platform.stranger()
                            .withToken(OperatorKeys.create(database.owner(), "Olga Operator"));

            var entry = operator.get("/api/operator/v1/tenants").json().at("/data/0");
            assertThat(entry.get("slug").textValue()).isEqualTo("acme");
            assertThat(entry.at("/usage/users").intValue()).isEqualTo(1);
            String id = entry.get("id").textValue();
            assertThat(
                            operator.post(
                                            "/api/operator/v1/tenants/" + id + "/suspend",
                                            "{'reason': 'unpaid'}")
                                    .status())
                    .isEqualTo(200);
            assertThat(
                            operator.get("/api/operator/v1/tenants/" + id)
                                    .json()
                                    .get("suspendedAt")
                                    .isNull())
                    .isFalse();
            assertThat(operator.get("/api/operator/v1/log").json().at("/data/0/kind").textValue())
                    .isEqualTo("tenant.suspended");
            assertThat(acme.post("/api/v1/auth/logout", "{}").status()).isNotEqualTo(500);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TestHome.class,
            names = {"SCHEMA", "DATABASE"})
    void erasingATenantLeavesNothingInItsHomeNorInTheDirectory(TestHome kind) throws SQLException {
        Home home = home(kind);
        try (TestPlatform platform = platform(home.id())) {
            platform.newTenant("acme");
            Databases.execute(home.owner(), "update tenant set active = false");
            Tenant acme =
                    platform.context.getBean(TenantDirectory.class).find("acme").orElseThrow();
            Erasure erasure =
                    new Erasure(
                            platform.context.getBean(HomeAddresses.class),
                            platform.context.getBean(FileBodies.class),
                            Clock.systemUTC());

            erasure.erase(acme, "Olga Operator", "they asked");

            assertThat(tablesWithRows(home.owner(), home.schema())).isEmpty();
            assertThat(tablesWithRows(database.owner(), "armature")).isEmpty();
            assertThat(erasure.proofs()).hasSize(1);
            platform.newTenant("acme");
        }
    }

    private static List<String> tablesWithRows(DatabaseAddress owner, String schema)
            throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(owner.jdbcUrl(), owner.properties());
                Statement statement = connection.createStatement()) {
            statement.execute("set app.tenant = '1'");
            List<String> all = new ArrayList<>();
            try (ResultSet row =
                    statement.executeQuery(
                            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid where c.relnamespace = '%s'::regnamespace and c.relkind = 'r' and a.attname = 'tenant_id' order by 1"
                                    .formatted(schema))) {
                while (row.next()) {
                    all.add(row.getString(1));
                }
            }
            for (String table : all) {
                try (ResultSet row =
                        statement.executeQuery("select 1 from \"" + table + "\" limit 1")) {
                    if (row.next()) {
                        tables.add(table);
                    }
                }
            }
        }
        return tables;
    }
}
