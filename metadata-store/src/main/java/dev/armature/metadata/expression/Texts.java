package dev.armature.metadata.expression;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operations on texts by code point, as PostgreSQL does them. */
final class Texts {

    /** The longest text that a replacement may make, in code points. */
    static final int MAX_REPLACED = 1_000_000;

    /** The longest text that padding may make, in code points. */
    static final int MAX_PADDED = 10_000;

    private Texts() {}

    static int size(String text) {
        return text.codePointCount(0, text.length());
    }

    static String lower(String text) {
        return mapCase(text, false);
    }

    static String upper(String text) {
        return mapCase(text, true);
    }

    // One code point to one code point, as PostgreSQL's builtin C.UTF-8 locale does.
    private static String mapCase(String text, boolean upper) {
        StringBuilder mapped = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> upper ? Character.toUpperCase(c) : Character.toLowerCase(c))
                .forEach(mapped::appendCodePoint);
        return mapped.toString();
    }

    // PostgreSQL's btrim(x) takes off spaces only, so we do too.
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && text.charAt(start) == ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(start, end);
    }

    /** Null when the result would be longer than {@link #MAX_REPLACED}. */
    static @Nullable String replace(String text, String search, String replacement) {
        if (search.isEmpty()) {
            return text;
        }
        long found = 0;
        for (int at = text.indexOf(search);
                at >= 0;
                at = text.indexOf(search, at + search.length())) {
            found++;
        }
        long size = size(text) + found * (size(replacement) - size(search));
        return size > MAX_REPLACED ? null : text.replace(search, replacement);
    }

    /** From one code point to before another, both held within the text. */
    static String substring(String text, int from, int to) {
        int size = size(text);
        int start = Math.min(from, size);
        int end = Math.max(start, Math.min(to, size));
        int first = text.offsetByCodePoints(0, start);
        return text.substring(first, text.offsetByCodePoints(first, end - start));
    }

    static List<String> split(String text, String separator) {
        if (separator.isEmpty()) {
            return List.of(text);
        }
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            parts.add(text.substring(from, at));
            from = at + separator.length();
        }
        parts.add(text.substring(from));
        return List.copyOf(parts);
    }

    /** What is missing to a length, made of a text again and again. */
    static String padding(String text, int length, String fill) {
        int missing = length - size(text);
        if (missing <= 0 || fill.isEmpty()) {
            return "";
        }
        String enough = fill.repeat(missing / size(fill) + 1);
        return substring(enough, 0, missing);
    }
}
