package dev.armature.engine.graphql;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.idempotency.IdempotencyKey;
import dev.armature.engine.idempotency.OnceWriter;
import dev.armature.engine.identity.Scopes;
import dev.armature.engine.query.Aggregator;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.RecordWriter;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQLContext;
import graphql.GraphQLError;
import graphql.GraphQLException;
import graphql.ParseAndValidateResult;
import graphql.execution.CoercedVariables;
import graphql.execution.RawVariables;
import graphql.execution.UnknownOperationException;
import graphql.execution.ValuesResolver;
import graphql.language.Document;
import graphql.language.NodeUtil;
import graphql.language.OperationDefinition;
import graphql.parser.ParserOptions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.dataloader.DataLoaderRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Answers GraphQL requests. A request is parsed and checked against the schema that the caller
 * sees, its size is estimated, and only then is anything read or written. Thread-safe.
 */
public final class GraphService {

    private final TenantModels models;
    private final AccessPolicy access;
    private final RecordReader reader;
    private final Aggregator aggregator;
    private final RecordWriter writer;
    private final OnceWriter onceWriter;
    private final GraphSchemas schemas = new GraphSchemas();

    public GraphService(
            TenantModels models,
            AccessPolicy access,
            RecordReader reader,
            Aggregator aggregator,
            RecordWriter writer,
            OnceWriter onceWriter) {
        this.writer = writer;
        this.onceWriter = onceWriter;
        this.models = models;
        this.access = access;
        this.reader = reader;
        this.aggregator = aggregator;
    }

    /**
     * Who asks, and how.
     *
     * @param scopes of the API key that is used, or null for none
     * @param cause why what is written is
     * @param key by which the request is carried out once, or null
     * @param readOnly whether nothing may be written, as it is a request for reading
     */
    public record Asking(
            Caller caller,
            @Nullable Scopes scopes,
            Cause cause,
            @Nullable IdempotencyKey key,
            boolean readOnly) {}

    /** The schema as the caller sees it, as text. */
    public String text(Caller caller, @Nullable Scopes scopes) {
        requireWholeSchema(scopes);
        return schemas.of(model(caller)).text();
    }

    private TenantModel model(Caller caller) {
        return access.seen(caller, models.current(caller.tenantId()));
    }

    /**
     * Carries a request out.
     *
     * @throws EngineException when it may not be carried out like this at all
     */
    public GraphAnswer execute(Asking asking, GraphRequest request) {
        return switch (begin(asking, request)) {
            case GraphBegun.Answered answered -> answered.answer();
            case GraphBegun.Listens listens ->
                    throw new EngineException(
                            ErrorCode.NOT_ACCEPTABLE,
                            "A subscription is told of by WebSocket at /graphql-ws, or to who accepts text/event-stream");
        };
    }

    /**
     * Carries a request out, or finds out what it listens to.
     *
     * @throws EngineException when it may not be carried out like this at all
     */
    public GraphBegun begin(Asking asking, GraphRequest request) {
        return begin(asking, request, null);
    }

    /**
     * Tells of a change as a subscription asks for it, by what is seen now.
     *
     * @param change as streams of changes have it
     * @return one that was not executed when there is no such subscription any more
     * @throws EngineException when it may not be listened to any more
     */
    public GraphAnswer tell(Asking asking, GraphRequest request, ObjectNode change) {
        return switch (begin(asking, request, change)) {
            case GraphBegun.Answered answered -> answered.answer();
            case GraphBegun.Listens listens -> throw new IllegalStateException("a change is there");
        };
    }

    private GraphBegun begin(Asking asking, GraphRequest request, @Nullable ObjectNode change) {
        TenantModel model = model(asking.caller());
        GraphSchema schema = schemas.of(model);
        ParseAndValidateResult checked = schema.checked(input(request).build());
        if (checked.isFailure()) {
            return new GraphBegun.Answered(notExecuted(checked.getErrors()));
        }
        Document document = Objects.requireNonNull(checked.getDocument());
        try {
            OperationDefinition operation = operation(document, request);
            if (asking.readOnly()
                    && operation.getOperation() == OperationDefinition.Operation.MUTATION) {
                throw new EngineException(
                        ErrorCode.METHOD_NOT_ALLOWED, "Send what writes as a POST request");
            }
            CoercedVariables variables = variables(schema, operation, request);
            requireScopes(
                    asking.scopes(), Estimate.of(schema, document, request.operation(), variables));
            boolean listens =
                    operation.getOperation() == OperationDefinition.Operation.SUBSCRIPTION;
            return listens && change == null
                    ? new GraphBegun.Listens(
                            GraphListening.of(
                                    schema, model, document, request.operation(), variables))
                    : new GraphBegun.Answered(
                            run(asking, request, schema, model, document, change));
        } catch (GraphQLException e) {
            // The document's operations, or the variables, are not what was meant.
            return new GraphBegun.Answered(
                    notExecuted(
                            e instanceof GraphQLError error
                                    ? List.of(error)
                                    : List.of(
                                            GraphQLError.newError()
                                                    .message(e.getMessage())
                                                    .build())));
        }
    }

    private static ExecutionInput.Builder input(GraphRequest request) {
        return ExecutionInput.newExecutionInput()
                .query(request.query())
                .operationName(request.operation())
                .variables(request.variables())
                .locale(Locale.ROOT)
                .graphQLContext(Map.of(ParserOptions.class, GraphLimits.PARSER));
    }

    private static OperationDefinition operation(Document document, GraphRequest request) {
        String name = request.operation();
        if (name != null && name.isEmpty()) {
            throw new UnknownOperationException("\"operationName\" is empty");
        }
        return NodeUtil.getOperation(document, name).operationDefinition;
    }

    private static CoercedVariables variables(
            GraphSchema schema, OperationDefinition operation, GraphRequest request) {
        return ValuesResolver.coerceVariableValues(
                schema.schema(),
                operation.getVariableDefinitions(),
                RawVariables.of(request.variables()),
                GraphQLContext.getDefault(),
                Locale.ROOT);
    }

    /** An API key that was made for some objects reads and writes no others, wherever they hang. */
    private static void requireScopes(@Nullable Scopes scopes, Estimate estimate) {
        if (scopes == null) {
            return;
        }
        if (estimate.introspects()) {
            requireWholeSchema(scopes);
        }
        for (String object : estimate.read()) {
            require(scopes.allows(Scopes.Access.READ, object), "reading", object);
        }
        for (String object : estimate.written()) {
            require(scopes.allows(Scopes.Access.WRITE, object), "writing", object);
        }
    }

    private static void require(boolean allowed, String doing, String object) {
        if (!allowed) {
            throw new EngineException(
                    ErrorCode.SCOPE_MISSING,
                    "This API key was not made for %s \"%s\"".formatted(doing, object));
        }
    }

    private static void requireWholeSchema(@Nullable Scopes scopes) {
        if (scopes != null && !scopes.allowsMetadata() && !scopes.allows(Scopes.Access.READ)) {
            throw new EngineException(
                    ErrorCode.SCOPE_MISSING, "This API key was not made for reading the schema");
        }
    }

    private GraphAnswer run(
            Asking asking,
            GraphRequest request,
            GraphSchema schema,
            TenantModel model,
            Document document,
            @Nullable ObjectNode change) {
        AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
        GraphWrites writes = new GraphWrites(writer, onceWriter, access, model, asking);
        DataLoaderRegistry loaders = new DataLoaderRegistry();
        writes.register(loaders);
        Asked asked =
                new Asked(asking.caller(), model, reader, aggregator, document, change, fault);
        ExecutionInput input = input(request).dataLoaderRegistry(loaders).build();
        input.getGraphQLContext().put(Asked.class, asked);
        ExecutionResult result = schema.graph().execute(input);
        throwFault(fault.get());
        if (!result.isDataPresent()) {
            return notExecuted(result.getErrors());
        }
        Map<String, @Nullable Object> data = result.getData();
        return new GraphAnswer(data, failures(result.getErrors()), true, writes.isReplayed());
    }

    private static void throwFault(@Nullable Throwable fault) {
        switch (fault) {
            case null -> {}
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new IllegalStateException(fault);
        }
    }

    private static GraphAnswer notExecuted(List<GraphQLError> errors) {
        return new GraphAnswer(null, failures(errors), false, false);
    }

    private static List<GraphAnswer.Failure> failures(List<GraphQLError> errors) {
        return errors.stream().map(GraphService::failure).toList();
    }

    private static GraphAnswer.Failure failure(GraphQLError error) {
        EngineException refusal = error instanceof FieldError field ? field.refusal() : null;
        return new GraphAnswer.Failure(
                error.getMessage(),
                error.getLocations() == null
                        ? List.of()
                        : error.getLocations().stream()
                                .map(at -> new GraphAnswer.Place(at.getLine(), at.getColumn()))
                                .toList(),
                error.getPath() == null ? List.of() : error.getPath(),
                refusal == null
                        ? new EngineException(ErrorCode.INVALID_QUERY, error.getMessage())
                        : refusal);
    }
}
