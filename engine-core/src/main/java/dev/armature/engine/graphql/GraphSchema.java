package dev.armature.engine.graphql;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import graphql.ExecutionInput;
import graphql.GraphQL;
import graphql.ParseAndValidate;
import graphql.ParseAndValidateResult;
import graphql.analysis.QueryTraverser;
import graphql.analysis.QueryVisitor;
import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.CoercedVariables;
import graphql.execution.preparsed.PreparsedDocumentEntry;
import graphql.language.Document;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.SchemaPrinter;
import graphql.validation.ValidationError;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A schema, ready for use, with the documents that were checked against it lately. Thread-safe. */
final class GraphSchema {

    /** Of how many characters all documents are that are kept with one schema. */
    private static final int KEPT_CHARACTERS = 200_000;

    private final GraphQLSchema schema;
    private final Map<String, String> records;
    private final Map<String, String> connections;
    private final int weight;
    private final GraphQL graph;
    private final Cache<String, ParseAndValidateResult> documents =
            Caffeine.newBuilder()
                    .maximumWeight(KEPT_CHARACTERS)
                    .weigher((String text, ParseAndValidateResult result) -> text.length() + 100)
                    .build();

    /**
     * @param records names of objects by the names of their types
     * @param connections the same by the names of the types of their pages
     * @param weight how much it has to be kept for, roughly in fields
     */
    GraphSchema(
            GraphQLSchema schema,
            Map<String, String> records,
            Map<String, String> connections,
            int weight) {
        this.schema = schema;
        this.records = Map.copyOf(records);
        this.connections = Map.copyOf(connections);
        this.weight = weight;
        FieldFaults faults = new FieldFaults();
        this.graph =
                GraphQL.newGraphQL(schema)
                        .queryExecutionStrategy(new AsyncExecutionStrategy(faults))
                        // What several fields write is written together, so they begin together.
                        .mutationExecutionStrategy(new AsyncExecutionStrategy(faults))
                        // Each change is answered by itself, by the rights of that moment.
                        .subscriptionExecutionStrategy(new AsyncExecutionStrategy(faults))
                        .preparsedDocumentProvider((input, parsing) ->
                                CompletableFuture.completedFuture(
                                        new PreparsedDocumentEntry(asked(input).document())))
                        .build();
    }

    private static Asked asked(ExecutionInput input) {
        return Objects.requireNonNull(input.getGraphQLContext().get(Asked.class));
    }

    /** What a document is, or what is wrong with it. */
    ParseAndValidateResult checked(ExecutionInput input) {
        ParseAndValidateResult known = documents.getIfPresent(input.getQuery());
        if (known != null) {
            return known;
        }
        ParseAndValidateResult parsed = ParseAndValidate.parse(input);
        Document document = parsed.getDocument();
        if (parsed.isFailure() || document == null) {
            return parsed;
        }
        List<ValidationError> errors =
                ParseAndValidate.validate(
                        schema, document, rule -> true, Locale.ROOT, GraphLimits.COMPLEXITY);
        ParseAndValidateResult result =
                parsed.transform(checked -> checked.validationErrors(errors));
        if (errors.isEmpty()) {
            documents.put(input.getQuery(), result);
        }
        return result;
    }

    GraphQL graph() {
        return graph;
    }

    /** Walks through the fields of an operation that was checked, each before those within it. */
    void visit(
            Document document,
            @Nullable String operation,
            CoercedVariables variables,
            QueryVisitor visitor) {
        QueryTraverser.newQueryTraverser()
                .schema(schema)
                .document(document)
                .operationName(operation)
                .coercedVariables(variables)
                .build()
                .visitPreOrder(visitor);
    }

    GraphQLSchema schema() {
        return schema;
    }

    int weight() {
        return weight;
    }

    /** The object whose records a type stands for, or null. */
    @Nullable String recordsOf(String type) {
        return records.get(type);
    }

    /** The object whose pages a type stands for, or null. */
    @Nullable String pagesOf(String type) {
        return connections.get(type);
    }

    /** Whether a type is one of a page of records or of its edges. */
    boolean isPartOfPages(String type) {
        return connections.containsKey(type) || type.endsWith(GraphNames.EDGE);
    }

    /** The schema as text. */
    String text() {
        return new SchemaPrinter(
                        SchemaPrinter.Options.defaultOptions().includeDirectiveDefinitions(false))
                .print(schema);
    }
}
