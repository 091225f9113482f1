package dev.armature.metadata.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.testing.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import liquibase.analytics.configuration.AnalyticsArgs;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.resource.DirectoryResourceAccessor;
import liquibase.resource.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform's tables, made in the schema that is asked for. */
class MigrationsTest {

    private static final String OTHER = "armature_h7";

    private final DatabaseAddress superuser = TestPostgres.create().owner();
    private final String own = "m" + Long.toString(System.currentTimeMillis(), 36);

    @Test
    void aDatabaseWhoseMigrationsNamedTheirSchemaIsTakenForWhatItIs(@TempDir Path folder)
            throws IOException, SQLException {
        DatabaseAddress owner = database("_named");
        writeTexts(folder);
        // It holds nothing open; its close could throw anything.
        DirectoryResourceAccessor texts = new DirectoryResourceAccessor(folder);
        try (Connection connection = connect(owner)) {
            AppRole role = AppRole.ensure(connection, owner.database(), Migrations.SCHEMA);
            Migrations.run(connection, role.name(), Migrations.SCHEMA, texts);
        }
        List<String> before = rows(owner, "select md5sum from databasechangelog order by 1");

        Databases.prepare(owner);

        assertThat(rows(owner, "select md5sum from databasechangelog order by 1"))
                .isNotEmpty()
                .isEqualTo(before);
    }

    @Test
    void nobodyOutsideIsToldOfIt() throws SQLException {
        DatabaseAddress owner = database("_silent");
        List<Boolean> told = new ArrayList<>();
        ClassLoaderResourceAccessor texts =
                new ClassLoaderResourceAccessor() {
                    @Override
                    public List<Resource> getAll(String path) throws IOException {
                        told.add(AnalyticsArgs.ENABLED.getCurrentValue());
                        return super.getAll(path);
                    }

                    // It holds nothing open.
                    @Override
                    public void close() {}
                };

        try (Connection connection = connect(owner)) {
            AppRole role = AppRole.ensure(connection, owner.database(), Migrations.SCHEMA);
            Migrations.run(connection, role.name(), Migrations.SCHEMA, texts);
        }

        assertThat(told).isNotEmpty().containsOnly(false);
    }

    @Test
    void anotherSchemaOfTheDatabaseHasTheSameTablesAndFunctions() throws SQLException {
        DatabaseAddress owner = database("_two");
        DatabaseAddress common = Databases.prepare(owner);

        DatabaseAddress other = Databases.prepare(owner, OTHER);

        assertThat(other.schema()).isEqualTo(OTHER);
        assertThat(other.user()).isEqualTo(common.user());
        assertThat(other.password()).isEqualTo(common.password());
        List<String> missing = shape(owner, Migrations.SCHEMA);
        missing.removeAll(shape(owner, OTHER));
        assertThat(missing).isEmpty();
        List<String> more = shape(owner, OTHER);
        more.removeAll(shape(owner, Migrations.SCHEMA));
        assertThat(more).isEmpty();
        Databases.open(other, 1).close();
    }

    @Test
    void nothingInAnotherSchemaReachesForTheTablesOfTheFirst() throws SQLException {
        DatabaseAddress owner = database("_apart");
        Databases.prepare(owner);
        Databases.prepare(owner, OTHER);

        String reaching =
                """
                select p.proname from pg_proc p
                where p.pronamespace = '%s'::regnamespace
                    and (pg_get_functiondef(p.oid) ~ '\\marmature[.,]' or p.prosecdef and not 'search_path=%s, pg_temp' = any(p.proconfig))
                """
                        .formatted(OTHER, OTHER);
        assertThat(rows(owner, reaching)).isEmpty();
        String referring =
                """
                select conname from pg_constraint c
                where c.connamespace = '%s'::regnamespace and c.contype = 'f'
                    and c.confrelid not in (select oid from pg_class where relnamespace = '%s'::regnamespace)
                """
                        .formatted(OTHER, OTHER);
        assertThat(rows(owner, referring)).isEmpty();
    }

    @Test
    void aSchemaIsMigratedAgainWithoutAChange() throws SQLException {
        DatabaseAddress owner = database("_again");
        DatabaseAddress first = Databases.prepare(owner, OTHER);

        assertThat(Databases.prepare(owner, OTHER)).isEqualTo(first);
    }

    private List<String> shape(DatabaseAddress owner, String schema) throws SQLException {
        return rows(
                owner,
                """
                select line from (
                    select format('%%s.%%s %%s %%s', c.relname, a.attname, a.atttypid::regtype, c.relacl) as line
                    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                    where c.relnamespace = '%1$s'::regnamespace and c.relname not like 'owner_setting%%' and c.relkind in ('r', 'i', 'v')
                    union all
                    select format('%%s(%%s) %%s', p.proname, replace(pg_get_function_identity_arguments(p.oid), '%1$s.', ''), p.proacl)
                    from pg_proc p where p.pronamespace = '%1$s'::regnamespace
                    union all
                    select format('%%s on %%s', g.tgname, c.relname)
                    from pg_trigger g join pg_class c on c.oid = g.tgrelid
                    where c.relnamespace = '%1$s'::regnamespace and not g.tgisinternal
                ) lines order by line
                """
                        .formatted(schema));
    }

    private DatabaseAddress database(String ending) {
        Databases.execute(superuser, "create database " + own + ending);
        return superuser.withDatabase(own + ending);
    }

    /** The migrations as they would be if they named the schema. */
    private static void writeTexts(Path folder) throws IOException {
        Path db = Files.createDirectories(folder.resolve("db"));
        String changelog = text("changelog.yaml");
        Files.writeString(db.resolve("changelog.yaml"), changelog);
        for (String line : changelog.split("\n", -1)) {
            int file = line.indexOf("db/");
            if (file >= 0) {
                String name = line.substring(file + 3).strip();
                Files.writeString(
                        db.resolve(name), text(name).replace("${schema}", Migrations.SCHEMA));
            }
        }
    }

    private static String text(String name) throws IOException {
        try (InputStream text = MigrationsTest.class.getResourceAsStream("/db/" + name)) {
            return new String(
                    Objects.requireNonNull(text, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Connection connect(DatabaseAddress owner) throws SQLException {
        return DriverManager.getConnection(owner.jdbcUrl(), owner.properties());
    }

    private static List<String> rows(DatabaseAddress owner, String query) throws SQLException {
        try (Connection connection = connect(owner);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }
}
