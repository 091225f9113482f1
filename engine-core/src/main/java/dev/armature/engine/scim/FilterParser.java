package dev.armature.engine.scim;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads filters. Each character is looked at once, and how deep parts may be in each other is
 * bounded, so that nobody keeps a node busy with a filter. Not thread-safe.
 */
final class FilterParser {

    /** How many characters a filter has at most. */
    static final int MAX_LENGTH = 4_000;

    /** How deep its parts may be in each other. */
    static final int MAX_DEPTH = 20;

    /** How many characters a path of a patch has at most. */
    static final int MAX_PATH = 256;

    private final String text;
    private final ScimType refusal;
    private int at;
    private int depth;
    private boolean inValue;

    private FilterParser(String text, ScimType refusal, int most) {
        this.text = text;
        this.refusal = refusal;
        if (text.length() > most) {
            throw new ScimRefusal(refusal, "It has at most " + most + " characters");
        }
    }

    /** Reads one that says which resources are meant. */
    static Filter read(String text) {
        FilterParser parser = new FilterParser(text, ScimType.INVALID_FILTER, MAX_LENGTH);
        Filter filter = parser.or();
        parser.requireEnd();
        return filter;
    }

    /**
     * Reads what a patch is of: {@code attribute[filter].sub}, each part but the first optional.
     */
    static PatchPath readPath(String text) {
        FilterParser parser = new FilterParser(text.strip(), ScimType.INVALID_PATH, MAX_PATH);
        AttributePath path = parser.path();
        Filter filter = null;
        String sub = null;
        if (parser.takes('[')) {
            filter = parser.value();
            if (parser.takes('.')) {
                AttributePath last = parser.path();
                if (last.schema() != null || last.sub() != null) {
                    throw parser.wrong("One name is expected after the point");
                }
                sub = last.name();
            }
        }
        parser.requireEnd();
        return new PatchPath(path, filter, sub);
    }

    private void requireEnd() {
        skip();
        if (at < text.length()) {
            throw wrong("The end is expected");
        }
    }

    private ScimRefusal wrong(String what) {
        return new ScimRefusal(refusal, what + ", at character " + (at + 1));
    }

    private void skip() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private boolean takes(char character) {
        boolean there = at < text.length() && text.charAt(at) == character;
        at += there ? 1 : 0;
        return there;
    }

    private boolean takesWord(String word) {
        skip();
        int end = at + word.length();
        boolean there =
                text.regionMatches(true, at, word, 0, word.length())
                        && (end == text.length() || !isOfNames(text.charAt(end)));
        at = there ? end : at;
        return there;
    }

    private static boolean isOfNames(char character) {
        return Character.isLetterOrDigit(character) || "-_$:.".indexOf(character) >= 0;
    }

    private Filter or() {
        List<Filter> parts = new ArrayList<>(List.of(and()));
        while (takesWord("or")) {
            parts.add(and());
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.Or(parts);
    }

    private Filter and() {
        List<Filter> parts = new ArrayList<>(List.of(one()));
        while (takesWord("and")) {
            parts.add(one());
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.And(parts);
    }

    private Filter one() {
        boolean not = takesWord("not");
        skip();
        if (takes('(')) {
            deeper();
            Filter part = or();
            skip();
            if (!takes(')')) {
                throw wrong("A closing parenthesis is expected");
            }
            depth--;
            return not ? new Filter.Not(part) : part;
        }
        if (not) {
            throw wrong("An opening parenthesis is expected after \"not\"");
        }
        return condition();
    }

    private void deeper() {
        if (++depth > MAX_DEPTH) {
            throw wrong("Parts of a filter are in each other at most " + MAX_DEPTH + " deep");
        }
    }

    private AttributePath path() {
        int begin = at;
        while (at < text.length() && isOfNames(text.charAt(at))) {
            at++;
        }
        AttributePath path = AttributePath.read(text.substring(begin, at));
        if (path == null) {
            at = begin;
            throw wrong("The name of an attribute is expected");
        }
        return path;
    }

    private Filter condition() {
        AttributePath path = path();
        if (!takes('[')) {
            return compared(path);
        }
        if (inValue) {
            throw wrong("Values have no values in them");
        }
        Filter part = value();
        // As Entra ID asks for them, which the RFC has for patches alone.
        if (!takes('.')) {
            return new Filter.OfValue(path, part);
        }
        AttributePath last = path();
        return new Filter.OfValue(path, new Filter.And(List.of(part, compared(last))));
    }

    private Filter value() {
        deeper();
        inValue = true;
        Filter part = or();
        inValue = false;
        depth--;
        skip();
        if (!takes(']')) {
            throw wrong("A closing bracket is expected");
        }
        return part;
    }

    private Filter compared(AttributePath path) {
        skip();
        int begin = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        String word = text.substring(begin, at);
        if (word.equalsIgnoreCase("pr")) {
            return new Filter.Present(path);
        }
        Filter.Operator operator = Filter.Operator.of(word);
        if (operator == null) {
            at = begin;
            throw wrong("One of eq, ne, co, sw, ew, gt, ge, lt, le and pr is expected");
        }
        skip();
        return new Filter.Compare(path, operator, literal());
    }

    private @Nullable Object literal() {
        int begin = at;
        if (takes('"')) {
            while (at < text.length() && text.charAt(at) != '"') {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
            at = Math.min(at + 1, text.length());
        } else {
            while (at < text.length() && " ()[]".indexOf(text.charAt(at)) < 0) {
                at++;
            }
        }
        String written = text.substring(begin, at);
        boolean flag = written.equalsIgnoreCase("true") || written.equalsIgnoreCase("false");
        if (flag) {
            return Boolean.valueOf(written);
        }
        JsonNode json = json(written);
        if (json == null || json.isContainerNode()) {
            at = begin;
            throw wrong("A text in double quotes, a number, true, false or null is expected");
        }
        return json.isNull() ? null : json.isTextual() ? storable(json) : json.decimalValue();
    }

    private String storable(JsonNode json) {
        if (!Texts.isStorable(json.textValue())) {
            throw wrong("A text without the character NUL is expected");
        }
        return json.textValue();
    }

    private static @Nullable JsonNode json(String written) {
        try {
            return written.isEmpty() ? null : Json.parse(written.getBytes(StandardCharsets.UTF_8));
        } catch (EngineException e) {
            return null;
        }
    }
}
