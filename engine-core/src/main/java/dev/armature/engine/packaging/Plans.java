package dev.armature.engine.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.place.RecordPlace;
import dev.armature.engine.sql.Sql;
import dev.armature.metadata.change.ChangeStep;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.Problem;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what a change of metadata would do: each step with what it touches, what would be
 * lost with how many records, and why it would be refused.
 */
final class Plans {

    /** How many of the records that lose something are named. */
    static final int EXAMPLES = 20;

    private final Connection connection;
    private final TenantModel before;
    private final ArrayNode changes = Json.MAPPER.createArrayNode();
    private final ArrayNode losses = Json.MAPPER.createArrayNode();

    private Plans(Connection connection, TenantModel before) {
        this.connection = connection;
        this.before = before;
    }

    static ObjectNode write(
            Connection connection,
            TenantModel before,
            @Nullable TenantModel after,
            List<ChangeStep> steps,
            List<Problem> problems) {
        Plans plan = new Plans(connection, before);
        if (after != null) {
            steps.forEach(step -> plan.add(step, after));
        }
        ObjectNode out = Json.object().put("version", before.version());
        out.put("applicable", problems.isEmpty());
        out.set("changes", plan.changes);
        out.set("losses", plan.losses);
        ArrayNode refusals = out.putArray("problems");
        problems.forEach(problem ->
                refusals.addObject()
                        .put("pointer", problem.pointer())
                        .put("code", problem.code())
                        .put("message", problem.message()));
        return out;
    }

    private void add(ChangeStep step, TenantModel after) {
        switch (step) {
            case ChangeStep.PutObject put -> putObject(put);
            case ChangeStep.RemoveObject remove -> removeObject(remove.object());
            case ChangeStep.PutField put -> putField(put);
            case ChangeStep.RemoveField remove -> removeField(remove.object(), remove.field());
            case ChangeStep.PutPart put -> putPart(put);
            case ChangeStep.RemovePart remove ->
                    change(
                            "delete",
                            remove.part().kind().word(),
                            remove.object().name(),
                            remove.part().name());
            case ChangeStep.PutRole put -> putRole(put, after);
            case ChangeStep.RemoveRole remove ->
                    change("delete", "role", null, remove.role().name());
        }
    }

    private ObjectNode change(String change, String kind, @Nullable String object, String name) {
        ObjectNode out = changes.addObject().put("change", change).put("kind", kind);
        if (object != null) {
            out.put("object", object);
        }
        return out.put("name", name);
    }

    /** A change of something that was there, if any of its attributes is another. */
    private void changed(
            String kind, @Nullable String object, String name, JsonNode was, JsonNode is) {
        TreeSet<String> names = new TreeSet<>();
        was.fieldNames().forEachRemaining(names::add);
        is.fieldNames().forEachRemaining(names::add);
        names.removeIf(attribute -> Objects.equals(was.get(attribute), is.get(attribute)));
        ArrayNode touched =
                change(names.isEmpty() ? "move" : "change", kind, object, name).putArray("touches");
        names.forEach(touched::add);
    }

    private void putObject(ChangeStep.PutObject put) {
        ObjectDefinition object = put.object();
        ObjectModel old = before.object(object.id());
        if (old == null) {
            change(put.isNew() ? "create" : "restore", "object", null, object.name());
            return;
        }
        ObjectDefinition was = old.definition();
        boolean moved =
                put.position() != List.copyOf(before.definition().objects().values()).indexOf(was);
        if (moved || !was.header().equals(object.header())) {
            changed("object", null, object.name(), was.header().toJson(), object.header().toJson());
        }
    }

    private void removeObject(ObjectDefinition object) {
        change("delete", "object", null, object.name());
        ObjectNode loss = losses.addObject().put("kind", "object").put("object", object.name());
        records(loss, before.required(object.id()), null);
    }

    private void putField(ChangeStep.PutField put) {
        ObjectModel old = before.object(put.object().id());
        FieldModel was = old == null ? null : old.field(put.field().id());
        if (was == null) {
            change("create", "field", put.object().name(), put.field().name());
        } else {
            changed(
                    "field",
                    put.object().name(),
                    put.field().name(),
                    was.definition().toJson(),
                    put.field().toJson());
        }
    }

    private void removeField(ObjectDefinition object, FieldDefinition field) {
        change("delete", "field", object.name(), field.name());
        if (field.type().stored()) {
            ObjectNode loss =
                    losses.addObject()
                            .put("kind", "field")
                            .put("object", object.name())
                            .put("name", field.name());
            records(loss, before.required(object.id()), field);
        }
    }

    private void putPart(ChangeStep.PutPart put) {
        ObjectModel old = before.object(put.object().id());
        Part was = old == null ? null : old.definition().part(put.part().kind(), put.part().name());
        String kind = put.part().kind().word();
        if (was == null) {
            change("create", kind, put.object().name(), put.part().name());
        } else {
            changed(
                    kind,
                    put.object().name(),
                    put.part().name(),
                    was.toJson(),
                    put.part().toJson());
        }
    }

    private void putRole(ChangeStep.PutRole put, TenantModel after) {
        RoleDefinition was = before.definition().role(put.role().name());
        if (was == null) {
            change("create", "role", null, put.role().name());
        } else {
            changed(
                    "role",
                    null,
                    put.role().name(),
                    was.toJson(before.definition()),
                    put.role().toJson(after.definition()));
        }
    }

    /** How many live records an object has, or have a value in a field, and which were first. */
    private void records(ObjectNode loss, ObjectModel object, @Nullable FieldDefinition field) {
        RecordPlace place = RecordPlace.of(object);
        Sql all = Sql.of(" from ", place.name(), " r where ", place.isLive("r"));
        Sql losing =
                field == null ? all : Sql.of(all, " and r.data->'" + field.id() + "' is not null");
        loss.put(
                "records",
                Sql.of("select count(*)", losing)
                        .first(connection, row -> row.getLong(1))
                        .orElseThrow());
        ArrayNode examples = loss.putArray("examples");
        Sql.of("select r.id", losing, " order by r.id limit ", Sql.number(EXAMPLES))
                .all(connection, row -> row.getString(1))
                .forEach(examples::add);
    }
}
