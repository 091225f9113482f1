package dev.armature.engine.record;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.armature.engine.access.Mask;
import dev.armature.engine.query.Selection;
import dev.armature.metadata.expression.Bindings;
import dev.armature.metadata.expression.CheckedExpression;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.json.Pointers;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.SystemField;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
                                : computed(field, formula, bindings);
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

    // A reader is answered with a refusal then, so there is nothing to show to who has written.
    private static @Nullable Object computed(
            FieldModel field, CheckedExpression formula, Bindings bindings) {
        try {
            return formula.evaluate(bindings);
        } catch (ArithmeticException | DateTimeException e) {
            String message = "The formula \"" + field.name() + "\" goes out of range";
            throw new EngineException(
                    ErrorCode.VALIDATION_FAILED,
                    message,
                    List.of(new Problem(Pointers.at("", field.name()), "out_of_range", message)));
        }
    }
}
