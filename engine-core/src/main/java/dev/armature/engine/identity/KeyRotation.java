package dev.armature.engine.identity;

import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.secret.SecretPlace;
import dev.armature.metadata.database.DatabaseAddress;
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
import java.util.UUID;

/**
 * Seals all that the master key protects anew, with another: every tenant's secrets and the signing
 * keys, in one transaction. Nothing runs on the database meanwhile.
 */
public final class KeyRotation {

    private static final int BATCH = 1_000;

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
            execute(connection, "set search_path = armature, pg_temp");
            // Who starts now waits here for the signing keys, and finds them sealed anew.
            execute(
                    connection,
                    "lock table signing_key, record_secret, second_factor in access exclusive mode");
            requireNobody(connection, application);
            SigningKeys.reseal(connection, old, fresh);
            int count = 0;
            for (int tenant : tenants(connection)) {
                count += reseal(connection, tenant);
            }
            connection.commit();
            return count;
        } catch (SQLException e) {
            throw new StartupException("The key was not changed: " + e.getMessage(), e);
        }
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
        int count = 0;
        try (PreparedStatement read =
                        connection.prepareStatement(
                                "select object_id, field_id, record_id, sealed from record_secret where tenant_id = ?");
                PreparedStatement write =
                        connection.prepareStatement(
                                "update record_secret set sealed = ? where tenant_id = ? and object_id = ? and field_id = ? and record_id = ?")) {
            read.setFetchSize(BATCH);
            read.setInt(1, tenant);
            try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                    SecretPlace place =
                            new SecretPlace(
                                    tenant,
                                    row.getInt(1),
                                    row.getInt(2),
                                    row.getObject(3, UUID.class));
                    write.setString(1, to.seal(place, open(place, row.getString(4))));
                    write.setInt(2, tenant);
                    write.setInt(3, place.object());
                    write.setInt(4, place.field());
                    write.setObject(5, place.record());
                    write.addBatch();
                    if (++count % BATCH == 0) {
                        write.executeBatch();
                    }
                }
            }
            write.executeBatch();
        }
        return count + resealFactors(connection, tenant);
    }

    private int resealFactors(Connection connection, int tenant) throws SQLException {
        int count = 0;
        try (PreparedStatement read =
                        connection.prepareStatement(
                                "select user_id, sealed from second_factor where tenant_id = ?");
                PreparedStatement write =
                        connection.prepareStatement(
                                "update second_factor set sealed = ? where tenant_id = ? and user_id = ?")) {
            read.setInt(1, tenant);
            try (ResultSet row = read.executeQuery()) {
                while (row.next()) {
                    UUID user = row.getObject(1, UUID.class);
                    SecretPlace place = SecondFactors.place(tenant, user);
                    write.setString(1, to.seal(place, open(place, row.getString(2))));
                    write.setInt(2, tenant);
                    write.setObject(3, user);
                    write.addBatch();
                    count++;
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
            throw new StartupException(
                    "The secret at "
                            + place
                            + " cannot be opened by the master key; nothing was changed",
                    e);
        }
    }
}
