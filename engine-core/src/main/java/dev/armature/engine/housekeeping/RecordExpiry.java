package dev.armature.engine.housekeeping;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.definition.Retention;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.Tenant;
import java.sql.Connection;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the records that are past their time, by the ordinary way of a write: what may not be
 * deleted, because others reference it or the object demands it, stays until it may.
 */
final class RecordExpiry {

    /** How many records one transaction deletes. */
    static final int BATCH = 500;

    /** What the history names as the cause. */
    static final String CAUSE = "retention";

    private static final Logger LOG = LoggerFactory.getLogger(RecordExpiry.class);

    private final TenantDirectory tenants;
    private final RecordWriter writer;

    RecordExpiry(TenantDirectory tenants, RecordWriter writer) {
        this.tenants = tenants;
        this.writer = writer;
    }

    /** Deletes all of an object that are due, unless it is told to stop. */
    void delete(ObjectModel object, Instant now, BooleanSupplier stopped) {
        Tenant tenant = tenants.find(object.tenant().tenant()).orElse(null);
        if (tenant == null || object.definition().options().retention().expiry() == null) {
            return;
        }
        Run run = new Run(Caller.platform(tenant), object, now);
        while (run.next() && !stopped.getAsBoolean()) {}
        if (run.deleted + run.refused > 0) {
            LOG.info(
                    "Tenant {}: {} records of {} were past their time and deleted, {} may not be",
                    tenant.id(),
                    run.deleted,
                    object.name(),
                    run.refused);
        }
    }

    /** One round through an object. */
    private final class Run {
        private final Caller platform;
        private final ObjectModel object;
        private final Instant now;
        private @Nullable UUID last;
        private List<UUID> chosen = List.of();
        private long deleted;
        private long refused;

        Run(Caller platform, ObjectModel object, Instant now) {
            this.platform = platform;
            this.object = object;
            this.now = now;
        }

        boolean next() {
            chosen = List.of();
            try {
                write((connection, model) -> {
                    chosen = due(connection, model);
                    return commands(chosen);
                });
            } catch (EngineException e) {
                // One of them takes too much along: each by itself.
                for (UUID id : chosen) {
                    alone(id);
                }
            }
            last = chosen.isEmpty() ? last : chosen.getLast();
            return !chosen.isEmpty();
        }

        private void alone(UUID id) {
            try {
                write((connection, model) -> commands(List.of(id)));
            } catch (EngineException e) {
                refused++;
            }
        }

        private void write(RecordWriter.Choice choice) {
            List<Outcome> outcomes =
                    writer.write(
                            platform,
                            choice,
                            Cause.of(CAUSE, object.name()),
                            false,
                            (connection, done) -> {});
            for (Outcome outcome : outcomes) {
                switch (outcome) {
                    case Outcome.Done d -> deleted++;
                    case Outcome.Refused r -> refused++;
                }
            }
        }

        private List<Command> commands(List<UUID> ids) {
            return ids.stream()
                    .<Command>map(id -> new Command.Delete(object.name(), id, null))
                    .toList();
        }

        // By the model of the transaction: the option may be another by now.
        private List<UUID> due(Connection connection, TenantModel model) {
            if (!Housekeeper.isOurs(connection, model.tenant())) {
                return List.of();
            }
            ObjectModel current = model.object(object.id());
            Sql past = current == null ? null : past(current, "r", now, platform.tenant().zone());
            if (current == null || past == null || !current.name().equals(object.name())) {
                return List.of();
            }
            RecordPlace place = RecordPlace.of(current);
            return Sql.of(
                            "select r.id from ",
                            place.name(),
                            " r where ",
                            place.isLive("r"),
                            " and ",
                            past,
                            last == null
                                    ? Sql.EMPTY
                                    : Sql.of(" and r.id > ", Sql.value(last, ColumnType.UUID)),
                            " order by r.id limit ",
                            Sql.number(BATCH))
                    .all(connection, row -> row.getObject(1, UUID.class));
        }
    }

    /**
     * The deleted records that are to be gone for good whatever the recycle bin says, as a
     * condition; null when there are none.
     */
    @Nullable Sql toPurge(ObjectModel object, String alias, Instant now) {
        Retention.Expiry expiry = object.definition().options().retention().expiry();
        if (expiry == null || expiry.then() != Retention.Then.PURGE) {
            return null;
        }
        ZoneId zone =
                tenants.find(object.tenant().tenant()).map(Tenant::zone).orElse(ZoneOffset.UTC);
        return past(object, alias, now, zone);
    }

    /**
     * The condition that records seen by an alias are past their time; null when they never are.
     */
    private static @Nullable Sql past(ObjectModel object, String alias, Instant now, ZoneId zone) {
        Retention.Expiry expiry = object.definition().options().retention().expiry();
        if (expiry == null) {
            return null;
        }
        Sql moment = Sql.value(expiry.momentBefore(now), ColumnType.TIMESTAMPTZ);
        return switch (expiry.field()) {
            case "createdAt" -> Sql.of(alias, ".created_at < ", moment);
            case "updatedAt" -> Sql.of(alias, ".updated_at < ", moment);
            default -> {
                FieldModel field = Objects.requireNonNull(object.field(expiry.field()));
                yield Sql.of(
                        RecordPlace.of(object).column(alias, field),
                        " < ",
                        field.type().column() == ColumnType.DATE
                                ? Sql.value(expiry.dayBefore(now, zone), ColumnType.DATE)
                                : moment);
            }
        };
    }
}
