package dev.armature.engine.move;

import com.zaxxer.hikari.HikariDataSource;
import dev.armature.engine.access.Caller;
import dev.armature.engine.record.Command;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.HomePools;
import dev.armature.metadata.home.Home;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.testing.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** An installation with records of two tenants, and homes that one of them can be moved to. */
final class MovableHomes implements AutoCloseable {

    /** What is not compared of a table: each move adds what it tells of itself. */
    private static final Map<String, String> BUT_MOVES =
            Map.of(
                    "audit_entry",
                    " and kind <> 'tenant.moved'",
                    "audit_pending",
                    " and entry_id not in (select id from audit_entry where kind = 'tenant.moved')",
                    "metadata_replaced",
                    " and exists (select from metadata_change c where c.tenant_id = t.tenant_id and c.version = t.replaced_in)");

    final EngineFixture engine;
    final Home common;
    final TenantId acme;
    private final Map<Integer, Home> homes = new LinkedHashMap<>();
    private final Map<Integer, HikariDataSource> pools = new LinkedHashMap<>();

    MovableHomes(EngineFixture engine) {
        this.engine = engine;
        common =
                Home.common(
                        engine.metadata.database.owner(), engine.metadata.database.application());
        acme = engine.metadata.acme;
        homes.put(common.id(), common);
    }

    /** A schema beside the common one. */
    Home schema(int id) {
        String schema = "armature_h" + id;
        DatabaseAddress owner = common.owner();
        return keep(new Home(id, owner, Databases.prepare(owner, schema), schema));
    }

    /** Another database. */
    Home database(int id) {
        TestPostgres.Database database = TestPostgres.installed();
        return keep(new Home(id, database.owner(), database.application(), common.schema()));
    }

    Home keep(Home home) {
        homes.put(home.id(), home);
        return home;
    }

    TenantMove mover(MoveProgress progress) {
        return new TenantMove(common, Duration.ZERO, progress);
    }

    /** The home that the directory tells. */
    Home home() {
        int id =
                Integer.parseInt(
                        rows(common, "select home_id from tenant where tenant_id = " + acme)
                                .getFirst());
        return homes.get(id);
    }

    /** Writes as a node would: at the home that the directory tells, until one takes it. */
    UUID create(Caller caller, String object, String values) {
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            try {
                return engine.door(pool(home()), Clock.systemUTC())
                        .writer()
                        .write(
                                caller,
                                new Command.Create(object, EngineFixture.json(values)),
                                EngineFixture.CAUSE)
                        .record()
                        .id();
            } catch (DatabaseException | EngineException e) {
                if (!isOfMove(e) || System.nanoTime() > until) {
                    throw e;
                }
                pause();
            }
        }
    }

    /** As a home says it, or as is said where there is no other to go to. */
    private static boolean isOfMove(RuntimeException e) {
        return e instanceof DatabaseException database
                ? database.state().equals(HomePools.MOVED)
                : e instanceof EngineException engine && engine.code() == ErrorCode.OVERLOADED;
    }

    static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized HikariDataSource pool(Home home) {
        return pools.computeIfAbsent(home.id(), id -> Databases.open(home.application(), 8));
    }

    /** What a query says of a home, asked as its owner for the tenant. */
    List<String> rows(Home home, String query) {
        List<String> rows = new ArrayList<>();
        try (Connection connection = owner(home);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
        return rows;
    }

    /** Has the owner of a home do something. */
    void run(Home home, String statements) {
        try (Connection connection = owner(home);
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    Connection owner(Home home) throws SQLException {
        Connection connection =
                DriverManager.getConnection(home.owner().jdbcUrl(), home.owner().properties());
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "set search_path = %s, pg_temp; set app.tenant = '%s'; set timezone = 'UTC'"
                            .formatted(home.schema(), acme));
        }
        return connection;
    }

    /** All rows of a tenant in a home, by table, as texts; without what is of one database only. */
    Map<String, List<String>> all(Home home, TenantId tenant) {
        Map<String, List<String>> all = new TreeMap<>();
        for (String table : tables(home)) {
            all.put(
                    table,
                    rows(
                            home,
                            "select (to_jsonb(t) - '{home_id,transaction_id,since,table_layout,metadata_version,changed_in}'::text[])::text from \"%s\" t where tenant_id = %s%s order by 1"
                                    .formatted(table, tenant, BUT_MOVES.getOrDefault(table, ""))));
        }
        for (String own :
                rows(
                        home,
                        "select format('%%I.%%I', schemaname, tablename) from pg_tables where schemaname = 'armature_t%s' order by 1"
                                .formatted(tenant))) {
            all.put(own, rows(home, "select to_jsonb(t)::text from " + own + " t order by 1"));
        }
        return all;
    }

    private List<String> tables(Home home) {
        return rows(
                home,
                "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' where c.relnamespace = '%s'::regnamespace and c.relkind = 'r' order by 1"
                        .formatted(home.schema()));
    }

    /** The tables in which a home has anything of the tenant beside its line in the directory. */
    List<String> left(Home home) {
        return all(home, acme).entrySet().stream()
                .filter(table -> !table.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .filter(table -> !(home.isCommon() && table.equals("tenant")))
                .toList();
    }

    List<String> triggers(Home home) {
        return rows(
                home,
                "select tgname from pg_trigger where tgname like 'move\\_%%' and tgfoid = '%s.note_move'::regproc"
                        .formatted(home.schema()));
    }

    @Override
    public void close() {
        pools.values().forEach(HikariDataSource::close);
        engine.close();
    }
}
