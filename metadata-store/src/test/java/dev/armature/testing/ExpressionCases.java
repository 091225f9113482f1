package dev.armature.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.change.DefinitionChecker;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.expression.Environment;
import dev.armature.metadata.expression.Standing;
import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.field.FieldTypes;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** The shared tables of what expressions mean: written by hand, and made at random. */
public final class ExpressionCases {

    public static final UUID USER = UUID.fromString("0190a5e8-0000-7000-8000-000000000001");

    /** The names of the records, in the order of the cases' columns. */
    public static final List<String> RECORDS = List.of("full", "empty", "odd");

    private static final JsonNode FILE = read("/expression-cases.json");
    private static final JsonNode GENERATED = read("/expression-cases-generated.json");

    private ExpressionCases() {}

    private static JsonNode read(String name) {
        try (InputStream in = ExpressionCases.class.getResourceAsStream(name)) {
            return Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An expression and its value for each of {@link #RECORDS}. */
    public record Case(String expression, List<JsonNode> values) {
        @Override
        public String toString() {
            return expression;
        }
    }

    /** An expression that is refused, with the code and the place. */
    public record Refused(String expression, String code, int line, int column) {
        @Override
        public String toString() {
            return expression.length() > 80 ? expression.substring(0, 80) : expression;
        }
    }

    public static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (JsonNode file : List.of(FILE, GENERATED)) {
            for (JsonNode row : file.get("cases")) {
                cases.add(
                        new Case(
                                row.get(0).textValue(),
                                List.of(row.get(1), row.get(2), row.get(3))));
            }
        }
        return cases;
    }

    public static List<Refused> refused() {
        List<Refused> cases = new ArrayList<>();
        for (JsonNode row : FILE.get("refused")) {
            cases.add(
                    new Refused(
                            row.get(0).textValue(),
                            row.get(1).textValue(),
                            row.get(2).intValue(),
                            row.get(3).intValue()));
        }
        return cases;
    }

    /** The objects' metadata, to be created in order. */
    public static List<JsonNode> objects() {
        List<JsonNode> objects = new ArrayList<>();
        FILE.get("objects").forEach(objects::add);
        return objects;
    }

    /** The accounts, each with a key that deals and other accounts refer to. */
    public static JsonNode accounts() {
        return FILE.get("accounts");
    }

    public static JsonNode record(String name) {
        return FILE.get("records").get(name);
    }

    /** The fields of which the table gives accounts by their keys: one, or a list. */
    private static final List<String> LINKS =
            List.of("account", "parent", "partners", "watchers", "peers");

    /** A record of the table with the ids of accounts in place of their keys. */
    public static ObjectNode linked(JsonNode record, Function<String, UUID> accounts) {
        ObjectNode linked = record.deepCopy();
        for (String field : LINKS) {
            JsonNode given = linked.get(field);
            if (given != null && given.isTextual()) {
                linked.put(field, accounts.apply(given.textValue()).toString());
            } else if (given != null) {
                ArrayNode ids = linked.putArray(field);
                given.forEach(key -> ids.add(accounts.apply(key.textValue()).toString()));
            }
        }
        return linked;
    }

    /** The files that records of the table hold, as a record has them. */
    public static List<JsonNode> files() {
        Set<JsonNode> files = new LinkedHashSet<>();
        for (JsonNode record : FILE.get("records")) {
            if (record.has("photo")) {
                files.add(record.get("photo"));
            }
            record.path("papers").forEach(files::add);
        }
        return List.copyOf(files);
    }

    /** A value as a record has it; nobody uploads the table's files where there is no database. */
    public static Object value(FieldModel field, JsonNode json) {
        Object read =
                field.type()
                        .read(
                                json,
                                (code, message) -> {
                                    throw new AssertionError(field + ": " + message);
                                });
        return field.type() instanceof AttachmentType
                ? Values.fromJson(json, field.property().type())
                : read;
    }

    /** The moment, the place and the person that the cases count on. */
    public static Environment environment(UUID user) {
        return new Environment(
                user,
                "ann@acme.example",
                "Ann",
                List.of("sales", "user"),
                "acme",
                "EUR",
                ZoneId.of(FILE.get("zone").textValue()),
                Instant.parse(FILE.get("now").textValue()),
                new Standing(
                        List.of("emea", "Big"),
                        Set.of(),
                        List.of(user, new UUID(0, 7)),
                        Map.of("regions", List.of("north", "vip")),
                        Map.of()));
    }

    /** The objects as a model, without a database. */
    public static TenantModel model() {
        return model(objects());
    }

    /** Any objects as a model, without a database; for tests of what is compiled from one. */
    public static TenantModel model(List<JsonNode> objects) {
        Problems problems = new Problems();
        List<ObjectDefinition> definitions = new ArrayList<>();
        int id = 0;
        for (JsonNode json : objects) {
            definitions.add(object(++id, json, problems));
        }
        TenantId tenant = new TenantId(1);
        TenantDefinition definition = TenantDefinition.of(1, definitions);
        problems.addAll(
                DefinitionChecker.check(tenant, TenantDefinition.of(0, List.of()), definition)
                        .list());
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(FieldTypes.names() + " " + problems.list());
        }
        return new TenantModel(tenant, definition);
    }

    private static ObjectDefinition object(int id, JsonNode json, Problems problems) {
        Attributes attributes = Attributes.of(json, "", problems);
        ObjectDefinition.Header header = ObjectDefinition.Header.read(attributes);
        List<FieldDefinition> fields = new ArrayList<>();
        for (JsonNode field : json.get("fields")) {
            fields.add(FieldDefinition.read(fields.size() + 1, null, field, "", problems));
        }
        List<dev.armature.metadata.definition.Part> parts = new ArrayList<>();
        for (var kind : dev.armature.metadata.definition.Part.Kind.values()) {
            for (JsonNode part : json.path(kind.plural())) {
                parts.add(
                        dev.armature.metadata.definition.Part.read(
                                kind, id * 1_000 + parts.size() + 1, null, part, "", problems));
            }
        }
        return new ObjectDefinition(
                id, header, fields.size() + 1, null, fields, parts, null, Map.of(), false);
    }
}
