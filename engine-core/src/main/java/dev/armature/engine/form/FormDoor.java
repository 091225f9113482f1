package dev.armature.engine.form;

import dev.armature.engine.identity.MailedLinks;
import dev.armature.engine.identity.SecretToken;
import dev.armature.engine.identity.Visitor;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.tenant.PublicAccess;
import dev.armature.engine.usage.UsageMeter;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.Tenant;
import java.sql.Connection;
import java.time.Clock;
import java.util.Optional;

/**
 * Lets strangers to the form whose address they have. One that is closed, full, forbidden or not
 * there is answered alike. Thread-safe.
 */
final class FormDoor {

    private final MailedLinks links;
    private final TenantModels models;
    private final UsageMeter meter;
    private final Clock clock;

    FormDoor(MailedLinks links, TenantModels models, UsageMeter meter, Clock clock) {
        this.links = links;
        this.models = models;
        this.meter = meter;
        this.clock = clock;
    }

    /**
     * The form of an address.
     *
     * @throws EngineException {@code invalid_link}
     */
    OpenForm required(String token, Visitor visitor) {
        Found found = links.required(token, visitor, FormDoor::find);
        meter.request(found.tenant.id());
        ObjectModel object = models.current(found.tenant.id()).object(found.form.object());
        if (object == null || found.form.state(object, clock.instant()) != PublicForm.State.OPEN) {
            throw MailedLinks.refused();
        }
        return OpenForm.of(found.tenant, found.form, object);
    }

    private record Found(Tenant tenant, PublicForm form) {}

    private static Optional<Found> find(Connection connection, Tenant tenant, SecretToken token) {
        if (!PublicAccess.get(connection, tenant.id()).forms()) {
            return Optional.empty();
        }
        return Sql.of(
                        "select ",
                        PublicForm.COLUMNS,
                        " from public_form f where f.tenant_id = ",
                        Sql.number(tenant.id().value()),
                        " and f.id = ",
                        Sql.value(token.id(), ColumnType.UUID))
                .first(connection, PublicForm::read)
                .filter(form -> form.isOf(token))
                .map(form -> new Found(tenant, form));
    }
}
