package dev.armature.metadata.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.change.MetadataStore.Deleted;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.definition.ObjectDefinition;
import dev.armature.metadata.definition.Part;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.MergePatch;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an administrator does with objects, fields and parts. Each call is one published change. */
public final class MetadataService {

    /** How long a deleted object or field can be restored. */
    public static final Duration RESTORE_PERIOD = Duration.ofDays(30);

    private final MetadataPublisher publisher;
    private final Clock clock;

    /**
     * Who edits, and which version they saw.
     *
     * @param expectedVersion null not to care
     */
    public record Editor(TenantId tenant, @Nullable UUID actor, @Nullable Long expectedVersion) {}

    public MetadataService(MetadataPublisher publisher, Clock clock) {
        this.publisher = publisher;
        this.clock = clock;
    }

    private TenantModel publish(Editor editor, String summary, MetadataEdit edit) {
        return publisher.publish(
                editor.tenant(), editor.actor(), editor.expectedVersion(), summary, edit);
    }

    /** Creates an object from its whole JSON, fields and parts included. */
    public TenantModel createObject(Editor editor, JsonNode json) {
        return publish(
                editor,
                "create an object",
                (current, context) -> {
                    ObjectDefinition object = new DefinitionReader(context, null).object(json, "");
                    requireFreeName(current, object.name(), context);
                    return current.with(object);
                });
    }

    /**
     * Changes an object's own attributes by a merge patch; its fields and parts have addresses of
     * their own.
     */
    public TenantModel changeObject(Editor editor, String name, ObjectNode patch) {
        return publish(
                editor,
                "change object " + name,
                (current, context) -> {
                    required(current, name);
                    String newName = patch.path("name").asText(name);
                    TenantDefinition changed =
                            newName.equals(name)
                                    ? current
                                    : Renames.object(editor.tenant(), current, name, newName);
                    ObjectDefinition object = required(changed, name);
                    Attributes attributes =
                            Attributes.of(
                                    MergePatch.apply(object.header().toJson(), patch),
                                    "",
                                    context.problems());
                    ObjectDefinition.Header header = ObjectDefinition.Header.read(attributes);
                    attributes.finish();
                    if (!header.name().equals(name)) {
                        requireFreeName(current, header.name(), context);
                    }
                    ObjectDefinition renamed = object.withHeader(header);
                    context.locate(EditContext.place(renamed), "");
                    return changed.with(renamed);
                });
    }

    /** Deletes an object; within {@link #RESTORE_PERIOD} it can be restored with its records. */
    public TenantModel deleteObject(Editor editor, String name) {
        return publish(
                editor,
                "delete object " + name,
                (current, context) -> {
                    required(current, name);
                    Usages.ofObject(editor.tenant(), current, name)
                            .forEach(usage ->
                                    context.problems()
                                            .add(
                                                    "",
                                                    "in_use",
                                                    "\"" + name + "\" is used by " + usage));
                    return current.without(name);
                });
    }

    /** Brings a deleted object back under its name. */
    public TenantModel restoreObject(Editor editor, String name) {
        return publish(
                editor,
                "restore object " + name,
                (current, context) -> {
                    requireFreeName(current, name, context);
                    for (Deleted<ObjectDefinition> deleted :
                            context.store().deletedObjects(editor.tenant())) {
                        if (deleted.definition().name().equals(name)
                                && isRestorable(deleted.at())) {
                            return current.with(deleted.definition());
                        }
                    }
                    throw EngineException.notFound("A deleted object \"" + name + "\"");
                });
    }

    /** Adds a field. */
    public TenantModel createField(Editor editor, String objectName, JsonNode json) {
        return publish(
                editor,
                "create a field of " + objectName,
                (current, context) -> {
                    ObjectDefinition object = required(current, objectName);
                    FieldDefinition field =
                            new DefinitionReader(context, null).field(object, json, "");
                    if (field == null) {
                        return current;
                    }
                    List<FieldDefinition> fields = new ArrayList<>(object.fields());
                    fields.add(field);
                    return current.with(object.withFields(fields).withNextFieldId(field.id() + 1));
                });
    }

    /**
     * Changes a field by a merge patch; another name is carried into everything that uses the
     * field.
     */
    public TenantModel changeField(
            Editor editor, String objectName, String fieldName, ObjectNode patch) {
        return publish(
                editor,
                "change field " + objectName + "." + fieldName,
                (current, context) -> {
                    FieldDefinition old = requiredField(required(current, objectName), fieldName);
                    String newName =
                            patch.hasNonNull("name") ? patch.get("name").asText() : fieldName;
                    ObjectNode json = MergePatch.apply(old.toJson(), patch);
                    FieldDefinition changed =
                            FieldDefinition.read(
                                    old.id(), old.plugin(), json, "", context.problems());
                    if (changed == null || !context.problems().isEmpty()) {
                        return current;
                    }
                    return rename(
                            current, editor, objectName, old, changed, patch, newName, context);
                });
    }

    private static TenantDefinition rename(
            TenantDefinition current,
            Editor editor,
            String objectName,
            FieldDefinition old,
            FieldDefinition changed,
            ObjectNode patch,
            String newName,
            EditContext context) {
        ObjectDefinition object = required(current, objectName);
        context.locate(EditContext.place(object, changed), "");
        if (newName.equals(old.name())) {
            return current.with(replaceField(object, changed));
        }
        // The texts of others are rewritten first; then the field takes its new name and what else
        // the patch says.
        TenantDefinition rewritten = Renames.field(editor.tenant(), current, object, old, newName);
        ObjectDefinition rewrittenObject = required(rewritten, objectName);
        ObjectNode json =
                MergePatch.apply(requiredField(rewrittenObject, old.name()).toJson(), patch);
        FieldDefinition field =
                FieldDefinition.read(old.id(), old.plugin(), json, "", context.problems());
        return field == null ? current : rewritten.with(replaceField(rewrittenObject, field));
    }

    /** Deletes a field; within {@link #RESTORE_PERIOD} it can be restored with its values. */
    public TenantModel deleteField(Editor editor, String objectName, String fieldName) {
        return publish(
                editor,
                "delete field " + objectName + "." + fieldName,
                (current, context) -> {
                    ObjectDefinition object = required(current, objectName);
                    FieldDefinition field = requiredField(object, fieldName);
                    Usages.ofField(editor.tenant(), current, object, field)
                            .forEach(usage ->
                                    context.problems()
                                            .add(
                                                    "",
                                                    "in_use",
                                                    "\"" + fieldName + "\" is used by " + usage));
                    return Usages.withoutListings(
                            current.with(
                                    object.withFields(
                                            object.fields().stream()
                                                    .filter(f -> f.id() != field.id())
                                                    .toList())),
                            object,
                            fieldName);
                });
    }

    /** Brings a deleted field back under its name, with the values that records kept. */
    public TenantModel restoreField(Editor editor, String objectName, String fieldName) {
        return publish(
                editor,
                "restore field " + objectName + "." + fieldName,
                (current, context) -> {
                    ObjectDefinition object = required(current, objectName);
                    for (Deleted<FieldDefinition> deleted :
                            context.store().deletedFields(editor.tenant(), object.id())) {
                        if (deleted.definition().name().equals(fieldName)
                                && isRestorable(deleted.at())) {
                            List<FieldDefinition> fields = new ArrayList<>(object.fields());
                            fields.add(deleted.definition());
                            return current.with(object.withFields(fields));
                        }
                    }
                    throw EngineException.notFound(
                            "A deleted field \"" + fieldName + "\" of " + objectName);
                });
    }

    /** Adds a validation, layout, view or rule. */
    public TenantModel createPart(Editor editor, String objectName, Part.Kind kind, JsonNode json) {
        return publish(
                editor,
                "create a " + kind.word() + " of " + objectName,
                (current, context) -> {
                    ObjectDefinition object = required(current, objectName);
                    return current.with(
                            object.withPart(
                                    new DefinitionReader(context, null).part(object, kind, json)));
                });
    }

    /** Changes a part by a merge patch. */
    public TenantModel changePart(
            Editor editor, String objectName, Part.Kind kind, String name, ObjectNode patch) {
        return publish(
                editor,
                "change " + kind.word() + " " + objectName + "." + name,
                (current, context) -> {
                    ObjectDefinition object = required(current, objectName);
                    Part old = requiredPart(object, kind, name);
                    Part changed =
                            Part.read(
                                    kind,
                                    old.id(),
                                    old.plugin(),
                                    MergePatch.apply(old.toJson(), patch),
                                    "",
                                    context.problems());
                    context.locate(EditContext.place(object, changed), "");
                    return current.with(object.withPart(changed));
                });
    }

    public TenantModel deletePart(Editor editor, String objectName, Part.Kind kind, String name) {
        return publish(
                editor,
                "delete " + kind.word() + " " + objectName + "." + name,
                (current, context) -> {
                    ObjectDefinition object = required(current, objectName);
                    Part old = requiredPart(object, kind, name);
                    return current.with(
                            object.withParts(
                                    object.parts().stream()
                                            .filter(part -> part.id() != old.id())
                                            .toList()));
                });
    }

    private boolean isRestorable(Instant deletedAt) {
        return deletedAt.plus(RESTORE_PERIOD).isAfter(clock.instant());
    }

    private static void requireFreeName(
            TenantDefinition current, String name, EditContext context) {
        if (current.object(name) != null) {
            context.problems()
                    .add("/name", "not_unique", "There is an object \"" + name + "\" already");
        }
    }

    private static ObjectDefinition replaceField(ObjectDefinition object, FieldDefinition field) {
        return object.mapFields(other -> other.id() == field.id() ? field : other);
    }

    private static ObjectDefinition required(TenantDefinition current, String name) {
        ObjectDefinition object = current.object(name);
        if (object == null) {
            throw EngineException.notFound("The object \"" + name + "\"");
        }
        return object;
    }

    private static FieldDefinition requiredField(ObjectDefinition object, String name) {
        FieldDefinition field = object.field(name);
        if (field == null) {
            throw EngineException.notFound("The field \"" + name + "\" of " + object.name());
        }
        return field;
    }

    private static Part requiredPart(ObjectDefinition object, Part.Kind kind, String name) {
        Part part = object.part(kind, name);
        if (part == null) {
            throw EngineException.notFound(
                    "The " + kind.word() + " \"" + name + "\" of " + object.name());
        }
        return part;
    }
}
