package dev.armature.engine.share;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.identity.AttemptLimits;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.MailedLinks;
import dev.armature.engine.identity.Passwords;
import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.identity.Visitor;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.query.Selection;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.tenant.PublicAccess;
import dev.armature.engine.tenant.TenantSign;
import dev.armature.engine.usage.UsageMeter;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.MultiSelectType;
import dev.armature.metadata.field.SelectType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.Tenant;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows a record to who has a link to it: the fields of the link, as far as its maker sees them at
 * that moment. A link whose maker may not share the record any more is answered as one that never
 * was. Thread-safe.
 */
public final class LinkedRecords {

    private static final int MAX_PASSWORD = 200;

    private final TenantDatabase database;
    private final TenantModels models;
    private final AccessPolicy access;
    private final Shares shares;
    private final Callers callers;
    private final RecordReader reader;
    private final UploadedFiles files;
    private final Passwords passwords;
    private final TenantSign sign;
    private final MailedLinks links;
    private final AttemptLimits limits;
    private final UsageMeter meter;
    private final Clock clock;

    /** */
    public LinkedRecords(
            TenantDatabase database,
            TenantModels models,
            AccessPolicy access,
            Shares shares,
            Callers callers,
            RecordReader reader,
            UploadedFiles files,
            Passwords passwords,
            TenantSign sign,
            MailedLinks links,
            AttemptLimits limits,
            UsageMeter meter,
            Clock clock) {
        this.database = database;
        this.models = models;
        this.access = access;
        this.shares = shares;
        this.callers = callers;
        this.reader = reader;
        this.files = files;
        this.passwords = passwords;
        this.sign = sign;
        this.links = links;
        this.limits = limits;
        this.meter = meter;
        this.clock = clock;
    }

    /** A link that leads somewhere, with the object as its maker sees it. */
    private record Opened(Tenant tenant, PublicLink link, Caller maker, ObjectModel object) {}

    /** What is asked with a link. */
    private record Asked(String token, @Nullable String password, @Nullable String file) {

        static Asked read(ObjectNode body, boolean file) {
            Problems problems = new Problems();
            Attributes attributes = Attributes.of(body, "", problems);
            Asked asked =
                    new Asked(
                            attributes.text("token", MailedLinks.MAX_LENGTH),
                            attributes.optionalText("password", MAX_PASSWORD),
                            file ? attributes.text("file", 40) : null);
            attributes.finish();
            problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
            return asked;
        }
    }

    /**
     * The record of {@code {token, password?}}; of a link with a password, without it, only that it
     * has one.
     *
     * @throws EngineException {@code invalid_link}; {@code validation_failed} for a wrong password
     */
    public ObjectNode look(ObjectNode body, Visitor visitor) {
        Asked asked = Asked.read(body, false);
        Opened opened = opened(asked, visitor);
        ObjectNode page = Json.object();
        page.set("tenant", sign.of(opened.tenant));
        if (opened.link.password() != null && asked.password == null) {
            return page.put("locked", true);
        }
        requirePassword(opened.link, asked.password, visitor);
        List<FieldModel> fields = opened.link.shown(opened.object);
        ObjectNode record = record(opened, fields);
        page.put("locked", false)
                .put("object", opened.object.definition().header().label())
                .put("expiresAt", opened.link.expiresAt().toString());
        ArrayNode list = page.putArray("fields");
        fields.forEach(field -> list.add(field(opened.object, field, record.get(field.name()))));
        note(opened);
        return page;
    }

    private Opened opened(Asked asked, Visitor visitor) {
        Found found = links.required(asked.token, visitor, this::find);
        meter.request(found.tenant.id());
        return ofMaker(found.tenant, found.link).orElseThrow(MailedLinks::refused);
    }

    private record Found(Tenant tenant, PublicLink link) {}

    private Optional<Found> find(Connection connection, Tenant tenant, SecretToken token) {
        if (!PublicAccess.get(connection, tenant.id()).links()) {
            return Optional.empty();
        }
        return token.find(
                connection,
                Sql.of(
                        "select l.token_hash, ",
                        PublicLink.COLUMNS,
                        " from public_link l where l.tenant_id = ",
                        Sql.number(tenant.id().value()),
                        " and l.id = ",
                        Sql.value(token.id(), ColumnType.UUID),
                        " and l.expires_at > ",
                        Sql.value(clock.instant(), ColumnType.TIMESTAMPTZ)),
                row -> new Found(tenant, PublicLink.read(row)));
    }

    /** With its maker, if they may still share the record and there is something to show. */
    private Optional<Opened> ofMaker(Tenant tenant, PublicLink link) {
        Caller maker = callers.find(tenant, link.createdBy()).orElse(null);
        if (maker == null) {
            return Optional.empty();
        }
        ObjectModel object = access.seen(maker, models.current(tenant.id())).object(link.object());
        if (object == null || link.shown(object).isEmpty()) {
            return Optional.empty();
        }
        try {
            return database.transaction(
                    tenant.id(),
                    connection -> {
                        shares.requireOwn(connection, maker, object, link.record());
                        return Optional.of(new Opened(tenant, link, maker, object));
                    });
        } catch (EngineException e) {
            return Optional.empty();
        }
    }

    private void requirePassword(PublicLink link, @Nullable String password, Visitor visitor) {
        if (link.password() == null) {
            return;
        }
        List<AttemptLimits.Key> counted =
                List.of(
                        AttemptLimits.Limit.LINK_PASSWORD.of(
                                link.id().toString(), visitor.network()),
                        AttemptLimits.Limit.LINK.of(link.id().toString()));
        limits.take(counted);
        if (password == null || !passwords.matches(password, link.password())) {
            throw EngineException.invalid(
                    ErrorCode.VALIDATION_FAILED,
                    new Problem("/password", "wrong_password", "This is not the link's password"));
        }
        limits.giveBack(counted);
    }

    private ObjectNode record(Opened opened, List<FieldModel> fields) {
        String selected =
                fields.stream()
                        .map(field -> path(opened.object, field))
                        .collect(Collectors.joining(","));
        return reader.get(
                        opened.maker,
                        Selection.parse(opened.object, selected),
                        opened.link.record())
                .map(found -> (ObjectNode) Json.parse(found.json()))
                .orElseThrow(MailedLinks::refused);
    }

    /** A reference is shown by the title of what it leads to. */
    private static String path(ObjectModel object, FieldModel field) {
        String title = title(object, field);
        return title == null ? field.name() : field.name() + "." + title;
    }

    private static @Nullable String title(ObjectModel object, FieldModel field) {
        ValueType.Reference link = field.property().type().link();
        if (link == null || !field.type().stored()) {
            return null;
        }
        ObjectModel target = object.tenant().object(link.objectId());
        String title = target == null ? null : target.definition().header().titleField();
        return title == null || target == null || target.field(title) == null ? null : title;
    }

    private static ObjectNode field(
            ObjectModel object, FieldModel field, @Nullable JsonNode value) {
        ObjectNode json =
                Json.object()
                        .put("name", field.name())
                        .put("label", field.definition().label())
                        .put("type", field.type().control());
        json.set("value", value == null ? null : shown(object, field, value));
        return json;
    }

    private static JsonNode shown(ObjectModel object, FieldModel field, JsonNode value) {
        return switch (field.type()) {
            case SelectType select -> mapped(value, one -> label(select.options(), one));
            case MultiSelectType several -> mapped(value, one -> label(several.options(), one));
            default ->
                    field.property().type().link() == null
                            ? value
                            : mapped(value, one -> titled(object, field, one));
        };
    }

    private static JsonNode mapped(JsonNode value, Function<JsonNode, JsonNode> each) {
        if (!(value instanceof ArrayNode list)) {
            return value.isNull() ? value : each.apply(value);
        }
        ArrayNode mapped = Json.MAPPER.createArrayNode();
        list.forEach(one -> mapped.add(each.apply(one)));
        return mapped;
    }

    private static JsonNode label(List<SelectType.Option> options, JsonNode value) {
        Map<String, String> labels =
                options.stream()
                        .collect(
                                Collectors.toMap(
                                        SelectType.Option::value,
                                        SelectType.Option::label,
                                        (first, second) -> first));
        String label = labels.get(value.asText());
        return label == null ? value : TextNode.valueOf(label);
    }

    // Of a record without a title there is nothing to say but that it is there.
    private static JsonNode titled(ObjectModel object, FieldModel field, JsonNode value) {
        String title = title(object, field);
        return TextNode.valueOf(title == null ? "•" : value.path(title).asText("•"));
    }

    private void note(Opened opened) {
        database.transaction(
                opened.tenant.id(),
                connection ->
                        Sql.of(
                                        "update public_link set last_opened_at = now(), opened = opened + 1 where tenant_id = ",
                                        Sql.number(opened.tenant.id().value()),
                                        " and id = ",
                                        Sql.value(opened.link.id(), ColumnType.UUID))
                                .execute(connection));
    }

    /**
     * The body of a file that the record shows by the link: {@code {token, password?, file}}.
     *
     * @throws EngineException {@code not_found} for any other file
     */
    public UploadedFiles.Content file(ObjectNode body, Visitor visitor) {
        Asked asked = Asked.read(body, true);
        Opened opened = opened(asked, visitor);
        requirePassword(opened.link, asked.password, visitor);
        UUID wanted = asked.file == null ? null : Literals.id(asked.file);
        List<FieldModel> fields = opened.link.shown(opened.object);
        ObjectNode record = record(opened, fields);
        boolean shown =
                wanted != null
                        && fields.stream()
                                .filter(field -> field.type() instanceof AttachmentType)
                                .flatMap(field -> ids(record.get(field.name())).stream())
                                .anyMatch(wanted.toString()::equals);
        if (!shown || wanted == null) {
            throw EngineException.notFound("The file");
        }
        return files.content(opened.maker, wanted);
    }

    private static List<String> ids(@Nullable JsonNode value) {
        return value == null ? List.of() : value.findValuesAsText("id");
    }
}
