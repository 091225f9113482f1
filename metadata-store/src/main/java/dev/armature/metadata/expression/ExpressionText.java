package dev.armature.metadata.expression;

import dev.armature.metadata.problem.Problem;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of an expression, addressed by the parser's offsets, which count code points. */
record ExpressionText(String value) {

    private static final Pattern NUMBER = Pattern.compile("-?\\d*\\.?\\d+(?:[eE][+-]?\\d{1,4})?");

    int utf16(int codePoints) {
        return value.offsetByCodePoints(
                0, Math.min(codePoints, value.codePointCount(0, value.length())));
    }

    /** The number written at an offset, exactly; null when none can be read there. */
    @Nullable BigDecimal numberAt(int codePoints) {
        Matcher matcher = NUMBER.matcher(value).region(utf16(codePoints), value.length());
        return matcher.lookingAt() ? Numbers.canonical(new BigDecimal(matcher.group())) : null;
    }

    /** Where the name stands that follows the dot at an offset, in UTF-16 units. */
    int memberOffset(int dot, String name) {
        return value.indexOf(name, utf16(dot) + 1);
    }

    ExpressionException refuse(int codePoints, String code, String message) {
        return new ExpressionException(problem(codePoints, code, message));
    }

    private Problem problem(int codePoints, String code, String message) {
        int end = utf16(codePoints);
        String before = value.substring(0, end);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int lineStart = before.lastIndexOf('\n') + 1;
        int column = 1 + before.codePointCount(lineStart, before.length());
        return new Problem(
                "",
                code,
                "Line " + line + ", column " + column + ": " + message,
                new Problem.Position(line, column));
    }
}
