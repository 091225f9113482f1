package dev.armature.metadata.database;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;

/**
 * The role that serves requests. It owns nothing and row security binds it. Its password is made
 * once and kept in a table that only the owner reads, so that every node finds it and no
 * configuration holds it. All schemas of a database are served by the same role.
 */
record AppRole(String name, String password) {

    // Serialises nodes that start at the same time on an empty database.
    private static final long LOCK = 0x41524d41_00000001L;

    static AppRole ensure(Connection owner, String database, String schema) throws SQLException {
        boolean autoCommit = owner.getAutoCommit();
        owner.setAutoCommit(false);
        try (Statement statement = owner.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
            statement.execute("create schema if not exists " + Migrations.SCHEMA);
            statement.execute("create schema if not exists " + schema);
            statement.execute(
                    "create table if not exists "
                            + Migrations.SCHEMA
                            + ".owner_setting (name text primary key, value text not null)");
            AppRole role = new AppRole(roleName(database), password(owner));
            role.createOrAlter(owner, statement, schema);
            ensureGroup(owner, statement, TenantRoles.group(role.name));
            role.mayBecome(owner, statement, TenantRoles.operators(role.name));
            owner.commit();
            return role;
        } finally {
            owner.rollback();
            owner.setAutoCommit(autoCommit);
        }
    }

    private static String roleName(String database) {
        String name = database.replaceAll("[^A-Za-z0-9_]", "_") + "_app";
        return name.length() <= 63 ? name : name.substring(name.length() - 63);
    }

    private static String password(Connection owner) throws SQLException {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String fresh = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        String sql =
                """
                insert into %s.owner_setting (name, value) values ('app_role_password', ?)
                on conflict (name) do update set name = excluded.name
                returning value
                """
                        .formatted(Migrations.SCHEMA);
        try (PreparedStatement insert = owner.prepareStatement(sql)) {
            insert.setString(1, fresh);
            try (ResultSet result = insert.executeQuery()) {
                result.next();
                return result.getString(1);
            }
        }
    }

    private void createOrAlter(Connection owner, Statement statement, String schema)
            throws SQLException {
        String quoted = statement.enquoteIdentifier(name, true);
        String secret = " password " + statement.enquoteLiteral(password);
        if (exists(owner, name)) {
            // An owner that is no superuser may set a password, but not say again what it said.
            statement.execute("alter role " + quoted + " login" + secret);
        } else {
            statement.execute("create role " + quoted + " login noinherit" + secret);
        }
        requirePowerless(owner);
        statement.execute("grant usage on schema " + schema + " to " + quoted);
    }

    /** Row security must bind the role, however it came to be. */
    private void requirePowerless(Connection owner) throws SQLException {
        try (PreparedStatement select =
                owner.prepareStatement(
                        "select 1 from pg_roles where rolname = ? and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)")) {
            select.setString(1, name);
            try (ResultSet result = select.executeQuery()) {
                if (result.next()) {
                    throw new StartupException(
                            "The role "
                                    + name
                                    + " could pass row security; take superuser, bypassrls, createrole and createdb from it");
                }
            }
        }
    }

    private void mayBecome(Connection owner, Statement statement, String other)
            throws SQLException {
        ensureGroup(owner, statement, other);
        statement.execute(
                "grant "
                        + statement.enquoteIdentifier(other, true)
                        + " to "
                        + statement.enquoteIdentifier(name, true)
                        + " with inherit false, set true");
    }

    private static void ensureGroup(Connection owner, Statement statement, String group)
            throws SQLException {
        if (!exists(owner, group)) {
            statement.execute(
                    "create role " + statement.enquoteIdentifier(group, true) + " nologin");
        }
    }

    private static boolean exists(Connection owner, String name) throws SQLException {
        try (PreparedStatement select =
                owner.prepareStatement("select 1 from pg_roles where rolname = ?")) {
            select.setString(1, name);
            try (ResultSet result = select.executeQuery()) {
                return result.next();
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
