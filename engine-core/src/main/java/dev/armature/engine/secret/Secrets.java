package dev.armature.engine.secret;

import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.SecretType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows secrets in clear, to those who may see them, and notes that it did. Thread-safe. */
public final class Secrets {

    private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);

    private final TenantDatabase database;
    private final AccessPolicy access;
    private final SecretBox box;

    public Secrets(TenantDatabase database, AccessPolicy access, SecretBox box) {
        this.database = database;
        this.access = access;
        this.box = box;
    }

    /**
     * The secret in a field of a live record.
     *
     * @throws EngineException {@code forbidden} to all but administrators; {@code not_found} where
     *     there is no such field, record or secret
     */
    public String read(Caller caller, ObjectModel object, UUID record, String name) {
        access.requireSeen(caller, object);
        access.requireAdministrator(caller);
        FieldModel field = object.field(name);
        if (field == null || !(field.type() instanceof SecretType)) {
            throw EngineException.notFound("The secret field \"" + name + "\"");
        }
        SecretPlace place =
                new SecretPlace(caller.tenantId().value(), object.id(), field.id(), record);
        String sealed =
                text(caller, live(object, record)) == null ? null : text(caller, stored(place));
        if (sealed == null) {
            throw EngineException.notFound("The secret of " + object.name() + " " + record);
        }
        AuditEvent.by(caller.userId(), AuditKind.SECRET_READ, record)
                .with("object", object.name())
                .with("field", name)
                .write(database, caller.tenantId());
        LOG.info(
                "User {} of tenant {} read the secret {}.{} of record {}",
                caller.userId(),
                place.tenant(),
                object.name(),
                name,
                record);
        try {
            return box.open(place, sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the secret at " + place + " cannot be opened", e);
        }
    }

    private static Sql live(ObjectModel object, UUID record) {
        RecordPlace place = RecordPlace.of(object);
        return Sql.of(
                "select r.id::text from ",
                place.name(),
                " r where ",
                place.isLive("r"),
                " and r.id = ",
                Sql.value(record, ColumnType.UUID));
    }

    // By itself: the roles that read tenants' own tables may not read secrets.
    private static Sql stored(SecretPlace place) {
        return Sql.of(
                "select sealed from record_secret where tenant_id = ",
                Sql.number(place.tenant()),
                " and object_id = ",
                Sql.number(place.object()),
                " and field_id = ",
                Sql.number(place.field()),
                " and record_id = ",
                Sql.value(place.record(), ColumnType.UUID));
    }

    private @Nullable String text(Caller caller, Sql sql) {
        List<String> found = new ArrayList<>(1);
        database.query(
                caller.tenantId(),
                sql,
                rows -> {
                    if (rows.next()) {
                        found.add(rows.getString(1));
                    }
                });
        return found.isEmpty() ? null : found.getFirst();
    }
}
