package dev.armature.engine.sql;

import dev.armature.metadata.expression.Numbers;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * An array as PostgreSQL reads it from a text, after the manual's chapter on array input: elements
 * in double quotes, with quotes and backslashes escaped. The driver's own arrays look their type up
 * for each that is bound.
 */
final class ArrayLiteral {

    private ArrayLiteral() {}

    static String of(Collection<?> elements) {
        StringBuilder text = new StringBuilder(elements.size() * 16 + 2).append('{');
        for (Object element : elements) {
            if (text.length() > 1) {
                text.append(',');
            }
            append(text, element);
        }
        return text.append('}').toString();
    }

    // The text form of numbers, ids, days, times and moments is one that PostgreSQL reads;
    // durations
    // are seconds there.
    private static void append(StringBuilder text, @Nullable Object element) {
        if (element == null) {
            text.append("NULL");
            return;
        }
        String written =
                element instanceof Duration duration
                        ? Numbers.text(Numbers.seconds(duration))
                        : element.toString();
        text.append('"');
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }
}
