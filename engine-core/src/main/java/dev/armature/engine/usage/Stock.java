package dev.armature.engine.usage;

import dev.armature.engine.sql.Flush;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts what tenants have, and holds it to their quotas: the one place by which records and files
 * are counted. Thread-safe.
 */
public final class Stock {

    private static final String USED_UP = "X0004";

    private final QuotaOptions options;

    public Stock(QuotaOptions options) {
        this.options = options;
    }

    /**
     * Records that are made or come out of the recycle bin, or fewer than none where they go.
     * Counted with what is sent next: it has to be the last that a transaction does, as others of
     * the tenant may wait for it. Where there is no room, that fails ({@link #usedUp}).
     */
    public void records(Connection connection, TenantId tenant, long more) {
        add(connection, tenant, more, 0, 0);
    }

    /** The same of files. */
    public void files(Connection connection, TenantId tenant, long more, long moreBytes) {
        add(connection, tenant, 0, more, moreBytes);
    }

    private void add(Connection connection, TenantId tenant, long records, long files, long bytes) {
        if (records == 0 && files == 0) {
            return;
        }
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
