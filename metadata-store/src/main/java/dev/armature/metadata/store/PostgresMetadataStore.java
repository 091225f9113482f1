package dev.armature.metadata.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.armature.metadata.change.ChangeStep;
import dev.armature.metadata.change.MetadataStore;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.field.LinkType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The metadata store in PostgreSQL. */
final class PostgresMetadataStore implements MetadataStore {

    private static final String PUBLISH =
            """
            with advanced as (
                update tenant set metadata_version = ? where tenant_id = ?
            ), logged as (
                insert into metadata_change (tenant_id, version, actor, summary, steps)
                values (?, ?, ?, ?, ?::jsonb)
            )
            select pg_notify('armature_model', ?)
            """;

    private final ObjectRepository objects;
    private final FieldRepository fields;
    private final PartRepository parts;
    private final RoleRepository roles;
    private final Clock clock;

    PostgresMetadataStore(
            ObjectRepository objects,
            FieldRepository fields,
            PartRepository parts,
            RoleRepository roles,
            Clock clock) {
        this.objects = objects;
        this.fields = fields;
        this.parts = parts;
        this.roles = roles;
        this.clock = clock;
    }

    @Override
    public int nextObject() {
        return objects.nextId();
    }

    @Override
    public int nextPart() {
        return parts.nextId();
    }

    @Override
    public int nextRole() {
        return roles.nextId();
    }

    @Override
    public TenantDefinition load(TenantId tenant, @Nullable TenantDefinition known) {
        long since = known == null ? -1 : known.version();
        DefinitionRows rows = new DefinitionRows(known);
        objects.findByKeyTenantIdAndChangedInGreaterThan(tenant.value(), since).forEach(rows::add);
        fields.findByKeyTenantIdAndChangedInGreaterThan(tenant.value(), since).forEach(rows::add);
        parts.findByKeyTenantIdAndChangedInGreaterThan(tenant.value(), since).forEach(rows::add);
        roles.findByKeyTenantIdAndChangedInGreaterThan(tenant.value(), since).forEach(rows::add);
        return rows.definition();
    }

    @Override
    public long versionAt(Connection connection, TenantId tenant, Instant moment) {
        return PastDefinitions.versionAt(connection, tenant, moment);
    }

    @Override
    public TenantDefinition loadAt(Connection connection, TenantId tenant, long version) {
        return PastDefinitions.load(connection, tenant, version);
    }

    @Override
    public void apply(TenantId tenant, long version, List<ChangeStep> steps) {
        new Writer(tenant.value(), version, clock.instant()).write(steps);
    }

    @Override
    public void publish(
            Connection connection,
            TenantId tenant,
            long version,
            @Nullable UUID actor,
            String summary,
            List<ChangeStep> steps) {
        ArrayNode log = Json.MAPPER.createArrayNode();
        steps.forEach(step -> log.add(step.describe()));
        try (PreparedStatement statement = connection.prepareStatement(PUBLISH)) {
            statement.setLong(1, version);
            statement.setInt(2, tenant.value());
            statement.setInt(3, tenant.value());
            statement.setLong(4, version);
            statement.setObject(5, actor);
            statement.setString(6, summary);
            statement.setString(7, Json.write(log));
            statement.setString(8, tenant + ":" + version);
            statement.execute();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    @Override
    public List<Deleted<ObjectDefinition>> deletedObjects(TenantId tenant) {
        List<Deleted<ObjectDefinition>> deleted = new ArrayList<>();
        for (ObjectRow row : objects.findByKeyTenantIdAndDeletedAtIsNotNull(tenant.value())) {
            ObjectDefinition object = DefinitionRows.object(row);
            List<FieldDefinition> objectFields =
                    fields.findByKeyTenantIdAndKeyObjectId(tenant.value(), object.id()).stream()
                            .filter(field -> field.deletedAt() == null)
                            .sorted(Comparator.comparingInt(FieldRow::position))
                            .map(DefinitionRows::field)
                            .toList();
            List<Part> objectParts =
                    parts.findByKeyTenantIdAndObjectId(tenant.value(), object.id()).stream()
                            .filter(part -> part.deletedAt() == null)
                            .sorted(Comparator.comparingInt(PartRow::position))
                            .map(DefinitionRows::part)
                            .toList();
            deleted.add(
                    new Deleted<>(
                            object.withFields(objectFields).withParts(objectParts),
                            deletedAt(row.deletedAt())));
        }
        deleted.sort(Comparator.comparing((Deleted<ObjectDefinition> d) -> d.at()).reversed());
        return deleted;
    }

    @Override
    public List<Deleted<FieldDefinition>> deletedFields(TenantId tenant, int objectId) {
        return fields.findByKeyTenantIdAndKeyObjectId(tenant.value(), objectId).stream()
                .filter(row -> row.deletedAt() != null)
                .map(row -> new Deleted<>(DefinitionRows.field(row), deletedAt(row.deletedAt())))
                .sorted(Comparator.comparing((Deleted<FieldDefinition> d) -> d.at()).reversed())
                .toList();
    }

    private static Instant deletedAt(@Nullable Instant at) {
        return at == null ? Instant.EPOCH : at;
    }

    /** Carries out the steps of one change. */
    private final class Writer {

        private final int tenant;
        private final long version;
        private final Instant now;
        private final List<FieldRow> newFields = new ArrayList<>();
        private final List<FieldRow> changedFields = new ArrayList<>();
        private final List<PartRow> newParts = new ArrayList<>();
        private final List<PartRow> changedParts = new ArrayList<>();
        private final Map<String, Integer> objectIds = new HashMap<>();

        Writer(int tenant, long version, Instant now) {
            this.tenant = tenant;
            this.version = version;
            this.now = now;
        }

        void write(List<ChangeStep> steps) {
            // Removed rows give up their names before new ones take them.
            steps.forEach(this::remove);
            flush();
            steps.forEach(this::put);
            flush();
        }

        private void remove(ChangeStep step) {
            switch (step) {
                case ChangeStep.RemoveObject(ObjectDefinition object) ->
                        objects.update(row(object, position(object), now));
                case ChangeStep.RemoveField(ObjectDefinition object, FieldDefinition field) ->
                        changedFields.add(row(object, field, 0, now));
                case ChangeStep.RemovePart(ObjectDefinition object, Part part) ->
                        changedParts.add(row(object, part, 0, now));
                case ChangeStep.RemoveRole(RoleDefinition role) -> roles.update(row(role, now));
                case ChangeStep.PutRole put -> {}
                case ChangeStep.PutObject put ->
                        objectIds.put(put.object().name(), put.object().id());
                case ChangeStep.PutField put ->
                        objectIds.put(put.object().name(), put.object().id());
                case ChangeStep.PutPart put ->
                        objectIds.put(put.object().name(), put.object().id());
            }
        }

        private int position(ObjectDefinition object) {
            return objects.findById(new RowKey(tenant, object.id()))
                    .map(ObjectRow::position)
                    .orElse(0);
        }

        private void put(ChangeStep step) {
            switch (step) {
                case ChangeStep.PutObject(ObjectDefinition object, int position, boolean isNew) -> {
                    ObjectRow row = row(object, position, null);
                    if (isNew && objects.findById(row.key()).isEmpty()) {
                        objects.save(row);
                    } else {
                        objects.update(row);
                    }
                }
                case ChangeStep.PutField(
                                ObjectDefinition object,
                                FieldDefinition field,
                                int position,
                                boolean isNew) -> {
                    FieldRow row = row(object, field, position, null);
                    (isNew && !exists(row) ? newFields : changedFields).add(row);
                }
                case ChangeStep.PutPart(
                                ObjectDefinition object,
                                Part part,
                                int position,
                                boolean isNew) -> {
                    PartRow row = row(object, part, position, null);
                    (isNew && !exists(row) ? newParts : changedParts).add(row);
                }
                case ChangeStep.PutRole(RoleDefinition role, boolean isNew) -> {
                    if (isNew) {
                        roles.save(row(role, null));
                    } else {
                        roles.update(row(role, null));
                    }
                }
                case ChangeStep.RemoveObject r -> {}
                case ChangeStep.RemoveRole r -> {}
                case ChangeStep.RemoveField r -> {}
                case ChangeStep.RemovePart r -> {}
            }
        }

        // What is new to the definition may be a deleted row that is restored.
        private boolean exists(FieldRow row) {
            return fields.existsById(row.key());
        }

        private boolean exists(PartRow row) {
            return parts.existsById(row.key());
        }

        private void flush() {
            if (!newFields.isEmpty()) {
                fields.saveAll(newFields);
            }
            if (!changedFields.isEmpty()) {
                fields.updateAll(changedFields);
            }
            if (!newParts.isEmpty()) {
                parts.saveAll(newParts);
            }
            if (!changedParts.isEmpty()) {
                parts.updateAll(changedParts);
            }
            List.of(newFields, changedFields, newParts, changedParts).forEach(List::clear);
        }

        private ObjectRow row(ObjectDefinition object, int position, @Nullable Instant deletedAt) {
            return new ObjectRow(
                    new RowKey(tenant, object.id()),
                    version,
                    deletedAt,
                    object.nextFieldId(),
                    position,
                    object.name(),
                    object.plugin(),
                    Json.write(object.header().toJson()),
                    object.table() == null ? null : Json.write(object.table().toJson()),
                    object.filling().isEmpty()
                            ? null
                            : Json.write(Json.MAPPER.valueToTree(object.filling())),
                    object.switching());
        }

        private FieldRow row(
                ObjectDefinition object,
                FieldDefinition field,
                int position,
                @Nullable Instant deletedAt) {
            return new FieldRow(
                    new FieldKey(tenant, object.id(), field.id()),
                    targetId(field),
                    version,
                    deletedAt,
                    position,
                    field.name(),
                    field.plugin(),
                    Json.write(field.toJson()));
        }

        private @Nullable Integer targetId(FieldDefinition field) {
            if (!(field.type() instanceof LinkType reference)) {
                return null;
            }
            Integer known = objectIds.get(reference.target());
            return known != null
                    ? known
                    : objects.findIdByName(tenant, reference.target()).orElse(null);
        }

        private RoleRow row(RoleDefinition role, @Nullable Instant deletedAt) {
            return new RoleRow(
                    new RowKey(tenant, role.id()),
                    version,
                    deletedAt,
                    role.name(),
                    Json.write(role.stored()));
        }

        private PartRow row(
                ObjectDefinition object, Part part, int position, @Nullable Instant deletedAt) {
            return new PartRow(
                    new RowKey(tenant, part.id()),
                    object.id(),
                    version,
                    deletedAt,
                    position,
                    part.kind().word(),
                    part.name(),
                    part.plugin(),
                    Json.write(part.toJson()));
        }
    }
}
