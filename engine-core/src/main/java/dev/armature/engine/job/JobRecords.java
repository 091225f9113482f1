package dev.armature.engine.job;

import dev.armature.engine.sql.Sql;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;

/**
 * The records that a job goes through, fixed when it begins. They are numbered from 1 without gaps,
 * so the count of those that are done says which are next; the job's row is held while a batch is
 * done, so that two nodes that take the job for theirs do no record twice.
 */
public final class JobRecords {

    private JobRecords() {}

    /**
     * A record of a job.
     *
     * @param version the version that the job is about, or 0 if it is about none in particular
     */
    public record Row(long position, int objectId, UUID recordId, int version) {}

    /** Puts a job's records down and says how many there are. */
    @FunctionalInterface
    public interface Fixing {
        long fix();
    }

    /** Fixes the records, unless that was done. */
    public static void fix(Connection connection, TenantId tenant, UUID job, Fixing fixing) {
        boolean[] fixed = new boolean[1];
        Sql.of("select total from job where ", Jobs.of(tenant, job, "id"), " for no key update")
                .query(connection, row -> fixed[0] = row.next() && row.getObject(1) != null);
        if (!fixed[0]) {
            Sql.of(
                            "update job set total = ",
                            Sql.number(fixing.fix()),
                            " where ",
                            Jobs.of(tenant, job, "id"))
                    .execute(connection);
        }
    }

    /** Adds records of one object after those that there are already. */
    public static void add(
            Connection connection,
            TenantId tenant,
            UUID job,
            long already,
            int objectId,
            List<UUID> ids) {
        add(
                connection,
                tenant,
                job,
                Sql.of(
                        "select n.position + ",
                        Sql.number(already),
                        ", ",
                        Sql.number(objectId),
                        "::int, n.id, null::int from unnest(",
                        Sql.array(ids, ColumnType.UUID),
                        ") with ordinality as n(id, position)"));
    }

    /**
     * Adds what a query of the platform's own tables gives.
     *
     * @param records position, object, record, version
     * @return how many they were
     */
    public static int add(Connection connection, TenantId tenant, UUID job, Sql records) {
        return Sql.of(
                        "insert into job_record (tenant_id, job_id, position, object_id, record_id, version) select ",
                        Sql.number(tenant.value()),
                        "::int, ",
                        Sql.value(job, ColumnType.UUID),
                        ", f.* from (",
                        records,
                        ") f")
                .execute(connection);
    }

    /** The next records, at most so many; empty when all are done. Holds the job. */
    public static List<Row> next(Connection connection, TenantId tenant, UUID job, int atMost) {
        return Sql.of(
                        "with held as materialized (select processed from job where ",
                        Jobs.of(tenant, job, "id"),
                        " for no key update) select n.position, n.object_id, n.record_id, n.version from job_record n, held where ",
                        Jobs.of(tenant, job, "job_id"),
                        " and n.position > held.processed and n.position <= held.processed + ",
                        Sql.number(atMost),
                        " order by n.position")
                .all(
                        connection,
                        row ->
                                new Row(
                                        row.getLong(1),
                                        row.getInt(2),
                                        row.getObject(3, UUID.class),
                                        row.getInt(4)));
    }
}
