package dev.armature.engine.scim;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an attribute as requests have it: {@code userName}, {@code name.familyName}, {@code
 * urn:…:User:department}.
 *
 * @param schema before the last colon, or null
 * @param sub after the point, or null
 */
record AttributePath(@Nullable String schema, String name, @Nullable String sub) {

    private static final String URN = "urn:";
    private static final Pattern NAME = Pattern.compile("\\$?[A-Za-z][A-Za-z0-9_-]*");

    /**
     * Reads one; what a whole schema is called is the name of an attribute that holds it.
     *
     * @return null for what is no name of an attribute
     */
    static @Nullable AttributePath read(String text) {
        if (Schema.ofExtension(text)) {
            return new AttributePath(null, text, null);
        }
        String schema = null;
        String rest = text;
        if (text.toLowerCase(Locale.ROOT).startsWith(URN)) {
            int colon = text.lastIndexOf(':');
            schema = text.substring(0, colon);
            rest = text.substring(colon + 1);
        }
        int point = rest.indexOf('.');
        String name = point < 0 ? rest : rest.substring(0, point);
        String sub = point < 0 ? null : rest.substring(point + 1);
        boolean good = NAME.matcher(name).matches() && (sub == null || NAME.matcher(sub).matches());
        return good ? new AttributePath(schema, name, sub) : null;
    }
}
