package dev.armature.bench.scale;

import dev.armature.engine.sql.Queries;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.tenant.TenantId;
import java.util.ArrayList;
import java.util.List;

/** Passes queries on and keeps them, so that they can be explained. Of one thread. */
final class Recorder implements Queries {

    private final TenantDatabase database;
    private final BackendCpu cpu;
    private final List<Sql> kept = new ArrayList<>();

    /**
     * @param database with one connection, so that one process does its work
     */
    Recorder(TenantDatabase database) {
        this.database = database;
        this.cpu =
                new BackendCpu(
                        database.inDirectory(connection ->
                                Sql.raw("select pg_backend_pid()")
                                        .first(connection, row -> row.getLong(1))
                                        .orElseThrow()));
    }

    BackendCpu cpu() {
        return cpu;
    }

    @Override
    public void query(TenantId tenant, List<Sql> queries, List<Rows> handlers) {
        kept.addAll(queries);
        database.query(tenant, queries, handlers);
    }

    /** The queries since the last time. */
    List<Sql> take() {
        List<Sql> taken = List.copyOf(kept);
        kept.clear();
        return taken;
    }

    /** Runs a query once more, as the application's role, and tells how it was done. */
    Plan explain(TenantId tenant, Sql query) {
        Plan[] plan = new Plan[1];
        database.query(
                tenant,
                Sql.of("explain (analyze, buffers, format json) ", query),
                row -> {
                    row.next();
                    plan[0] = Plan.read(row.getString(1));
                });
        return plan[0];
    }
}
