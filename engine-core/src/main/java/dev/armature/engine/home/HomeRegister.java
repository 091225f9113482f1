package dev.armature.engine.home;

import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.secret.SecretPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.Migrations;
import dev.armature.metadata.database.StartupException;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.home.Home;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The list of homes in the directory, as the owner of the common home keeps it. The address of
 * another database has a password in it and is sealed. Thread-safe.
 */
public final class HomeRegister {

    private static final int NO_TENANT = 0;
    private static final int NO_OBJECT = 0;
    private static final int HOME = 3;

    private final Home common;
    private final SecretBox box;

    public HomeRegister(Home common, SecretBox box) {
        this.common = common;
        this.box = box;
    }

    /**
     * A home as the directory has it.
     *
     * @param sealedOwner the address of another database, or null for a schema of the
     *     installation's
     */
    public record Entry(int id, String schema, @Nullable String sealedOwner) {}

    /** What the secrets of homes are sealed for. */
    public static SecretPlace place(int home) {
        return new SecretPlace(NO_TENANT, NO_OBJECT, HOME, new UUID(0, home));
    }

    /** All homes beside the common one, as the directory has them. */
    public static List<Entry> entries(Connection directory) {
        return Sql.raw("select id, schema_name, sealed_owner from home order by id")
                .all(
                        directory,
                        row -> new Entry(row.getInt(1), row.getString(2), row.getString(3)));
    }

    /**
     * Brings a home's tables up to date, and says how to enter it.
     *
     * @throws StartupException when it is out of reach, or its address was sealed with another key
     */
    public Home open(Entry entry) {
        DatabaseAddress owner = owner(entry).withSchema(entry.schema);
        return new Home(entry.id, owner, Databases.prepare(owner, entry.schema), entry.schema);
    }

    private DatabaseAddress owner(Entry entry) {
        if (entry.sealedOwner == null) {
            return common.owner();
        }
        try {
            return DatabaseAddress.parse(box.open(place(entry.id), entry.sealedOwner));
        } catch (GeneralSecurityException e) {
            throw new StartupException(
                    "The address of home " + entry.id + " was sealed with another master key", e);
        }
    }

    /** Makes a home of a schema in the installation's database, and enters it in the directory. */
    public Home addSchema() {
        int id = nextId();
        return add(new Entry(id, "armature_h" + id, null));
    }

    /**
     * Makes a home of another database, and enters it in the directory.
     *
     * @throws StartupException when it is out of reach, is the installation's own, or has tenants
     *     of others
     */
    public Home addDatabase(DatabaseAddress owner) {
        if (owner.isSameDatabase(common.owner())) {
            throw new StartupException("This is the installation's own database; give another");
        }
        int id = nextId();
        Entry entry = new Entry(id, Migrations.SCHEMA, box.seal(place(id), owner.toUrl()));
        requireEmpty(open(entry));
        return add(entry);
    }

    private static void requireEmpty(Home home) {
        boolean taken =
                as(
                        home.owner(),
                        connection ->
                                Sql.raw("select true from tenant limit 1")
                                        .first(connection, row -> true)
                                        .isPresent());
        if (taken) {
            throw new StartupException("The database has tenants already; give one that is empty");
        }
    }

    private Home add(Entry entry) {
        Home home = open(entry);
        as(
                common.owner(),
                connection ->
                        Sql.of(
                                        "insert into home (id, kind, schema_name, sealed_owner) values (",
                                        Sql.join(
                                                ", ",
                                                List.of(
                                                        Sql.number(entry.id),
                                                        text(
                                                                entry.sealedOwner == null
                                                                        ? "schema"
                                                                        : "database"),
                                                        text(entry.schema),
                                                        text(entry.sealedOwner))),
                                        ")")
                                .execute(connection));
        return home;
    }

    /** Takes a home out of the directory; its tables stay as they are. */
    public void remove(int home) {
        as(
                common.owner(),
                connection ->
                        Sql.of("delete from home where id = ", Sql.number(home))
                                .execute(connection));
    }

    /** A home that the directory has, opened. */
    public Optional<Home> find(int home) {
        if (home == Home.COMMON) {
            return Optional.of(common);
        }
        return as(common.owner(), HomeRegister::entries).stream()
                .filter(entry -> entry.id == home)
                .findFirst()
                .map(this::open);
    }

    private int nextId() {
        return as(
                common.owner(),
                connection ->
                        Sql.raw("select nextval('home_id_seq')::int")
                                .first(connection, row -> row.getInt(1))
                                .orElseThrow());
    }

    private static Sql text(@Nullable String text) {
        return Sql.value(text, ColumnType.TEXT);
    }

    private static <T> T as(DatabaseAddress owner, Function<Connection, T> work) {
        try (Connection connection =
                DriverManager.getConnection(owner.jdbcUrl(), owner.properties())) {
            return work.apply(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
