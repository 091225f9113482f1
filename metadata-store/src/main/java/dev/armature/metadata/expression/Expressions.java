package dev.armature.metadata.expression;

import dev.armature.metadata.problem.Problem;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.parser.CelParser;
import dev.cel.parser.CelParserFactory;

/** Turns the text of an expression into a checked tree. Thread-safe. */
public final class Expressions {

    /** The longest expression, in Unicode code points. */
    public static final int MAX_LENGTH = 10_000;

    /** How deep an expression may nest, in brackets and in its tree. */
    public static final int MAX_DEPTH = 100;

    /** How many references one path may walk. */
    public static final int MAX_REFERENCES = 5;

    private static final CelParser PARSER =
            CelParserFactory.standardCelParserBuilder()
                    .setOptions(
                            CelOptions.newBuilder()
                                    .enableReservedIds(true)
                                    .enableQuotedIdentifierSyntax(false)
                                    .maxExpressionCodePointSize(MAX_LENGTH)
                                    .maxParseRecursionDepth(MAX_DEPTH)
                                    .maxParseErrorRecoveryLimit(1)
                                    .build())
                    .build();

    private Expressions() {}

    /**
     * Parses and checks.
     *
     * @param expected the type the expression must have
     * @throws ExpressionException naming the place and what is wrong there
     */
    public static CheckedExpression check(String text, Scope scope, ValueType expected) {
        return new Checker(text, scope).check(parse(text), expected);
    }

    /** Parses and checks an expression of any type. */
    public static CheckedExpression check(String text, Scope scope) {
        return new Checker(text, scope).check(parse(text), null);
    }

    private static CelAbstractSyntaxTree parse(String text) {
        if (text.codePointCount(0, text.length()) > MAX_LENGTH) {
            throw refused(
                    new Problem(
                            "",
                            "expression_too_long",
                            "An expression has at most " + MAX_LENGTH + " characters"));
        }
        if (text.isBlank()) {
            throw refused(
                    new Problem(
                            "",
                            "expression_syntax",
                            "The expression is empty",
                            new Problem.Position(1, 1)));
        }
        try {
            CelValidationResult result = PARSER.parse(text);
            return result.getAst();
        } catch (CelValidationException e) {
            CelIssue issue = e.getErrors().getFirst();
            Problem.Position position =
                    new Problem.Position(
                            Math.max(1, issue.getSourceLocation().getLine()),
                            Math.max(1, issue.getSourceLocation().getColumn() + 1));
            throw refused(
                    new Problem(
                            "",
                            "expression_syntax",
                            "Line "
                                    + position.line()
                                    + ", column "
                                    + position.column()
                                    + ": "
                                    + SyntaxMessages.inPlainWords(issue.getMessage()),
                            position));
        }
    }

    private static ExpressionException refused(Problem problem) {
        return new ExpressionException(problem);
    }
}
