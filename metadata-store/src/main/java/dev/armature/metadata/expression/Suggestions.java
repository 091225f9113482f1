package dev.armature.metadata.expression;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** "Did you mean": the name nearest to one that is not there. */
public final class Suggestions {

    private static final int MAX_LENGTH = 64;

    private Suggestions() {}

    /** The nearest of some names, by edit distance; null when none is near. */
    public static @Nullable String nearest(String wrong, Collection<String> names) {
        if (wrong.length() > MAX_LENGTH) {
            return null;
        }
        String nearest = null;
        int best = Math.max(2, wrong.length() / 3) + 1;
        for (String name : names) {
            int distance = distance(wrong, name);
            if (distance < best) {
                best = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    // Levenshtein's distance, one row at a time.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int next = Math.min(Math.min(row[j], row[j - 1]) + 1, diagonal + change);
                diagonal = row[j];
                row[j] = next;
            }
        }
        return row[b.length()];
    }
}
