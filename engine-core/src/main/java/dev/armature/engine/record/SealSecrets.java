package dev.armature.engine.record;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.secret.SecretBox;
import dev.armature.engine.secret.SecretPlace;
import dev.armature.metadata.field.SecretType;
import dev.armature.metadata.model.FieldModel;
import java.util.List;

/**
 * Puts the mark of a secret in the place of one that was given in clear, before anybody looks at
 * the record; the sealed text is stored apart. A mark that was given must be the record's own.
 */
final class SealSecrets implements WriteStep {

    private final SecretBox box;

    SealSecrets(SecretBox box) {
        this.box = box;
    }

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        for (Draft draft : drafts) {
            for (FieldModel field : draft.object().fields()) {
                if (field.type() instanceof SecretType) {
                    apply(session, draft, field);
                }
            }
        }
    }

    private void apply(WriteSession session, Draft draft, FieldModel field) {
        Object value = draft.value(field);
        if (value instanceof SecretType.Fresh(String text)) {
            SecretPlace place =
                    new SecretPlace(
                            session.caller().tenantId().value(),
                            draft.object().id(),
                            field.id(),
                            draft.id());
            draft.seal(field, box.seal(place, text));
            draft.set(field, SecretType.mark(session.now()));
        } else if (value instanceof JsonNode && draft.isChanged(field) && !draft.isSealed(field)) {
            draft.problem(
                    field,
                    "read_only_field",
                    "A secret is given as a text, or sent back as it was answered");
        }
    }
}
