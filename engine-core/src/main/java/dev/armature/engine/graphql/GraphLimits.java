package dev.armature.engine.graphql;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import graphql.parser.ParserOptions;
import graphql.validation.QueryComplexityLimits;

/** The bounds of what one request asks for. What goes past one is refused before it is begun. */
public final class GraphLimits {

    /** How deep records hang on records: a list, the record behind a reference, and so on. */
    public static final int MAX_DEPTH = 10;

    /**
     * How many records a request may come to if every page is full: each list counts as many as are
     * asked for, for each of the records that it hangs on.
     */
    public static final int MAX_COST = 25_000;

    /** How many fields may have another name in the answer. */
    public static final int MAX_ALIASES = 100;

    /** How many fields an operation has, those of fragments counted wherever they are used. */
    public static final int MAX_FIELDS = 5_000;

    /** How many records one mutation writes. */
    public static final int MAX_WRITES = 100;

    /** How many words and signs a document has. */
    public static final int MAX_TOKENS = 15_000;

    /** What a list of references is taken to have, and figures are taken to cost. */
    static final int GUESSED_LIST = 10;

    static final int AGGREGATE_COST = 100;

    /** How deep fields lie within fields, those between one record and the next counted too. */
    private static final int MAX_NESTING = 4 * MAX_DEPTH;

    static final QueryComplexityLimits COMPLEXITY =
            QueryComplexityLimits.newLimits()
                    .maxDepth(MAX_NESTING)
                    .maxFieldsCount(MAX_FIELDS)
                    .build();

    static final ParserOptions PARSER =
            ParserOptions.getDefaultOperationParserOptions()
                    .transform(options -> options.maxTokens(MAX_TOKENS));

    private GraphLimits() {}

    static EngineException passed(String limit, int most, String what) {
        return EngineException.invalid(
                ErrorCode.QUERY_TOO_EXPENSIVE,
                new Problem("query", limit, "%s; at most %d are allowed".formatted(what, most)));
    }
}
