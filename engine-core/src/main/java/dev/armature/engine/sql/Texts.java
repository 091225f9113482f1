package dev.armature.engine.sql;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The texts of statements that are sent together. The same few come over and over, and both the
 * driver and the database know them by their whole text; each is put together once, and is then the
 * same string, whose hash is known. Thread-safe.
 */
final class Texts {

    /** How many are kept; beyond that all are forgotten, and what is used comes back. */
    static final int MOST = 500;

    /** Longer ones are put together each time: they are of queries that seldom come twice. */
    static final int LONGEST = 4_000;

    private static final Map<List<String>, String> KNOWN = new ConcurrentHashMap<>();

    private Texts() {}

    static String together(List<String> texts) {
        String known = KNOWN.get(texts);
        return known == null ? learn(texts) : known;
    }

    private static String learn(List<String> texts) {
        String together = String.join(";\n", texts);
        if (together.length() <= LONGEST) {
            if (KNOWN.size() >= MOST) {
                KNOWN.clear();
            }
            KNOWN.put(List.copyOf(texts), together);
        }
        return together;
    }

    static int known() {
        return KNOWN.size();
    }
}
