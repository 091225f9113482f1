package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.metadata.database.StartupException;
import dev.armature.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a database that a platform serves meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MaintenanceTest {

    @TempDir Path folder;

    private TestPlatform platform;

    @BeforeAll
    void start() {
        platform = new TestPlatform(TestPostgres.installed());
        for (String slug : List.of("acme", "globex")) {
            ApiClient client = platform.newTenant(slug);
            client.post(
                    "/api/v1/metadata/objects",
                    "{'name': 'deal', 'fields': [{'name': 'name', 'type': 'text', 'unique': true}]}");
            assertThat(client.post("/api/v1/records/deal", "{'name': 'First'}").status())
                    .isEqualTo(201);
        }
    }

    @AfterAll
    void stop() {
        platform.close();
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(platform, folder, arguments);
    }

    @Test
    void anAuditLogIsVerifiedAndTheFirstEntryThatWasChangedIsNamed() throws SQLException {
        platform.signIn("globex", "ann@globex.example", "a long password").get("/api/v1/audit");
        assertThat(run("audit", "verify", "--tenant", "globex").output())
                .matches("globex: \\d+ entries, head [0-9a-f]{64}\n");
        assertThat(run("audit", "verify").status()).isZero();

        platform.update(
                "update audit_entry set address = '192.0.2.1' where kind = 'sign_in.succeeded' and tenant_id = (select tenant_id from tenant where slug = 'globex')");

        CommandRun broken = run("audit", "verify");
        assertThat(broken.status()).isEqualTo(1);
        assertThat(broken.output())
                .contains("globex: BROKEN. Entry 2 (")
                .contains("is not what was written; the 1 before it are intact")
                .contains("acme: ");
        assertThat(run("audit", "verify", "--tenant", "acme").status()).isZero();
        assertThatThrownBy(() -> run("audit", "mend"))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("./armature audit verify");
    }

    @Test
    void aCheckTellsWhatIsWrongInWhichTenantAndRepairsItWhenTold() {
        assertThat(run("check"))
                .isEqualTo(
                        new CommandRun(
                                0,
                                """
                                acme: 1 object
                                globex: 1 object
                                2 tenants, 2 objects: 0 findings, 0 not repaired
                                """));
        platform.update(
                "delete from record_unique where tenant_id = (select tenant_id from tenant where slug = 'globex')");

        CommandRun found = run("check");
        assertThat(found.status()).isEqualTo(1);
        assertThat(found.output())
                .contains(
                        "  globex deal.name: the value is not in the index of unique values: 1 record (")
                .endsWith("2 tenants, 2 objects: 1 finding, 1 not repaired\n");

        assertThat(run("check", "--tenant", "acme").status()).isZero();
        CommandRun repaired = run("check", "--repair");
        assertThat(repaired.status()).isZero();
        assertThat(repaired.output())
                .contains("    repaired\n")
                .endsWith("2 tenants, 2 objects: 1 finding, 0 not repaired\n");
        assertThat(run("check").status()).isZero();
    }

    @Test
    void viewsAreMadeForOneTenant() {
        CommandRun made = run("views", "globex");

        assertThat(made.status()).isZero();
        assertThat(made.output())
                .matches(
                        "1 views in the schema armature_v\\d+; to let somebody read them: grant \"\\w+_v\\d+\" to …\n");
        assertThatThrownBy(() -> run("views", "nobody"))
                .isInstanceOf(StartupException.class)
                .hasMessage("There is no tenant nobody");
        assertThatThrownBy(() -> run("views"))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("Name the tenant");
    }

    @Test
    void viewsThatSomethingRestsOnStayAsTheyAre() {
        String schema =
                run("views", "acme").output().replaceFirst("(?s)^.* schema ([^;]*);.*", "$1");
        platform.update("create view public.report as select * from " + schema + ".deal");

        assertThatThrownBy(() -> run("views", "acme"))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("Something was made of these views; drop it first");
        platform.rows("select name from public.report");
    }
}
