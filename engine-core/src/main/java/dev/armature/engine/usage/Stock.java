package dev.armature.engine.usage;

import dev.armature.engine.sql.Flush;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds what tenants have to their quotas, and counts their files; records are counted by those who
 * read events. Thread-safe.
 */
public final class Stock {

    private static final String USED_UP = "X0004";

    /** The SQLSTATE that says that a tenant has a quota of records; see {@code begin_write_at}. */
    private static final String LIMITED = "X0005";

    private final QuotaOptions options;
    private final Set<TenantId> limited = ConcurrentHashMap.newKeySet();

    public Stock(QuotaOptions options) {
        this.options = options;
    }

    /**
     * Whether a tenant is taken to have any number of records. A write that begins by that ends
     * where it does not hold, and begins again once it is known ({@link #learnsQuota}).
     */
    public boolean isUnlimited(TenantId tenant) {
        return options.records() == 0 && !limited.contains(tenant);
    }

    /** Whether a write failed because the tenant has a quota after all, which is known by then. */
    public boolean learnsQuota(TenantId tenant, DatabaseException failure) {
        if (!failure.state().equals(LIMITED)) {
            return false;
        }
        limited.add(tenant);
        return true;
    }

    /**
     * Looks whether there is room for records that the transaction made or took out of the recycle
     * bin. They are counted by whoever reads their events. It has to be the last that a transaction
     * does, as others of the tenant may wait for it. Where there is no room, what is sent next
     * fails ({@link #usedUp}).
     */
    public void room(Connection connection, TenantId tenant, long more) {
        if (more > 0) {
            add(connection, tenant, more, 0, 0);
        }
    }

    /** Records that are gone without an event, with their object; within a tenant's transaction. */
    public void dropped(Connection connection, long fewer) {
        if (fewer > 0) {
            Flush.later(
                    connection,
                    List.of(
                            Sql.of("select drop_records(", Sql.number(fewer), "::bigint)")
                                    .forAnyRole()));
        }
    }

    /**
     * Files that are made, or fewer than none where they go. Counted with what is sent next, which
     * has to be the last that a transaction does.
     */
    public void files(Connection connection, TenantId tenant, long more, long moreBytes) {
        if (more != 0) {
            add(connection, tenant, 0, more, moreBytes);
        }
    }

    private void add(Connection connection, TenantId tenant, long records, long files, long bytes) {
        Sql count =
                Sql.of(
                                "select add_stock(",
                                Sql.number(tenant.value()),
                                "::int, ",
                                Sql.number(records),
                                "::bigint, ",
                                Sql.number(files),
                                "::bigint, ",
                                Sql.number(bytes),
                                "::bigint, ",
                                quota(options.records()),
                                ", ",
                                quota(options.fileBytes()),
                                ")")
                        .forAnyRole();
        Flush.later(connection, List.of(count));
    }

    private static Sql quota(long most) {
        return most == 0 ? Sql.raw("null::bigint") : Sql.of(Sql.number(most), "::bigint");
    }

    /**
     * A quota that something does not fit into.
     *
     * @param over how much more there would be than may be
     */
    public record UsedUp(String quota, long most, long over) {

        /** The answer to who wanted to make it. */
        public EngineException refusal() {
            return new EngineException(
                    ErrorCode.QUOTA_EXCEEDED,
                    "The quota \"%s\" of this tenant is %,d, and this would be %,d too many; %s, or ask the operator of the installation to raise it"
                            .formatted(
                                    quota,
                                    most,
                                    over,
                                    quota.equals("records")
                                            ? "delete records that are not needed"
                                            : "take files that are not needed out of records and their history"));
        }
    }

    /** What to answer to what a transaction failed with: the refusal, where it was a quota. */
    public static RuntimeException answer(RuntimeException failure) {
        UsedUp usedUp = failure instanceof DatabaseException told ? usedUp(told) : null;
        return usedUp == null ? failure : usedUp.refusal();
    }

    /** The quota that a statement failed for; null when it failed for something else. */
    public static @Nullable UsedUp usedUp(DatabaseException failure) {
        String detail = failure.state().equals(USED_UP) ? failure.detail() : null;
        if (detail == null) {
            return null;
        }
        String[] parts = detail.split(" ", -1);
        long most = Long.parseLong(parts[1]);
        return new UsedUp(
                parts[0], most, Long.parseLong(parts[2]) + Long.parseLong(parts[3]) - most);
    }
}
