package dev.armature.metadata.expression;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a parser says about a text, said to a person. */
final class SyntaxMessages {

    private static final int MAX_LENGTH = 200;
    private static final String END = "<EOF>";
    private static final Pattern MISPLACED =
            Pattern.compile(
                    "(?:mismatched input|extraneous input|no viable alternative at input) '(.*?)'(?: expecting .*)?");
    private static final Pattern MISSING = Pattern.compile("missing '(.*)' at '.*'");
    private static final Pattern UNKNOWN = Pattern.compile("token recognition error at: '(.*)'");

    private SyntaxMessages() {}

    static String inPlainWords(String message) {
        String line = message.lines().findFirst().orElse("it cannot be read");
        if (line.startsWith("For input string")) {
            return "a whole number has at most 64 bits; write a longer one with a decimal point";
        }
        Matcher misplaced = MISPLACED.matcher(line);
        if (misplaced.matches()) {
            return misplaced.group(1).endsWith(END)
                    ? "the expression ends where more is expected"
                    : "\"" + shortened(misplaced.group(1)) + "\" is not expected here";
        }
        Matcher missing = MISSING.matcher(line);
        if (missing.matches()) {
            return "\"" + missing.group(1) + "\" is missing";
        }
        Matcher unknown = UNKNOWN.matcher(line);
        return unknown.matches()
                ? "\"" + shortened(unknown.group(1)) + "\" means nothing here"
                : shortened(line);
    }

    private static String shortened(String text) {
        return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    }
}
