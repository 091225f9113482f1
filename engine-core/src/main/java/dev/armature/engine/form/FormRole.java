package dev.armature.engine.form;

import dev.armature.engine.access.Caller;
import dev.armature.metadata.definition.FieldRights;
import dev.armature.metadata.definition.ObjectRights;
import dev.armature.metadata.definition.Right;
import dev.armature.metadata.definition.RoleDefinition;
import dev.armature.metadata.expression.ValueType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.tenant.Tenant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that somebody may do who fills a form in: make records of its object, of which no other
 * fields are there than those that it asks for and fixes, and read the titles that it lets choose
 * among. The way of a write does the rest as for everybody.
 */
final class FormRole {

    // No role of a tenant has a colon in its name.
    private static final String PREFIX = "form:";

    // Who may do anything with records may read them; these here are those of forms, and there is
    // no address at which they are read.
    private static final String MADE_BY_FORMS = "createdBy == user.id";

    private static final FieldRights NONE = new FieldRights(false, false, false);
    private static final FieldRights TITLE = new FieldRights(true, false, false);

    private FormRole() {}

    static Caller caller(Tenant tenant, PublicForm form, ObjectModel object) {
        Map<Integer, FieldRights> fields = new HashMap<>();
        form.definition().fixed().keySet().forEach(id -> fields.put(id, FieldRights.ALL));
        Map<Integer, ObjectRights> objects = new HashMap<>();
        boolean ofItself = false;
        for (FieldModel field : form.definition().asked(object).keySet()) {
            fields.put(field.id(), FieldRights.ALL);
            if (field.type() instanceof ReferenceType type) {
                ObjectModel target = object.tenant().required(type.target());
                ofItself |= target.equals(object);
                allowTitle(objects, target, FormFields.title(object, field));
            }
        }
        ObjectRights titles = objects.get(object.id());
        if (titles != null) {
            titles.fields().forEach(fields::putIfAbsent);
        }
        objects.put(
                object.id(),
                rights(
                        EnumSet.of(Right.READ, Right.CREATE),
                        ofItself ? null : MADE_BY_FORMS,
                        fields));
        for (Integer fixed : form.definition().fixed().keySet()) {
            FieldModel field = object.field(fixed);
            ValueType.Reference link = field == null ? null : field.property().type().link();
            if (link != null) {
                // What administrators fix may lead wherever it does.
                objects.putIfAbsent(
                        link.objectId(), rights(EnumSet.of(Right.READ), null, Map.of()));
            }
        }
        return Caller.guest(
                tenant,
                new RoleDefinition(
                        0, PREFIX + form.id(), "Form", null, objects, ObjectRights.NONE));
    }

    private static void allowTitle(
            Map<Integer, ObjectRights> objects, ObjectModel target, @Nullable FieldModel title) {
        objects.put(
                target.id(),
                rights(
                        EnumSet.of(Right.READ),
                        null,
                        title == null ? Map.of() : Map.of(title.id(), TITLE)));
    }

    private static ObjectRights rights(
            Set<Right> rights, @Nullable String when, Map<Integer, FieldRights> fields) {
        return new ObjectRights(rights, when, null, null, fields, NONE);
    }
}
