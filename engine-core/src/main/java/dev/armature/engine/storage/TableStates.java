package dev.armature.engine.storage;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.Locale;
import java.util.Optional;

/** Keeps where each object is on its way between its places. */
final class TableStates {

    /** A place in the move of an object. */
    enum State {
        /** The table is being filled; the shared store counts. */
        FILLING,
        /** The table counts. */
        USED,
        /** Records are being copied back; the table still counts. */
        RETURNING,
        /** The shared store counts again; the table waits to be dropped. */
        LEFT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    private TableStates() {}

    /** Notes a state, and from when on it holds. */
    static void put(
            Connection connection, TenantId tenant, int objectId, State state, boolean leftover) {
        Sql.of(
                        "insert into record_table (tenant_id, object_id, state, leftover) values (",
                        Sql.number(tenant.value()),
                        ", ",
                        Sql.number(objectId),
                        ", ",
                        Sql.value(state.word(), ColumnType.TEXT),
                        ", ",
                        Sql.value(leftover, ColumnType.BOOLEAN),
                        ") on conflict (tenant_id, object_id) do update set state = excluded.state, leftover = excluded.leftover, since = now()")
                .execute(connection);
    }

    /** Notes that something is left behind from now on, which is to be cleared away later. */
    static void leave(Connection connection, TenantId tenant, int objectId) {
        Sql.of(
                        "update record_table set since = now(), leftover = true where ",
                        own(tenant, objectId))
                .execute(connection);
    }

    /** Notes that nothing is left behind. */
    static void cleared(Connection connection, TenantId tenant, int objectId) {
        Sql.of("update record_table set leftover = false where ", own(tenant, objectId))
                .execute(connection);
    }

    static void remove(Connection connection, TenantId tenant, int objectId) {
        Sql.of("delete from record_table where ", own(tenant, objectId)).execute(connection);
    }

    static Optional<State> find(Connection connection, TenantId tenant, int objectId) {
        return Sql.of("select state from record_table where ", own(tenant, objectId))
                .first(connection, row -> State.of(row.getString(1)));
    }

    private static Sql own(TenantId tenant, int objectId) {
        return Sql.of(
                "tenant_id = ",
                Sql.number(tenant.value()),
                " and object_id = ",
                Sql.number(objectId));
    }
}
