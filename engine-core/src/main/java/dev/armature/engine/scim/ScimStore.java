package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.identity.Provisioner;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What users and groups have in common as resources. Thread-safe. */
public abstract sealed class ScimStore permits ScimUsers, ScimGroups {

    /** Where resources are. */
    public static final String BASE = "/scim/v2/";

    private static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

    private final Schema schema;
    private final TenantDatabase database;
    private final PublicUrl url;

    ScimStore(Schema schema, TenantDatabase database, PublicUrl url) {
        this.schema = schema;
        this.database = database;
        this.url = url;
    }

    /** A resource with its version. */
    public record Resource(UUID id, int version, String location, ObjectNode json) {}

    /**
     * Where a resource is changed or deleted if it is as somebody knows it.
     *
     * @param version the version that it has to have, or null for any
     */
    public record Target(UUID id, @Nullable Integer version) {}

    /** The columns of a resource, with the tenant's own rows alone. */
    abstract Sql columns(Projection projection);

    /** What leaves resources out that are not there for a provider. */
    abstract String visible();

    abstract ObjectNode read(ResultSet row, Projection projection) throws SQLException;

    /** Refuses a page that would be too large. */
    void requireSmall(Connection connection, TenantId tenant, Sql page, Projection projection) {}

    final String location(String endpoint, String id) {
        return url.of(BASE + endpoint + "/" + id);
    }

    /** Those that a query finds, as a list of the protocol. */
    public final ObjectNode list(TenantId tenant, ScimQuery query) {
        Projection projection = projection(query);
        Sql found = found(tenant, query);
        FilterSql terms = new FilterSql(tenant, schema);
        Sql order =
                query.sortBy() == null
                        ? Sql.raw(" order by u.id")
                        : Sql.of(
                                " order by ",
                                terms.sortedBy(query.sortBy(), query.descending()),
                                ", u.id");
        Sql page =
                Sql.of(
                        found,
                        order,
                        " limit ",
                        Sql.number(query.count()),
                        " offset ",
                        Sql.number(query.startIndex() - 1));
        return database.transaction(
                tenant,
                connection -> {
                    int total =
                            Sql.of("select count(*)::int", found)
                                    .first(connection, row -> row.getInt(1))
                                    .orElse(0);
                    requireSmall(connection, tenant, page, projection);
                    List<ObjectNode> resources =
                            Sql.of("select ", columns(projection), page)
                                    .all(connection, row -> read(row, projection));
                    return list(total, query.startIndex(), resources);
                });
    }

    /** What of resources is answered. */
    final Projection projection(ScimQuery query) {
        return Projection.of(schema, query.attributes(), query.excludedAttributes());
    }

    private Sql found(TenantId tenant, ScimQuery query) {
        Sql filter =
                query.filter() == null || query.filter().isBlank()
                        ? Sql.EMPTY
                        : Sql.of(
                                " and ",
                                new FilterSql(tenant, schema)
                                        .of(FilterParser.read(query.filter())));
        return Sql.of(
                " from " + schema.from() + " where u.tenant_id = ",
                Sql.number(tenant.value()),
                visible(),
                filter);
    }

    static ObjectNode list(int total, int startIndex, List<ObjectNode> resources) {
        ObjectNode json = Json.object();
        json.putArray("schemas").add(LIST);
        json.put("totalResults", total)
                .put("startIndex", startIndex)
                .put("itemsPerPage", resources.size());
        ArrayNode list = json.putArray("Resources");
        list.addAll(resources);
        return json;
    }

    /** One of them. */
    public final Resource get(TenantId tenant, String id, ScimQuery query) {
        Projection projection = projection(query);
        return database.transaction(
                tenant, connection -> required(connection, tenant, id(id), projection));
    }

    /** The id in an address; what is none cannot be found. */
    public final UUID id(String written) {
        UUID id = Literals.id(written);
        if (id == null) {
            throw missing();
        }
        return id;
    }

    private EngineException missing() {
        return EngineException.notFound("The " + schema.name().toLowerCase(Locale.ROOT));
    }

    final Resource required(
            Connection connection, TenantId tenant, UUID id, Projection projection) {
        return one(
                connection,
                tenant,
                id,
                columns(projection),
                row ->
                        new Resource(
                                id,
                                row.getInt("version"),
                                location(schema.endpoint(), id.toString()),
                                read(row, projection)));
    }

    /** Reads one that is there for a provider. */
    final <T> T one(
            Connection connection, TenantId tenant, UUID id, Sql columns, Sql.RowReader<T> reader) {
        return Sql.of(
                        "select ",
                        columns,
                        " from " + schema.from() + " where u.tenant_id = ",
                        Sql.number(tenant.value()),
                        " and u.id = ",
                        Sql.value(id, ColumnType.UUID),
                        visible())
                .first(connection, reader)
                .orElseThrow(this::missing);
    }

    /** Holds a resource, if it is there as somebody knows it. */
    final void hold(Connection connection, TenantId tenant, Target target) {
        String table = schema.equals(Schema.USER) ? "user_account" : "user_group";
        int version =
                Sql.of(
                                "select version from " + table + " where tenant_id = ",
                                Sql.number(tenant.value()),
                                " and id = ",
                                Sql.value(target.id, ColumnType.UUID),
                                " for update")
                        .first(connection, row -> row.getInt(1))
                        .orElseThrow(this::missing);
        if (target.version != null && target.version != version) {
            throw new EngineException(
                    ErrorCode.STALE_VERSION,
                    "It has version %d by now, not %d".formatted(version, target.version));
        }
    }

    /** Changes something; two of one name are told as what they are. */
    final <T> T changed(TenantId tenant, TenantDatabase.Work<T> work) {
        try {
            return database.transaction(tenant, work);
        } catch (DatabaseException e) {
            if (e.isNotUnique()) {
                throw new ScimRefusal(ScimType.UNIQUENESS, taken());
            }
            throw e;
        }
    }

    /** What is said where a value is another's. */
    abstract String taken();

    /** What every resource tells of itself. */
    final ObjectNode base(ResultSet row, List<String> urns) throws SQLException {
        String id = row.getObject("id", UUID.class).toString();
        ObjectNode json = Json.object();
        urns.forEach(json.putArray("schemas")::add);
        json.put("id", id);
        String externalId = row.getString("external_id");
        if (externalId != null) {
            json.put("externalId", externalId);
        }
        json.putObject("meta")
                .put("resourceType", schema.name())
                .put("created", moment(row, "created_at"))
                .put("lastModified", moment(row, "updated_at"))
                .put("location", location(schema.endpoint(), id))
                .put("version", etag(row.getInt("version")));
        return json;
    }

    /** The tag of a version: weak, since what is answered depends on what is asked. */
    public static String etag(int version) {
        return "W/\"" + version + "\"";
    }

    private static String moment(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant().toString();
    }

    /** Makes one. */
    public abstract Resource create(Provisioner by, ObjectNode body);

    /**
     * Makes one what a body says, but for what clients do not write.
     *
     * @param query says which attributes are answered
     */
    public abstract Resource replace(
            Provisioner by, Target target, ObjectNode body, ScimQuery query);

    /** Changes one by a patch. */
    public Resource patch(Provisioner by, Target target, ObjectNode body, ScimQuery query) {
        Patch patch = Patch.read(body);
        return change(by, target, projection(query), form -> patch.apply(schema, form));
    }

    /** Changes the form of one, in the transaction in which it is read and written. */
    abstract Resource change(
            Provisioner by, Target target, Projection projection, Consumer<ObjectNode> change);

    /** Lets go of one. */
    public abstract void delete(Provisioner by, Target target);
}
