package dev.armature.bench.handwritten;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The deals' table. Each method is one transaction, in as few round trips as it takes. */
final class Deals {

    private static final DealField[] FIELDS = DealField.values();

    private static final String INSERT =
            "insert into deal (created_by, updated_by, owner, "
                    + columns(FIELDS)
                    + ") values (?, ?, ?"
                    + ", ?".repeat(FIELDS.length)
                    + ")";

    // History and outbox in the same statement, as somebody would who counts round trips.
    private static final String CREATE =
            "with made as ("
                    + INSERT
                    + " returning id, created_at, created_by), kept as (insert into deal_history (deal_id, version, at, actor, operation, replaced)"
                    + " select id, 1, created_at, created_by, 'create', '{}' from made), told as (insert into outbox (at, deal_id, version, operation)"
                    + " select created_at, id, 1, 'create' from made) select id, created_at from made";

    private static final String KEEP_ALL =
            "with made as (select d.id, d.created_at, d.created_by from deal d where d.id = any(?)), kept as (insert into deal_history (deal_id, version, at, actor, operation, replaced)"
                    + " select id, 1, created_at, created_by, 'create', '{}' from made) insert into outbox (at, deal_id, version, operation)"
                    + " select created_at, id, 1, 'create' from made";

    private static final String GET = "select " + Deal.COLUMNS + " from deal where id = ?";

    private static final String LIST =
            "select "
                    + Deal.COLUMNS
                    + " from deal where stage = ? and amount > ? order by amount desc, id limit ?";

    private static final String LIST_AFTER =
            "select "
                    + Deal.COLUMNS
                    + " from deal where stage = ? and amount > ? and (amount < ? or amount = ? and id > ?)"
                    + " order by amount desc, id limit ?";

    private final DataSource pool;

    Deals(DataSource pool) {
        this.pool = pool;
    }

    /** Makes the tables, as somebody would who knows how they are used. */
    void createTables() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    create table account (
                        id uuid primary key default uuidv7(),
                        name text not null
                    );
                    create table deal (
                        id uuid primary key default uuidv7(),
                        created_at timestamptz not null default now(),
                        updated_at timestamptz not null default now(),
                        created_by uuid not null,
                        updated_by uuid not null,
                        owner uuid not null,
                        account uuid references account,
                        contacted_at timestamptz,
                        version int not null default 1,
                        probability int check (probability between 0 and 100),
                        close_date date,
                        active boolean,
                        name text not null check (length(name) <= 200),
                        code text unique,
                        stage text,
                        amount numeric(14, 2) check (amount >= 0),
                        email text,
                        notes text,
                        constraint won_needs_amount check (stage <> 'won' or coalesce(amount, 0) > 0)
                    ) with (fillfactor = 90);
                    create table deal_history (
                        at timestamptz not null,
                        deal_id uuid not null,
                        version int not null,
                        actor uuid not null,
                        operation text not null,
                        replaced jsonb not null,
                        primary key (deal_id, version)
                    );
                    create table outbox (
                        id bigint generated always as identity primary key,
                        at timestamptz not null,
                        deal_id uuid not null,
                        version int not null,
                        operation text not null
                    );
                    create index deal_stage_amount on deal (stage, amount desc, id);
                    create index deal_account on deal (account);
                    """);
        }
    }

    UUID createAccount(String name) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement(
                                "insert into account (name) values (?) returning id")) {
            insert.setString(1, name);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getObject(1, UUID.class);
            }
        }
    }

    Deal create(Map<DealField, @Nullable Object> values, UUID user) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement insert = connection.prepareStatement(CREATE)) {
            bind(insert, values, user);
            try (ResultSet row = insert.executeQuery()) {
                return created(row, values, user);
            }
        }
    }

    /** Makes many deals, all or none. */
    List<Deal> createAll(List<Map<DealField, @Nullable Object>> all, UUID user)
            throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert =
                    connection.prepareStatement(INSERT, new String[] {"id", "created_at"})) {
                for (Map<DealField, @Nullable Object> values : all) {
                    bind(insert, values, user);
                    insert.addBatch();
                }
                insert.executeBatch();
                List<Deal> deals = new ArrayList<>(all.size());
                try (ResultSet rows = insert.getGeneratedKeys()) {
                    for (Map<DealField, @Nullable Object> values : all) {
                        deals.add(created(rows, values, user));
                    }
                }
                keep(connection, deals);
                connection.commit();
                return deals;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void keep(Connection connection, List<Deal> deals) throws SQLException {
        try (PreparedStatement keep = connection.prepareStatement(KEEP_ALL)) {
            keep.setArray(
                    1, connection.createArrayOf("uuid", deals.stream().map(Deal::id).toArray()));
            keep.executeUpdate();
        }
    }

    private static void bind(
            PreparedStatement insert, Map<DealField, @Nullable Object> values, UUID user)
            throws SQLException {
        insert.setObject(1, user);
        insert.setObject(2, user);
        insert.setObject(3, user);
        for (int i = 0; i < FIELDS.length; i++) {
            FIELDS[i].bind(insert, 4 + i, values.get(FIELDS[i]));
        }
    }

    private static Deal created(ResultSet row, Map<DealField, @Nullable Object> given, UUID user)
            throws SQLException {
        row.next();
        Instant now = row.getObject(2, OffsetDateTime.class).toInstant();
        Map<DealField, Object> values = new EnumMap<>(DealField.class);
        given.forEach((field, value) -> {
            if (value != null) {
                values.put(field, value);
            }
        });
        return new Deal(row.getObject(1, UUID.class), values, 1, now, user, now, user, user);
    }

    Optional<Deal> get(UUID id) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement select = connection.prepareStatement(GET)) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(Deal.read(row)) : Optional.empty();
            }
        }
    }

    /**
     * Changes the fields that are given.
     *
     * @param version the version that must be the current one, or null not to care
     */
    Optional<Deal> update(
            UUID id, Map<DealField, @Nullable Object> values, @Nullable Integer version, UUID user)
            throws SQLException {
        String sql =
                "with old as (select * from deal where id = ? and (?::int is null or version = ?) for no key update),"
                        + " changed as (update deal d set version = d.version + 1, updated_at = now(), updated_by = ?"
                        + values.keySet().stream()
                                .map(field -> ", " + field.column() + " = ?")
                                .collect(Collectors.joining())
                        + " from old where d.id = old.id returning d.*),"
                        + " kept as (insert into deal_history (deal_id, version, at, actor, operation, replaced)"
                        + " select c.id, c.version, c.updated_at, c.updated_by, 'update', to_jsonb(old) from changed c, old),"
                        + " told as (insert into outbox (at, deal_id, version, operation) select updated_at, id, version, 'update' from changed)"
                        + " select "
                        + Deal.COLUMNS
                        + " from changed";
        try (Connection connection = pool.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            int index = 1;
            update.setObject(index++, id);
            update.setObject(index++, version, Types.INTEGER);
            update.setObject(index++, version, Types.INTEGER);
            update.setObject(index++, user);
            for (Map.Entry<DealField, @Nullable Object> value : values.entrySet()) {
                value.getKey().bind(update, index++, value.getValue());
            }
            try (ResultSet row = update.executeQuery()) {
                return row.next() ? Optional.of(Deal.read(row)) : Optional.empty();
            }
        }
    }

    /** Where a page of the list ended. */
    record Position(BigDecimal amount, UUID id) {}

    /** Deals in a stage above an amount, the largest first. */
    List<Deal> list(String stage, BigDecimal above, @Nullable Position after, int limit)
            throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(after == null ? LIST : LIST_AFTER)) {
            int index = 1;
            select.setString(index++, stage);
            select.setBigDecimal(index++, above);
            if (after != null) {
                select.setBigDecimal(index++, after.amount());
                select.setBigDecimal(index++, after.amount());
                select.setObject(index++, after.id());
            }
            select.setInt(index, limit);
            List<Deal> deals = new ArrayList<>(limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    deals.add(Deal.read(row));
                }
            }
            return deals;
        }
    }

    private static String columns(DealField... fields) {
        return Arrays.stream(fields).map(DealField::column).collect(Collectors.joining(", "));
    }
}
