package dev.armature.metadata.expression;

import dev.armature.metadata.problem.Problem;

/**
 * An expression that does not parse or does not fit the fields it names. An answer, not a fault.
 */
public final class ExpressionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ExpressionException(Problem problem) {
        super(problem.message(), null, false, false);
        this.problem = problem;
    }

    /** What is wrong and where in the text; its pointer is empty. */
    public Problem problem() {
        return problem;
    }
}
