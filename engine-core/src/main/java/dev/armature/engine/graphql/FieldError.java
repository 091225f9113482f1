package dev.armature.engine.graphql;

import dev.armature.metadata.problem.EngineException;
import graphql.ErrorClassification;
import graphql.ErrorType;
import graphql.GraphQLError;
import graphql.language.SourceLocation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field that could not be answered. */
final class FieldError implements GraphQLError {

    private static final long serialVersionUID = 1L;

    private final Throwable thrown;
    private final transient List<Object> path;
    private final @Nullable SourceLocation location;

    FieldError(Throwable thrown, List<Object> path, @Nullable SourceLocation location) {
        this.thrown = thrown;
        this.path = path;
        this.location = location;
    }

    /** Why it was refused; null for a fault. */
    @Nullable EngineException refusal() {
        return thrown instanceof EngineException refusal ? refusal : null;
    }

    @Override
    public String getMessage() {
        return thrown instanceof EngineException refusal
                ? refusal.detail()
                : "The field could not be read";
    }

    @Override
    public List<SourceLocation> getLocations() {
        return location == null ? List.of() : List.of(location);
    }

    @Override
    public List<Object> getPath() {
        return path;
    }

    @Override
    public ErrorClassification getErrorType() {
        return ErrorType.DataFetchingException;
    }
}
