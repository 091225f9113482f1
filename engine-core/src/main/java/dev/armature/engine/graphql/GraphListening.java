package dev.armature.engine.graphql;

import dev.armature.metadata.model.ObjectModel;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import graphql.analysis.QueryVisitorFieldEnvironment;
import graphql.analysis.QueryVisitorStub;
import graphql.execution.CoercedVariables;
import graphql.language.Document;
import graphql.schema.GraphQLNamedType;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription listens to, as it is written.
 *
 * @param object its name
 * @param id of the one record that is heard of, or null for all
 * @param filter what records have to meet, or null
 * @param fields names of what is told of a record, with commas between them
 * @param since the last event that was heard, or null
 */
public record GraphListening(
        String object,
        @Nullable String id,
        @Nullable String filter,
        String fields,
        @Nullable String since) {

    /** Finds out what an operation that was checked listens to. */
    static GraphListening of(
            GraphSchema schema,
            TenantModel model,
            Document document,
            @Nullable String operation,
            CoercedVariables variables) {
        Reading reading = new Reading();
        schema.visit(document, operation, variables, reading);
        if (reading.keys.size() != 1) {
            throw EngineException.invalid(
                    ErrorCode.INVALID_QUERY,
                    new Problem("query", "one_field", "A subscription has one field"));
        }
        ObjectModel object = model.required(reading.object);
        return new GraphListening(
                reading.object,
                reading.argument(GraphChanges.ID),
                reading.argument(GraphChanges.FILTER),
                ListArguments.fields(object, reading.fields),
                reading.argument(GraphChanges.SINCE));
    }

    private static final class Reading extends QueryVisitorStub {
        private final Set<String> fields = new LinkedHashSet<>();
        private final Set<String> keys = new LinkedHashSet<>();
        private String object = "";
        private Map<String, Object> arguments = Map.of();

        @Override
        public void visitField(QueryVisitorFieldEnvironment field) {
            QueryVisitorFieldEnvironment above = field.getParentEnvironment();
            if (above == null) {
                keys.add(field.getField().getResultKey());
                object = GraphNames.objectOf(field.getFieldDefinition().getName());
                arguments = field.getArguments();
            } else if (above.getParentEnvironment() != null && isRecord(above)) {
                fields.add(field.getField().getName());
            }
        }

        private static boolean isRecord(QueryVisitorFieldEnvironment field) {
            String parent = ((GraphQLNamedType) field.getFieldsContainer()).getName();
            return parent.endsWith(GraphNames.CHANGE)
                    && field.getField().getName().equals(GraphChanges.RECORD);
        }

        @Nullable String argument(String name) {
            return arguments.get(name) instanceof String text ? text : null;
        }
    }
}
