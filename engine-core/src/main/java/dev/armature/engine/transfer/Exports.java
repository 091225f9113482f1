package dev.armature.engine.transfer;

import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.RecordStream;
import dev.armature.engine.query.RecordStreams;
import dev.armature.engine.query.SearchText;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives records out as files. An export keeps a connection and a snapshot of the database until its
 * reader has taken it, so there are few at a time, and none lasts for ever. Thread-safe.
 */
public final class Exports {

    /** How many a node gives out at once. */
    public static final int AT_ONCE = 6;

    /** How many of them one tenant may have. */
    public static final int OF_A_TENANT = 3;

    /** How long one may last, however slowly it is taken. */
    public static final Duration LONGEST = Duration.ofMinutes(30);

    private static final Logger LOG = LoggerFactory.getLogger(Exports.class);
    private static final Duration COME_AGAIN = Duration.ofSeconds(10);
    private static final int NOTED_FILTER = 1_000;

    private final RecordStreams streams;
    private final TenantDatabase database;
    private final Duration longest;
    private final Map<TenantId, Integer> open = new HashMap<>();

    public Exports(RecordStreams streams, TenantDatabase database) {
        this(streams, database, LONGEST);
    }

    /** Exports that last less long, for tests. */
    Exports(RecordStreams streams, TenantDatabase database, Duration longest) {
        this.streams = streams;
        this.database = database;
        this.longest = longest;
    }

    /** The form of a file. */
    public enum Format {
        CSV("text/csv; charset=utf-8"),
        NDJSON("application/x-ndjson; charset=utf-8"),
        XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }

        /** Its word in addresses and at the end of a file's name. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Begins to give records out, and notes that it does. It has to be closed.
     *
     * @param query which records, in which order
     * @param columns the fields in the order of the table's columns; null for all
     */
    public Export open(
            Caller caller, RecordQuery query, @Nullable List<String> columns, Format format) {
        List<ExportColumn> table = ExportColumn.of(query.selection(), columns);
        TenantId tenant = caller.tenantId();
        admit(tenant);
        RecordStream records = null;
        try {
            records = streams.open(caller, query);
            Export export = new Export(records, form(format, table, caller), () -> release(tenant));
            note(caller, query, format);
            export.begin();
            watch(export, query);
            return export;
        } catch (Throwable e) {
            if (records != null) {
                records.close();
            }
            release(tenant);
            throw e;
        }
    }

    private static Function<ByteArrayOutputStream, RecordSink> form(
            Format format, List<ExportColumn> table, Caller caller) {
        return switch (format) {
            case NDJSON -> LinesSink::new;
            case CSV -> out -> new CsvSink(out, table);
            case XLSX -> out -> new SheetSink(out, table, caller.tenant().zone());
        };
    }

    private synchronized void admit(TenantId tenant) {
        if (open.getOrDefault(tenant, 0) >= OF_A_TENANT) {
            throw EngineException.limited(
                    "At most %d exports of a tenant run at once; wait for one to end"
                            .formatted(OF_A_TENANT),
                    COME_AGAIN);
        }
        if (open.values().stream().mapToInt(Integer::intValue).sum() >= AT_ONCE) {
            throw new EngineException(
                    ErrorCode.OVERLOADED, "Too many exports run at once; try again");
        }
        open.merge(tenant, 1, Integer::sum);
    }

    private synchronized void release(TenantId tenant) {
        open.computeIfPresent(tenant, (t, count) -> count == 1 ? null : count - 1);
    }

    // Before the first record leaves: who breaks it off has still had some.
    private void note(Caller caller, RecordQuery query, Format format) {
        AuditEvent event =
                AuditEvent.by(caller.userId(), AuditKind.RECORDS_EXPORTED, query.object().name())
                        .with("format", format.word())
                        .with("filter", shortened(query.filterText()));
        SearchText search = query.search();
        (search == null ? event : event.with("search", search.text()))
                .write(database, caller.tenantId());
    }

    private static String shortened(String filter) {
        return filter.substring(0, Math.min(NOTED_FILTER, filter.length()));
    }

    private void watch(Export export, RecordQuery query) {
        String object = query.object().name();
        Thread.ofVirtual()
                .name("export")
                .start(() -> {
                    try {
                        if (!export.over().await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
                            LOG.warn(
                                    "An export of {} was not taken within {}; it is ended",
                                    object,
                                    longest);
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    export.close();
                });
    }
}
