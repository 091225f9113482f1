package dev.armature.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.engine.access.Caller;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.RecordAdjuster;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.engine.testing.OwnTables;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.Databases;
import dev.armature.testing.MetadataFixture;
import dev.armature.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Views that people and reporting tools read with SQL, one tenant each. */
class SqlViewsTest {

    private static final String PASSWORD = "a long password";

    private EngineFixture engine;
    private SqlViews views;
    private UUID account;
    private UUID deal;

    /** The database that the views are made in. */
    TestPostgres.Database database() throws SQLException {
        return TestPostgres.create();
    }

    /** Whoever makes and drops the readers of this test. */
    DatabaseAddress superuser() {
        return engine.metadata.database.owner();
    }

    @BeforeEach
    void open() throws SQLException {
        engine = new EngineFixture(new MetadataFixture(database(), new RecordAdjuster()));
        views = new SqlViews(engine.metadata.homes);
        records(engine.bob, "Hidden");
        records(engine.ann, "Seen");
    }

    private void records(Caller caller, String name) {
        engine.object(caller, "{'name': 'account', 'fields': [{'name': 'name', 'type': 'text'}]}");
        engine.object(
                caller,
                """
                {'name': 'order', 'label': 'Order \\u0027; drop table armature.record; --', 'fields': [
                    {'name': 'select', 'type': 'text', 'label': 'O \\u0027 $$ end;'},
                    {'name': 'amount', 'type': 'decimal', 'scale': 2, 'indexed': true},
                    {'name': 'closeDate', 'type': 'date'},
                    {'name': 'open', 'type': 'boolean'},
                    {'name': 'moods', 'type': 'multiSelect', 'options': [{'value': 'good', 'label': 'Good'}]},
                    {'name': 'account', 'type': 'reference', 'target': 'account'},
                    {'name': 'partners', 'type': 'references', 'target': 'account'},
                    {'name': 'key', 'type': 'secret'},
                    {'name': 'twice', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount * 2'}]}
                """);
        account = engine.createId(caller, "account", "{'name': '%s'}".formatted(name));
        deal =
                engine.createId(
                        caller,
                        "order",
                        "{'select': '%s', 'amount': 12.5, 'closeDate': '2026-03-01', 'open': true, 'moods': ['good'], 'account': '%s', 'partners': ['%2$s']}"
                                .formatted(name, account));
        UUID gone = engine.createId(caller, "order", "{'select': 'Gone'}");
        engine.write(caller, new Command.Delete("order", gone, null));
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private SqlViews.Made make(Caller caller) {
        return views.make(engine.metadata.models.current(caller.tenantId()), false);
    }

    @Test
    void sensitiveFieldsAreLeftOutUnlessTheyAreAskedFor() throws SQLException {
        engine.object(
                engine.ann,
                "{'name': 'patient', 'fields': [{'name': 'name', 'type': 'text', 'classification': 'personal'}, {'name': 'ssn', 'type': 'text', 'classification': 'sensitive'}]}");
        engine.createId(engine.ann, "patient", "{'name': 'Eve', 'ssn': '078-05'}");
        String columns =
                "select column_name from information_schema.columns where table_name = 'patient' and column_name in ('name', 'ssn') order by 1";

        SqlViews.Made made = make(engine.ann);
        assertThat(read(made, columns)).containsExactly("name");
        assertThat(read(made, "select t::text from " + made.schema() + ".patient t"))
                .noneMatch(row -> row.contains("078-05"));

        made = views.make(engine.metadata.models.current(engine.ann.tenantId()), true);
        assertThat(read(made, "select ssn from " + made.schema() + ".patient"))
                .containsExactly("078-05");
    }

    /** What somebody reads who was granted the role of a tenant's views, and nothing else. */
    private List<String> read(SqlViews.Made granted, String sql) throws SQLException {
        var owner = superuser();
        String login = "reader_" + UUID.randomUUID().toString().replace("-", "");
        Databases.execute(
                owner,
                "create role %s login password '%s'; grant \"%s\" to %1$s"
                        .formatted(login, PASSWORD, granted.role()));
        var address = owner.as(login, PASSWORD);
        List<String> rows = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(address.jdbcUrl(), address.properties());
                Statement statement = connection.createStatement()) {
            boolean isResult = statement.execute(sql);
            while (!isResult) {
                isResult = statement.getMoreResults();
            }
            try (ResultSet row = statement.getResultSet()) {
                while (row.next()) {
                    rows.add(row.getString(1));
                }
            }
            return rows;
        } finally {
            Databases.execute(owner, "drop owned by %s; drop role %1$s".formatted(login));
        }
    }

    private static String order(SqlViews.Made made) {
        return made.schema() + ".\"order\"";
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void aViewShowsLiveRecordsByTheNamesOfTheirFieldsTyped(String place) throws SQLException {
        if (place.equals("dedicated")) {
            OwnTables.move(engine, engine.ann, "order");
        }
        SqlViews.Made made = make(engine.ann);

        assertThat(made.views()).isEqualTo(2);
        assertThat(
                        read(
                                made,
                                "select o::text from (select id, \"select\", amount, \"closeDate\", open, moods, account, partners, version from "
                                        + order(made)
                                        + ") o"))
                .containsExactly(
                        "(%s,Seen,12.5,2026-03-01,t,{good},%s,{%2$s},1)".formatted(deal, account));
        assertThat(
                        read(
                                made,
                                "select attname || ' ' || format_type(atttypid, -1) from pg_attribute where attrelid = '%s'::regclass order by attnum"
                                        .formatted(order(made))))
                .containsExactly(
                        "id uuid",
                        "select text",
                        "amount numeric",
                        "closeDate date",
                        "open boolean",
                        "moods text[]",
                        "account uuid",
                        "partners uuid[]",
                        "twice numeric",
                        "version numeric",
                        "createdAt timestamp with time zone",
                        "createdBy uuid",
                        "updatedAt timestamp with time zone",
                        "updatedBy uuid",
                        "owner uuid");
    }

    private void add(String object, String field) {
        engine.metadata.service.createField(
                MetadataFixture.editor(engine.ann.tenantId()), object, EngineFixture.json(field));
    }

    @ParameterizedTest
    @CsvSource({"shared, shared", "shared, dedicated", "dedicated, shared", "dedicated, dedicated"})
    void aViewShowsFormulasLookupsAndRollups(String orders, String accounts) throws SQLException {
        add(
                "account",
                "{'name': 'total', 'type': 'rollup', 'source': 'order.account', 'function': 'sum', 'of': 'amount'}");
        add("order", "{'name': 'who', 'type': 'lookup', 'reference': 'account', 'field': 'name'}");
        add(
                "order",
                "{'name': 'asked', 'type': 'formula', 'returns': 'text', 'expression': 'account.name + \\\"\\u0027; drop table x; -- ? $$\\\"'}");
        add(
                "order",
                "{'name': 'share', 'type': 'formula', 'returns': 'decimal', 'expression': 'twice / account.total'}");
        add(
                "order",
                "{'name': 'late', 'type': 'formula', 'returns': 'boolean', 'expression': 'closeDate > date(\\\"2026-02-28\\\") && partners.exists(p, p.name == \\\"Seen\\\")'}");
        add(
                "order",
                "{'name': 'mine', 'type': 'formula', 'returns': 'boolean', 'expression': 'createdBy == user.id || closeDate < today()'}");
        if (orders.equals("dedicated")) {
            OwnTables.move(engine, engine.ann, "order");
        }
        SqlViews.Made made = make(engine.ann);
        if (accounts.equals("dedicated")) {
            OwnTables.move(engine, engine.ann, "account");
            Databases.execute(
                    superuser(),
                    "delete from record where object_id = "
                            + engine.model(engine.ann, "account").id());
        }

        assertThat(
                        read(
                                made,
                                "select o::text from (select twice, who, asked, share, late from "
                                        + order(made)
                                        + ") o"))
                .as("the account's table came after the view")
                .containsExactly(
                        "(25.0,Seen,\"Seen'; drop table x; -- ? $$\",2.00000000000000000000,t)");
        assertThat(read(made, "select total::text from " + made.schema() + ".account"))
                .containsExactly("12.5");
        assertThatThrownBy(() -> read(made, "select mine from " + order(made)))
                .as("who asks decides it")
                .hasMessageContaining("column \"mine\" does not exist");
        assertThatThrownBy(() ->
                        read(
                                made,
                                "select id::text from %s.\"records.%d\"()"
                                        .formatted(
                                                made.schema(),
                                                engine.model(engine.ann, "order").id())))
                .as("what lists whole records is for the views alone")
                .hasMessageContaining("permission denied for function");
    }

    @Test
    void lookupsOfSensitiveFieldsAndSensitiveFormulasAreLeftOutUnlessTheyAreAskedFor()
            throws SQLException {
        add("account", "{'name': 'ssn', 'type': 'text', 'classification': 'sensitive'}");
        engine.update(engine.ann, "account", account, "{'ssn': '078-05'}");
        add(
                "order",
                "{'name': 'number', 'type': 'lookup', 'reference': 'account', 'field': 'ssn'}");
        add(
                "order",
                "{'name': 'hidden', 'type': 'formula', 'returns': 'text', 'expression': 'account.ssn', 'classification': 'sensitive'}");
        SqlViews.Made made = make(engine.ann);
        assertThat(
                        read(
                                made,
                                "select column_name from information_schema.columns where table_schema = '%s' and column_name in ('number', 'hidden', 'twice') order by 1"
                                        .formatted(made.schema())))
                .containsExactly("twice");
        assertThat(read(made, "select o::text from " + order(made) + " o"))
                .noneMatch(row -> row.contains("078-05"));

        made = views.make(engine.metadata.models.current(engine.ann.tenantId()), true);
        assertThat(read(made, "select number || hidden from " + order(made)))
                .containsExactly("078-05078-05");
    }

    @Test
    void viewsFollowRecordsThatMove() throws SQLException {
        SqlViews.Made made = make(engine.ann);
        String names = "select \"select\" from " + order(made);

        OwnTables.move(engine, engine.ann, "order");
        Databases.execute(superuser(), "delete from record");
        assertThat(read(made, names)).containsExactly("Seen");

        OwnTables.move(engine, engine.ann, "order", "shared");
        assertThat(read(made, names)).containsExactly("Seen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shared", "dedicated"})
    void nobodyReadsAnotherTenantsRecords(String place) {
        if (place.equals("dedicated")) {
            OwnTables.move(engine, engine.ann, "order");
            OwnTables.move(engine, engine.bob, "order");
        }
        SqlViews.Made acme = make(engine.ann);
        SqlViews.Made globex = make(engine.bob);
        String tenant = "set app.tenant = '" + engine.bob.tenantId().value() + "'; ";

        assertThatThrownBy(() -> read(acme, "select * from " + order(globex)))
                .hasMessageContaining("permission denied for schema " + globex.schema());
        assertThatThrownBy(() ->
                        read(
                                acme,
                                tenant
                                        + "select * from %s.record"
                                                .formatted(
                                                        engine.metadata.database.owner().schema())))
                .hasMessageContaining("permission denied");
        assertThatThrownBy(() ->
                        read(
                                acme,
                                tenant
                                        + "select * from armature_t%d.o1"
                                                .formatted(engine.bob.tenantId().value())))
                .hasMessageContaining("armature_t");
        assertThatThrownBy(() -> read(acme, "set role \"" + globex.role() + "\"; select 1"))
                .hasMessageContaining("permission denied to set role");
    }

    @Test
    void theTenantThatSomebodySetsChangesNothing() throws SQLException {
        SqlViews.Made made = make(engine.ann);
        int other = engine.bob.tenantId().value();

        assertThat(
                        read(
                                made,
                                "set app.tenant = '%d'; select \"select\" || ' ' || current_setting('app.tenant') from %s"
                                        .formatted(other, order(made))))
                .containsExactly("Seen " + other);
    }

    // The condition in the function is taken away: row security alone holds.
    @Test
    void rowSecurityHoldsWithoutTheCondition() throws SQLException {
        SqlViews.Made made = make(engine.ann);
        String name = order(made) + "()";
        Databases.execute(
                engine.metadata.database.owner(),
                "do $do$ begin execute replace(pg_get_functiondef('%s'::regprocedure), 'r.tenant_id = %d and r.object_id = %d and ', ''); end $do$"
                        .formatted(
                                name,
                                engine.ann.tenantId().value(),
                                engine.model(engine.ann, "order").id()));

        assertThat(read(made, "select id::text from " + order(made)))
                .contains(deal.toString(), account.toString())
                .hasSize(2);
    }

    @Test
    void whatPeopleCallThingsIsAComment() throws SQLException {
        SqlViews.Made made = make(engine.ann);

        assertThat(
                        read(
                                made,
                                "select obj_description('%s'::regclass) || ' | ' || col_description('%1$s'::regclass, 2)"
                                        .formatted(order(made))))
                .containsExactly("Order '; drop table armature.record; -- | O ' $$ end;");
    }

    @Test
    void viewsAreMadeAnewAndRightsStay() throws SQLException {
        SqlViews.Made made = make(engine.ann);
        engine.metadata.service.changeField(
                MetadataFixture.editor(engine.ann.tenantId()),
                "order",
                "amount",
                EngineFixture.json("{'name': 'total'}"));

        assertThat(make(engine.ann)).isEqualTo(made);

        assertThat(read(made, "select total::text from " + order(made))).containsExactly("12.5");
    }

    @Test
    void whatOthersMadeOfAViewIsNotDropped() {
        SqlViews.Made made = make(engine.ann);
        Databases.execute(
                engine.metadata.database.owner(),
                "create view public.report as select * from " + order(made));

        assertThatThrownBy(() -> make(engine.ann))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("other objects depend on it");
    }
}
