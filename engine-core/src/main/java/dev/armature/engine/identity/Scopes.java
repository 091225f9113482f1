package dev.armature.engine.identity;

import dev.armature.metadata.json.Attributes;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What may be done with an API key, of what its user may do: {@code read}, {@code write} (which
 * reads too), {@code metadata}, {@code secrets} and {@code scim}; the first two of one object only
 * when its name follows, as in {@code read:deal}.
 */
public record Scopes(Set<String> words) {

    /** Whoever has it provisions users and groups, and does nothing else by it. */
    static final String SCIM = "scim";

    private static final Pattern SCOPE =
            Pattern.compile("(read|write)(:[a-z][A-Za-z0-9]{0,62})?|metadata|secrets|" + SCIM);
    private static final int MOST = 100;
    private static final int MAX_LENGTH = 80;

    public Scopes {
        words = Set.copyOf(words);
    }

    /** What a request does. */
    public enum Access {
        READ,
        WRITE
    }

    static Scopes read(Attributes attributes) {
        List<String> given = attributes.texts("scopes", MAX_LENGTH);
        if (given.isEmpty() || given.size() > MOST) {
            attributes
                    .problems()
                    .add(
                            attributes.pointer("scopes"),
                            "required",
                            "From 1 to %d scopes are expected".formatted(MOST));
        }
        for (String scope : given) {
            if (!isScope(scope)) {
                attributes
                        .problems()
                        .add(
                                attributes.pointer("scopes"),
                                "unknown_option",
                                "A scope is read, write, read:<object>, write:<object>, metadata, secrets or scim");
            }
        }
        return new Scopes(Set.copyOf(given));
    }

    static boolean isScope(String word) {
        return SCOPE.matcher(word).matches();
    }

    List<String> sorted() {
        return List.copyOf(new TreeSet<>(words));
    }

    /** Whether records of all objects, files and jobs may be read or written. */
    public boolean allows(Access access) {
        return words.contains("write") || (access == Access.READ && words.contains("read"));
    }

    /** The same of one object. */
    public boolean allows(Access access, String object) {
        return allows(access)
                || words.contains("write:" + object)
                || (access == Access.READ && words.contains("read:" + object));
    }

    /** Whether metadata, plugins, users and settings may be changed. */
    public boolean allowsMetadata() {
        return words.contains("metadata");
    }

    /** Whether users and groups may be provisioned. */
    public boolean allowsProvisioning() {
        return words.contains(SCIM);
    }

    /** The same without the right to provision. */
    Scopes withoutProvisioning() {
        return new Scopes(
                words.stream().filter(word -> !word.equals(SCIM)).collect(Collectors.toSet()));
    }

    /** Whether secrets may be read in clear. */
    public boolean allowsSecrets() {
        return words.contains("secrets");
    }
}
