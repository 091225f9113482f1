package dev.armature.engine.form;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.query.RecordQuery;
import dev.armature.engine.query.RecordReader;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.model.ObjectModel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The records that a form lets strangers choose among, by their titles; read with the rights of the
 * form, which are to titles alone. Thread-safe.
 */
final class FormChoices {

    /** How many there are, in the order of their titles. Others cannot be chosen. */
    static final int MOST = 200;

    private final RecordReader reader;

    FormChoices(RecordReader reader) {
        this.reader = reader;
    }

    /** Titles by the records' ids. */
    Map<String, String> of(OpenForm open, FieldModel field) {
        Map<String, String> choices = new LinkedHashMap<>();
        FieldModel title = FormFields.title(open.object(), field);
        if (title == null || !(field.type() instanceof ReferenceType type)) {
            return choices;
        }
        ObjectModel target =
                open.guest().grants(open.object().tenant()).model().required(type.target());
        RecordQuery query =
                RecordQuery.of(target)
                        .withFields(title.name())
                        .withSort(title.name())
                        .withLimit(MOST);
        for (JsonNode record : Json.parse(reader.list(open.guest(), query)).get("data")) {
            choices.put(record.get("id").textValue(), record.path(title.name()).asText());
        }
        return choices;
    }
}
