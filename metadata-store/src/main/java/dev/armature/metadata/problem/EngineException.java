package dev.armature.metadata.problem;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that cannot be carried out, with all that its maker needs to mend it. It is an answer,
 * not a fault: it carries no stack trace and is not logged as an error.
 */
public final class EngineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String detail;
    private final @Nullable String ownCode;
    private final transient List<Problem> problems;
    private final @Nullable Integer operation;
    private final @Nullable Duration retryAfter;

    public EngineException(ErrorCode code, String detail) {
        this(code, detail, List.of());
    }

    public EngineException(ErrorCode code, String detail, List<Problem> problems) {
        this(code, null, detail, problems);
    }

    /**
     * @param ownCode a code given in metadata or by a plugin, answered in place of the platform's
     *     own
     */
    public EngineException(
            ErrorCode code, @Nullable String ownCode, String detail, List<Problem> problems) {
        this(code, ownCode, detail, problems, null, null);
    }

    private EngineException(
            ErrorCode code,
            @Nullable String ownCode,
            String detail,
            List<Problem> problems,
            @Nullable Integer operation,
            @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.detail = detail;
        this.code = code;
        this.ownCode = ownCode;
        this.problems = List.copyOf(problems);
        this.operation = operation;
        this.retryAfter = retryAfter;
    }

    /** A refusal that ends by itself after some time. */
    public static EngineException limited(String detail, Duration retryAfter) {
        return limited(ErrorCode.TOO_MANY_REQUESTS, detail, retryAfter);
    }

    /** The same by another name. */
    public static EngineException limited(ErrorCode code, String detail, Duration retryAfter) {
        return new EngineException(code, null, detail, List.of(), null, retryAfter);
    }

    public static EngineException notFound(String what) {
        return new EngineException(
                ErrorCode.NOT_FOUND, what + " does not exist, or you may not see it");
    }

    public static EngineException invalid(ErrorCode code, Problem problem) {
        return new EngineException(code, problem.message(), List.of(problem));
    }

    /** The same refusal seen from further out: the pointers of its problems prefixed. */
    public EngineException under(String prefix) {
        return new EngineException(
                code,
                ownCode,
                detail,
                problems.stream().map(problem -> problem.under(prefix)).toList(),
                operation,
                retryAfter);
    }

    /** The same refusal of one of several operations, all of which are refused for it. */
    public EngineException ofOperation(int place) {
        return new EngineException(code, ownCode, detail, problems, place, retryAfter);
    }

    /** The same refusal told in other words. */
    public EngineException with(String otherDetail, List<Problem> others) {
        return new EngineException(code, ownCode, otherDetail, others, operation, retryAfter);
    }

    /** The place of the operation, from 0, that all are refused for; null where there is one. */
    public @Nullable Integer operation() {
        return operation;
    }

    /** When it is worth trying again; null where nobody can say. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    public ErrorCode code() {
        return code;
    }

    /** The code to answer with: the one given in metadata or by a plugin, else the platform's. */
    public String answerCode() {
        return ownCode == null ? code.code() : ownCode;
    }

    public String detail() {
        return detail;
    }

    public List<Problem> problems() {
        return problems;
    }

    /** With everything that was wrong: a refusal that nobody answers with ends up in a log. */
    @Override
    public String getMessage() {
        return answerCode() + ": " + detail + (problems.isEmpty() ? "" : " " + problems);
    }
}
