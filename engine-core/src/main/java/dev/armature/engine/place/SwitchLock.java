package dev.armature.engine.place;

import dev.armature.engine.sql.Flush;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps writers of one object out while its records change their place. The metadata says first
 * that the object is switching; whoever writes its records after that shares its lock until the
 * transaction ends, or is taken back by {@code share_place}. The switch then holds the lock alone.
 */
public final class SwitchLock {

    // Beside the key of metadata changes; see begin_write and share_place.
    private static final int LOCK = 0x41524d53;

    private SwitchLock() {}

    /**
     * To be called by everybody who is about to write an object's records, whatever else is locked
     * by then: it waits for nobody. It travels with the next statement, and costs nothing as long
     * as the object stays where it is.
     */
    public static void share(Connection connection, ObjectModel object) {
        if (object.isSwitching()) {
            Flush.later(
                    connection,
                    List.of(Sql.of("select share_place(", Sql.number(object.id()), ")")));
        }
    }

    /** The same for several objects of a tenant, any of them as often as it comes. */
    public static void share(
            Connection connection, TenantModel model, Stream<ObjectModel> objects) {
        if (model.isSwitching()) {
            objects.distinct().forEach(object -> share(connection, object));
        }
    }

    /** Waits for the writers that share the lock, and keeps others out until the release. */
    public static void hold(Connection session, int objectId) {
        Sql.of("select pg_advisory_lock(", key(objectId), ")").query(session, rows -> {});
    }

    /**
     * To be called before anybody is told that the records are in another place: a session that was
     * lost has lost its lock too, unnoticed.
     *
     * @throws IllegalStateException when it holds the lock no longer
     */
    public static void requireHeld(Connection session, int objectId) {
        boolean held =
                Sql.of(
                                "select exists (select from pg_locks where locktype = 'advisory' and granted",
                                " and pid = pg_backend_pid() and mode = 'ExclusiveLock' and classid::bigint = ",
                                Sql.number(LOCK),
                                " and objid::bigint = ",
                                Sql.number(objectId),
                                " and database = (select oid from pg_database where datname = current_database()))")
                        .first(session, row -> row.getBoolean(1))
                        .orElseThrow();
        if (!held) {
            throw new IllegalStateException(
                    "the lock on object " + objectId + " is lost; the job begins again");
        }
    }

    /** Lets writers on. */
    public static void release(Connection session, int objectId) {
        Sql.of("select pg_advisory_unlock(", key(objectId), ")").query(session, rows -> {});
    }

    private static Sql key(int objectId) {
        return Sql.of(Sql.number(LOCK), ", ", Sql.number(objectId));
    }
}
