package dev.armature.engine.event;

import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.database.HomePool;
import dev.armature.metadata.definition.RuleDefinition.Operation;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the outbox in order and gives each event its effects. One node reads at a time; how far it
 * came is stored together with the effects, so no event is passed over or read for nothing.
 */
final class EventRouter {

    /** How many events are read at once. */
    static final int BATCH = 500;

    // What is lost with the machine is read again, cursor and effects alike: nothing to wait for.
    private static final String NEXT_EVENTS =
            """
            select set_config('synchronous_commit', 'off', true);
            select tenant_id, object_id, id, transaction_id::text, operation from next_events(?)
            """;

    private final TenantDatabase database;
    private final TenantModels models;
    private final Effects effects;
    private final List<EventConsumer> consumers;
    private final List<EventFollower> followers;

    private record Entry(long id, int objectId, String transaction, Operation operation) {}

    EventRouter(
            TenantDatabase database,
            TenantModels models,
            Effects effects,
            List<EventConsumer> consumers,
            List<EventFollower> followers) {
        this.database = database;
        this.models = models;
        this.effects = effects;
        this.consumers = List.copyOf(consumers);
        this.followers = List.copyOf(followers);
    }

    /** Reads one batch of each home; gives how many events the longest had. */
    int route() {
        return database.inEachHome(this::route).stream()
                .mapToInt(Integer::intValue)
                .max()
                .orElse(0);
    }

    private int route(HomePool home) {
        return database.in(
                home,
                connection -> {
                    Map<TenantId, List<Entry>> entries = new LinkedHashMap<>();
                    Entry last = read(connection, entries);
                    if (last == null) {
                        return 0;
                    }
                    int count = 0;
                    for (Map.Entry<TenantId, List<Entry>> one : entries.entrySet()) {
                        add(connection, one.getKey(), one.getValue());
                        count += one.getValue().size();
                    }
                    markRead(connection, last);
                    return count;
                });
    }

    private static @Nullable Entry read(Connection connection, Map<TenantId, List<Entry>> entries)
            throws SQLException {
        Entry last = null;
        try (PreparedStatement statement = connection.prepareStatement(NEXT_EVENTS)) {
            statement.setInt(1, BATCH);
            statement.execute();
            statement.getMoreResults();
            try (ResultSet row = statement.getResultSet()) {
                while (row.next()) {
                    last =
                            new Entry(
                                    row.getLong(3),
                                    row.getInt(2),
                                    row.getString(4),
                                    Effects.operation(row.getString(5)));
                    entries.computeIfAbsent(
                                    new TenantId(row.getInt(1)), tenant -> new ArrayList<>())
                            .add(last);
                }
            }
        }
        return last;
    }

    private void add(Connection connection, TenantId tenant, List<Entry> entries)
            throws SQLException {
        record Kind(int objectId, Operation operation) {}
        Map<Kind, List<EventConsumer.Wanted>> known = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("select set_config('app.tenant', ?, true)")) {
            statement.setString(1, tenant.toString());
            statement.execute();
        }
        for (Entry entry : entries) {
            List<EventConsumer.Wanted> wanted =
                    known.computeIfAbsent(
                            new Kind(entry.objectId, entry.operation),
                            kind -> wanted(tenant, kind.objectId, kind.operation));
            effects.add(connection, tenant, entry.id, wanted);
        }
        List<Long> events = entries.stream().map(Entry::id).toList();
        followers.forEach(follower -> follower.follow(connection, tenant, events));
    }

    private List<EventConsumer.Wanted> wanted(TenantId tenant, int objectId, Operation operation) {
        ObjectModel object = models.current(tenant).object(objectId);
        return object == null
                ? List.of()
                : consumers.stream()
                        .flatMap(consumer -> consumer.effects(object, operation).stream())
                        .toList();
    }

    private static void markRead(Connection connection, Entry last) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select events_read(?::xid8, ?)")) {
            statement.setString(1, last.transaction);
            statement.setLong(2, last.id);
            statement.execute();
        }
    }
}
