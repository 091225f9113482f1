package dev.armature.engine.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.MasterKey;
import dev.armature.engine.query.Cursors;
import dev.armature.engine.query.QueryWatch;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.query.Selection;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Ids;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.record.WritePipeline;
import dev.armature.engine.record.WriteStep;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.sql.KeyReaders;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.storage.UsedFormulas;
import dev.armature.engine.usage.QuotaOptions;
import dev.armature.engine.usage.Stock;
import dev.armature.metadata.change.PublishListener;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.Brand;
import dev.armature.metadata.tenant.Quotas;
import dev.armature.metadata.tenant.Tenant;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.testing.MetadataFixture;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Records on a real database, with a caller in each of two tenants. */
public final class EngineFixture implements AutoCloseable {

    public static final Cause CAUSE = Cause.of("request", "test");

    private static final SecretBox SECRETS =
            new SecretBox(new MasterKey(new byte[MasterKey.LENGTH])::derive);

    public final MetadataFixture metadata;
    public final TenantDatabase database;
    private final KeyReaders readers;
    public final RecordWriter writer;
    public final RecordReader reader;
    public final Caller ann;
    public final Caller bob;

    public EngineFixture(PublishListener... listeners) {
        this(Clock.systemUTC(), listeners);
    }

    public EngineFixture(Clock clock, PublishListener... listeners) {
        this(clock, (session, drafts) -> {}, (session, drafts) -> {}, listeners);
    }

    public EngineFixture(
            Clock clock, WriteStep rules, WriteStep hooks, PublishListener... listeners) {
        this(new MetadataFixture(listeners), clock, rules, hooks);
    }

    /** One on metadata that are there already. */
    public EngineFixture(MetadataFixture metadata) {
        this(metadata, Clock.systemUTC(), (session, drafts) -> {}, (session, drafts) -> {});
    }

    private EngineFixture(MetadataFixture metadata, Clock clock, WriteStep rules, WriteStep hooks) {
        this.metadata = metadata;
        readers = new KeyReaders(metadata.database.application());
        database = new TenantDatabase(metadata.pools, readers);
        Door door = door(database, metadata.models, clock, rules, hooks);
        writer = door.writer();
        reader = door.reader();
        ann = caller(metadata.acme, "ann@acme.example");
        bob = caller(metadata.globex, "bob@globex.example");
    }

    /** How records are written and read. */
    public record Door(RecordWriter writer, RecordReader reader) {}

    /** Another door to the same records, through other connections. */
    public Door door(DataSource connections, Clock clock) {
        return door(connections, metadata.models, clock);
    }

    /** Another door to the same records, of a node that has heard of what {@code models} know. */
    public Door door(DataSource connections, TenantModels models, Clock clock) {
        WriteStep none = (session, drafts) -> {};
        return door(new TenantDatabase(connections), models, clock, none, none);
    }

    private Door door(
            TenantDatabase database,
            TenantModels models,
            Clock clock,
            WriteStep rules,
            WriteStep hooks) {
        AccessPolicy access = new AccessPolicy();
        return new Door(
                new RecordWriter(
                        database,
                        models,
                        new WritePipeline(access, new Ids(clock), SECRETS, rules, hooks),
                        (tenant, outcomes) -> {},
                        new UsedFormulas(metadata.transactions, metadata.publisher),
                        new Stock(QuotaOptions.defaults()),
                        clock),
                new RecordReader(
                        database, access, new Cursors(new byte[32]), QueryWatch.NONE, clock));
    }

    public Caller caller(TenantId tenant, String email) {
        Tenant profile =
                new Tenant(
                        tenant,
                        UUID.randomUUID(),
                        "acme",
                        "Acme",
                        "en",
                        ZoneId.of("Europe/Moscow"),
                        "EUR",
                        true,
                        Quotas.DEFAULT,
                        Brand.NONE,
                        null);
        return new Caller(
                profile,
                UUID.randomUUID(),
                email,
                "Somebody",
                List.of(RoleDefinition.ADMINISTRATOR),
                "en");
    }

    /** JSON in which single quotes may stand for double ones. */
    public static ObjectNode json(String text) {
        return Json.readObject(text.replace('\'', '"'));
    }

    /** Makes an object, in a table of its own where all are to have one. */
    public void object(Caller caller, String json) {
        metadata.object(caller.tenantId(), json);
        if (OwnTables.ALL) {
            OwnTables.move(this, caller, json(json).get("name").textValue());
        }
    }

    public ObjectModel model(Caller caller, String object) {
        return metadata.models.current(caller.tenantId()).required(object);
    }

    public Outcome.Done write(Caller caller, Command command) {
        return writer.write(caller, command, CAUSE);
    }

    public JsonNode create(Caller caller, String object, String values) {
        return Json.parse(write(caller, new Command.Create(object, json(values))).json());
    }

    public UUID createId(Caller caller, String object, String values) {
        return UUID.fromString(create(caller, object, values).get("id").textValue());
    }

    public JsonNode update(Caller caller, String object, UUID id, String values) {
        return Json.parse(write(caller, new Command.Update(object, id, json(values), null)).json());
    }

    /** The record as a client reads it. */
    public JsonNode get(Caller caller, String object, UUID id) {
        return Json.parse(
                reader.get(caller, Selection.all(model(caller, object)), id)
                        .orElseThrow(() -> EngineException.notFound("the record"))
                        .json());
    }

    public JsonNode list(Caller caller, RecordQuery query) {
        return Json.parse(reader.list(caller, query));
    }

    public RecordQuery query(Caller caller, String object) {
        return RecordQuery.of(model(caller, object));
    }

    /** Why something was refused. */
    public static EngineException refusal(Supplier<?> action) {
        try {
            Object result = action.get();
            throw new AssertionError(
                    "not refused: "
                            + (result instanceof byte[] bytes
                                    ? new String(bytes, StandardCharsets.UTF_8)
                                    : result));
        } catch (EngineException e) {
            return e;
        }
    }

    @Override
    public void close() {
        readers.close();
        metadata.close();
    }
}
