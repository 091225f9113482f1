package dev.armature.engine.form;

import dev.armature.engine.access.Caller;
import dev.armature.engine.form.FormDefinition.Asked;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.tenant.Tenant;
import java.util.Map;

/**
 * A form that can be filled in now.
 *
 * @param object its object, with all that there is to it
 * @param asked the fields that it asks for
 * @param guest who fills it in
 */
record OpenForm(
        Tenant tenant,
        PublicForm form,
        ObjectModel object,
        Map<FieldModel, Asked> asked,
        Caller guest) {

    static OpenForm of(Tenant tenant, PublicForm form, ObjectModel object) {
        return new OpenForm(
                tenant,
                form,
                object,
                form.definition().asked(object),
                FormRole.caller(tenant, form, object));
    }
}
