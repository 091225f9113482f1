package dev.armature.metadata.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A saved way to look at an object's records as a table.
 *
 * @param columns paths of fields, such as {@code account.name}
 * @param filter an expression, or null for all records
 * @param sort paths of fields, {@code -} before one for descending
 */
public record ViewDefinition(
        int id,
        String name,
        String label,
        List<String> columns,
        @Nullable String filter,
        List<String> sort,
        Translations translations,
        @Nullable String plugin)
        implements Part {

    public ViewDefinition {
        columns = List.copyOf(columns);
        sort = List.copyOf(sort);
    }

    public static ViewDefinition read(
            int id, @Nullable String plugin, JsonNode json, String pointer, Problems problems) {
        Attributes attributes = Attributes.of(json, pointer, problems);
        String name = Names.read(attributes);
        ViewDefinition view =
                new ViewDefinition(
                        id,
                        name,
                        Names.readLabel(attributes, name),
                        attributes.texts("columns", 400),
                        attributes.optionalText("filter", 10_000),
                        attributes.texts("sort", 400),
                        Translations.read(attributes),
                        plugin);
        attributes.finish();
        return view;
    }

    @Override
    public Kind kind() {
        return Kind.VIEW;
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode out = Json.object().put("name", name).put("label", label);
        ArrayNode columnList = out.putArray("columns");
        columns.forEach(columnList::add);
        if (filter != null) {
            out.put("filter", filter);
        }
        ArrayNode sortList = out.putArray("sort");
        sort.forEach(sortList::add);
        translations.write(out);
        return out;
    }
}
