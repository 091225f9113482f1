package dev.armature.metadata.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.change.MetadataService.Editor;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.definition.TenantDefinition;
import dev.armature.metadata.json.MergePatch;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;

/** What an administrator does with roles. Each call is one published change of metadata. */
public final class RoleService {

    private final MetadataPublisher publisher;

    public RoleService(MetadataPublisher publisher) {
        this.publisher = publisher;
    }

    /** Creates a role from its JSON. */
    public TenantModel create(Editor editor, JsonNode json) {
        return publish(
                editor,
                "create a role",
                (current, context) -> {
                    RoleDefinition role =
                            RoleDefinition.read(
                                    context.nextRole(), current, json, context.problems());
                    if (current.role(role.name()) != null) {
                        context.problems()
                                .add(
                                        "/name",
                                        "not_unique",
                                        "There is a role \"" + role.name() + "\" already");
                    }
                    context.locate(EditContext.place(role), "");
                    return current.with(role);
                });
    }

    /** Changes a role by a merge patch. */
    public TenantModel change(Editor editor, String name, ObjectNode patch) {
        return publish(
                editor,
                "change role " + name,
                (current, context) -> {
                    RoleDefinition old = required(current, name);
                    ObjectNode json = MergePatch.apply(old.toJson(current), patch);
                    RoleDefinition role =
                            RoleDefinition.read(old.id(), current, json, context.problems());
                    if (!role.name().equals(name)) {
                        context.problems()
                                .add(
                                        "/name",
                                        "not_allowed",
                                        "A role keeps its name, by which users and expressions"
                                                + " have it; its label can be changed");
                    }
                    context.locate(EditContext.place(role), "");
                    return current.with(role.keeping(current, old));
                });
    }

    /** Deletes a role that nobody has. */
    public TenantModel delete(Editor editor, String name) {
        return publish(
                editor,
                "delete role " + name,
                (current, context) -> {
                    RoleDefinition role = required(current, name);
                    return current.withRoles(
                            current.roles().values().stream()
                                    .filter(other -> other.id() != role.id())
                                    .toList());
                });
    }

    private TenantModel publish(Editor editor, String summary, MetadataEdit edit) {
        return publisher.publish(
                editor.tenant(), editor.actor(), editor.expectedVersion(), summary, edit);
    }

    /** The role of a name, or the answer that there is none. */
    public static RoleDefinition required(TenantDefinition definition, String name) {
        RoleDefinition role = definition.role(name);
        if (role == null) {
            throw EngineException.notFound("The role \"" + name + "\"");
        }
        return role;
    }
}
