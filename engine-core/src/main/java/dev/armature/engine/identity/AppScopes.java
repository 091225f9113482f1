package dev.armature.engine.identity;

import dev.armature.metadata.json.Attributes;
import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an app of others may do for somebody: the {@link Scopes} of API keys, and what it may know
 * of who the person is.
 */
public record AppScopes(Set<String> words) {

    /** The one that makes a request one of OpenID Connect. */
    public static final String OPENID = "openid";

    /** Name, language and time zone. */
    public static final String PROFILE = "profile";

    /** The e-mail address. */
    public static final String EMAIL = "email";

    /** To go on when the person is not there any more. */
    public static final String OFFLINE = "offline_access";

    private static final Set<String> OF_IDENTITY = Set.of(OPENID, PROFILE, EMAIL, OFFLINE);
    private static final int MOST = 100;
    private static final int MAX_LENGTH = 80;

    public AppScopes {
        words = Set.copyOf(words);
    }

    /**
     * Words with a space between them, as clients send them; those that nobody knows are left out.
     */
    public static AppScopes parse(String text) {
        return new AppScopes(
                Arrays.stream(text.split(" ", -1))
                        .filter(AppScopes::isKnown)
                        .limit(MOST)
                        .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    /** As the database has them. */
    public static AppScopes of(Array column) throws SQLException {
        return new AppScopes(Set.of((String[]) column.getArray()));
    }

    private static boolean isKnown(String word) {
        // Who provisions people is their company's directory, and no app that acts for one of them.
        return OF_IDENTITY.contains(word) || (Scopes.isScope(word) && !word.equals(Scopes.SCIM));
    }

    /** Reads what an app is registered for. */
    public static AppScopes read(Attributes attributes) {
        List<String> given = attributes.texts("scopes", MAX_LENGTH);
        if (given.isEmpty() || given.size() > MOST) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("scopes"),
                            "required",
                            "From 1 to %d scopes are expected".formatted(MOST));
        }
        if (!given.stream().allMatch(AppScopes::isKnown)) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("scopes"),
                            "unknown_option",
                            "A scope is openid, profile, email, offline_access, read, write, read:<object>, write:<object>, metadata or secrets");
        }
        return new AppScopes(Set.copyOf(given));
    }

    public boolean has(String word) {
        return words.contains(word);
    }

    /** Whether all of the others are in these, be it as a part: {@code read:deal} is in write. */
    public boolean cover(AppScopes others) {
        return others.words.stream().allMatch(this::cover);
    }

    private boolean cover(String word) {
        if (words.contains(word)) {
            return true;
        }
        int colon = word.indexOf(':');
        String action = colon < 0 ? word : word.substring(0, colon);
        return switch (action) {
            case "read" ->
                    words.contains("read")
                            || words.contains("write")
                            || words.contains("write" + word.substring(action.length()));
            case "write" -> words.contains("write");
            default -> false;
        };
    }

    /** Those that are in the bounds. */
    public AppScopes within(AppScopes bounds) {
        return new AppScopes(words.stream().filter(bounds::cover).collect(Collectors.toSet()));
    }

    /** What of them lets the app into the API. */
    public AppScopes ofApi() {
        return new AppScopes(
                words.stream()
                        .filter(word -> !OF_IDENTITY.contains(word))
                        .collect(Collectors.toSet()));
    }

    /** The same as what a key may do. */
    Scopes asOfKeys() {
        return new Scopes(ofApi().words);
    }

    public boolean isEmpty() {
        return words.isEmpty();
    }

    public List<String> sorted() {
        return List.copyOf(new TreeSet<>(words));
    }

    /** As they are sent and answered. */
    public String text() {
        return String.join(" ", sorted());
    }
}
