package dev.armature.engine.record;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.armature.engine.access.Mask;
import dev.armature.engine.query.Selection;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes a record that is in memory as a reader would get it from the database. */
final class RecordRenderer {

    private RecordRenderer() {}

    /**
     * A record's JSON.
     *
     * @param seen the object as those see it who read it
     */
    static byte[] json(ObjectModel seen, StoredRecord stored, Bindings bindings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = Json.MAPPER.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField(SystemField.ID.fieldName(), stored.id().toString());
            for (FieldModel field : Selection.all(seen).fields()) {
                out.writeFieldName(field.name());
                CheckedExpression formula = field.formula();
                Object value =
                        formula == null
                                ? stored.values().get(field.id())
                                : formula.evaluate(bindings);
                Values.write(out, seen.isMasked(field) ? Mask.shown(field, value) : value);
            }
            for (SystemField field : SystemField.values()) {
                if (field != SystemField.ID) {
                    out.writeFieldName(field.fieldName());
                    Values.write(out, stored.system(field));
                }
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
