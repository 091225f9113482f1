package dev.armature.engine.identity;

import dev.armature.engine.home.HomeRegister;
import dev.armature.engine.mail.MailQueue;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.secret.SecretPlace;
import dev.armature.metadata.database.DatabaseAddress;
import dev.armature.metadata.database.Databases;
import dev.armature.metadata.database.StartupException;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Seals all that the master key protects anew, with another: every tenant's secrets, the signing
 * keys and the addresses of other databases, in one transaction; in those databases in one each,
 * which are committed first. Cut off between them it is run again with the same new key: what is
 * sealed with it already is left as it is. Nothing runs on the databases meanwhile.
 */
public final class KeyRotation {

    private static final int BATCH = 1_000;
    private static final int NO_OBJECT = 0;
    private static final int PROVIDER = 1;
    private static final int WEBHOOK = 2;

    private final MasterKey old;
    private final SecretBox from;
    private final MasterKey fresh;
    private final SecretBox to;

    public KeyRotation(MasterKey old, MasterKey fresh) {
        this.old = old;
        this.from = new SecretBox(old::derive);
        this.fresh = fresh;
        this.to = new SecretBox(fresh::derive);
    }

    /**
     * Seals everything anew.
     *
     * @param owner the database as its owner, who is bound by the tenants' policies as well
     * @param application the role that running platforms connect as
     * @return how many secrets there were
     * @throws StartupException when a platform is running, or the old key is not the right one
     */
    public int run(DatabaseAddress owner, String application) {
        try (Connection connection =
                DriverManager.getConnection(owner.jdbcUrl(), owner.properties())) {
            connection.setAutoCommit(false);
            lock(connection, owner.schema());
            requireNobody(connection, application);
            SigningKeyStore.reseal(connection, old, fresh);
            int count = resealTenants(connection);
            List<HomeRegister.Entry> homes = HomeRegister.entries(connection);
            resealAddresses(connection, homes);
            for (HomeRegister.Entry home : homes) {
                String sealed = home.sealedOwner();
                if (sealed == null) {
                    lock(connection, home.schema());
                    count += resealTenants(connection);
                } else {
                    count += resealElsewhere(home, sealed);
                }
            }
            connection.commit();
            return count;
        } catch (SQLException e) {
            throw new StartupException("The key was not changed: " + e.getMessage(), e);
        }
    }

    // Who starts now waits here for the signing keys, and finds them sealed anew.
    private static void lock(Connection connection, String schema) throws SQLException {
        execute(connection, "set search_path = " + schema + ", pg_temp");
        execute(
                connection,
                "lock table signing_key, record_secret, second_factor, outgoing_mail, identity_provider, webhook in access exclusive mode");
    }

    private int resealTenants(Connection connection) throws SQLException {
        int count = 0;
        for (int tenant : tenants(connection)) {
            count += reseal(connection, tenant);
        }
        return count;
    }

    private void resealAddresses(Connection connection, List<HomeRegister.Entry> homes)
            throws SQLException {
        try (PreparedStatement write =
                connection.prepareStatement("update home set sealed_owner = ? where id = ?")) {
            for (HomeRegister.Entry home : homes) {
                String sealed = home.sealedOwner();
                if (sealed != null) {
                    SecretPlace place = HomeRegister.place(home.id());
                    write.setString(1, to.seal(place, open(place, sealed)));
                    write.setInt(2, home.id());
                    write.executeUpdate();
                }
            }
        }
    }

    private int resealElsewhere(HomeRegister.Entry home, String sealed) throws SQLException {
        DatabaseAddress owner =
                DatabaseAddress.parse(open(HomeRegister.place(home.id()), sealed))
                        .withSchema(home.schema());
        String application = Databases.prepare(owner).user();
        try (Connection connection =
                DriverManager.getConnection(owner.jdbcUrl(), owner.properties())) {
            connection.setAutoCommit(false);
            lock(connection, home.schema());
            requireNobody(connection, application);
            int count = resealTenants(connection);
            connection.commit();
            return count;
        }
    }

    /** Where the secret of a provider's client is sealed for. */
    public static SecretPlace providerPlace(int tenant, UUID id) {
        return new SecretPlace(tenant, NO_OBJECT, PROVIDER, id);
    }

    /** Where the secrets of a webhook are sealed for. */
    public static SecretPlace webhookPlace(int tenant, UUID id) {
        return new SecretPlace(tenant, NO_OBJECT, WEBHOOK, id);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void requireNobody(Connection connection, String application)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "select count(*) from pg_stat_activity where usename = ? and datname = current_database()")) {
            statement.setString(1, application);
            try (ResultSet row = statement.executeQuery()) {
                if (row.next() && row.getInt(1) > 0) {
                    throw new StartupException(
                            "The platform is running on this database; stop all of its nodes first");
                }
            }
        }
    }

    private static List<Integer> tenants(Connection connection) throws SQLException {
        List<Integer> tenants = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select tenant_id from tenant order by tenant_id")) {
            while (row.next()) {
                tenants.add(row.getInt(1));
            }
        }
        return tenants;
    }

    private int reseal(Connection connection, int tenant) throws SQLException {
        execute(connection, "select set_config('app.tenant', '" + tenant + "', true)");
        return reseal(
                        connection,
                        tenant,
                        "record_secret",
                        List.of("object_id", "field_id", "record_id"),
                        row ->
                                new SecretPlace(
                                        tenant,
                                        row.getInt(1),
                                        row.getInt(2),
                                        row.getObject(3, UUID.class)))
                + reseal(
                        connection,
                        tenant,
                        "second_factor",
                        List.of("user_id"),
                        row -> SecondFactors.place(tenant, row.getObject(1, UUID.class)))
                + reseal(
                        connection,
                        tenant,
                        "identity_provider",
                        List.of("id"),
                        row -> providerPlace(tenant, row.getObject(1, UUID.class)))
                + reseal(
                        connection,
                        tenant,
                        "webhook",
                        List.of("id"),
                        row -> webhookPlace(tenant, row.getObject(1, UUID.class)))
                + reseal(
                        connection,
                        tenant,
                        "outgoing_mail",
                        List.of("id"),
                        row -> MailQueue.place(tenant, row.getObject(1, UUID.class)));
    }

    /** Tells from the key of a row which place its secret is sealed for. */
    @FunctionalInterface
    private interface Places {
        SecretPlace of(ResultSet row) throws SQLException;
    }

    private int reseal(
            Connection connection, int tenant, String table, List<String> key, Places places)
            throws SQLException {
        int count = 0;
        try (PreparedStatement read =
                        connection.prepareStatement(
                                "select %s, sealed from %s where tenant_id = ? and sealed is not null"
                                        .formatted(String.join(", ", key), table));
                PreparedStatement write =
                        connection.prepareStatement(
                                "update %s set sealed = ? where tenant_id = ? and %s = ?"
                                        .formatted(table, String.join(" = ? and ", key)))) {
            read.setFetchSize(BATCH);
            read.setInt(1, tenant);
            try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                    SecretPlace place = places.of(row);
                    write.setString(1, to.seal(place, open(place, row.getString("sealed"))));
                    write.setInt(2, tenant);
                    for (int i = 1; i <= key.size(); i++) {
                        write.setObject(2 + i, row.getObject(i));
                    }
                    write.addBatch();
                    if (++count % BATCH == 0) {
                        write.executeBatch();
                    }
                }
            }
            write.executeBatch();
        }
        return count;
    }

    private String open(SecretPlace place, String sealed) {
        try {
            return from.open(place, sealed);
        } catch (GeneralSecurityException e) {
            Optional<String> done = openAnew(place, sealed);
            if (done.isPresent()) {
                return done.get();
            }
            throw new StartupException(
                    "The secret at "
                            + place
                            + " cannot be opened by the master key; nothing was changed",
                    e);
        }
    }

    /** A secret that is sealed anew already, by a run that was cut off. */
    private Optional<String> openAnew(SecretPlace place, String sealed) {
        try {
            return Optional.of(to.open(place, sealed));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
