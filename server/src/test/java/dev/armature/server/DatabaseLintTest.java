package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.testing.TestHome;
import dev.armature.testing.TestPostgres;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the catalogue of a migrated database says about the tenants' wall. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseLintTest {

    private TestPostgres.Database database;

    @BeforeAll
    void migrate() {
        database = TestPostgres.home();
    }

    private List<String> rows(String sql) {
        return database.rows(sql);
    }

    private static final String TABLES =
            " from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = current_schema() and c.relkind in ('r', 'p') ";

    @Test
    void everyTableOfTenantsHasATenantColumnAndForcedRowSecurity() {
        List<String> ofTheInstallation =
                new ArrayList<>(
                        List.of(
                                "signing_key",
                                "outbox_cursor",
                                "operator",
                                "operator_entry",
                                "erasure",
                                "erasure_letter",
                                "home",
                                "home_move",
                                "home_version",
                                "databasechangelog",
                                "databasechangeloglock"));
        if (TestHome.KIND != TestHome.SCHEMA) {
            // There is one in a database, for all homes in it.
            ofTheInstallation.add("owner_setting");
        }

        assertThat(
                        rows(
                                "select relname"
                                        + TABLES
                                        + "and not (relrowsecurity and relforcerowsecurity and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull))"))
                .containsExactlyInAnyOrderElementsOf(ofTheInstallation);
    }

    @Test
    void policiesLetThroughTheSetTenantAndCheckWhatIsWritten() {
        assertThat(
                        rows(
                                "select tablename from pg_policies where schemaname = current_schema() and policyname = 'own_tenant' and (qual is distinct from with_check or qual not like '%app.tenant%' or permissive <> 'PERMISSIVE' or roles <> '{public}')"))
                .isEmpty();
        assertThat(
                        rows(
                                "select tablename || ' ' || roles::text from pg_policies where schemaname = current_schema() and policyname <> 'own_tenant' order by 1"))
                .as("policies of the owner, for the functions that look across tenants")
                .containsExactly(
                        "audit_pending {postgres}",
                        "effect {postgres}",
                        "job {postgres}",
                        "membership {postgres}",
                        "outbox {postgres}",
                        "outgoing_mail {postgres}",
                        "record_table {postgres}",
                        "tenant {postgres}",
                        "tenant_move {postgres}",
                        "tenant_move_change {postgres}",
                        "tenant_stock {postgres}",
                        "webhook {postgres}");
    }

    @Test
    void uniqueIndexesLeadWithTheTenant() {
        assertThat(
                        rows(
                                """
                                select i.relname from pg_index x
                                join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace
                                where n.nspname = current_schema() and x.indisunique and c.relrowsecurity
                                    and (select attname from pg_attribute a where a.attrelid = c.oid and a.attnum = x.indkey[0]) <> 'tenant_id'
                                order by 1
                                """))
                .as("a tenant's slug and uid are unique among tenants")
                .containsExactly("tenant_slug_key", "tenant_uid_key");
    }

    @Test
    void theApplicationsRoleOwnsNothingAndMayLittle() {
        String role = "armature_template_app";
        assertThat(
                        rows(
                                "select 'bad' from pg_roles where rolname = '"
                                        + role
                                        + "' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolinherit or rolreplication)"))
                .isEmpty();
        assertThat(
                        rows(
                                "select relname from pg_class where relowner = (select oid from pg_roles where rolname = '"
                                        + role
                                        + "')"))
                .isEmpty();
        assertThat(
                        rows(
                                "select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid where (m.inherit_option or m.admin_option or r.rolname !~ '_(t[0-9]+|operator)$') and m.member = (select oid from pg_roles where rolname = '"
                                        + role
                                        + "')"))
                .as("it becomes tenants' roles for a statement, and has nothing of them by itself")
                .isEmpty();
        assertThat(
                        rows(
                                "select distinct privilege_type from information_schema.role_table_grants where grantee = '"
                                        + role
                                        + "' order by 1"))
                .containsExactly("DELETE", "INSERT", "SELECT", "UPDATE");
        assertThat(
                        rows(
                                "select relname"
                                        + TABLES
                                        + "and has_table_privilege('"
                                        + role
                                        + "', c.oid, 'update') and relname in ('record_history', 'outbox', 'metadata_change', 'metadata_replaced', 'signing_key', 'record_link', 'audit_entry', 'audit_seal')"))
                .as("what was done is not changed afterwards")
                .isEmpty();
        assertThat(
                        rows(
                                "select relname"
                                        + TABLES
                                        + "and relname in ('owner_setting', 'outbox_cursor') and has_table_privilege('"
                                        + role
                                        + "', c.oid, 'select')"))
                .isEmpty();
    }

    @Test
    void functionsOfTheOwnerFixTheirSearchPathAndAreGrantedByName() {
        assertThat(
                        rows(
                                "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = current_schema() and (p.proconfig is null or not p.proconfig::text like '%search_path=' || current_schema() || ', pg_temp%')"))
                .isEmpty();
        assertThat(
                        rows(
                                "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = current_schema() and has_function_privilege('public', p.oid, 'execute')"))
                .isEmpty();
        assertThat(
                        rows(
                                "select distinct p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = current_schema() and p.prosecdef order by 1"))
                .containsExactly(
                        "add_stock",
                        "audit_tenants",
                        "claim_effects",
                        "claim_job",
                        "claim_mail",
                        "claim_webhook",
                        "drop_records",
                        "events_passed",
                        "events_read",
                        "find_tenant",
                        "forget_field",
                        "home_changed",
                        "live_events",
                        "memberships_of",
                        "next_events",
                        "next_tenants",
                        "note_move",
                        "operator_quota",
                        "operator_suspend",
                        "operator_tell",
                        "operator_tenant",
                        "operator_tenants",
                        "operator_usage",
                        "origin_allowed",
                        "tenant_records",
                        "tenants_elsewhere");
    }

    @Test
    void thereAreNoViewsThatWouldGoRoundThePolicies() {
        assertThat(
                        rows(
                                "select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = current_schema() and c.relkind in ('v', 'm')"))
                .isEmpty();
    }
}
