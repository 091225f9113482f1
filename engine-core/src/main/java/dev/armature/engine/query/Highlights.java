package dev.armature.engine.query;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the words of a search in a text again, in the forms in which it was found by them. */
final class Highlights {

    private static final int BEFORE = 40;
    private static final int SHOWN = 160;
    private static final int MIN_STEM = 3;

    /** How much of a word's end may be another form's. */
    private static final int ENDING = 3;

    private Highlights() {}

    /** Where the words are; null when none is. */
    static Search.@Nullable Match in(String field, @Nullable String text, List<String> words) {
        if (text == null) {
            return null;
        }
        String folded = Folding.of(text);
        List<Search.Range> found = new ArrayList<>();
        for (String word : words) {
            add(found, folded, word);
        }
        if (found.isEmpty()) {
            return null;
        }
        found.sort((a, b) -> Integer.compare(a.from(), b.from()));
        return shown(field, text, merged(found));
    }

    private static void add(List<Search.Range> found, String folded, String word) {
        int at = folded.indexOf(word);
        String part = word;
        if (at < 0) {
            part =
                    word.substring(
                            0, Math.max(Math.min(MIN_STEM, word.length()), word.length() - ENDING));
            at = folded.indexOf(part);
        }
        while (at >= 0) {
            int end = at + part.length();
            while (end < folded.length()
                    && !part.equals(word)
                    && Character.isLetter(folded.charAt(end))) {
                end++;
            }
            found.add(new Search.Range(at, end));
            at = folded.indexOf(part, end);
        }
    }

    private static List<Search.Range> merged(List<Search.Range> sorted) {
        List<Search.Range> merged = new ArrayList<>();
        for (Search.Range range : sorted) {
            Search.Range last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && range.from() <= last.to()) {
                merged.set(
                        merged.size() - 1,
                        new Search.Range(last.from(), Math.max(last.to(), range.to())));
            } else {
                merged.add(range);
            }
        }
        return merged;
    }

    private static Search.Match shown(String field, String text, List<Search.Range> found) {
        int from = text.length() <= SHOWN ? 0 : Math.max(0, found.getFirst().from() - BEFORE);
        int to = Math.min(text.length(), from + SHOWN);
        int start = from > 0 && Character.isLowSurrogate(text.charAt(from)) ? from - 1 : from;
        int end = to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? to - 1 : to;
        List<Search.Range> within =
                found.stream()
                        .filter(range -> range.from() >= start && range.to() <= end)
                        .map(range -> new Search.Range(range.from() - start, range.to() - start))
                        .toList();
        return new Search.Match(field, text.substring(start, end), within);
    }
}
